"""Editions of a concept, each as a whole file."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Connection, ForeignKey, Index, String, Text, event, inspect, text
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.concepts.models import Concept
from app.core.clock import now
from app.core.database import Base, UtcDateTime

EDITION_STATES = ("uploaded", "draft", "in_consultation", "adopted", "superseded", "discarded")
OPEN_EDITIONS = ("draft", "in_consultation")


class ConceptEdition(Base):
    """One edition of a concept as a whole file: what was adopted, frozen; or what is being drafted at the desk.

    `key` is the edition's key in the file. `version` counts the changes of a draft; at most one draft is open.
    An `uploaded` one was read from a file and waits to be taken over or thrown away. `base_digest` tells what held when
    the draft was begun: where it is corrected meanwhile, adopting the draft would undo the correction.
    """

    __tablename__ = "concept_edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    file: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    base_digest: Mapped[str | None] = mapped_column(String(64))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    adopted_on: Mapped[date | None]
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    paper_number: Mapped[str | None] = mapped_column(String(80))
    decision_number: Mapped[str | None] = mapped_column(String(80))
    link: Mapped[str | None] = mapped_column(String(500))

    concept: Mapped[Concept] = relationship()

    __table_args__ = (
        CheckConstraint(f"status in {EDITION_STATES}", name="status"),
        Index(
            "uq_concept_edition_open", "concept_id", unique=True,
            sqlite_where=text("status in ('draft', 'in_consultation')"),
            postgresql_where=text("status in ('draft', 'in_consultation')"),
        ),
    )  # fmt: skip

    @property
    def is_base_corrected(self) -> bool:
        """What holds reads differently than when this draft was begun."""
        return self.base_digest is not None and self.base_digest != self.concept.file_digest

    @property
    def authority_id(self) -> int | None:
        """Whose desk works on it."""
        return self.concept.authority_id


@event.listens_for(ConceptEdition, "before_update")
def _stays_as_adopted(_mapper: Mapper[ConceptEdition], _connection: Connection, edition: ConceptEdition) -> None:
    was_frozen = (inspect(edition).attrs.status.history.deleted or [edition.status])[0] in {"adopted", "superseded"}
    if was_frozen and inspect(edition).attrs.file.history.has_changes():
        raise RuntimeError("an adopted edition is never changed")
