"""Comments on any thing, what they said before, and who finds them right."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.things.models import Thing

COMMENT_AUTHOR_KINDS = ("person", "organisation", "office", "deleted")


class Comment(Base):
    """What somebody said about a thing, or in answer to such a comment; there is no third level.

    Everybody reads it once it is `published_at` (held back before that), as long as it is neither restricted nor
    removed and its thing is public.
    """

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    author_kind: Mapped[str] = mapped_column(String(20), default="person")
    author_name: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(5), default="de")
    version: Mapped[int] = mapped_column(default=1)
    supports: Mapped[int] = mapped_column(default=0)
    replies: Mapped[int] = mapped_column(default=0)
    """How many answers everybody can read."""
    once: Mapped[str | None] = mapped_column(String(36), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    """By when the desk looks at it, where it is held back."""
    restricted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    thing: Mapped[Thing] = relationship()
    author: Mapped[Person | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    earlier: Mapped[list["CommentVersion"]] = relationship(
        order_by="CommentVersion.number", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(f"author_kind in {COMMENT_AUTHOR_KINDS}", name="author_kind"),
        Index("ix_comment_thread", "thing_id", "parent_id", "id"),
        Index("ix_comment_held", "published_at", "id"),
    )

    @property
    def is_shown(self) -> bool:
        """Whether its words are for everybody, as far as its thing is."""
        return self.published_at is not None and self.restricted_at is None and self.removed_at is None

    @property
    def is_held(self) -> bool:
        """Waits for the editors to release it."""
        return self.published_at is None and self.removed_at is None and self.restricted_at is None

    @property
    def authority_id(self) -> int | None:
        """Whose desk answers for the place it stands at."""
        return self.thing.authority_id


class CommentVersion(Base):
    """What a comment said before it was edited."""

    __tablename__ = "comment_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("comment_id", "number"),)


class CommentSupport(Base):
    """One person agrees with a comment; once per person, counted in its row."""

    __tablename__ = "comment_support"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
