"""What an office reads of the requests to it: the one somebody opens, the open ones, those that have ended."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from app.accounts.models import Organisation, Person
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.ideas.models import Idea, IdeaVersion
from app.ideas.workflow import WORKFLOW
from app.statements.models import Statement, StatementRequest
from app.things.models import Thing

PAGE_SIZE = 20
MOST_OPEN = 100


def find_asked(number: int, to: Person) -> StatementRequest | None:
    """The request with that number, if it was sent to an organisation this person speaks for today."""
    return find_whole(StatementRequest.id == number, _is_for(to))


def find_whole(*conditions: ColumnElement[bool]) -> StatementRequest | None:
    """One request. On a change its idea is locked before it, as everywhere."""
    idea_id = db.session.scalar(select(StatementRequest.idea_id).where(*conditions))
    if idea_id is None:
        return None
    db.session.scalar(to_change(select(Idea).where(Idea.id == idea_id), of=Idea))
    return db.session.scalar(to_change(select(StatementRequest).where(*conditions), of=StatementRequest))


def find_given(number: int) -> StatementRequest | None:
    """The request with that number, if it was answered: whether somebody may read the answer is the door's matter."""
    return db.session.scalar(
        select(StatementRequest).where(StatementRequest.id == number, StatementRequest.state == "answered")
    )


def version_asked(request: StatementRequest) -> IdeaVersion:
    """The version of the idea the office is asked about."""
    wanted = select(IdeaVersion).where(
        IdeaVersion.idea_id == request.idea_id, IdeaVersion.number == request.idea_version
    )
    return db.session.scalars(wanted).one()


def count_open_for(person: Person) -> int:
    """How many requests wait for somebody who speaks for the offices asked."""
    return db.session.scalar(_open_ones(person, func.count())) or 0


def requests_waiting(person: Person | None) -> int | None:
    """The same for whoever is signed in; None where she speaks for nobody."""
    return count_open_for(person) if person is not None and person.spoken_for else None


def open_for(person: Person) -> Sequence[Row[Any]]:
    """Those requests, the one due first on top."""
    rows = _open_ones(person, *_shown, _request.c.due_on, Statement.version)
    return db.session.execute(rows.order_by(_request.c.due_on, _request.c.id).limit(MOST_OPEN)).all()


def ended_for(person: Person, cursor: str | None = None) -> Page:
    """What was asked and has ended, the last first."""
    rows = select(*_shown, _request.c.state, _request.c.ended_at, Statement.verdict, _its.c.restricted_at)
    rows = rows.select_from(_whole).where(
        _request.c.ended_at.is_not(None), _request.c.organisation_id.in_(person.spoken_for)
    )
    return page_of(rows, [_request.c.ended_at, _request.c.id], cursor, PAGE_SIZE)


_request, _idea, _its = StatementRequest.__table__, Idea.__table__, Thing.__table__
_whole = (
    _request.join(_idea, _idea.c.id == _request.c.idea_id)
    .join(_its, _its.c.id == _idea.c.id)
    .join(Organisation.__table__, Organisation.__table__.c.id == _request.c.organisation_id)
    .outerjoin(Statement.__table__, Statement.__table__.c.request_id == _request.c.id)
)
_shown: tuple[Any, ...] = (
    _request.c.id.label("number"), _idea.c.id.label("idea_number"), _its.c.title.label("idea_title"),
    Organisation.name.label("office"), _request.c.asked_at,
)  # fmt: skip


def _open_ones(person: Person, *columns: Any) -> Any:
    is_waiting = and_(_idea.c.state.in_(WORKFLOW["request_statements"][0]), _its.c.restricted_at.is_(None))
    asked = select(*columns).select_from(_whole)
    return asked.where(_request.c.state == "open", is_waiting, _request.c.organisation_id.in_(person.spoken_for))


def _is_for(person: Person) -> ColumnElement[bool]:
    return StatementRequest.organisation_id.in_(person.spoken_for)
