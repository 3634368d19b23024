"""The course of a concept: entries in their order, in phases and years. The list and the picture both show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.processes.models import SPANS, ProcessStep
from app.processes.moments import days_of, first_day, last_day, printed


@dataclass(frozen=True)
class Entry:
    """One thing on the course: a step, or a format of participation; its time as printed and as days."""

    anchor: str
    kind: str
    word: str
    """The kind in words."""
    title: str
    label: str | None
    begins: str | None = None
    ends: str | None = None
    is_span: bool = False
    text: str | None = None
    body: str | None = None
    result: str | None = None
    early_reason: str | None = None
    source_title: str | None = None
    source_url: str | None = None
    state: str = "past"
    """past, running, coming; of a format its own."""
    state_word: str | None = None
    phase_id: int | None = None
    step_id: int | None = None
    position: int = 0
    page: tuple[str, dict[str, Any]] | None = None
    call: str | None = None
    closes_on: date | None = None
    opens_on: date | None = None
    version: int = 0

    @property
    def is_format(self) -> bool:
        return self.page is not None

    @property
    def is_dated(self) -> bool:
        return bool(self.begins or self.ends)

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day that can be meant."""
        return days_of(self.begins, self.ends, is_span=self.is_span)

    @property
    def sure_days(self) -> tuple[date | None, date | None]:
        """From when to when it surely lasted: the last day it can have begun, the first it can have ended."""
        end = self.ends or (None if self.is_span else self.begins)
        return last_day(self.begins) if self.begins else None, first_day(end) if end else None

    @property
    def place(self) -> date | None:
        """The day by which it is put in order."""
        first = self.begins or self.ends
        return first_day(first) if first else None


@dataclass
class Group:
    """A phase with what belongs to it; or what stands in no phase, of one year (none: without a time)."""

    phase: Entry | None = None
    year: int | None = None
    entries: list[Entry] = field(default_factory=list)

    @property
    def all(self) -> list[Entry]:
        return [self.phase, *self.entries] if self.phase else self.entries


@dataclass
class Course:
    """Everything on the course of one concept, in order."""

    groups: list[Group]

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.all]

    @property
    def running(self) -> list[Entry]:
        """Phases and other steps that last today."""
        return [entry for entry in self.entries if entry.state == "running"]

    @property
    def next(self) -> Entry | None:
        """The step that comes first from now on, where one is planned."""
        coming = [entry for entry in self.entries if entry.state == "coming" and entry.place]
        return min(coming, key=lambda entry: entry.place or date.max, default=None)

    @property
    def open_formats(self) -> list[Entry]:
        """Where people can say something today, the one that ends first before the others."""
        found = [entry for entry in self.entries if entry.is_format and entry.state == "open"]
        return sorted(found, key=lambda entry: entry.closes_on or date.max)

    @property
    def announced_formats(self) -> list[Entry]:
        found = [entry for entry in self.entries if entry.is_format and entry.state == "announced"]
        return sorted(found, key=lambda entry: entry.opens_on or date.max)


def entry_of(step: ProcessStep, words: dict[str, str], states: dict[str, str], today: date) -> Entry:
    """A step as it stands on the course."""
    is_span = step.kind in SPANS
    state = state_of(step.starts_on, step.ends_on, today)
    return Entry(
        anchor=f"schritt-{step.id}", kind=step.kind, word=words[step.kind], title=step.title,
        label=step.label or printed(step.begins, step.ends, is_span=is_span), begins=step.begins, ends=step.ends,
        is_span=is_span, text=step.text, body=step.body, result=step.result, early_reason=step.early_reason,
        source_title=step.source_title, source_url=step.source_url, state=state, state_word=states.get(state),
        phase_id=step.phase_id, step_id=step.id, position=step.position, version=step.version,
    )  # fmt: skip


def state_of(first: date | None, last: date | None, today: date) -> str:
    """Whether it is over, lasts today or is still to come; what has no time is told as past, never as running."""
    if first and first > today:
        return "coming"
    return "running" if (first or last) and (last is None or last >= today) else "past"


def course_of(entries: Iterable[Entry]) -> Course:
    """Entries put into their phases and years; what names a phase that is not there stands beside the phases."""
    known = list(entries)
    phases = {entry.step_id: Group(phase=entry) for entry in known if entry.kind == "phase"}
    beside: list[Entry] = []
    for entry in known:
        group = phases.get(entry.phase_id) if entry.kind != "phase" else None
        (group.entries if group else beside).append(entry)
    for group in phases.values():
        group.entries = in_order(group.entries)
    groups: list[Group] = []
    for entry in in_order(beside):
        if entry.kind == "phase":
            groups.append(phases[entry.step_id])
            continue
        year = entry.place.year if entry.place else None
        if not groups or groups[-1].phase or groups[-1].year != year:
            groups.append(Group(year=year))
        groups[-1].entries.append(entry)
    return Course(groups)


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """By time; what has none follows whatever it was put behind by hand."""
    steps = sorted((entry for entry in entries if not entry.is_format), key=lambda entry: entry.position)
    chains: list[list[Entry]] = [[]]
    for entry in steps:
        if entry.place:
            chains.append([entry])
        else:
            chains[-1].append(entry)
    dated = chains[1:] + [[entry] for entry in entries if entry.is_format and entry.place]
    dated.sort(key=lambda chain: chain[0].place or date.min)
    undated_formats = [entry for entry in entries if entry.is_format and not entry.place]
    return [*chains[0], *(entry for chain in dated for entry in chain), *undated_formats]


def moved(entries: Sequence[Entry], entry: Entry, *, is_up: bool) -> list[Entry]:
    """The same entries after that one has changed places with its neighbour."""
    listed = [one for one in entries if not one.is_format]
    here = listed.index(entry)
    there = here + (-1 if is_up else 1)
    if 0 <= there < len(listed):
        listed[here], listed[there] = listed[there], listed[here]
    return [replace(one, position=place) for place, one in enumerate(listed)]


def may_move(entries: Sequence[Entry], entry: Entry, *, is_up: bool) -> bool:
    """Whether changing places would be seen: time goes before what is put in order by hand."""
    listed = [one for one in entries if not one.is_format]
    if entry not in listed:
        return False
    after = [one.anchor for one in in_order(moved(listed, entry, is_up=is_up))]
    return after != [one.anchor for one in listed]
