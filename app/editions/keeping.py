"""Keeping what holds: a concept loaded from its file leaves a frozen copy; one adopted at the desk is left alone."""

from typing import Any

from sqlalchemy import select, update

from app.concepts.exporting import export_concept
from app.concepts.loading import LoadReport, load_concept
from app.concepts.models import Concept
from app.concepts.schemas import ConceptFile
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError
from app.core.journal import record
from app.editions.models import ConceptEdition
from app.editions.queries import holding_edition, is_kept_at_desk


class ConceptIsKeptAtDesk(DomainError):
    """The concept has an edition adopted at the desk; its file is not loaded over it."""

    def __init__(self, concept: str) -> None:
        super().__init__(f"{concept}: kept at the desk since an edition was adopted there; read the file in as a draft")
        self.concept = concept


def load_document(file: ConceptFile) -> LoadReport:
    """Load a concept from its file and keep a frozen copy of what is adopted; a corrected file corrects the copy.

    A concept with an edition adopted at the desk lives there: its file would undo what the council decided.
    """
    known = db.session.scalar(to_change(select(Concept).where(Concept.key == file.slug), of=Concept.__table__))
    if known is not None and is_kept_at_desk(known.id):
        raise ConceptIsKeptAtDesk(file.slug)
    before = known.file_digest if known is not None else None
    report = load_concept(file)
    if report.concept.status == "adopted":
        _freeze(report.concept, has_changed=before not in (None, report.concept.file_digest))
    return report


def _freeze(concept: Concept, *, has_changed: bool) -> None:
    held = holding_edition(concept.id)
    is_same = held is not None and held.key == concept.edition
    if held is not None and not is_same:
        held.status = "superseded"
    elif held is not None and has_changed:
        # The one way round the guard of adopted editions: the file that was read was wrong, not the edition.
        values = {**frozen_values(concept), "version": held.version + 1, "changed_at": now()}
        table: Any = ConceptEdition.__table__
        db.session.execute(update(table).where(table.c.id == held.id).values(values))
        db.session.expire(held)
    if held is None or not is_same:
        db.session.add(ConceptEdition(concept_id=concept.id, status="adopted", **frozen_values(concept)))
    if has_changed:
        record(concept.id, "correct_edition", role="import", audience="staff", told=True)


def frozen_values(concept: Concept) -> dict[str, Any]:
    """What holds now, as a frozen copy keeps it."""
    file = export_concept(concept)
    return {
        "key": concept.edition, "title": file.editions[-1].title, "file": file.model_dump(mode="json"),
        "adopted_on": concept.adopted_on,
    }  # fmt: skip
