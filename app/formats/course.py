"""The formats of a concept on its course, between its phases, meetings and decisions. Public ones alone."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select, update

from app.core.clock import today
from app.core.database import db
from app.formats.kinds import kinds
from app.formats.models import ParticipationFormat
from app.formats.wording import period_of, state_labels
from app.processes.models import ProcessStep
from app.processes.queries import steps_of
from app.processes.timeline import Course, Entry, course_of, entry_of, state_of
from app.processes.wording import course_state_labels, kind_labels
from app.processes.writing import Period
from app.things.queries import is_public

IN_TIME = {"open": "running", "announced": "coming"}


def formats_of_concept(concept_id: int, *states: str) -> Sequence[Any]:
    """The public formats of the concept (in these states), the earliest first."""
    rows = select(
        ParticipationFormat.id.label("number"), ParticipationFormat.title, ParticipationFormat.slug,
        ParticipationFormat.format_kind, ParticipationFormat.state, ParticipationFormat.opens_on,
        ParticipationFormat.closes_on, ParticipationFormat.label, ParticipationFormat.phase_id,
        ParticipationFormat.place, ParticipationFormat.cancel_reason, ParticipationFormat.source_title,
        ParticipationFormat.source_url,
    ).where(ParticipationFormat.concept_id == concept_id, is_public())  # fmt: skip
    if states:
        rows = rows.where(ParticipationFormat.state.in_(states))
    return db.session.execute(rows.order_by(ParticipationFormat.opens_on, ParticipationFormat.id)).all()


def whole_course(concept_id: int) -> Course:
    """Everything on the course of a concept: its steps and its public formats. Two queries."""
    words, states, on = kind_labels(), course_state_labels(), today()
    entries = [entry_of(step, words, states, on) for step in steps_of(concept_id)]
    return course_of([*entries, *format_entries(formats_of_concept(concept_id))])


def current_course(concept_id: int) -> Course:
    """What runs and what comes next: phases and steps that are not over, formats open or announced. Two queries."""
    words, states, on = kind_labels(), course_state_labels(), today()
    rows = [step for step in steps_of(concept_id) if state_of(step.starts_on, step.ends_on, on) != "past"]
    formats = format_entries(formats_of_concept(concept_id, *IN_TIME))
    return course_of([*(entry_of(step, words, states, on) for step in rows), *formats])


def format_entries(rows: Iterable[Any]) -> list[Entry]:
    """Formats as they stand on the course."""
    labels, known = state_labels(), kinds()
    return [
        Entry(
            anchor=f"beteiligung-{row.number}", kind="format", word=known[row.format_kind].label(), title=row.title,
            label=period_of(row) or None, begins=_iso(row.opens_on), ends=_iso(row.closes_on), is_span=True,
            body=row.place, result=row.cancel_reason if row.state == "cancelled" else None,
            source_title=row.source_title, source_url=row.source_url, state=row.state, state_word=labels[row.state],
            phase_id=row.phase_id, page=("formats.show", {"number": row.number, "slug": row.slug}),
            call=known[row.format_kind].call(), opens_on=row.opens_on, closes_on=row.closes_on,
        )
        for row in rows
    ]  # fmt: skip


def periods_of_concept(concept_id: int) -> list[Period]:
    """When people take part in public formats of the concept: a decision in between is owed a reason."""
    return [
        Period(row.title, row.opens_on, row.closes_on)
        for row in formats_of_concept(concept_id, "announced", "open", "closed", "concluded")
        if row.opens_on and row.closes_on
    ]


def open_formats_per_concept() -> dict[int, int]:
    """Of each concept how many public formats are open."""
    rows = (
        select(ParticipationFormat.concept_id, func.count())
        .where(ParticipationFormat.state == "open", is_public())
        .group_by(ParticipationFormat.concept_id)
    )
    return {concept_id: count for concept_id, count in db.session.execute(rows)}


def leave_phase(phase: ProcessStep) -> None:
    """The formats of a phase that is no more stand beside the phases."""
    formats = update(ParticipationFormat).where(ParticipationFormat.phase_id == phase.id)
    db.session.execute(formats.values(phase_id=None))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
