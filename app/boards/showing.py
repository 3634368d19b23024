"""A board as a reader sees it: the cards of each section in their groups, with her own dots; always five queries.

`board_of(format, person, asked)` gives a `Column` a section, each with its `piles`: the groups in their order, and last
the cards in no group yet. A pile holds at most `size` cards of its `total`; the address `?ab=<pile>.<rank>` turns its
pages (`Pile.key`). Templates show it by the macro `board` of `boards/_board.html`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select

from app.accounts.models import Person
from app.boards.models import BoardRule, Card, CardGroup, DotsGiven, Placement
from app.core.database import db
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.queries import is_by
from app.things.models import Support

PILE_SIZE = 50
LAST = 1_000_000_000
"""Where a card lies that was never placed: behind the others, as it came."""


@dataclass(frozen=True)
class ShownCard:
    """One card as a reader sees it; one that is held back only its writer sees."""

    number: int
    text: str
    lang: str
    author_kind: str
    author_name: str | None
    dots: int
    version: int
    created_at: datetime
    edited_at: datetime | None
    is_held: bool
    is_mine: bool
    has_my_dot: bool
    rank: int


@dataclass(frozen=True)
class Pile:
    """A group with the cards of one page of it; without `group_id`: the cards in no group."""

    section_id: int
    group_id: int | None
    title: str
    cards: list[ShownCard] = field(default_factory=list)
    total: int = 0
    size: int = PILE_SIZE

    @property
    def key(self) -> str:
        return f"{self.section_id}-{self.group_id or 0}"

    @property
    def first(self) -> int:
        return self.cards[0].rank if self.cards else 1

    @property
    def next(self) -> int | None:
        """The rank at which its next page begins."""
        following = self.first + self.size
        return following if following <= self.total else None

    @property
    def previous(self) -> int | None:
        return max(self.first - self.size, 1) if self.first > 1 else None


@dataclass(frozen=True)
class Column:
    """A section with its cards. `dots_each` 0: no dots are given; `dots_left` None: nobody is signed in."""

    section: FormatSection
    piles: list[Pile]
    dots_each: int = 0
    dots_left: int | None = None

    @property
    def total(self) -> int:
        """How many cards this reader can see."""
        return sum(pile.total for pile in self.piles)

    @property
    def has_groups(self) -> bool:
        return any(pile.group_id is not None and pile.total for pile in self.piles)


def board_of(
    format: ParticipationFormat, person: Person | None, asked: Mapping[str, str] | None = None, *,
    only: Collection[int] = (), card: int | None = None, size: int = PILE_SIZE,
) -> list[Column]:  # fmt: skip
    """The sections with their cards as this reader sees them; `only`: those sections, `card`: that card of it alone.

    Whether she sees the format at all was the door's question.
    """
    sections = [section for section in format.sections if not only or section.id in only]
    ids = [section.id for section in sections]
    piles: dict[tuple[int, int], Pile] = {}
    for group in groups_of(ids):
        piles[group.section_id, group.id] = Pile(group.section_id, group.id, group.title, size=size)
    for section_id in ids:
        piles[section_id, 0] = Pile(section_id, None, "", size=size)
    totals: dict[tuple[int, int], int] = {}
    cards = _cards(format, ids, person, _page_asked(asked or {}, piles), size, card)
    for row in db.session.execute(cards):
        key = row.section_id, row.group_id or 0
        piles[key].cards.append(_as_read(row))
        totals[key] = row.total
    each, given = dots_each(format), _dots_given(ids, person)
    return [
        Column(
            section,
            [_counted(pile, totals.get(key, 0)) for key, pile in piles.items() if key[0] == section.id],
            each,
            max(each - given.get(section.id, 0), 0) if person is not None else None,
        )
        for section in sections
    ]


def dots_each(format: ParticipationFormat) -> int:
    """How many dots each person has for every section."""
    rule = db.session.get(BoardRule, format.id)
    return rule.dots_each if rule is not None else 0


def groups_of(section_ids: list[int]) -> list[CardGroup]:
    """The groups of those sections, in order."""
    groups = select(CardGroup).where(CardGroup.section_id.in_(section_ids))
    return list(db.session.scalars(groups.order_by(CardGroup.section_id, CardGroup.position, CardGroup.id)))


def is_readable(person: Person | None) -> ColumnElement[bool]:
    """Whether this reader reads the card's words, in a format she sees: it is shown, or her own and held back."""
    is_there = and_(Card.restricted_at.is_(None), Card.removed_at.is_(None))
    return and_(is_there, or_(Card.published_at.is_not(None), is_own(person)))


