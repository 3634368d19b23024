"""Grouping cards: groups are made, named, moved and dissolved; cards are put into one, at a place.

Every step holds the row of the board's rule and nothing else, so that two people arranging follow one another: the last
move wins, and no card is ever without a place. A step writes the places of the cards it moves and shifts those behind
them in one statement, however many there are.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, insert, literal, select, tuple_, update

from app.boards.models import BoardRule, Card, CardGroup, Placement
from app.core.database import db, insert_into, is_writing
from app.core.errors import NotAllowedNow
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.queries import is_shown
from app.formats.workflow import ensure_possible


def add_group(section: FormatSection, *, title: str, once: str | None = None) -> CardGroup:
    """A new group behind the others of the section; sent a second time, the first one stands."""
    hold_board(section.format)
    known = db.session.scalar(select(CardGroup).where(CardGroup.once == once)) if once else None
    if known is not None:
        return known
    last = db.session.scalar(select(func.max(CardGroup.position)).where(CardGroup.section_id == section.id))
    group = CardGroup(section_id=section.id, title=title, position=(last or 0) + 1, once=once)
    group.section = section
    db.session.add(group)
    db.session.flush()
    return group


def rename_group(group: CardGroup, *, title: str) -> None:
    """Call it otherwise."""
    hold_board(group.section.format)
    group.title = title


def move_group(group: CardGroup, step: int) -> bool:
    """One place forward (-1) or back (+1) among the groups of its section; False where it stands at the end."""
    hold_board(group.section.format)
    ordered = select(CardGroup).where(CardGroup.section_id == group.section_id)
    groups = list(db.session.scalars(ordered.order_by(CardGroup.position, CardGroup.id)))
    at = groups.index(group)
    if not 0 <= at + step < len(groups):
        return False
    groups[at], groups[at + step] = groups[at + step], groups[at]
    for position, one in enumerate(groups, 1):
        one.position = position
    return True


def dissolve_group(group: CardGroup) -> None:
    """Its cards lie in no group again, behind those that do already."""
    hold_board(group.section.format)
    _settle(group.section_id)
    behind = _last(group.section_id, None) + 1
    moved = update(Placement).where(Placement.group_id == group.id)
    db.session.execute(moved.values(group_id=None, position=Placement.position + behind))
    db.session.delete(group)
    db.session.flush()


def place_card(card: Card, group: CardGroup | None) -> None:
    """Put the card at the end of that group of its section (none: into no group)."""
    place_cards(card.section, [card.id], group)


def place_cards(
    section: FormatSection, numbers: list[int], group: CardGroup | None, *, before: int | None = None
) -> None:
    """Put those cards of the section into the group in the order given, before another card or at the end."""
    hold_board(section.format)
    if group is not None and group.section_id != section.id:
        raise NotAllowedNow("place_card", "other section")
    if not numbers:
        return
    if group is None or before is not None:
        _settle(section.id)
    group_id = group.id if group is not None else None
    first = _make_room(section.id, group_id, before if before not in numbers else None, len(numbers))
    table: Any = Placement.__table__
    rows = [{"card_id": number, "group_id": group_id, "position": first + n} for n, number in enumerate(numbers)]
    placed = insert_into(table).values(rows)
    known = {"group_id": placed.excluded.group_id, "position": placed.excluded.position}
    db.session.execute(placed.on_conflict_do_update(index_elements=[table.c.card_id], set_=known))


def move_card(card: Card, step: int) -> bool:
    """One place forward (-1) or back (+1) among the cards shown in its pile; False where it lies at the end."""
    hold_board(card.format)
    _settle(card.section_id)
    group_id, position = db.session.execute(
        select(Placement.group_id, Placement.position).where(Placement.card_id == card.id)
    ).one()
    place, here = (Placement.position, Placement.card_id), tuple_(literal(position), literal(card.id))
    is_beside = tuple_(*place) < here if step < 0 else tuple_(*place) > here
    order = [column.desc() for column in place] if step < 0 else list(place)
    shown = select(Card.id).where(Card.section_id == card.section_id, is_shown())
    beside = select(Placement.card_id).where(
        _lies_in(card.section_id, group_id), is_beside, Placement.card_id.in_(shown)
    )
    other = db.session.scalar(beside.order_by(*order).limit(1))
    if other is None:
        return False
    group = db.session.get(CardGroup, group_id) if group_id is not None else None
    moved, before = (card.id, other) if step < 0 else (other, card.id)
    place_cards(card.section, [moved], group, before=before)
    return True


def hold_board(format: ParticipationFormat) -> None:
    """Whoever arranges holds the rule of the board until all is written: one after the other.

    Dots are given meanwhile; they share that row (`dotting`).
    """
    ensure_possible("arrange", format.state)
    rule = select(BoardRule.format_id).where(BoardRule.format_id == format.id)
    db.session.execute(rule.with_for_update(key_share=True) if is_writing() else rule)


# ---- places ----------------------------------------------------------------------------------------


def _lies_in(section_id: int, group_id: int | None) -> ColumnElement[bool]:
    """Placed in that group, or among the cards of that section in none."""
    if group_id is not None:
        return Placement.group_id == group_id
    its = select(Contribution.id).where(Contribution.section_id == section_id)
    return and_(Placement.group_id.is_(None), Placement.card_id.in_(its))


def _last(section_id: int, group_id: int | None) -> int:
    return db.session.scalar(select(func.max(Placement.position)).where(_lies_in(section_id, group_id))) or 0


def _settle(section_id: int) -> None:
    """Cards never placed lie in no group, as they came: from now on with a place of their own."""
    placed = exists().where(Placement.card_id == Contribution.id)
    behind = _last(section_id, None) + func.row_number().over(order_by=Contribution.id)
    loose = select(Contribution.id, behind).where(Contribution.section_id == section_id, ~placed)
    db.session.execute(insert(Placement).from_select(["card_id", "position"], loose, include_defaults=False))


def _make_room(section_id: int, group_id: int | None, before: int | None, count: int) -> int:
    """The place at which so many cards begin: before that card, those behind it making room, or behind all."""
    is_there = _lies_in(section_id, group_id)
    if before is not None:
        at = db.session.scalar(select(Placement.position).where(is_there, Placement.card_id == before))
        if at is not None:
            behind = update(Placement).where(is_there, Placement.position >= at)
            db.session.execute(behind.values(position=Placement.position + count))
            return at
    return _last(section_id, group_id) + 1
