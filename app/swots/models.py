"""The analysis a SWOT board leads to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.formats.models import ParticipationFormat


class AdoptedAnalysis(Base):
    """A version of the analysis as it was adopted: kept word for word, but for what is blacked out in its cards.

    `items`: a list of {"field": key of the field of action, "field_title", "quadrant", "text", "weight": dots,
    "cards": [numbers of the cards it rests on], "words_of": number of the card whose words it holds, or none} in the
    order shown.
    """

    __tablename__ = "adopted_analysis"

    id: Mapped[int] = mapped_column(primary_key=True)
    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"))
    number: Mapped[int]
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    adopted_on: Mapped[date]
    body: Mapped[str] = mapped_column(String(200))
    """Who adopted it."""
    note: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    format: Mapped[ParticipationFormat] = relationship()

    __table_args__ = (UniqueConstraint("format_id", "number"),)


class AnalysisDraft(Base):
    """The analysis as the desk writes it: items as in `AdoptedAnalysis`, with "left_out" for those that stay away."""

    __tablename__ = "analysis_draft"

    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"), primary_key=True)
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
