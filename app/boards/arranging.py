"""Grouping cards: groups are made, named, moved and dissolved; a card is put into one, at a place."""

from sqlalchemy import func, select

from app.accounts.models import Person
from app.boards.models import Card, CardGroup, Placement
from app.core.database import db
from app.core.errors import NotAllowedNow
from app.formats.models import FormatSection
from app.formats.workflow import ensure_possible


def add_group(section: FormatSection, *, title: str, by: Person, once: str | None = None) -> CardGroup:
    """A new group behind the others of the section."""
    ensure_possible("arrange", section.format.state)
    last = db.session.scalar(select(func.max(CardGroup.position)).where(CardGroup.section_id == section.id))
    group = CardGroup(section_id=section.id, title=title, position=(last or 0) + 1, once=once)
    group.section = section
    db.session.add(group)
    db.session.flush()
    return group


def rename_group(group: CardGroup, *, title: str) -> None:
    """Call it otherwise."""
    ensure_possible("arrange", group.section.format.state)
    group.title = title


def dissolve_group(group: CardGroup) -> None:
    """Its cards lie in no group again."""
    ensure_possible("arrange", group.section.format.state)
    for placement in db.session.scalars(select(Placement).where(Placement.group_id == group.id)):
        placement.group_id = None
    db.session.flush()
    db.session.delete(group)


def place_card(card: Card, group: CardGroup | None, *, before: Card | None = None) -> None:
    """Put the card into that group of its section (none: into no group), before another card or at the end."""
    ensure_possible("arrange", card.format.state)
    if group is not None and group.section_id != card.section_id:
        raise NotAllowedNow("place_card", "other section")
    others = [placement for placement in _placements(card, group) if placement.card_id != card.id]
    own = db.session.get(Placement, card.id) or Placement(card_id=card.id)
    db.session.add(own)
    own.group_id = group.id if group is not None else None
    at = next((n for n, placement in enumerate(others) if before and placement.card_id == before.id), len(others))
    for position, placement in enumerate([*others[:at], own, *others[at:]]):
        placement.position = position


def _placements(card: Card, group: CardGroup | None) -> list[Placement]:
    """The cards that lie there, in order; those never moved lie where they came, and get a place of their own now."""
    is_there = Placement.group_id == group.id if group is not None else Placement.group_id.is_(None)
    rows = db.session.execute(
        select(Card.id, Placement)
        .outerjoin(Placement, Placement.card_id == Card.id)
        .where(Card.section_id == card.section_id, is_there)
        .order_by(func.coalesce(Placement.position, 1_000_000), Card.id)
    )
    placements = []
    for number, known in rows:
        placement = known or Placement(card_id=number, group_id=None)
        db.session.add(placement)
        placements.append(placement)
    return placements
