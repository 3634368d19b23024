"""The verbs that move a format on: begin, announce, open, close, reopen, publish the result, call off.

Announcing is what needs care: the four questions are answered, the period stands, nothing is left to be filled in, and
a decision that falls inside it has a reason. Opening and closing then follow the calendar (`keeping_time`).
"""

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from app.accounts.models import Person
from app.concepts.models import Concept
from app.core.clock import now, today
from app.core.database import Base, db, touch
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry, record
from app.core.texts import slugify
from app.core.working_days import LONGEST, desk_day
from app.formats.completing import ensure_complete, ensure_decided_later
from app.formats.kinds import ideas_handed_in, kind_of
from app.formats.models import Contribution, ParticipationFormat
from app.formats.workflow import ensure_possible
from app.things.models import AudienceMember, Thing


class SomethingWasSaid(DomainError):
    """It cannot be called off any more: what people have said is owed a result. It can be closed early."""


class DayIsWrong(DomainError):
    """That day is over, too far ahead, or fixed by what has happened; `field` says which one."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def begin_format(
    concept: Concept, *, kind: str, title: str, by: Person, opens_on: date | None = None, closes_on: date | None = None,
    once: str | None = None,
) -> ParticipationFormat:  # fmt: skip
    """A draft at the desk, with the rules its kind begins with; its sections come from a template, or by hand."""
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
    ensure_shown(format, version)
    ensure_complete(format)
    _ensure_ahead("closes_on", format.closes_on)
    format.published_at = now()
    set_audience(format)
    _move(format, "announce_format", "announced", by)


def open_format(
    format: ParticipationFormat, *, by: Person | None = None, reason: str = "", version: int | None = None
) -> None:
    """People take part from now on; before the day that was announced for a reason. `by` None: that day has come."""
    ensure_possible("open_format", format.state)
    ensure_shown(format, version)
    if by is not None:
        _ensure_ahead("closes_on", format.closes_on)
    announced = format.opens_on if is_early("open_format", format) else None
    if announced:
        ensure_reason(reason)
    format.opened_at = now()
    if format.opens_on is None or announced:
        format.opens_on = today()
    _move(format, "open_format", "open", by, reason if announced else None, announced)


def close_format(
    format: ParticipationFormat, *, by: Person | None = None, reason: str = "", version: int | None = None
) -> None:
    """Nobody takes part any more; the office owes the result until a day. Before the day that was announced it needs a
    reason, and whoever takes part is told. `by` None: its last day is over."""
    ensure_possible("close_format", format.state)
    ensure_shown(format, version)
    announced = format.closes_on if by is not None and is_early("close_format", format) else None
    if announced:
        ensure_reason(reason)
        format.closes_on = max(today(), format.opens_on or today())
    format.closed_at = now()
    format.results_due_on = desk_day("results", format.authority)
    _move(format, "close_format", "closed", by, reason if announced else None, announced)


def is_early(verb: str, format: ParticipationFormat) -> bool:
    """Whether it would be opened, or closed, before the day that was announced for it."""
    day = {"open_format": format.opens_on, "close_format": format.closes_on}.get(verb)
    return day is not None and day > today()


def reopen_format(
    format: ParticipationFormat, *, by: Person, closes_on: date, reason: str, version: int | None = None
) -> None:
    """It goes on until a later day, for a reason everybody reads."""
    ensure_possible("reopen_format", format.state)
    ensure_shown(format, version)
    ensure_reason(reason)
    _ensure_ahead("closes_on", closes_on)
    ensure_decided_later(format, {"closes_on": closes_on})
    format.closes_on, format.closed_at, format.results_due_on = closes_on, None, None
    _move(format, "reopen_format", "open", by, reason)


def draft_result(format: ParticipationFormat, *, by: Person, result: str, version: int) -> bool:
    """The result is written down for the desk; nobody else reads it before it is published."""
    ensure_possible("draft_result", format.state)
    ensure_shown(format, version)
    if (format.result or "") == result:
        return False
    format.result = result or None
    format.version += 1
    format.updated_at = now()
    note(format, "draft_result", by)
    return True


def conclude_format(format: ParticipationFormat, *, by: Person, result: str, version: int) -> None:
    """The result is published, with what became of every contribution."""
    ensure_possible("conclude_format", format.state)
    ensure_shown(format, version)
    ensure_reason(result)
    format.result, format.concluded_at = result, now()
    _move(format, "conclude_format", "concluded", by)


def cancel_format(format: ParticipationFormat, *, by: Person, reason: str, version: int | None = None) -> None:
    """It does not take place; the reason stands on its page.

    Only as long as nobody has said anything: whoever spoke is owed a result, so from then on it is closed instead.
    """
    ensure_possible("cancel_format", format.state)
    ensure_shown(format, version)
    if is_owed_a_result(format):
        raise SomethingWasSaid
    ensure_reason(reason)
    format.cancel_reason = reason
    _move(format, "cancel_format", "cancelled", by, reason)


def is_owed_a_result(format: ParticipationFormat) -> bool:
    """Whether anybody has said or handed in anything: then it ends with a result, and is not called off."""
    return has_contributions(format) or bool(ideas_handed_in([format]).get(format.number))


def has_contributions(format: ParticipationFormat) -> bool:
    """Whether anything was ever said in it, be it held back, hidden or removed since."""
    return db.session.scalar(select(Contribution.id).where(Contribution.format_id == format.id).limit(1)) is not None


def delete_draft(format: ParticipationFormat, *, version: int | None = None) -> None:
    """The draft and all that hangs on it are gone: nobody but the desk has ever read it."""
    ensure_possible("delete_draft", format.state)
    ensure_shown(format, version)
    if format.published_at is not None:
        raise NotAllowedNow("delete_draft", "published")
    db.session.execute(delete(JournalEntry).where(JournalEntry.thing_id == format.id))
    db.session.execute(delete(AudienceMember).where(AudienceMember.audience_id == format.id))
    drop_what_hangs_on("participation_format", format.id, besides=("format_section",))
    db.session.delete(format)
    db.session.flush()


def drop_what_hangs_on(table: str, number: int, besides: tuple[str, ...] = ()) -> None:
    """Rows that a kind keeps about a format or section go with it: the kinds lie above, the tables know each other."""
    for other in reversed(Base.metadata.sorted_tables):
        for key in other.foreign_keys:
            if key.column.table.name == table and other.name not in besides:
                db.session.execute(delete(other).where(key.parent == number))


def set_audience(format: ParticipationFormat) -> None:
    """Everybody, or those on its list alone; what was said in it goes along, and what is found of it."""
    format.audience_id = None if format.audience == "public" else format.id
    things: Any = Thing.__table__
    said: Any = Contribution.__table__
    of_format = select(said.c.id).where(said.c.format_id == format.id)
    for number in db.session.scalars(of_format):
        touch(number)
    db.session.execute(update(things).where(things.c.id.in_(of_format)).values(audience_id=format.audience_id))


def role_of(format: ParticipationFormat, by: Person | None) -> str:
    """As what this person acts on it: for the office, or as whoever was given it to run; None: the clock."""
    if by is None:
        return "clock"
    return "moderator" if by.has_role("moderator", format.authority_id) else "facilitator"


def note(format: ParticipationFormat, verb: str, by: Person, **details: Any) -> None:
    """The desk's own affair: it stands in the chronicle the staff reads."""
    record(format.id, verb, role=role_of(format, by), actor_id=by.id, audience="staff", **details)


