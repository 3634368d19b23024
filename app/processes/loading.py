"""Loading the courses that come along; what an office has changed or removed stays as it left it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator
from sqlalchemy import select

from app.concepts.models import Concept
from app.core.database import db
from app.core.errors import DomainError
from app.core.journal import JournalEntry
from app.processes.models import SPANS, ProcessStep
from app.processes.moments import days_of, moment_of
from app.processes.queries import steps_of

PACKAGED = Path(__file__).parent / "data"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,80}$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://\S{3,490}$")]


class CourseFileError(DomainError):
    """The file is no course of a concept; the text names the faults."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Source(Strict):
    """Where a step is told of."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    url: Address | None = None


class StepEntry(Strict):
    """One step; every one names its source."""

    key: Name
    kind: Literal["phase", "meeting", "decision", "milestone", "event"]
    title: Line
    source: str
    text: str | None = None
    label: Short | None = None
    begins: str | None = None
    ends: str | None = None
    body: Line | None = None
    result: Line | None = None
    phase: Name | None = None


class CourseFile(Strict):
    """The course of one concept."""

    concept: Name
    sources: dict[str, Source]
    steps: list[StepEntry]

    @model_validator(mode="after")
    def _fits_together(self) -> "CourseFile":
        phases: set[str] = set()
        keys: set[str] = set()
        for step in self.steps:
            if step.key in keys:
                raise ValueError(f"{step.key}: stands there twice")
            if step.source not in self.sources:
                raise ValueError(f"{step.key}: there is no source {step.source!r}")
            if step.phase is not None and step.phase not in phases:
                raise ValueError(f"{step.key}: there is no phase {step.phase!r} before it")
            for moment in (step.begins, step.ends):
                if moment is not None and moment_of(moment) != moment:
                    raise ValueError(f"{step.key}: {moment!r} is neither YYYY nor YYYY-MM nor YYYY-MM-DD")
            first, last = days_of(step.begins, step.ends, is_span=step.kind in SPANS)
            if first and last and last < first:
                raise ValueError(f"{step.key}: ends before it begins")
            keys.add(step.key)
            if step.kind == "phase":
                phases.add(step.key)
        return self


@dataclass(frozen=True)
class CourseReport:
    """What a load did to the course of one concept; `kept` is what the office itself changed or removed."""

    concept: str
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: int = 0

    def __str__(self) -> str:
        return (
            f"Verlauf, {self.concept}: {self.new} neu, {self.updated} geändert, {self.unchanged} unverändert; "
            f"{self.kept} von der Stelle selbst gepflegt"
        )


def packaged_courses() -> list[CourseFile]:
    """The courses that come with the platform."""
    return [read_course(path) for path in sorted(PACKAGED.glob("*.yaml"))]


def read_course(path: Path) -> CourseFile:
    """The course in that file; `CourseFileError` names every fault."""
    try:
        return CourseFile.model_validate(yaml.load(path.read_bytes(), Loader=yaml.BaseLoader))  # noqa: S506 - texts only
    except (OSError, yaml.YAMLError) as error:
        raise CourseFileError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise CourseFileError("\n".join(f"{path.name}: {fault}" for fault in faults)) from error


def load_courses(files: Sequence[CourseFile]) -> list[CourseReport]:
    """Bring the concepts that are here up to their files, step by step by its key. Nothing is taken away."""
    concepts = db.session.scalars(select(Concept).where(Concept.key.in_(file.concept for file in files)))
    by_key = {concept.key: concept for concept in concepts}
    return [_load(file, by_key[file.concept]) for file in files if file.concept in by_key]


def _load(file: CourseFile, concept: Concept) -> CourseReport:
    known = {step.key: step for step in steps_of(concept.id) if step.key}
    removed = _removed_at_desk(concept.id)
    counts = {"new": 0, "updated": 0, "unchanged": 0, "kept": 0}
    for position, entry in enumerate(file.steps, start=1):
        if entry.key in removed:
            counts["kept"] += 1
            continue
        phase = known.get(entry.phase) if entry.phase else None
        values = _values_of(entry, file.sources[entry.source], phase)
        step = known.get(entry.key)
        if step is None:
            known[entry.key] = step = ProcessStep(concept_id=concept.id, key=entry.key, position=position, **values)
            db.session.add(step)
            db.session.flush()
            counts["new"] += 1
        else:
            counts[_settle(step, values)] += 1
    return CourseReport(concept.key, **counts)


def _values_of(entry: StepEntry, source: Source, phase: ProcessStep | None) -> dict[str, Any]:
    first, last = days_of(entry.begins, entry.ends, is_span=entry.kind in SPANS)
    return {
        **entry.model_dump(exclude={"key", "source", "phase"}), "starts_on": first, "ends_on": last,
        "phase_id": phase.id if phase is not None and phase.kind == "phase" else None,
        "source_title": source.title, "source_url": source.url,
    }  # fmt: skip


def _settle(step: ProcessStep, values: dict[str, Any]) -> str:
    """The step as the file has it, unless the desk has changed it."""
    if step.version > 1:
        return "kept"
    changed = {name: value for name, value in values.items() if getattr(step, name) != value}
    for name, value in changed.items():
        setattr(step, name, value)
    return "updated" if changed else "unchanged"


def _removed_at_desk(concept_id: int) -> set[str]:
    rows = select(JournalEntry.details).where(JournalEntry.thing_id == concept_id, JournalEntry.verb == "remove_step")
    return {details["key"] for details in db.session.scalars(rows) if "key" in details}
