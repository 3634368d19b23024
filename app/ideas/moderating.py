"""The desk's verbs. Each is bound to the version that was shown; a reason where a person is owed one."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.concepts.models import Goal
from app.core.clock import now, today
from app.core.database import db, to_change
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.working_days import is_working_day, latest_due_day, working_day_from
from app.files.attaching import release_files
from app.ideas.models import Idea
from app.ideas.submitting import retag, start_clock, withdraw_idea
from app.ideas.workflow import OUTCOMES, ensure_possible

REVISION_WITHIN = timedelta(weeks=6)
INTERIM_WEEKS = timedelta(weeks=4)


class GoalIsMissing(DomainError):
    """Before an idea is published the desk tags at least one Teilziel."""


class AnswerIsCoordinated(DomainError):
    """Offices were asked: the answer is drafted from their statements and released, not given alone."""


class DayIsWrong(DomainError):
    """The new day for the answer is a working day after the one that was promised."""


class OutcomeIsUnknown(DomainError):
    """An idea is closed with one of four outcomes; forwarding needs to say to whom."""


def request_revision(idea: Idea, *, by: Person, reason: str, version: int) -> None:
    """Ask back: the author gets the text and the question; it leaves the queue until resubmitted, six weeks at most."""
    _decide(idea, "request_revision", version, reason)
    before, idea.state = idea.state, "revision_requested"
    idea.revision_due_on = working_day_from(today() + REVISION_WITHIN, _land(idea))
    _record(idea, "request_revision", by, before, reason, audience="author")


def retract_question(idea: Idea, *, by: Person, reason: str, version: int) -> None:
    """The question is settled without the author: the idea is back in the inbox, and its periods start anew."""
    _decide(idea, "retract_question", version, reason)
    before, idea.state = idea.state, "submitted"
    idea.revision_due_on = None
    start_clock(idea, now())
    _record(idea, "retract_question", by, before, reason, audience="author")


def withdraw_on_request(idea: Idea, *, by: Person, reason: str, version: int) -> None:
    """The author asked the office, by telephone perhaps, to withdraw it; whoever does so says why."""
    _decide(idea, "withdraw_idea", version, reason)
    withdraw_idea(idea, by=by, role="moderator", reason=reason)


def publish_idea(
    idea: Idea, *, by: Person, version: int, message: str | None = None,
    goals: Sequence[Goal] | None = None, main: Goal | None = None,
) -> None:  # fmt: skip
    """Everybody may read it from now on, with these goals; it says by which day it will be answered."""
    _decide(idea, "publish_idea", version)
    if not (idea.goal_tags if goals is None else goals):
        raise GoalIsMissing
    if goals and _is_tagged_otherwise(idea, goals, main):
        tag_idea(idea, goals, by=by, main=main)
    before, idea.state = idea.state, "published"
    idea.published_at = idea.listed_at = now()
    release_files(idea.id)
    _record(idea, "publish_idea", by, before, message)


def refuse_idea(idea: Idea, *, by: Person, reason: str, version: int) -> None:
    """It does not become public; the author alone is told why and may object."""
    _decide(idea, "refuse_idea", version, reason)
    before, idea.state = idea.state, "refused"
    _record(idea, "refuse_idea", by, before, reason, audience="author")


def send_interim_notice(idea: Idea, *, by: Person, reason: str, until: date, version: int) -> None:
    """The answer takes longer (Zwischenbescheid): why, and by which day instead; both days stay in the timeline."""
    _decide(idea, "send_interim_notice", version, reason)
    before = idea.answer_due_on
    is_in_time = max(today(), before or today()) < until <= latest_due_day(_land(idea))
    if not is_in_time or not is_working_day(until, _land(idea)):
        raise DayIsWrong
    idea.answer_due_on = until
    _record(
        idea, "send_interim_notice", by, idea.state, reason, until=until.isoformat(),
        instead_of=before.isoformat() if before else None,
    )  # fmt: skip


def proposed_day(idea: Idea) -> date:
    """The day an interim notice names where nobody says another: four weeks after the promised one."""
    start = max(today(), idea.answer_due_on or today())
    return working_day_from(start + INTERIM_WEEKS, _land(idea))


def pool_idea(idea: Idea, *, by: Person, answer: str, version: int, is_released: bool = False) -> None:
    """Good, but without anybody to carry it or money yet: it waits in the pool, with a public answer."""
    _decide(idea, "pool_idea", version, answer)
    _ensure_alone(idea, is_released)
    before, idea.state = idea.state, "pooled"
    _answer(idea, answer)
    _record(idea, "pool_idea", by, before, answer)


def close_idea(
    idea: Idea, *, by: Person, outcome: str, answer: str, version: int, forwarded_to: str | None = None,
    is_released: bool = False,
) -> None:  # fmt: skip
    """The way ends here, with an outcome and a public answer; the idea stays findable."""
    _decide(idea, "close_idea", version, answer)
    _ensure_alone(idea, is_released)
    if outcome not in OUTCOMES or (outcome == "forwarded") != bool(forwarded_to):
        raise OutcomeIsUnknown
    before, idea.state = idea.state, "closed"
    idea.outcome, idea.forwarded_to = outcome, forwarded_to
    _answer(idea, answer)
    _record(idea, "close_idea", by, before, answer, outcome=outcome, forwarded_to=forwarded_to)


def reopen_idea(idea: Idea, *, by: Person, reason: str, version: int) -> None:
    """Take it up again: what was closed is in review again, what was refused or withdrawn is back in the inbox."""
    _decide(idea, "reopen_idea", version, reason)
    before = idea.state
    idea.state = "published" if before == "closed" else "submitted"
    idea.outcome = idea.forwarded_to = idea.answer = idea.answered_at = None
    if idea.state == "submitted":
        idea.published_at = idea.listed_at = None
    start_clock(idea, now())
    _record(idea, "reopen_idea", by, before, reason, audience="public" if idea.is_public else "author")


def tag_idea(idea: Idea, goals: Sequence[Goal], *, by: Person, main: Goal | None = None) -> None:
    """The desk says which Teilziele it serves; public ideas keep at least one."""
    ensure_possible("tag_idea", idea.state)
    if not goals and idea.state != "submitted":
        raise GoalIsMissing
    retag(idea, goals, main=main or (goals[0] if goals else None))
    _record(idea, "tag_idea", by, idea.state, None, audience="staff", goals=[goal.id for goal in goals])


def mark_promoted(idea: Idea, *, by: Person, version: int, project_id: int, reason: str | None) -> None:
    """The idea became (part of) a project; from now on the project's status is shown.

    Where offices were asked that is no answer: only a release gives one.
    """
    _decide(idea, "promote_idea", version)
    before, idea.state = idea.state, "promoted"
    if not idea.statements_asked:
        idea.answered_at = now()
    _record(idea, "promote_idea", by, before, reason, role="project_editor", project=project_id)


def mark_returned(idea: Idea, *, by: Person, project_id: int, reason: str) -> None:
    """Its project came to an end without result: the idea waits in the pool again, and everybody reads why.

    Where offices were asked the reason is no answer: a released one stays, else the idea waits for it as before.
    """
    _decide(idea, "return_idea", idea.version, reason)
    before, idea.state = idea.state, "pooled"
    if not idea.statements_asked:
        _answer(idea, reason)
    elif idea.answered_at is None:
        idea.state = "published"
        start_clock(idea, now())
    _record(idea, "return_idea", by, before, reason, role="project_editor", project=project_id)


def withdraw_unanswered() -> int:
    """The clock's verb: what was asked back and not resubmitted in time is withdrawn; returns how many."""
    late = select(Idea).where(Idea.state == "revision_requested", Idea.revision_due_on < today()).limit(200)
    ideas = db.session.scalars(to_change(late, of=Idea)).all()
    for idea in ideas:
        withdraw_idea(idea, by=None, role="clock")
    return len(ideas)


