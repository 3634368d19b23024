"""Who is responsible for what, as each authority has reviewed it for its own area."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Authority
from app.core.clock import now
from app.core.database import Base, UtcDateTime

LEVELS = ("municipality", "district", "region", "state", "federal", "other")


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

    __table_args__ = (
        UniqueConstraint("authority_id", "key"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
    )

    @property
    def said(self) -> list[str]:
        """The words and phrases, in their order."""
        return self.words.splitlines()
