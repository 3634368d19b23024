"""What of answers waits at the desk: releases, answers that came back, what authors ask back; and answers handed in."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, exists, select

from app.accounts.models import Person
from app.answers.models import AnswerWriter, CoordinatedAnswer, FollowUp, Release
from app.answers.queries import ANSWERABLE
from app.ideas.models import Idea
from app.inbox.kinds import Waiting, row
from app.things.models import Thing

_answer: Any = CoordinatedAnswer.__table__
_asked: Any = FollowUp.__table__
_idea: Any = Idea.__table__.alias("idea_answered")
_thing = Thing.__table__.alias("thing_answered")


def _waiting(authority_ids: Collection[int]) -> Select[Any]:
    return _answers(_answer.c.due_on, authority_ids).where(_answer.c.state == "waiting")


def _written_by(person: Person) -> ColumnElement[bool]:
    # Whoever wrote on it releases it as nobody's second person.
    written: ColumnElement[bool] = _answer.c.id.in_(
        select(AnswerWriter.answer_id).where(AnswerWriter.person_id == person.id)
    )
    return written


def _returned(authority_ids: Collection[int]) -> Select[Any]:
    came_back = exists(select(Release.id).where(Release.answer_id == _answer.c.id, Release.verdict == "returned"))
    drafts = _answers(_idea.c.answer_due_on, authority_ids)
    return drafts.where(_answer.c.state == "draft", came_back)


def _follow_ups(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=_asked.c.id, thing=_asked.c.idea_id, title=_thing.c.title, authority=_thing.c.authority_id,
        due_on=_asked.c.due_on, since=_asked.c.at,
    )  # fmt: skip
    waiting = waiting.join(_thing, _thing.c.id == _asked.c.idea_id)
    return waiting.where(_thing.c.authority_id.in_(authority_ids), _asked.c.replied_at.is_(None))


def _answers(due_on: Any, authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=_answer.c.id, thing=_answer.c.idea_id, title=_thing.c.title, authority=_thing.c.authority_id,
        due_on=due_on, since=_answer.c.saved_at,
    )  # fmt: skip
    waiting = waiting.join(_idea, _idea.c.id == _answer.c.idea_id).join(_thing, _thing.c.id == _answer.c.idea_id)
    return waiting.where(_thing.c.authority_id.in_(authority_ids), _idea.c.state.in_(ANSWERABLE))


to_release = Waiting(
    "release", ("approver",), _waiting, lambda: _("Releases"), lambda _state: _("release the answer or return it"),
    "answers_releasing.show", not_for=_written_by,
)  # fmt: skip
returned = Waiting(
    "answer_returned", ("moderator",), _returned, lambda: _("Returned answers"),
    lambda _state: _("the answer came back: revise it"), "answers_desk.draft", is_at_thing=True,
)  # fmt: skip
follow_ups = Waiting(
    "follow_up", ("moderator",), _follow_ups, lambda: _("Questions about answers"),
    lambda _state: _("reply to the author's question"), "answers_desk.follow_up", is_at_thing=True,
)  # fmt: skip
handed_in = Waiting(
    "answer_waiting", ("moderator",), _waiting, lambda: _("Answers waiting for release"),
    lambda _state: _("the answer waits for its release"), "answers_desk.draft", tab="wartet",
    is_at_thing=True,
)  # fmt: skip
