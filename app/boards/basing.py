"""What a result rests on: cards of its section, as long as they can be read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, select

from app.boards.models import Card, CardGroup, Placement, ResultBasis
from app.core.database import db
from app.formats.queries import is_shown


@dataclass(frozen=True)
class ReadableCard:
    """A card that whoever sees the format can read, with its dots and the group it lies in."""

    number: int
    section_id: int
    text: str
    lang: str
    weight: int
    group_id: int | None
    group: str | None


def readable_cards(format_id: int, section_id: int | None = None) -> Sequence[ReadableCard]:
    """The cards of a format (or of one section) in the order of the board: groups first, then what lies in none."""
    wanted = _readable().where(Card.format_id == format_id)
    if section_id is not None:
        wanted = wanted.where(Card.section_id == section_id)
    return _read(wanted)


def readable_among(numbers: Collection[int], format_id: int) -> dict[int, ReadableCard]:
    """Those of these cards that can be read still, by number; one hidden or removed since is not among them."""
    if not numbers:
        return {}
    wanted = _readable().where(Card.format_id == format_id, Card.id.in_(numbers))
    return {card.number: card for card in _read(wanted)}


def basis_of(format_id: int) -> dict[int, list[ReadableCard]]:
    """By section: the cards its result rests on."""
    chosen = select(ResultBasis.card_id).where(ResultBasis.section_id == Card.section_id)
    found: dict[int, list[ReadableCard]] = {}
    for card in _read(_readable().where(Card.format_id == format_id, Card.id.in_(chosen))):
        found.setdefault(card.section_id, []).append(card)
    return found


def rest_on(section_id: int, cards: Collection[int], readable: Collection[int]) -> None:
    """The result of the section rests on these of its readable cards; what cannot be read now stays as it was."""
    chosen = set(cards) & set(readable)
    known = set(db.session.scalars(select(ResultBasis.card_id).where(ResultBasis.section_id == section_id)))
    gone = (known & set(readable)) - chosen
    db.session.execute(delete(ResultBasis).where(ResultBasis.section_id == section_id, ResultBasis.card_id.in_(gone)))
    db.session.add_all(ResultBasis(section_id=section_id, card_id=number) for number in sorted(chosen - known))
    db.session.flush()


def _readable() -> Select[*tuple[Any, ...]]:
    return (
        select(Card, CardGroup.id, CardGroup.title)
        .outerjoin(Placement, Placement.card_id == Card.id)
        .outerjoin(CardGroup, CardGroup.id == Placement.group_id)
        .where(is_shown())
        .order_by(
            Card.section_id, CardGroup.position.is_(None), CardGroup.position, CardGroup.id,
            Placement.position.is_(None), Placement.position, Card.id,
        )
    )  # fmt: skip


def _read(wanted: Select[*tuple[Any, ...]]) -> list[ReadableCard]:
    return [
        ReadableCard(card.id, card.section_id, card.text, card.lang, card.supports, group_id, group)
        for card, group_id, group in db.session.execute(wanted)
    ]
