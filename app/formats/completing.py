"""What a format still lacks before everybody may read of it; and whether it is decided too early.

Both are asked of the format as it stands, or as it would stand with other values (`said`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db
from app.core.errors import DomainError
from app.core.texts import GAP
from app.formats.kinds import Texts, kind_of
from app.formats.models import ParticipationFormat
from app.processes.models import ProcessStep

QUESTIONS = ("what_is_fixed", "what_is_open", "who_decides", "what_happens")
"""What everybody is told before a format opens."""
OBLIGATORY = ("text", *QUESTIONS, "level", "opens_on", "closes_on")
WRITTEN = ("title", "text", "place", "access", *QUESTIONS, "early_reason")


class FormatIsIncomplete(DomainError):
    """Something everybody has to know before is still missing: the names of the columns, what the kind misses, and
    where words in braces are still to be filled in (by column; a section's as its title)."""

    def __init__(self, fields: list[str], of_kind: list[Texts], gaps: Mapping[str, list[str]] | None = None) -> None:
        self.fields, self.of_kind, self.gaps = fields, of_kind, dict(gaps or {})
        super().__init__(f"missing: {', '.join([*fields, *(['of its kind'] if of_kind else []), *self.gaps])}")


class DecisionIsEarly(DomainError):
    """It would be decided while people are still being asked, and nobody says why; `phase`: in which step of the
    process, where its own period is over, or which decision of the concept falls into it."""

    def __init__(self, phase: str | None = None) -> None:
        super().__init__(phase or "within the period")
        self.phase = phase


@dataclass(frozen=True)
class Missing:
    """What is missing, as `FormatIsIncomplete` says it."""

    fields: list[str]
    of_kind: list[Texts]
    gaps: dict[str, list[str]]

    def __bool__(self) -> bool:
        return bool(self.fields or self.of_kind or self.gaps)


def missing_in(format: ParticipationFormat, said: Mapping[str, Any] | None = None) -> Missing:
    """Everything obligatory that is not there yet, and every word in braces that was left."""
    values = {name: _value(format, said, name) for name in {*OBLIGATORY, *WRITTEN}}
    missing = [name for name in OBLIGATORY if not values[name]]
    kind = kind_of(format)
    if kind.section is not None and not format.sections:
        missing.append("sections")
    if format.audience != "public" and not any(member.role == "participant" for member in format.members):
        missing.append("members")
    texts = {name: values[name] for name in WRITTEN}
    in_sections = {f"section-{one.id}": f"{one.title}\n{one.text or ''}" for one in format.sections}
    found = {name: GAP.findall(text) for name, text in {**texts, **in_sections}.items() if text}
    return Missing(missing, list(kind.missing(format)), {name: gaps for name, gaps in found.items() if gaps})


def ensure_complete(format: ParticipationFormat, said: Mapping[str, Any] | None = None) -> None:
    """Everything obligatory is there, or `FormatIsIncomplete`; a decision inside its period has a reason."""
    if missing := missing_in(format, said):
        raise FormatIsIncomplete(missing.fields, missing.of_kind, missing.gaps)
    ensure_decided_later(format, said)


def ensure_decided_later(format: ParticipationFormat, said: Mapping[str, Any] | None = None) -> None:
    """A decision while people are still being asked has its reason, or `DecisionIsEarly`."""
    if (_value(format, said, "early_reason") or "").strip():
        return
    early = how_early(format, said)
    if early is not None:
        raise DecisionIsEarly(early or None)


def how_early(format: ParticipationFormat, said: Mapping[str, Any] | None = None) -> str | None:
    """Why its decision is early: "" within its own period, else the phase of the process that still runs then, or the
    decision of the concept that is planned within its period."""
    decision_on, opens_on, closes_on = (_value(format, said, n) for n in ("decision_on", "opens_on", "closes_on"))
    if decision_on is not None and closes_on is not None and decision_on <= closes_on:
        return ""
    running = _phase_running(format.concept_id, decision_on, opens_on, closes_on) if decision_on is not None else None
    return running or _decision_within(format.concept_id, opens_on, closes_on)


def _decision_within(concept_id: int, opens_on: date | None, closes_on: date | None) -> str | None:
    """The title of a decision of the concept that is still to come, falls into that period and says no reason."""
    if opens_on is None or closes_on is None:
        return None
    wanted = select(ProcessStep.title).where(
        ProcessStep.concept_id == concept_id, ProcessStep.kind == "decision", ProcessStep.ends_on >= today(),
        ProcessStep.ends_on >= opens_on, ProcessStep.starts_on <= closes_on,
        func.coalesce(ProcessStep.early_reason, "") == "",
    )  # fmt: skip
    return db.session.scalar(wanted.order_by(ProcessStep.starts_on, ProcessStep.id).limit(1))


def _phase_running(concept_id: int, day: date, opens_on: date | None, closes_on: date | None) -> str | None:
    """The title of a phase in which people are asked by this format and which is not over that day."""
    wanted = select(ProcessStep.title).where(
        ProcessStep.concept_id == concept_id, ProcessStep.kind == "phase", ProcessStep.starts_on <= day,
        ProcessStep.ends_on >= day,
    )  # fmt: skip
    if closes_on is not None:
        wanted = wanted.where(ProcessStep.starts_on <= closes_on)
    if opens_on is not None:
        wanted = wanted.where(ProcessStep.ends_on >= opens_on)
    return db.session.scalar(wanted.order_by(ProcessStep.starts_on, ProcessStep.id).limit(1))


def _value(format: ParticipationFormat, said: Mapping[str, Any] | None, name: str) -> Any:
    return said[name] if said is not None and name in said else getattr(format, name)