def _decide(idea: Idea, verb: str, version: int, reason: str | None = "-") -> None:
    """What every decision has in common: the state allows it, the text is the one shown, the reason is there."""
    ensure_possible(verb, idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not (reason or "").strip():
        raise ReasonIsMissing


def _ensure_alone(idea: Idea, is_released: bool) -> None:
    if idea.statements_asked and not is_released:
        raise AnswerIsCoordinated


def _is_tagged_otherwise(idea: Idea, goals: Sequence[Goal], main: Goal | None) -> bool:
    wanted = {goal.id: goal is (main or goals[0]) for goal in goals}
    return wanted != {tag.goal_id: tag.is_main for tag in idea.goal_tags}


def _answer(idea: Idea, answer: str) -> None:
    idea.answer, idea.answered_at = answer, now()


def _land(idea: Idea) -> str:
    return idea.authority.land if idea.authority else "SN"


def _record(
    idea: Idea, verb: str, by: Person, before: str, reason: str | None, *,
    audience: str = "public", role: str = "moderator", **details: Any,
) -> None:  # fmt: skip
    idea.updated_at = now()
    record(
        idea.id, verb, role=role, actor_id=by.id, from_state=before, to_state=idea.state,
        version=idea.version, reason=reason, audience=audience, **details,
    )  # fmt: skip
