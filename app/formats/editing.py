"""A format is put right: as often as one likes while it is a draft, with a reason once it is announced.

What it said before is kept: whoever relied on it, or answers for it, can read what it was (`keep_wording`).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError
from app.core.journal import record
from app.formats.completing import (
    QUESTIONS,
    FormatIsIncomplete,
    ensure_complete,
    ensure_decided_later,
    how_early,
)
from app.formats.models import EarlierWording, ParticipationFormat
from app.formats.running import DayIsWrong, ensure_reason, ensure_shown, note, role_of
from app.formats.workflow import ensure_possible

FIELDS = (
    "title", "text", "opens_on", "closes_on", "place", "access", "municipality_id", "phase_id", "level", *QUESTIONS,
    "decision_on", "early_reason",
)  # fmt: skip
OWED = frozenset({"text", "opens_on", "closes_on", "place", "level", *QUESTIONS, "decision_on", "early_reason"})
"""What people rely on once it is announced: changed for a reason everybody reads."""
KEPT = frozenset({"text", "place", "level", *QUESTIONS, "early_reason"})
"""Of these the words from before are kept; of days the chronicle says what they were."""


class PeriodIsBackwards(DomainError):
    """The last day lies before the first."""


def edit_format(
    format: ParticipationFormat, *, by: Person, values: Mapping[str, Any], version: int, reason: str = ""
) -> bool:
    """Say something else about it; True where anything was different. A draft may be incomplete, what is announced not.

    A decision while people are still being asked needs its own reason (`early_reason`), in a draft as well.
    """
    ensure_possible("edit_format", format.state)
    ensure_shown(format, version)
    said = {name: values[name] for name in FIELDS if name in values}
    if not said.get("early_reason") or how_early(format, said) is None:
        said["early_reason"] = None
    changed = [name for name in FIELDS if name in said and said[name] != getattr(format, name)]
    if not changed:
        return False
    is_owed = format.state != "draft" and bool(OWED & set(changed))
    _ensure_days(format, said, changed)
    if format.state == "draft":
        if not (said.get("title", format.title) or "").strip():
            raise FormatIsIncomplete(["title"], [])
        ensure_decided_later(format, said)
    else:
        ensure_complete(format, said)
    if is_owed:
        ensure_reason(reason)
    days = {name: [_plain(getattr(format, name)), _plain(said[name])] for name in changed if name.endswith("_on")}
    for name in changed:
        if is_owed and name in KEPT:
            keep_wording(format, name, getattr(format, name), by)
        setattr(format, name, said[name])
    if "title" in changed:
        format.rename(format.title)
    format.version += 1
    format.updated_at = now()
    if is_owed:
        record(
            format.id, "edit_format", role=role_of(format, by), actor_id=by.id, version=format.version, reason=reason,
            fields=[name for name in changed if name in OWED], days=days,
        )  # fmt: skip
    else:
        note(format, "edit_format", by, fields=changed)
    return True


def correct_result(format: ParticipationFormat, *, by: Person, result: str, reason: str, version: int) -> None:
    """The published result is put right, with a reason everybody reads; beside it stands what it said before."""
    ensure_possible("correct_result", format.state)
    ensure_shown(format, version)
    ensure_reason(reason)
    ensure_reason(result)
    keep_wording(format, "result", format.result, by)
    format.result = result
    format.version += 1
    format.updated_at = now()
    record(
        format.id, "correct_result", role=role_of(format, by), actor_id=by.id, from_state=format.state,
        to_state=format.state, version=format.version, reason=reason,
    )  # fmt: skip


def keep_wording(format: ParticipationFormat, field: str, text: str | None, by: Person) -> None:
    """What stood there until now stays readable at the next step of its chronicle: keep it before that is recorded."""
    if text:
        db.session.add(EarlierWording(format_id=format.id, field=field, text=text, until=now(), by_id=by.id))


def earlier_wordings(format: ParticipationFormat) -> Sequence[EarlierWording]:
    """What it said before, in the order in which it was put right."""
    of_format = select(EarlierWording).where(EarlierWording.format_id == format.id)
    return db.session.scalars(of_format.order_by(EarlierWording.until, EarlierWording.id)).all()


def _ensure_days(format: ParticipationFormat, said: Mapping[str, Any], changed: list[str]) -> None:
    first, last = (said.get(name, getattr(format, name)) for name in ("opens_on", "closes_on"))
    if first is not None and last is not None and last < first:
        raise PeriodIsBackwards
    is_begun, is_over = format.state in ("open", "closed"), format.state == "closed"
    if "opens_on" in changed and (is_begun or (format.state == "announced" and first is not None and first < today())):
        raise DayIsWrong("opens_on")
    if "closes_on" in changed and (is_over or (format.state != "draft" and last is not None and last < today())):
        raise DayIsWrong("closes_on")


def _plain(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
