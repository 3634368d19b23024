"""What the desk keeps beside an idea: remarks, checks, and the texts it answers with."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import Base, UtcDateTime

CHECK_RESULTS = ("yes", "no", "not_needed")
CHECK_BEFORE = ("publish", "answer")
TEMPLATE_STEPS = (
    "publish", "ask_back", "refuse", "pooled", "running", "done", "forwarded", "not_pursued", "interim", "question",
)  # fmt: skip
"""What a template is for: a message with the publication, a question, a reason, an answer per outcome, an interim
notice, the question to departments."""


class Remark(Base):
    """An internal remark (Vermerk) on an idea: only the desk that wrote it reads it; it stays as written."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    text: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    once: Mapped[str | None] = mapped_column(String(36), unique=True)

    by: Mapped[Person | None] = relationship()

    __table_args__ = (Index("ix_remark_idea", "idea_id", "id"),)


class ChecklistItem(Base):
    """What an office checks with every idea before a step, as it has written it for one concept."""

    __tablename__ = "checklist_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"), index=True)
    before: Mapped[str] = mapped_column(String(10), default="publish")
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(String(300))
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint(f"before in {CHECK_BEFORE}", name="before"),)


class Check(Base):
    """An item was looked at for an idea: yes, no, or not needed here."""

    __tablename__ = "idea_check"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("checklist_item.id"), primary_key=True, index=True)
    result: Mapped[str] = mapped_column(String(12))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    item: Mapped[ChecklistItem] = relationship()

    __table_args__ = (CheckConstraint(f"result in {CHECK_RESULTS}", name="result"),)


class ResponseTemplate(Base):
    """A text an office answers with (Textbaustein), for one step; words in braces are filled in from the idea."""

    __tablename__ = "response_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    step: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(default=1)
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(f"step in {TEMPLATE_STEPS}", name="step"),
        Index("ix_response_template_step", "authority_id", "step"),
    )
