"""What is kept beside ideas and projects so that the coverage of ten goals or a whole district costs one query."""

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

EVERYWHERE = "*"
"""The place of a tally over all places, each thing counted once."""
NO_SINGLE_PLACE = "-"
"""The place of what belongs to no municipality: it is for a region or for the whole district."""


class CoverageShare(Base):
    """As what one public idea or project is counted at present; there is none for what is not public.

    `counted_as` is kind and status as its list knows it ("idea:pooled"), `goals` the ids it is tagged with, `places`
    the codes it counts for: `EVERYWHERE`, the AGS of each municipality, "region:<slug>" of each region it is for or
    lies in.
    """

    __tablename__ = "coverage_share"

    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True, autoincrement=False)
    counted_as: Mapped[str] = mapped_column(String(40))
    goals: Mapped[list[int]] = mapped_column(JSON)
    places: Mapped[list[str]] = mapped_column(JSON)
    supports: Mapped[int]


class GoalTally(Base):
    """How many things of one sort serve a goal or one below it in a place, each once, and their supports together.

    `goal_id` may also be the concept: then it counts what serves any of its goals.
    """

    __tablename__ = "goal_tally"

    goal_id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(100), primary_key=True)
    counted_as: Mapped[str] = mapped_column(String(40), primary_key=True)
    things: Mapped[int] = mapped_column(default=0)
    supports: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index("ix_goal_tally_place", "place", "goal_id"),)