def note_change(format: ParticipationFormat, verb: str, by: Person, reason: str, **details: Any) -> None:
    """What people rely on is another from now on: once it is announced everybody reads it, and why."""
    if format.state == "draft":
        note(format, verb, by, **details)
    else:
        record(format.id, verb, role=role_of(format, by), actor_id=by.id, reason=reason.strip(), **details)


def ensure_owed_reason(format: ParticipationFormat, text: str) -> None:
    """Once it is announced a change of what people rely on has a reason; a draft needs none."""
    if format.state != "draft":
        ensure_reason(text)


def ensure_reason(text: str) -> None:
    """Something is said, or `ReasonIsMissing`."""
    if not text.strip():
        raise ReasonIsMissing


def ensure_shown(format: ParticipationFormat, version: int | None) -> None:
    """The page on which it was decided still holds; None: nobody looked at one."""
    if version is not None and version != format.version:
        raise VersionIsStale(version, format.version)


def _ensure_ahead(field: str, day: date | None) -> None:
    if day is None or not today() <= day <= today() + LONGEST:
        raise DayIsWrong(field)


def _move(
    format: ParticipationFormat, verb: str, to: str, by: Person | None, reason: str | None = None,
    announced: date | None = None,
) -> None:  # fmt: skip
    before, format.state = format.state, to
    details: dict[str, Any] = {"announced": announced.isoformat()} if announced else {}
    format.version += 1
    format.updated_at = now()
    record(
        format.id, verb, role=role_of(format, by), actor_id=by.id if by is not None else None,
        from_state=before, to_state=to, version=format.version, reason=reason, **details,
    )  # fmt: skip
