"""A project of the catalogue, its goals and places."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.concepts.models import Goal
from app.core.database import Base, UtcDateTime
from app.ideas.models import ORIGINS
from app.municipalities.models import Municipality, Region
from app.projects.workflow import STATES
from app.things.models import Thing

RELATIONS = ("main", "further", "competing")
PROJECT_ORIGINS = (*ORIGINS, "cooperation")
"""Where a project comes from: an idea by its way, a concept, a format, a cooperation of municipalities."""

project_municipality = Table(
    "project_municipality",
    Base.metadata,
    Column("project_id", ForeignKey("project.id"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True, index=True),
)


class Project(Thing):
    """An entry of the Projektkatalog: what shall be done, for which goals, by whom, and how far it is."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(30), default="proposed")
    description: Mapped[str] = mapped_column(Text, default="")
    aim: Mapped[str | None] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(String(20), default="online")
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    status_as_of: Mapped[date | None]
    lead: Mapped[str | None] = mapped_column(String(200))
    contact_office: Mapped[str | None] = mapped_column(String(200))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    cost_min: Mapped[int | None]
    cost_max: Mapped[int | None]
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    folded: Mapped[str] = mapped_column(Text, default="")

    region: Mapped[Region | None] = relationship()
    municipalities: Mapped[list[Municipality]] = relationship(
        secondary=project_municipality, order_by=Municipality.sort_name
    )
    goal_tags: Mapped[list["ProjectGoal"]] = relationship(cascade="all, delete-orphan", order_by="ProjectGoal.goal_id")

    __mapper_args__ = {"polymorphic_identity": "project"}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"origin in {PROJECT_ORIGINS}", name="origin"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="whole_point"),
        Index("ix_project_listed", "listed_at", "id"),
    )

    def relist(self) -> None:
        self.listed_at = self.published_at if self.is_public else None


class ProjectGoal(Base):
    """A goal the project serves, mainly or further, or competes with (in Zielkonkurrenz)."""

    __tablename__ = "project_goal"

    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)
    relation: Mapped[str] = mapped_column(String(10), default="further")

    goal: Mapped[Goal] = relationship()

    __table_args__ = (CheckConstraint(f"relation in {RELATIONS}", name="relation"),)
