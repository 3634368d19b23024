"""Finding what hangs on a board, by the visibility of its format; changing doors lock what they will change."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.boards.models import BoardRule, Card, CardGroup, Placement
from app.core.database import db, is_writing, to_change
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.queries import find_contribution, find_contribution_on_desk, find_own_contribution, is_on_desk
from app.things.queries import is_visible_to

BOARD_KINDS = ("workshop", "swot")


def find_board_section(section_id: int, to: Person | None = None) -> FormatSection | None:
    """A section of a board this reader may see; the format is held, so that nobody closes it in between."""
    its = select(FormatSection.format_id).where(FormatSection.id == section_id).scalar_subquery()
    wanted = select(ParticipationFormat).where(
        ParticipationFormat.id == its, ParticipationFormat.format_kind.in_(BOARD_KINDS), is_visible_to(to),
    )  # fmt: skip
    format = db.session.scalar(to_change(wanted, of=ParticipationFormat))
    if format is None:
        return None
    return next((section for section in format.sections if section.id == section_id), None)


def find_card(number: int, to: Person | None = None) -> Card | None:
    """The card, if this reader may read it: shown to her, or her own while it waits."""
    shown = find_shown_card(number, to)
    if shown is not None or to is None:
        return shown
    own = find_own_card(number, to)
    return own if own is not None and own.published_at is None and own.restricted_at is None else None


def find_shown_card(number: int, to: Person | None = None) -> Card | None:
    """The card, if this reader may read it as everybody in its audience does."""
    return _card(find_contribution(number, to))


def find_own_card(number: int, to: Person) -> Card | None:
    """The card this person wrote, where she still belongs to the board."""
    return _card(find_own_contribution(number, to))


def find_captured(number: int, to: Person) -> Card | None:
    """A card typed in for the room, to put it right."""
    card = _card(find_contribution_on_desk(number, to))
    return card if card is not None and card.author_kind == "event" else None


def find_to_arrange(number: int, to: Person) -> ParticipationFormat | None:
    """The board whose cards this person may arrange; whoever changes it holds its rule, not the format.

    Whoever removes a card holds that card and waits for its format, whoever places it waits for the card: a format held
    here would let the two wait for each other.
    """
    wanted = select(ParticipationFormat).where(
        ParticipationFormat.id == number, ParticipationFormat.format_kind.in_(BOARD_KINDS),
        is_on_desk(to),
    )  # fmt: skip
    format: ParticipationFormat | None = db.session.scalar(wanted)
    if format is not None and is_writing():
        rule = select(BoardRule.format_id).where(BoardRule.format_id == format.id)
        db.session.execute(rule.with_for_update(key_share=True))
    return format


def group_in(format: ParticipationFormat, group_id: int) -> CardGroup | None:
    """The group with that number, if it is one of that board."""
    wanted = select(CardGroup).join(FormatSection).where(CardGroup.id == group_id)
    return db.session.scalar(wanted.where(FormatSection.format_id == format.id))


def group_of(card: Card) -> CardGroup | None:
    """The group a card lies in."""
    wanted = select(CardGroup).join(Placement, Placement.group_id == CardGroup.id)
    return db.session.scalar(wanted.where(Placement.card_id == card.id))


def cards_in(section: FormatSection, numbers: Sequence[int]) -> list[int]:
    """Those of the numbers that are cards of that section, in the order given."""
    if not numbers:
        return []
    known = set(db.session.scalars(select(Card.id).where(Card.section_id == section.id, Card.id.in_(numbers))))
    return [number for number in dict.fromkeys(numbers) if number in known]


def captured_lately(format: ParticipationFormat, most: int = 50) -> Sequence[Card]:
    """What was typed in for the room, the last first."""
    wanted = (
        select(Card)
        .options(joinedload(Card.section))
        .where(Card.format_id == format.id, Card.author_kind == "event", Card.removed_at.is_(None))
        .order_by(Card.id.desc())
        .limit(most)
    )
    return db.session.scalars(wanted).unique().all()


def _card(found: Contribution | None) -> Card | None:
    return found if isinstance(found, Card) else None
