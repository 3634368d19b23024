"""Concepts and their goals: a graph, since the same Teilziel may stand under several Leitziele."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.things.models import Thing

CORRESPONDENCE_KINDS = ("same", "mutual")
CORRESPONDENCE_STATES = ("proposed", "accepted", "refused", "ended")
GOAL_KINDS = ("field_of_action", "goal", "sub_goal", "approach", "measure")


class Concept(Thing):
    """A written development concept (KEK, Leitbild) in its current edition; `content` holds all that is no goal.

    `content` has the shape of the concept file (`ConceptFile`) without goals and examples.
    """

    __tablename__ = "concept"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    short_title: Mapped[str] = mapped_column(String(40))
    concept_kind: Mapped[str] = mapped_column(String(10))
    region: Mapped[str] = mapped_column(String(120))
    horizon: Mapped[str | None] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    adopted_on: Mapped[date | None]
    edition: Mapped[str] = mapped_column(String(80))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    file_digest: Mapped[str] = mapped_column(String(64))

    __mapper_args__ = {"polymorphic_identity": "concept"}  # noqa: RUF012
    __table_args__ = (CheckConstraint("concept_kind in ('kek', 'leitbild')", name="concept_kind"),)

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        return "concepts.show", {"slug": self.key}


class Goal(Thing):
    """A field of action, goal, sub-goal, approach or measure; `title` is literal, `short_title` editorial."""

    __tablename__ = "goal"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"))
    key: Mapped[str] = mapped_column(String(80))
    goal_kind: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    number_printed: Mapped[str | None] = mapped_column(String(20))
    short_title: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(Text)
    source_page: Mapped[int | None]
    edition: Mapped[str] = mapped_column(String(80))
    tone: Mapped[int | None]
    is_taggable: Mapped[bool] = mapped_column(default=False)
    is_retired: Mapped[bool] = mapped_column(default=False)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    """variants, notes, legal_requirements, see_also (keys), successors (keys), scene: as in the file."""

    __mapper_args__ = {"polymorphic_identity": "goal"}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"goal_kind in {GOAL_KINDS}", name="goal_kind"),
        UniqueConstraint("concept_id", "key"),
        Index("ix_goal_position", "concept_id", "position"),
    )

    concept: Mapped[Concept] = relationship(foreign_keys=[concept_id])

    @property
    def label(self) -> str:
        """What lists show: the short title where there is one."""
        return self.short_title or self.title

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        return "concepts.goal", {"slug": self.concept.key, "key": self.key}


class GoalLink(Base):
    """One place where the document lists a goal: under which parent, at which position, in which words."""

    __tablename__ = "goal_link"

    parent_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)
    position: Mapped[int]
    wording: Mapped[str | None] = mapped_column(Text)
    source_page: Mapped[int | None]


class GoalSuccessor(Base):
    """A retired goal lives on in another: what is tagged with it is found and counted there."""

    __tablename__ = "goal_successor"

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)


class GoalAncestor(Base):
    """The transitive closure of links and successors, each goal its own ancestor: "everything below this field"."""

    __tablename__ = "goal_ancestor"

    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True)
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)


class GoalCorrespondence(Base):
    """Goals of two concepts that mean the same, or serve each other; it holds once the other side has accepted it.

    `low_id` < `high_id`. `asked_id` is the authority that decides on the proposal; `answer` says why it was refused
    or ended. `version` counts how often the pair was proposed.
    """

    __tablename__ = "goal_correspondence"

    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="proposed")
    reason: Mapped[str] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    asked_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    low: Mapped[Goal] = relationship(foreign_keys=[low_id])
    high: Mapped[Goal] = relationship(foreign_keys=[high_id])

    __table_args__ = (
        CheckConstraint("low_id < high_id", name="in_order"),
        CheckConstraint(f"kind in {CORRESPONDENCE_KINDS}", name="kind"),
        CheckConstraint(f"state in {CORRESPONDENCE_STATES}", name="state"),
        UniqueConstraint("low_id", "high_id"),
        Index("ix_goal_correspondence_waiting", "asked_id", "state"),
    )

    # How the table of permissions asks.

    @property
    def authority_id(self) -> int:
        """Whose desk decides."""
        return self.asked_id

    @property
    def by_id(self) -> int | None:
        """Nobody accepts a proposal of his or her own."""
        return self.proposed_by_id
