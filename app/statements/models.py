"""A request for a statement, the statement given, the links by which it is given, and sets of whom to ask."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.core.clock import now, today
from app.core.database import Base, UtcDateTime
from app.ideas.models import Idea
from app.statements.workflow import REQUEST_STATES, VERDICTS
from app.things.models import Thing

LINK_KINDS = ("asked", "forwarded", "reminder", "weekly")

statement_set_member = Table(
    "statement_set_member",
    Base.metadata,
    Column("set_id", ForeignKey("statement_set.id"), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), primary_key=True, index=True),
)


class StatementRequest(Thing):
    """A department, municipality or body is asked about one version of an idea, until a day.

    Its title is the office asked. Nobody but the desk and whom it was sent to reads it; it is public
    (`published_at`) only as part of the published answer, and only where the office agreed.
    """

    __tablename__ = "statement_request"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    idea_version: Mapped[int]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(320))
    """The office's mailbox as it was when asked; none where only its members with an account are asked."""
    question: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20), default="open")
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    extension_reason: Mapped[str | None] = mapped_column(Text)
    suggestion: Mapped[str | None] = mapped_column(String(300))
    """Who would be right, says an office that is not responsible."""
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The desk has taken note of how it ended."""
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    idea: Mapped[Idea] = relationship(foreign_keys=[idea_id])
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    statement: Mapped["Statement | None"] = relationship(back_populates="request", cascade="all, delete-orphan")

    __mapper_args__ = {"polymorphic_identity": "statement"}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"state in {REQUEST_STATES}", name="state"),
        Index("ix_statement_request_due", "state", "due_on"),
    )

    @property
    def is_public(self) -> bool:
        """Published, and part of an idea that is public itself."""
        return super().is_public and self.idea.is_public

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        """A published statement stands on the page of its idea."""
        return "ideas.show", {"number": self.idea.id, "slug": self.idea.slug}

    @property
    def office(self) -> str:
        """Who is asked."""
        return self.title

    @property
    def is_late(self) -> bool:
        return self.state == "open" and self.due_on < today()

    @property
    def was_extended(self) -> bool:
        return self.due_on > self.first_due_on

    @property
    def promised_on(self) -> date | None:
        """The day by which the author was promised an answer, while it is still owed."""
        return self.idea.answer_due_on if self.idea.state == "published" else None

    @property
    def is_beyond(self) -> bool:
        """Extended so far that nothing is left for the answer before the promised day."""
        promised = self.promised_on
        return self.state == "open" and self.was_extended and promised is not None and self.due_on >= promised


class Statement(Base):
    """What the office says to an idea: a verdict and a text. Typed on until it is given (`submitted_at`), never after.

    `is_public`: the office agrees that it is published with the answer; else the office in charge of
    the idea alone reads it, also after a hand-over.
    """

    __tablename__ = "statement"

    request_id: Mapped[int] = mapped_column(ForeignKey("statement_request.id"), primary_key=True)
    verdict: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text, default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    speaker_name: Mapped[str | None] = mapped_column(String(120))
    speaker_office: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    """The mailbox that confirmed it by a code."""
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who gave it with an account."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts how often it was saved, so that two who type on the same one see each other."""
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    request: Mapped[StatementRequest] = relationship(back_populates="statement")
    person: Mapped[Person | None] = relationship()

    __table_args__ = (CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),)


class StatementLink(Base):
    """A mail that leads to one request and nothing else; only the hash of its token is kept, made when it is sent.

    Dead as soon as the request has ended.
    """

    __tablename__ = "statement_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("statement_request.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(320))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    note: Mapped[str | None] = mapped_column(Text)
    """What a colleague wrote when forwarding it."""
    forwarded_from_id: Mapped[int | None] = mapped_column(ForeignKey("statement_link.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    request: Mapped[StatementRequest] = relationship()

    __table_args__ = (CheckConstraint(f"kind in {LINK_KINDS}", name="kind"),)


class StatementSet(Base):
    """A set of offices an authority asks together, such as those for a cycle path (Verteiler)."""

    __tablename__ = "statement_set"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    name: Mapped[str] = mapped_column(String(120))

    members: Mapped[list[Organisation]] = relationship(secondary=statement_set_member, order_by=Organisation.name)

    __table_args__ = (UniqueConstraint("authority_id", "name"),)
