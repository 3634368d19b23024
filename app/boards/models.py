"""Cards, the groups they lie in, the dots people give them, and what a result rests on."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.database import Base, UtcDateTime, db
from app.formats.models import Contribution, FormatSection
from app.things.models import Support
from app.things.taking_part import count


class Card(Contribution):
    """A short answer on a board; its dots are counted as its supports."""

    __mapper_args__ = {"polymorphic_identity": "card"}  # noqa: RUF012

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        return "boards.card", {"number": self.id}

    def count_readable(self, step: int) -> None:
        """The dots on a card nobody reads any more come back to those who gave them."""
        super().count_readable(step)
        if step >= 0:
            return
        table: Any = DotsGiven.__table__
        givers = select(Support.person_id).where(Support.thing_id == self.id)
        theirs = (table.c.section_id == self.section_id) & table.c.person_id.in_(givers)
        db.session.execute(update(table).where(theirs).values(given=table.c.given - 1))
        gone = delete(Support).where(Support.thing_id == self.id).returning(Support.person_id)
        count(self, "supports", -len(db.session.scalars(gone).all()))


USUAL_DOTS = 3


class BoardRule(Base):
    """How many dots each person has for every section of a board; none: no dots are given."""

    __tablename__ = "board_rule"

    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"), primary_key=True)
    dots_each: Mapped[int] = mapped_column(default=USUAL_DOTS)

    __table_args__ = (CheckConstraint("dots_each between 0 and 20", name="dots_each"),)


class CardGroup(Base):
    """Cards of a section that belong together, under a heading."""

    __tablename__ = "card_group"

    id: Mapped[int] = mapped_column(primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("format_section.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(120))
    once: Mapped[str | None] = mapped_column(String(36), unique=True)

    section: Mapped[FormatSection] = relationship()

    __table_args__ = (Index("ix_card_group_order", "section_id", "position", "id"),)


class Placement(Base):
    """Where a card lies: in which group (none: in no group yet), at which place."""

    __tablename__ = "placement"

    card_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("card_group.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)


class DotsGiven(Base):
    """How many of her dots somebody has given in a section: the key and the check hold the limit under any load."""

    __tablename__ = "dots_given"

    section_id: Mapped[int] = mapped_column(ForeignKey("format_section.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    given: Mapped[int]

    __table_args__ = (CheckConstraint("given between 0 and 20", name="given"),)


class ResultBasis(Base):
    """The result of a section rests on this card."""

    __tablename__ = "result_basis"

    section_id: Mapped[int] = mapped_column(ForeignKey("format_section.id"), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
