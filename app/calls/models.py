"""What a call for ideas has beside the frame: jury and prize, the ideas that carry it, votes and awards."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.formats.models import ParticipationFormat
from app.ideas.models import Idea

MOST_POINTS = 5


class CallRule(Base):
    """The rules of a call: by whom it is judged and what can be won; both may be empty."""

    __tablename__ = "call_rule"

    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"), primary_key=True)
    jury: Mapped[str | None] = mapped_column(Text)
    prize: Mapped[str | None] = mapped_column(Text)
    criteria: Mapped[str | None] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)


class CallEntry(Base):
    """An idea answers a call; a draft does so already and takes it along when it is thrown away.

    Everybody sees it once the idea is public and the call has no closed audience.
    """

    __tablename__ = "call_entry"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    idea: Mapped[Idea] = relationship()
    call: Mapped[ParticipationFormat] = relationship()

    __table_args__ = (Index("ix_call_entry_call", "call_id", "idea_id"),)


class JuryVote(Base):
    """What one member of the jury thinks of an idea, from 0 to 5 points; nobody but jury and desk reads it."""

    __tablename__ = "jury_vote"

    call_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    points: Mapped[int]
    remark: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)

    __table_args__ = (CheckConstraint(f"points between 0 and {MOST_POINTS}", name="points"),)


class Award(Base):
    """A prize an idea won in a call, with the reason; public once the call is concluded."""

    __tablename__ = "award"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    sat_on: Mapped[date | None]
    """The day the jury sat."""
    contrary: Mapped[str | None] = mapped_column(Text)
    """Why it was given though another has that prize, or nobody of the jury voted for it."""
    position: Mapped[int] = mapped_column(default=0)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    idea: Mapped[Idea] = relationship()

    __table_args__ = (UniqueConstraint("call_id", "idea_id"),)
