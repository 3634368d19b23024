"""Reading editions: what was adopted, what is being drafted."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import defer

from app.accounts.models import Authority
from app.concepts.exporting import export_concept
from app.concepts.models import Concept, Goal
from app.concepts.schemas import ConceptFile
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.editions.models import OPEN_EDITIONS, ConceptEdition

ROLES = ("moderator", "admin", "approver")
PUBLIC_EDITIONS = ("in_consultation", "adopted", "superseded")
HOLDS = "geltend"
"""How addresses name what holds now."""


def find_on_desk(slug: str, to: Any) -> Concept | None:
    """The concept with that slug, where this person works on concepts for its authority; held for changing.

    Whoever changes an edition holds its concept first, so that two of them wait for each other and never in a circle.
    """
    concept = db.session.scalar(to_change(select(Concept).where(Concept.key == slug), of=Concept.__table__))
    return concept if concept is not None and works_on(concept, to) else None


def works_on(concept: Concept, person: Any) -> bool:
    """Holds one of the roles for the concept's authority, or administers all of them."""
    return any(person.has_role(role, concept.authority_id) for role in ROLES)


def find_edition_on_desk(slug: str, edition_id: int, to: Any) -> ConceptEdition | None:
    """One edition of such a concept, in whatever state."""
    concept = find_on_desk(slug, to)
    return find_edition(concept.id, edition_id) if concept is not None else None


def find_edition(concept_id: int, edition_id: int) -> ConceptEdition | None:
    """That edition, if it is one of this concept."""
    own = select(ConceptEdition).where(ConceptEdition.id == edition_id, ConceptEdition.concept_id == concept_id)
    return db.session.scalar(to_change(own, of=ConceptEdition.__table__))


def find_open_draft(concept_id: int) -> ConceptEdition | None:
    """The draft being worked on or consulted about; there is one at most. Its concept is held before it is."""
    db.session.execute(to_change(select(Concept.__table__.c.id).where(Concept.__table__.c.id == concept_id)))
    open_one = select(ConceptEdition).where(
        ConceptEdition.concept_id == concept_id, ConceptEdition.status.in_(OPEN_EDITIONS)
    )
    return db.session.scalar(to_change(open_one, of=ConceptEdition.__table__))


def holding_edition(concept_id: int) -> ConceptEdition | None:
    """The frozen copy of the adopted edition that the tables hold, if there is one."""
    adopted = select(ConceptEdition).where(ConceptEdition.concept_id == concept_id, ConceptEdition.status == "adopted")
    return db.session.scalar(adopted.order_by(ConceptEdition.id.desc()).limit(1))


def is_kept_at_desk(concept_id: int) -> bool:
    """Whether an edition was ever adopted here, rather than loaded from a file."""
    adopted = select(JournalEntry.id).where(JournalEntry.thing_id == concept_id, JournalEntry.verb == "adopt_edition")
    return db.session.scalar(adopted.limit(1)) is not None


def editions_of(concept_id: int) -> Sequence[ConceptEdition]:
    """Every edition there is a file of, newest first; uploads and discarded drafts among them."""
    own = select(ConceptEdition).where(ConceptEdition.concept_id == concept_id)
    return db.session.scalars(own.options(defer(ConceptEdition.file)).order_by(ConceptEdition.id.desc())).all()


def public_editions(concept_id: int) -> Sequence[ConceptEdition]:
    """What everybody may read: the draft in consultation, what holds, and what held before it, latest first."""
    own = select(ConceptEdition).where(
        ConceptEdition.concept_id == concept_id, ConceptEdition.status.in_(PUBLIC_EDITIONS)
    )
    rank = case({status: place for place, status in enumerate(PUBLIC_EDITIONS)}, value=ConceptEdition.status)
    latest = ConceptEdition.adopted_on.desc().nulls_last()
    return db.session.scalars(
        own.options(defer(ConceptEdition.file)).order_by(rank, latest, ConceptEdition.id.desc())
    ).all()


def consulted_edition(concept_id: int) -> int | None:
    """The number of the draft that lies open to everybody at present."""
    lies_open = ConceptEdition.concept_id == concept_id, ConceptEdition.status == "in_consultation"
    return db.session.scalar(select(ConceptEdition.id).where(*lies_open))


def file_of(edition: ConceptEdition) -> ConceptFile:
    """The edition as a file."""
    return ConceptFile.model_validate(edition.file)


def file_that_holds(concept: Concept) -> ConceptFile:
    """What the tables hold, as a file."""
    return export_concept(concept)


def goal_numbers(concept_id: int) -> dict[str, int]:
    """The number of each goal that any edition has held, by key; those alone have a page."""
    rows = select(Goal.key, Goal.id).where(Goal.concept_id == concept_id)
    return {key: number for key, number in db.session.execute(rows)}


def labels_of_goals(concept_id: int) -> dict[str, str]:
    """What the goals that any edition has held are called, by key."""
    goals = db.session.scalars(select(Goal).where(Goal.concept_id == concept_id))
    return {goal.key: goal.label for goal in goals}


def authority_slug(concept: Concept) -> str | None:
    """Which authority's concept it is, as the file names it."""
    return db.session.scalar(select(Authority.slug).where(Authority.id == concept.authority_id))
