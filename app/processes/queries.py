"""Reading the steps of a concept's process."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select

from app.concepts.models import Concept
from app.core.database import db, to_change
from app.editions.queries import find_on_desk
from app.processes.models import ProcessStep
from app.things.queries import is_public


def steps_of(concept_id: int) -> Sequence[ProcessStep]:
    """Every step of the concept, the earliest first."""
    order = (ProcessStep.starts_on, ProcessStep.id)
    return db.session.scalars(select(ProcessStep).where(ProcessStep.concept_id == concept_id).order_by(*order)).all()


def has_steps(concept_id: int) -> bool:
    """Whether anything of the concept's process is written down."""
    return bool(db.session.scalar(select(exists().where(ProcessStep.concept_id == concept_id))))


def concepts_with_steps() -> Sequence[Concept]:
    """The public concepts of whose process something is written down."""
    told = select(Concept).where(is_public(), Concept.id.in_(select(ProcessStep.concept_id)))
    return db.session.scalars(told.order_by(Concept.region, Concept.id)).all()


def phases_of(concept_id: int) -> Sequence[ProcessStep]:
    """Its phases, in the order in which they were put."""
    wanted = select(ProcessStep).where(ProcessStep.concept_id == concept_id, ProcessStep.kind == "phase")
    return db.session.scalars(wanted.order_by(ProcessStep.position, ProcessStep.id)).all()


def find_step(slug: str, item_id: int, to: Any) -> ProcessStep | None:
    """The step with that number of that concept, where this person works on concepts for its authority."""
    concept = find_on_desk(slug, to)
    if concept is None:
        return None
    wanted = select(ProcessStep).where(ProcessStep.id == item_id, ProcessStep.concept_id == concept.id)
    found: ProcessStep | None = db.session.scalar(to_change(wanted, of=ProcessStep))
    return found


def find_by_once(concept_id: int, once: str) -> ProcessStep | None:
    """What an earlier sending of the same form has made."""
    return db.session.scalar(select(ProcessStep).where(ProcessStep.concept_id == concept_id, ProcessStep.once == once))
