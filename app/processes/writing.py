"""The desk writes the course of a concept: add, change, put in order, remove a step.

A decision while people are still taking part is owed a reason, whichever of the two is written down later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from app.accounts.models import Person
from app.concepts.models import Concept
from app.core.clock import today
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale
from app.core.journal import record
from app.processes.models import SPANS, STEP_KINDS, ProcessStep
from app.processes.moments import days_of
from app.processes.queries import steps_of
from app.processes.timeline import entry_of, in_order, moved

FIELDS = (
    "kind", "title", "text", "label", "begins", "ends", "phase_id", "body", "result", "early_reason", "source_title",
    "source_url",
)  # fmt: skip


class DecisionIsEarly(DomainError):
    """It would be decided while people are still taking part, and nobody says why: what it collides with."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(f"decided during: {', '.join(titles)}")
        self.titles = titles


class NotDecidedYet(DomainError):
    """A decision that lies ahead has no result: nobody says beforehand what will be decided."""


@dataclass(frozen=True)
class Period:
    """When people take part somewhere; an end that nobody knows is open."""

    title: str
    first: date | None
    last: date | None


def once_of(concept: Concept, by: Person, once: str) -> str:
    """The key of a form sent by this person for this concept: no other form can be taken for it."""
    return str(uuid5(UUID(once), f"{concept.id}-{by.id}"))


def add_step(
    concept: Concept, *, values: dict[str, Any], by: Person, once: str | None = None, periods: Iterable[Period] = ()
) -> ProcessStep:
    """One more step, public at once. `periods`: when people take part in formats of the concept."""
    steps = steps_of(concept.id)
    step = ProcessStep(concept_id=concept.id, once=once, position=1 + max((one.position for one in steps), default=0))
    step.concept = concept
    with db.session.no_autoflush:
        _put(step, values)
        _ensure_decided(step)
        _ensure_decided_later(step, steps, periods)
    db.session.add(step)
    db.session.flush()
    _note(step, "add_step", by)
    return step


def change_step(
    step: ProcessStep, *, values: dict[str, Any], by: Person, version: int, periods: Iterable[Period] = ()
) -> bool:
    """Put it otherwise; loading the file that came along leaves it as it stands from now on. Whether it differs."""
    _ensure_shown(step, version)
    if all(getattr(step, name) == values[name] for name in FIELDS):
        return False
    others = [one for one in steps_of(step.concept_id) if one is not step]
    with db.session.no_autoflush:
        _put(step, values)
        try:
            _ensure_decided(step)
            _ensure_decided_later(step, others, periods)
        except (DecisionIsEarly, NotDecidedYet):
            db.session.refresh(step)
            raise
    if step.kind != "phase":
        _let_go(step, others)
    step.version += 1
    _note(step, "change_step", by)
    return True


def move_step(step: ProcessStep, *, is_up: bool) -> None:
    """One place up or down among its neighbours; time goes before what is put in order by hand."""
    steps = steps_of(step.concept_id)
    phases = {one.id for one in steps if one.kind == "phase"}
    words, on = dict.fromkeys(STEP_KINDS, ""), today()
    level = _level(step, phases)
    beside = in_order([entry_of(one, words, {}, on) for one in steps if _level(one, phases) == level])
    by_id = {one.id: one for one in steps}
    here = next(entry for entry in beside if entry.step_id == step.id)
    for entry in moved(beside, here, is_up=is_up):
        by_id[entry.step_id or 0].position = entry.position


def remove_step(step: ProcessStep, *, by: Person, version: int) -> None:
    """It is gone, and loading does not bring it back; what stood in a phase stays, beside the phases."""
    _ensure_shown(step, version)
    _let_go(step, steps_of(step.concept_id))
    _note(step, "remove_step", by)
    db.session.delete(step)
    db.session.flush()


def _put(step: ProcessStep, values: dict[str, Any]) -> None:
    for name in FIELDS:
        setattr(step, name, values[name])
    if step.kind == "phase":
        step.phase_id = None
    step.starts_on, step.ends_on = days_of(step.begins, step.ends, is_span=step.kind in SPANS)


def _ensure_decided(step: ProcessStep) -> None:
    if step.kind == "decision" and step.result and step.starts_on is not None and step.starts_on > today():
        raise NotDecidedYet


def _ensure_decided_later(step: ProcessStep, others: Sequence[ProcessStep], periods: Iterable[Period]) -> None:
    """A decision has a reason where people take part meanwhile; a phase put over decisions gives it to all of them."""
    reason = (step.early_reason or "").strip()
    if step.kind == "decision" and not reason:
        phases = [Period(one.title, one.starts_on, one.ends_on) for one in others if _is_lasting(one)]
        meets = _meets if step.starts_on or step.ends_on or step.result else _meets_any_day
        if met := [one.title for one in (*phases, *periods) if meets(step, one)]:
            raise DecisionIsEarly(met)
    if step.kind == "phase" and _is_lasting(step):
        phase = Period(step.title, step.starts_on, step.ends_on)
        early = [one for one in others if one.kind == "decision" and not one.early_reason and _meets(one, phase)]
        if early and not reason:
            raise DecisionIsEarly([one.title for one in early])
        for one in early:
            one.early_reason = reason
            one.version += 1


def _is_lasting(step: ProcessStep) -> bool:
    """A phase that goes on or is still to come; one without any time is none."""
    if step.kind != "phase" or not (step.starts_on or step.ends_on):
        return False
    return step.ends_on is None or step.ends_on >= today()


def _meets(decision: ProcessStep, period: Period) -> bool:
    first, last = decision.starts_on or decision.ends_on, decision.ends_on
    if first is None or last is None:
        return False
    return (period.last is None or first <= period.last) and (period.first is None or last >= period.first)


def _meets_any_day(_decision: ProcessStep, period: Period) -> bool:
    """A decision without a day may be taken today: it is early while anybody is being asked."""
    return (period.first is None or period.first <= today()) and (period.last is None or period.last >= today())


def _let_go(phase: ProcessStep, steps: Sequence[ProcessStep]) -> None:
    for one in steps:
        if one.phase_id == phase.id and one is not phase:
            one.phase_id = None


def _level(step: ProcessStep, phases: set[int]) -> int | None:
    return step.phase_id if step.phase_id in phases else None


def _ensure_shown(step: ProcessStep, version: int) -> None:
    if version != step.version:
        raise VersionIsStale(version, step.version)


def _note(step: ProcessStep, verb: str, by: Person) -> None:
    details: dict[str, Any] = {"step": step.id, "kind": step.kind} | ({"key": step.key} if step.key else {})
    record(step.concept_id, verb, role="moderator", actor_id=by.id, audience="staff", settles=False, **details)
