"""Texts an authority answers for, and barriers people reported."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, UtcDateTime

TEXT_NAMES = ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache", "spielregeln", "kontakt", "hilfe")


class SiteText(Base):
    """One version of a text of the site (imprint, privacy, rules …) of one authority; the newest one counts."""

    __tablename__ = "site_text"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str] = mapped_column(String(40))
    lang: Mapped[str] = mapped_column(String(5))
    body: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (
        CheckConstraint(f"name in {TEXT_NAMES}", name="name"),
        UniqueConstraint("authority_id", "name", "lang", "version"),
    )


class BarrierReport(Base):
    """Somebody met a barrier on the site: where, what, and how to answer if an answer is wished."""

    __tablename__ = "barrier_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    page: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(320))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date | None]
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_barrier_report_open", "settled_at", "id"),)
