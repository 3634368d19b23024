"""Reports by readers, and restrictions with their statement of reasons (Regulation (EU) 2022/2065, Art. 16 to 20)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.discussion.models import Comment
from app.files.models import Attachment
from app.things.models import Thing

CAUSES = ("unlawful", "insult", "personal_data", "advertising", "copyright", "other")
"""What a reader can report."""
GROUNDS = ("law", "rules")
"""What a restriction can rest on: a law, or the rules of the game."""
OUTCOMES = ("left", "restricted", "redacted")
DECISIONS = ("upheld", "lifted")


class Report(Base):
    """A reader says that something should not stand here as it does; settled with an answer to her."""

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(320))
    locale: Mapped[str] = mapped_column(String(5), default="de")
    cause: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    once: Mapped[str | None] = mapped_column(String(36), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[str | None] = mapped_column(Text)
    restriction_id: Mapped[int | None] = mapped_column(ForeignKey("restriction.id"))
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    thing: Mapped[Thing] = relationship()
    comment: Mapped[Comment | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"cause in {CAUSES}", name="cause"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        Index("ix_report_desk", "settled_at", "id"),
    )

    # How the table of permissions asks whose matter it is.

    @property
    def authority_id(self) -> int | None:
        """Whose desk settles it: the one the thing belongs to today."""
        return self.thing.authority_id

    @property
    def author_id(self) -> int | None:
        """Who wrote what was reported."""
        return self.comment.author_id if self.comment else getattr(self.thing, "author_id", None)

    @property
    def organisation_id(self) -> int | None:
        """For which organisation it was written."""
        return self.comment.organisation_id if self.comment else getattr(self.thing, "organisation_id", None)

    @property
    def co_author_ids(self) -> set[int | None]:
        return writers_of(self)


class Restriction(Base):
    """Something was hidden: what, on which ground, because of which facts. Whoever wrote it reads this and may object.

    The objection is decided by a person who did not decide the restriction (role approver).
    """

    __tablename__ = "restriction"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"), index=True)
    addressee_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    ground: Mapped[str] = mapped_column(String(10))
    norm: Mapped[str] = mapped_column(String(200))
    facts: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    objection: Mapped[str | None] = mapped_column(Text)
    objected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    """By when the objection is decided."""
    decision: Mapped[str | None] = mapped_column(String(10))
    decision_reason: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lift_reason: Mapped[str | None] = mapped_column(Text)

    thing: Mapped[Thing] = relationship()
    comment: Mapped[Comment | None] = relationship()
    attachment: Mapped[Attachment | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"ground in {GROUNDS}", name="ground"),
        CheckConstraint(f"decision in {DECISIONS}", name="decision"),
        Index("ix_restriction_objections", "decided_at", "objected_at"),
    )

    @property
    def authority_id(self) -> int | None:
        """Whose desk answers for it: the one the thing belongs to today."""
        return self.thing.authority_id

    @property
    def author_id(self) -> int | None:
        """Who may object: the person it is addressed to, or whoever speaks for the organisation."""
        return self.addressee_id

    @property
    def co_author_ids(self) -> set[int | None]:
        return writers_of(self)

    @property
    def is_in_force(self) -> bool:
        return self.lifted_at is None


def writers_of(row: Report | Restriction) -> set[int | None]:
    """Everybody who had a hand in what it is about, whomever they wrote for: none of them decides on it."""
    if row.comment is not None:
        return {row.comment.author_id}
    added_by = {row.attachment.added_by_id} if row.attachment is not None else set()
    return {getattr(row.thing, "author_id", None), *getattr(row.thing, "co_author_ids", ()), *added_by}
