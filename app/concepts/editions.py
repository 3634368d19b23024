"""Reading editions: what was adopted, what is being drafted."""

from collections.abc import Sequence

from sqlalchemy import select

from app.concepts.models import OPEN_EDITIONS, ConceptEdition
from app.core.database import db, to_change


def find_open_draft(concept_id: int) -> ConceptEdition | None:
    """The draft being worked on or consulted about; there is one at most."""
    open_one = select(ConceptEdition).where(
        ConceptEdition.concept_id == concept_id, ConceptEdition.status.in_(OPEN_EDITIONS)
    )
    return db.session.scalar(to_change(open_one, of=ConceptEdition))


def editions_of(concept_id: int) -> Sequence[ConceptEdition]:
    """Every edition there is a file of, newest first; uploads and discarded drafts among them."""
    own = select(ConceptEdition).where(ConceptEdition.concept_id == concept_id)
    return db.session.scalars(own.order_by(ConceptEdition.id.desc())).all()
