"""Dots: so many for each person and section, one on a card, taken back at any time while the format is open.

A dot is a support of the card, keyed by card and person and counted in its row; what one has left is kept in one row a
section and person that the database itself holds below the limit.
"""

from typing import Any

from sqlalchemy import func, select, update

from app.accounts.models import Person
from app.boards.models import BoardRule, Card, DotsGiven
from app.core.database import db, insert_into
from app.core.errors import DomainError, NotAllowedNow
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.running import ensure_owed_reason, note_change
from app.formats.workflow import ensure_possible
from app.things.supporting import support, take_back_support
from app.things.taking_part import part_of


class NoDotsLeft(DomainError):
    """All dots for this section are given; one has to be taken back first."""


class FewerThanGiven(DomainError):
    """Somebody has given more dots already than everybody is to have."""

    def __init__(self, given: int) -> None:
        super().__init__(f"{given} given already")
        self.given = given


def give_dot(card: Card, by: Person) -> bool:
    """Put a dot on the card; False where there is one of hers already. `NoDotsLeft` beyond the limit."""
    if not card.is_open:
        raise NotAllowedNow("give_dot", card.format.state)
    # Shared with everybody who gives dots at this moment; whoever sets their number waits for all of them.
    shared = {"read": True, "key_share": True}
    rule = db.session.get(BoardRule, card.format_id, populate_existing=True, with_for_update=shared)
    most = rule.dots_each if rule is not None else 0
    if not _spend(card.section_id, by, most):
        # A dot already given stays given, also when it was the last one.
        if _has_dot(card, by):
            return False
        raise NoDotsLeft
    if support(card, by):
        return True
    _give_back(card.section_id, by)
    return False


def take_back_dot(card: Card, by: Person) -> bool:
    """Take one's dot off the card; False where there is none."""
    if not card.is_open:
        raise NotAllowedNow("take_back_dot", card.format.state)
    if not take_back_support(card, by):
        return False
    _give_back(card.section_id, by)
    return True


def dots_left(card: Card, of: Person) -> tuple[int, int]:
    """How many dots she has left for the card's section, of how many."""
    rule = db.session.get(BoardRule, card.format_id)
    each = rule.dots_each if rule is not None else 0
    given = db.session.get(DotsGiven, (card.section_id, of.id), populate_existing=True)
    return max(each - (given.given if given is not None else 0), 0), each


def begin_board(format: ParticipationFormat) -> None:
    """Everybody has the usual number of dots for each section."""
    db.session.add(BoardRule(format_id=format.id))


def set_dots(format: ParticipationFormat, dots: int, *, by: Person, reason: str = "") -> bool:
    """So many dots for each person and section; never fewer than somebody has given already (`FewerThanGiven`).

    From the announcement on a change has a reason everybody reads. True where it changed.
    """
    ensure_possible("edit_format", format.state)
    rule = db.session.get_one(BoardRule, format.id, populate_existing=True, with_for_update=True)
    before = rule.dots_each
    if dots == before:
        return False
    given = most_given(format)
    if dots < given:
        raise FewerThanGiven(given)
    ensure_owed_reason(format, reason)
    rule.dots_each = dots
    note_change(format, "set_dots", by, reason, before=before, dots=dots)
    return True


def most_given(format: ParticipationFormat) -> int:
    """The most dots anybody has given in one section."""
    its = select(FormatSection.id).where(FormatSection.format_id == format.id)
    return db.session.scalar(select(func.max(DotsGiven.given)).where(DotsGiven.section_id.in_(its))) or 0


def _spend(section_id: int, by: Person, most: int) -> bool:
    """One dot less, decided by the database: two clicks at the same moment cannot both get the last one."""
    if most < 1:
        return False
    table: Any = DotsGiven.__table__
    row = insert_into(table).values(section_id=section_id, person_id=by.id, given=1)
    spent = row.on_conflict_do_update(
        index_elements=[table.c.section_id, table.c.person_id], set_={"given": table.c.given + 1},
        where=table.c.given < most,
    )  # fmt: skip
    return db.session.execute(spent.returning(table.c.given)).scalar() is not None


def _give_back(section_id: int, by: Person) -> None:
    table: Any = DotsGiven.__table__
    mine = (table.c.section_id == section_id) & (table.c.person_id == by.id)
    db.session.execute(update(table).where(mine).values(given=table.c.given - 1))


def _has_dot(card: Card, by: Person) -> bool:
    return part_of(card, by).supports
