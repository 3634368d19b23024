"""What happened and will happen on the way of a concept: phases, meetings, decisions, milestones."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.concepts.models import Concept
from app.core.clock import now
from app.core.database import Base, UtcDateTime

STEP_KINDS = ("phase", "meeting", "decision", "milestone", "event")
SPANS = ("phase",)
"""Kinds that go on until somebody says when they end; the others happen at the time they begin."""


class ProcessStep(Base):
    """One step of a concept's process; as exact as it is known: `label` is the time as printed ("Ab Juni 2019").

    `begins` and `ends` say it as YYYY, YYYY-MM or YYYY-MM-DD; `starts_on` and `ends_on` are the first and the last day
    that can be meant, by which steps are ordered (none: open on that side). A phase holds other steps.
    """

    __tablename__ = "process_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"))
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("process_step.id"), index=True)
    key: Mapped[str | None] = mapped_column(String(80))
    """Its name in the file it was loaded from; what the desk wrote has none."""
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    label: Mapped[str | None] = mapped_column(String(80))
    begins: Mapped[str | None] = mapped_column(String(10))
    ends: Mapped[str | None] = mapped_column(String(10))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    body: Mapped[str | None] = mapped_column(String(200))
    """Who met or decided: "Kreistag"."""
    result: Mapped[str | None] = mapped_column(String(300))
    early_reason: Mapped[str | None] = mapped_column(Text)
    """Why it is decided while people are still taking part."""
    source_title: Mapped[str | None] = mapped_column(String(200))
    source_url: Mapped[str | None] = mapped_column(String(500))
    position: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    once: Mapped[str | None] = mapped_column(String(36), unique=True)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    concept: Mapped[Concept] = relationship()
    phase: Mapped["ProcessStep | None"] = relationship(remote_side=[id])

    __table_args__ = (
        CheckConstraint(f"kind in {STEP_KINDS}", name="kind"),
        UniqueConstraint("concept_id", "key"),
        Index("ix_process_step_course", "concept_id", "starts_on", "id"),
    )

    @property
    def authority_id(self) -> int | None:
        """Whose desk writes it."""
        return self.concept.authority_id
