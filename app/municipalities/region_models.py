"""What a region says of itself on its own pages, version by version."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, UtcDateTime


class RegionWording(Base):
    """One version of what a region says of itself: short name, introduction, colour; the newest stands on its pages."""

    __tablename__ = "region_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    version: Mapped[int]
    short_name: Mapped[str | None] = mapped_column(String(40))
    intro: Mapped[str | None] = mapped_column(Text)
    accent: Mapped[str | None] = mapped_column(String(7))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    __table_args__ = (UniqueConstraint("region_id", "version"),)
