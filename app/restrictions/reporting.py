"""Saying that something should not stand here as it does, and the answer to that."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing
from app.core.journal import record
from app.core.working_days import desk_day
from app.restrictions.models import Report, Restriction
from app.restrictions.queries import open_reports_on
from app.restrictions.targets import Target, keys_of, thing_of


class ReportIsSettled(DomainError):
    """Somebody has settled this report already."""


def report(
    target: Target, *, cause: str, text: str, by: Person | None = None, email: str | None = None, locale: str = "de",
    once: str | None = None,
) -> Report:  # fmt: skip
    """The editors find it on their desk; whoever wrote the thing never learns who reported it."""
    told = Report(
        **keys_of(target), reporter_id=by.id if by else None, email=email or None, locale=locale, cause=cause,
        text=text, once=once, due_on=desk_day("report", thing_of(target).authority),
    )  # fmt: skip
    db.session.add(told)
    db.session.flush()
    record(told.thing_id, "report", role="citizen", actor_id=told.reporter_id, audience="direct", report=told.id)
    return told


def leave(told: Report, *, by: Person, answer: str) -> None:
    """What was reported may stay; the reporter is told why."""
    if told.settled_at is not None:
        raise ReportIsSettled
    if not answer.strip():
        raise ReasonIsMissing
    _settle(told, "left", by=by, answer=answer)


def settle_reports_on(
    target: Target, outcome: str, *, by: Person, answer: str | None = None, restriction: Restriction | None = None
) -> int:
    """Every open report on this very thing is settled by what was done to it; returns how many there were."""
    told = open_reports_on(target)
    for one in told:
        _settle(one, outcome, by=by, answer=answer, restriction=restriction)
    return len(told)


def _settle(
    told: Report, outcome: str, *, by: Person, answer: str | None, restriction: Restriction | None = None
) -> None:
    told.outcome, told.answer = outcome, answer
    told.settled_at, told.settled_by_id = now(), by.id
    told.restriction_id = restriction.id if restriction else None
    record(told.thing_id, "settle_report", role="moderator", actor_id=by.id, audience="direct", report=told.id)
