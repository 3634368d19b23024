"""The KEK-Bezugsblatt: which goals a project serves, in the words of the concept."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.concepts.models import Concept
from app.core.database import UtcDateTime
from app.things.models import Thing

SHEET_STATES = ("self_declared", "asked", "confirmed", "declined")


class ReferenceSheet(Thing):
    """A KEK-Bezugsblatt: a project in a few sentences and the goals it serves, as whoever wrote it sees it.

    Never public: whoever holds its secret address reads it. It is a self-declaration (Selbstauskunft) until the staff
    unit confirms it. `entries` keeps the wording of each goal as it stood when the sheet was made:
    `{goal: id, key, kind, number, short, title, text, page, field, remark}`; `field` has a line for each place where
    the goal stands. `about_id` is what it was made from. `code` is the check code of what was confirmed: it outlives
    the key of the installation. `withdrawn_at`: since then an earlier confirmation counts no more.
    """

    __tablename__ = "reference_sheet"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"), index=True)
    edition: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20), default="self_declared", index=True)
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text)
    applicant: Mapped[str | None] = mapped_column(String(200))
    programme: Mapped[str | None] = mapped_column(String(200))
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    about_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"))
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code: Mapped[str | None] = mapped_column(String(9))

    concept: Mapped[Concept] = relationship(foreign_keys=[concept_id])
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    about: Mapped[Thing | None] = relationship(foreign_keys=[about_id])

    __mapper_args__ = {"polymorphic_identity": "sheet", "inherit_condition": id == Thing.id}  # noqa: RUF012
    __table_args__ = (CheckConstraint(f"state in {SHEET_STATES}", name="state"),)

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        """Its author's own page: there is no public one."""
        return "reference_sheets_mine.show", {"number": self.id}

    @property
    def is_confirmed(self) -> bool:
        return self.state == "confirmed"

    @property
    def has_older_edition(self) -> bool:
        """The concept has a new edition since the sheet was written."""
        return self.edition != self.concept.edition
