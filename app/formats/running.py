"""The verbs that move a format on: begin, announce, open, close, reopen, publish the result, call off.

Announcing is what needs care: the four questions are answered, the period stands, and a decision that falls inside it
has a reason. Opening and closing then follow the calendar (`keeping_time`).
"""

from datetime import date
from typing import Any

from sqlalchemy import select, update

from app.accounts.models import Person
from app.concepts.models import Concept
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, ReasonIsMissing, VersionIsStale
from app.core.journal import record
from app.core.texts import slugify
from app.core.working_days import desk_day
from app.formats.kinds import kind_of
from app.formats.models import Contribution, ParticipationFormat
from app.formats.workflow import ensure_possible
from app.things.models import Thing

QUESTIONS = ("what_is_fixed", "what_is_open", "who_decides", "what_happens")
"""What everybody is told before a format opens."""


class FormatIsIncomplete(DomainError):
    """Something everybody has to know before is still missing: the names of the columns, and what the kind misses."""

    def __init__(self, fields: list[str], of_kind: list[str]) -> None:
        super().__init__(f"missing: {', '.join(fields + of_kind)}")
        self.fields, self.of_kind = fields, of_kind


class DecisionIsEarly(DomainError):
    """It would be decided while people are still being asked, and nobody says why."""


def begin_format(
    concept: Concept, *, kind: str, title: str, by: Person, opens_on: date | None = None, closes_on: date | None = None,
    once: str | None = None,
) -> ParticipationFormat:  # fmt: skip
    """A draft at the desk, with the sections and rules its kind begins with."""
    format = ParticipationFormat(
        format_kind=kind, title=title, slug=slugify(title), authority_id=concept.authority_id, concept_id=concept.id,
        opens_on=opens_on, closes_on=closes_on, once=once,
    )  # fmt: skip
    format.concept, format.state, format.audience = concept, "draft", "public"
    db.session.add(format)
    db.session.flush()
    kind_of(format).further(format)
    record(format.id, "begin_format", role="moderator", actor_id=by.id, to_state="draft", audience="staff")
    return format


def announce_format(format: ParticipationFormat, *, by: Person, version: int) -> None:
    """Its audience reads of it from now on; nothing is asked yet. Refused while something obligatory is missing."""
    ensure_possible("announce_format", format.state)
    _ensure_shown(format, version)
    ensure_complete(format)
    format.published_at = now()
    set_audience(format)
    _move(format, "announce_format", "announced", by)


def open_format(format: ParticipationFormat, *, by: Person | None = None) -> None:
    """People take part from now on; `by` None: its first day has come."""
    ensure_possible("open_format", format.state)
    format.opened_at = now()
    if format.opens_on is None or format.opens_on > today():
        format.opens_on = today()
    _move(format, "open_format", "open", by)


def close_format(format: ParticipationFormat, *, by: Person | None = None) -> None:
    """Nobody takes part any more; the office owes the result until a day. `by` None: its last day is over."""
    ensure_possible("close_format", format.state)
    format.closed_at = now()
    if by is not None and format.closes_on is not None and format.closes_on > today():
        format.closes_on = max(today(), format.opens_on or today())
    format.results_due_on = desk_day("results", format.authority)
    _move(format, "close_format", "closed", by)


def reopen_format(format: ParticipationFormat, *, by: Person, closes_on: date, reason: str) -> None:
    """It goes on until a later day, for a reason everybody reads."""
    ensure_possible("reopen_format", format.state)
    _ensure_reason(reason)
    format.closes_on, format.closed_at, format.results_due_on = closes_on, None, None
    _ensure_decided_later(format)
    _move(format, "reopen_format", "open", by, reason)


def conclude_format(format: ParticipationFormat, *, by: Person, result: str, version: int) -> None:
    """The result is published, with what became of every contribution."""
    ensure_possible("conclude_format", format.state)
    _ensure_shown(format, version)
    _ensure_reason(result)
    format.result, format.concluded_at = result, now()
    _move(format, "conclude_format", "concluded", by)


def correct_result(format: ParticipationFormat, *, by: Person, result: str, reason: str, version: int) -> None:
    """The published result is put right, with a reason everybody reads."""
    ensure_possible("correct_result", format.state)
    _ensure_shown(format, version)
    _ensure_reason(reason)
    _ensure_reason(result)
    format.result = result
    _move(format, "correct_result", format.state, by, reason)


def cancel_format(format: ParticipationFormat, *, by: Person, reason: str) -> None:
    """It does not take place, or goes on no more; the reason stands on its page."""
    ensure_possible("cancel_format", format.state)
    _ensure_reason(reason)
    format.cancel_reason = reason
    _move(format, "cancel_format", "cancelled", by, reason)


def ensure_complete(format: ParticipationFormat) -> None:
    """Everything obligatory is there, or `FormatIsIncomplete`; a decision inside its period has a reason."""
    wanted = ("text", *QUESTIONS, "level", "opens_on", "closes_on")
    missing = [name for name in wanted if not getattr(format, name)]
    kind = kind_of(format)
    of_kind = list(kind.missing(format))
    if kind.section is not None and not format.sections:
        missing.append("sections")
    if format.audience != "public" and not any(member.role == "participant" for member in format.members):
        missing.append("members")
    if missing or of_kind:
        raise FormatIsIncomplete(missing, of_kind)
    _ensure_decided_later(format)


def set_audience(format: ParticipationFormat) -> None:
    """Everybody, or those on its list alone; what was said in it goes along."""
    format.audience_id = None if format.audience == "public" else format.id
    of_format = select(Contribution.__table__.c.id).where(Contribution.__table__.c.format_id == format.id)
    things: Any = Thing.__table__
    db.session.execute(update(things).where(things.c.id.in_(of_format)).values(audience_id=format.audience_id))


def _ensure_decided_later(format: ParticipationFormat) -> None:
    if format.decides_early and not (format.early_reason or "").strip():
        raise DecisionIsEarly


def _ensure_reason(text: str) -> None:
    if not text.strip():
        raise ReasonIsMissing


def _ensure_shown(format: ParticipationFormat, version: int) -> None:
    if version != format.version:
        raise VersionIsStale(version, format.version)


def _move(format: ParticipationFormat, verb: str, to: str, by: Person | None, reason: str | None = None) -> None:
    before, format.state = format.state, to
    format.version += 1
    format.updated_at = now()
    record(
        format.id, verb, role="moderator" if by is not None else "clock", actor_id=by.id if by is not None else None,
        from_state=before, to_state=to, version=format.version, reason=reason,
    )  # fmt: skip