def is_own(person: Person | None) -> ColumnElement[bool]:
    """Written by this person, or for an organisation she speaks for."""
    return is_by(person) if person is not None else false()


def order_of(format: ParticipationFormat) -> list[Any]:
    """As they were laid while people are at it, so that nothing jumps; by dots once it is over."""
    laid: list[Any] = [func.coalesce(Placement.position, LAST), Card.id]
    return laid if format.state == "open" else [Card.supports.desc(), *laid]


def _cards(
    format: ParticipationFormat, ids: list[int], person: Person | None, asked: tuple[int, int, int] | None, size: int,
    card: int | None,
) -> Select[Any]:  # fmt: skip
    pile: list[Any] = [Card.section_id, Placement.group_id]
    columns: tuple[Any, ...] = (
        Card.id, Card.section_id, Placement.group_id, Card.text, Card.lang, Card.author_kind, Card.author_name,
        Card.supports, Card.version, Card.created_at, Card.edited_at, Card.published_at,
        is_own(person).label("is_mine"),
        func.row_number().over(partition_by=pile, order_by=order_of(format)).label("rank"),
        func.count().over(partition_by=pile).label("total"),
    )  # fmt: skip
    cards = (
        select(*columns)
        .outerjoin(Placement, Placement.card_id == Card.id)
        .where(Card.section_id.in_(ids), is_readable(person))
        .subquery()
    )
    has_my_dot = exists().where(Support.thing_id == cards.c.id, Support.person_id == (person.id if person else 0))
    is_on_page: Any = cards.c.rank <= size if card is None else cards.c.id == card
    if asked is not None:
        section_id, group_id, first = asked
        is_its = and_(cards.c.section_id == section_id, func.coalesce(cards.c.group_id, 0) == group_id)
        is_on_page = or_(and_(~is_its, is_on_page), and_(is_its, cards.c.rank.between(first, first + size - 1)))
    return select(cards, has_my_dot.label("has_my_dot")).where(is_on_page).order_by(cards.c.section_id, cards.c.rank)


def _page_asked(asked: Mapping[str, str], piles: Mapping[tuple[int, int], Pile]) -> tuple[int, int, int] | None:
    """Which pile is opened further on: `?ab=12-3.51`; whatever else stands there counts for nothing."""
    pile, _dot, rank = asked.get("ab", "").partition(".")
    found = next((key for key, one in piles.items() if one.key == pile), None)
    if found is None or not rank.isdecimal() or not 0 < int(rank[:9]) < LAST:
        return None
    return *found, int(rank[:9])


def _as_read(row: Row[Any]) -> ShownCard:
    return ShownCard(
        row.id, row.text, row.lang, row.author_kind, row.author_name, row.supports, row.version, row.created_at,
        row.edited_at, row.published_at is None, bool(row.is_mine), bool(row.has_my_dot), row.rank,
    )  # fmt: skip


def _counted(pile: Pile, total: int) -> Pile:
    return Pile(pile.section_id, pile.group_id, pile.title, pile.cards, total, pile.size)


def _dots_given(ids: list[int], person: Person | None) -> dict[int, int]:
    if person is None:
        return {}
    mine = select(DotsGiven.section_id, DotsGiven.given).where(
        DotsGiven.person_id == person.id, DotsGiven.section_id.in_(ids)
    )
    return {row.section_id: row.given for row in db.session.execute(mine)}
