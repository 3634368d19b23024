"""Who is responsible for what, as each authority has reviewed it for its own area."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Authority, Person
from app.core.clock import now
from app.core.database import Base, UtcDateTime

LEVELS = ("municipality", "district", "region", "state", "federal", "other")
FIELDS = ("title", "level", "office", "hint", "link", "words")
"""What is said about a matter."""
DEEDS = ("added", "changed", "reviewed", "removed", "restored")


class Responsibility(Base):
    """A matter of everyday life, the words people use for it, and who answers for it in the area of one authority.

    It is a hint for people, never a decision: nothing is sent anywhere because of it. `reviewed_on` is the day on
    which the authority last said that it is right; without one it is a proposal nobody has checked. `words` holds one
    word or phrase a line. What was removed keeps its row, so that loading does not bring it back.
    """

    __tablename__ = "responsibility"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    key: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(20))
    office: Mapped[str] = mapped_column(String(200))
    hint: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(String(400))
    words: Mapped[str] = mapped_column(Text)
    reviewed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    authority: Mapped[Authority] = relationship()
    changes: Mapped[list["ResponsibilityChange"]] = relationship(order_by="ResponsibilityChange.version.desc()")

    __table_args__ = (
        UniqueConstraint("authority_id", "key"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
    )

    @property
    def said(self) -> list[str]:
        """The words and phrases, in their order."""
        return self.words.splitlines()


class ResponsibilityChange(Base):
    """Who did what to a matter, and what stood there before; it is written with the change and never altered.

    `version` is the version it made; `values` holds the words it replaced, nothing where it replaced none.
    """

    __tablename__ = "responsibility_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    responsibility_id: Mapped[int] = mapped_column(ForeignKey("responsibility.id"))
    version: Mapped[int]
    what: Mapped[str] = mapped_column(String(20))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    by: Mapped[Person] = relationship()

    __table_args__ = (
        UniqueConstraint("responsibility_id", "version"),
        CheckConstraint(f"what in {DEEDS}", name="what"),
    )
