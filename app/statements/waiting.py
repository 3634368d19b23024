"""What of statements waits at the desk: those that came, offices that declined, days that passed; and open requests."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Date, Select, and_, case, cast, func, null

from app.core.clock import today
from app.ideas.models import Idea
from app.ideas.workflow import WORKFLOW
from app.inbox.kinds import Waiting, row
from app.statements.models import StatementRequest
from app.things.models import Thing

_request: Any = StatementRequest.__table__
_office = Thing.__table__.alias("office_asked")
_idea: Any = Idea.__table__.alias("idea_asked_about")
_thing = Thing.__table__.alias("thing_asked_about")
_answer_day = case((_idea.c.state == "published", _idea.c.answer_due_on), else_=cast(null(), Date))
_is_beyond = and_(
    _request.c.due_on > _request.c.first_due_on, _idea.c.state == "published", _idea.c.answer_due_on.is_not(None),
    _request.c.due_on >= func.coalesce(_idea.c.answer_due_on, _request.c.due_on),
)  # fmt: skip


def _came(authority_ids: Collection[int]) -> Select[Any]:
    return _ended("answered", authority_ids)


def _declined(authority_ids: Collection[int]) -> Select[Any]:
    return _ended("not_responsible", authority_ids)


def _late(authority_ids: Collection[int]) -> Select[Any]:
    return _open(authority_ids).where(_request.c.due_on < today())


def _asked(authority_ids: Collection[int]) -> Select[Any]:
    return _open(authority_ids).where(_request.c.due_on >= today(), ~_is_beyond)


def _beyond(authority_ids: Collection[int]) -> Select[Any]:
    # By the promised day somebody has to decide: do without, or tell the author that it takes longer.
    waiting = _requests(_answer_day, _request.c.asked_at, authority_ids).where(_request.c.state == "open")
    return waiting.where(_request.c.due_on >= today(), _is_beyond)


def _ended(state: str, authority_ids: Collection[int]) -> Select[Any]:
    # By the day of the idea's answer somebody has to have read them.
    waiting = _requests(_answer_day, _request.c.ended_at, authority_ids)
    is_wanted = _idea.c.state.in_(WORKFLOW["request_statements"][0])
    return waiting.where(_request.c.state == state, _request.c.seen_at.is_(None), is_wanted)


def _open(authority_ids: Collection[int]) -> Select[Any]:
    return _requests(_request.c.due_on, _request.c.asked_at, authority_ids).where(_request.c.state == "open")


def _requests(due_on: Any, since: Any, authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=_request.c.id, thing=_request.c.idea_id, title=_thing.c.title, authority=_thing.c.authority_id,
        due_on=due_on, since=since, state=_office.c.title,
    )  # fmt: skip
    for table, key in ((_office, _request.c.id), (_idea, _request.c.idea_id), (_thing, _request.c.idea_id)):
        waiting = waiting.join(table, table.c.id == key)
    return waiting.where(_thing.c.authority_id.in_(authority_ids))


came = Waiting(
    "statement", ("moderator",), _came, lambda: _("Statements"),
    lambda office: _("take note of the statement: %(office)s", office=office), "ideas_desk.show", is_at_thing=True,
    anchor="stellungnahmen",
)  # fmt: skip
declined = Waiting(
    "declined", ("moderator",), _declined, lambda: _("Not responsible"),
    lambda office: _("ask somebody else: %(office)s is not responsible", office=office), "ideas_desk.show",
    is_at_thing=True, anchor="stellungnahmen",
)  # fmt: skip
late = Waiting(
    "statement_late", ("moderator",), _late, lambda: _("Statements past their day"),
    lambda office: _("ask again or do without: %(office)s", office=office), "ideas_desk.show", is_at_thing=True,
    anchor="stellungnahmen",
)  # fmt: skip
beyond = Waiting(
    "statement_beyond", ("moderator",), _beyond, lambda: _("Statements after the promised day"),
    lambda office: _("do without, or name a new day: %(office)s takes longer than was promised", office=office),
    "ideas_desk.show", is_at_thing=True, anchor="stellungnahmen",
)  # fmt: skip
asked = Waiting(
    "statement_asked", ("moderator",), _asked, lambda: _("Requests for statements"),
    lambda office: _("the statement is with %(office)s", office=office), "ideas_desk.show", tab="wartet",
    is_at_thing=True, anchor="stellungnahmen",
)  # fmt: skip
