"""The coordinated answer, its release, and what its author asks back."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.answers.workflow import ANSWER_OUTCOMES, ANSWER_STATES, VERDICTS
from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.ideas.models import Idea
from app.statements.models import StatementRequest

STILL_OPEN = text("ended_at is null")

answer_citation = Table(
    "answer_citation",
    Base.metadata,
    Column("answer_id", ForeignKey("coordinated_answer.id"), primary_key=True),
    Column("request_id", ForeignKey("statement_request.id"), primary_key=True, index=True),
)


class CoordinatedAnswer(Base):
    """One answer to an idea out of all statements (abgestimmte Antwort), with the outcome it leads to.

    Published with its release and never changed after. At most one of an idea is open.
    """

    __tablename__ = "coordinated_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    """Whose desk writes it: after a hand-over it stays with that one."""
    idea_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    outcome: Mapped[str | None] = mapped_column(String(20))
    forwarded_to: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    """Counts how often it was saved: release and return are bound to the one that was shown."""
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    handed_in_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    """By when it is to be released; with the rule "when present" its author may release it alone after that day."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    once: Mapped[str | None] = mapped_column(String(36), unique=True)

    idea: Mapped[Idea] = relationship()
    cited: Mapped[list[StatementRequest]] = relationship(secondary=answer_citation, order_by=StatementRequest.id)
    writers: Mapped[list[Person]] = relationship(secondary="answer_writer", order_by=Person.id)
    releases: Mapped[list["Release"]] = relationship(order_by="Release.id", cascade="all, delete-orphan")

    __table_args__ = (
        CheckConstraint(f"state in {ANSWER_STATES}", name="state"),
        CheckConstraint(f"outcome in {ANSWER_OUTCOMES}", name="outcome"),
        Index("ix_coordinated_answer_waiting", "state", "due_on"),
        Index(
            "uq_coordinated_answer_open", "idea_id", unique=True, sqlite_where=STILL_OPEN, postgresql_where=STILL_OPEN
        ),
    )

    @property
    def writer_ids(self) -> set[int | None]:
        """Everybody who had a hand in it: none of them releases it as the second person."""
        return {writer.id for writer in self.writers} | {self.drafted_by_id, self.saved_by_id, self.handed_in_by_id}


class AnswerWriter(Base):
    """Saved or handed in the answer at some time: does not release it as the second person."""

    __tablename__ = "answer_writer"

    answer_id: Mapped[int] = mapped_column(ForeignKey("coordinated_answer.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class Release(Base):
    """What was decided about an answer handed in: released, or returned with a remark; with the text it was about."""

    __tablename__ = "answer_release"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("coordinated_answer.id"), index=True)
    answer_version: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(20))
    rule: Mapped[str] = mapped_column(String(20))
    """The authority's rule at that moment."""
    outcome: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])

    __table_args__ = (CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),)


class FollowUp(Base):
    """What an author asks back about the answer (Rückfrage): once for each answer, by a day the desk replies."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"), unique=True)
    """The row of the journal by which the idea was answered."""
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date]
    reply: Mapped[str | None] = mapped_column(Text)
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replied_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    once: Mapped[str | None] = mapped_column(String(36), unique=True)

    idea: Mapped[Idea] = relationship()

    __table_args__ = (Index("ix_follow_up_waiting", "replied_at", "due_on"),)

    @property
    def authority_id(self) -> int | None:
        """Whose desk replies."""
        return self.idea.authority_id
