"""What becomes of an open answer when its idea moves on: discarded in the same transaction, whoever moved it."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import or_, select

from app.answers.drafting import discard_with_idea
from app.answers.models import CoordinatedAnswer
from app.answers.queries import ANSWERABLE
from app.core.database import db
from app.ideas.models import Idea
from app.statements.settling import AT_ONCE, what_became_of
from app.things.models import Thing

_answer, _idea, _thing = CoordinatedAnswer.__table__, Idea.__table__, Thing.__table__


def settle(touched: Collection[int], remade: Collection[int]) -> None:
    """Discard what is open about ideas that are with another office now, or in a state nobody answers in."""
    for row in list(_moved(sorted({*touched, *remade}))):
        locked = select(CoordinatedAnswer).where(CoordinatedAnswer.id == row.id)
        locked = locked.with_for_update(of=CoordinatedAnswer).execution_options(populate_existing=True)
        answer = db.session.scalars(locked).one()
        if answer.ended_at is None:
            discard_with_idea(answer, what_became_of(row) or "")


def _moved(numbers: list[int]) -> Iterator[Any]:
    for start in range(0, len(numbers), AT_ONCE):
        is_elsewhere = _answer.c.authority_id.is_distinct_from(_thing.c.authority_id)
        yield from db.session.execute(
            select(
                _answer.c.id, _idea.c.state.label("idea_state"), _answer.c.authority_id.label("old_authority"),
                _thing.c.authority_id.label("new_authority"),
            )
            .join(_idea, _idea.c.id == _answer.c.idea_id)
            .join(_thing, _thing.c.id == _answer.c.idea_id)
            .where(_answer.c.idea_id.in_(numbers[start : start + AT_ONCE]), _answer.c.ended_at.is_(None))
            .where(or_(is_elsewhere, _idea.c.state.not_in(ANSWERABLE)))
            .order_by(_answer.c.id)
        )  # fmt: skip
