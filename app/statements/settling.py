"""What becomes of open requests when their idea moves on: taken back in the same transaction, whoever moved it."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import or_, select, update

from app.core.database import db
from app.ideas.models import Idea
from app.ideas.workflow import WORKFLOW
from app.statements.models import StatementRequest
from app.statements.requesting import withdraw_with_idea
from app.things.models import Thing

AT_ONCE = 500
MAY_BE_ASKED = WORKFLOW["request_statements"][0]

_request, _idea, _own, _its = (
    StatementRequest.__table__, Idea.__table__, Thing.__table__.alias("own"), Thing.__table__.alias("its"),
)  # fmt: skip


def settle(touched: Collection[int], remade: Collection[int]) -> None:
    """Take back what is still open about ideas that were answered, ended or handed over; the offices are told.

    What was said goes along with an idea that is handed over, so that the answer there can rest on it.
    """
    for row in list(_moved(sorted({*touched, *remade}))):
        if row.state == "open" and (because := what_became_of(row)):
            _take_back(row.id, because)
        if row.old_authority != row.new_authority:
            moved = update(Thing).where(Thing.id == row.id).values(authority_id=row.new_authority)
            db.session.execute(moved)


def _take_back(number: int, because: str) -> None:
    # Read under its lock: an office may have answered meanwhile, and then its statement stands.
    locked = select(StatementRequest).where(StatementRequest.id == number)
    locked = locked.with_for_update(of=StatementRequest).execution_options(populate_existing=True)
    request = db.session.scalars(locked).one()
    if request.state == "open":
        withdraw_with_idea(request, because)


def _moved(numbers: list[int]) -> Iterator[Any]:
    for start in range(0, len(numbers), AT_ONCE):
        is_over = or_(_idea.c.state.not_in(MAY_BE_ASKED), _idea.c.answered_at > _request.c.asked_at)
        is_elsewhere = _own.c.authority_id.is_distinct_from(_its.c.authority_id)
        found = (
            select(
                _request.c.id, _request.c.state, _idea.c.state.label("idea_state"), _idea.c.answered_at,
                _request.c.asked_at, _own.c.authority_id.label("old_authority"),
                _its.c.authority_id.label("new_authority"),
            )
            .join(_own, _own.c.id == _request.c.id)
            .join(_idea, _idea.c.id == _request.c.idea_id)
            .join(_its, _its.c.id == _request.c.idea_id)
            .where(_request.c.idea_id.in_(numbers[start : start + AT_ONCE]))
            .where(or_(is_elsewhere, (_request.c.state == "open") & is_over))
            .order_by(_request.c.id)
        )  # fmt: skip
        yield from db.session.execute(found)


def what_became_of(row: Any) -> str | None:
    """What became of the idea, as the office is told; nothing where it may still be asked about here."""
    if row.old_authority != row.new_authority:
        return "handed_over"
    ended = {"withdrawn": "withdrawn", "merged": "merged", "refused": "refused", "promoted": "promoted"}
    return ended.get(row.idea_state, "answered")
