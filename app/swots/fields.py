"""The sections of a SWOT board by field of action: four quadrants each, and what stands on the board."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.boards.models import Card
from app.concepts.models import Goal
from app.core.database import db
from app.formats.models import QUADRANTS, FormatSection, ParticipationFormat
from app.formats.queries import is_shown

IN_DOCUMENTS = {"strength": "Stärken", "weakness": "Schwächen", "opportunity": "Chancen", "threat": "Risiken"}
"""The words of the documents, not of the interface: they become the title of a section."""
LOOSE = "weitere"
"""The field of sections that belong to none."""


@dataclass(frozen=True)
class Field:
    """A field of action on the board, with the sections of its quadrants in order."""

    key: str
    label: str
    tone: int | None
    sections: Sequence[FormatSection]

    @property
    def quadrants(self) -> list[str]:
        return [section.quadrant for section in self.sections if section.quadrant]


@dataclass(frozen=True)
class Weight:
    """How many cards lie in a section, and how many dots they have."""

    cards: int = 0
    dots: int = 0


def first_sections(fields: Iterable[Goal]) -> list[FormatSection]:
    """Four quadrants for each field of action, in its order."""
    return [
        FormatSection(
            position=4 * place + n, title=f"{goal.short_title or goal.title}: {IN_DOCUMENTS[quadrant]}"[:300],
            goal_id=goal.id, quadrant=quadrant,
        )
        for place, goal in enumerate(fields)
        for n, quadrant in enumerate(QUADRANTS)
    ]  # fmt: skip


def fields_of(format: ParticipationFormat) -> list[Field]:
    """The fields of the board in the order of its sections; sections without a quadrant are left to the frame."""
    wanted = select(FormatSection).where(FormatSection.format_id == format.id, FormatSection.quadrant.is_not(None))
    by_goal: dict[int | None, list[FormatSection]] = {}
    in_order = wanted.options(joinedload(FormatSection.goal)).order_by(FormatSection.position, FormatSection.id)
    for section in db.session.scalars(in_order):
        by_goal.setdefault(section.goal_id, []).append(section)
    return [_field(sections) for sections in by_goal.values()]


def weights_of(format: ParticipationFormat) -> dict[int, Weight]:
    """By section: the cards everybody in the audience reads, and the dots on them."""
    rows = (
        select(Card.section_id, func.count(Card.id), func.sum(Card.supports))
        .where(Card.format_id == format.id, is_shown())
        .group_by(Card.section_id)
    )  # fmt: skip
    return {section_id: Weight(cards, int(dots or 0)) for section_id, cards, dots in db.session.execute(rows)}


def _field(sections: Sequence[FormatSection]) -> Field:
    goal = sections[0].goal
    if goal is None:
        return Field(LOOSE, "", None, sections)
    return Field(goal.key, goal.short_title or goal.title, goal.tone, sections)
