"""Writing cards: one, or several at once, a line each; whoever repeats what was sent finds the first ones."""

from datetime import timedelta
from uuid import UUID, uuid5

from app.accounts.models import Person
from app.boards.models import Card
from app.core.errors import DomainError
from app.core.limits import is_within_limit
from app.formats.contributing import Voice, contribute, edit_contribution, find_by_once
from app.formats.models import FormatSection
from app.formats.screening import ensure_fair_words, is_held_back

LONGEST = 500
MOST_AT_ONCE = 100
BURST, DAY = timedelta(minutes=10), timedelta(days=1)
_LIST_SIGNS = "•*–-· \t"


class TooManyCards(DomainError):
    """More lines at once than anybody reads through before sending."""


class CardTooLong(DomainError):
    """A card takes a short text; `line` says which one is longer."""

    def __init__(self, line: str) -> None:
        super().__init__("a card is too long")
        self.line = line


def lines_of(text: str) -> list[str]:
    """A card a line; empty lines are none, and neither are the signs of a list in front of them."""
    lines = (" ".join(line.strip().lstrip(_LIST_SIGNS).split()) for line in text.split("\n"))
    return [line for line in lines if line]


def write_cards(
    section: FormatSection, voice: Voice, *, by: Person, texts: list[str], lang: str = "de", once: str,
    is_captured: bool = False,
) -> list[Card]:  # fmt: skip
    """Put the texts on cards of that section, all or none. A line that was sent before stands as it was taken then.

    What somebody writes for herself is read first where comments are, and neither repeats itself nor is full of links;
    what was said in a room is taken as it was said (`is_captured`).
    """
    if len(texts) > MOST_AT_ONCE:
        raise TooManyCards
    too_long = next((text for text in texts if len(text) > LONGEST), None)
    if too_long is not None:
        raise CardTooLong(too_long)
    lines = [(text, line_key(once, n)) for n, text in enumerate(texts)]
    sent = {key: card for _text, key in lines if isinstance(card := find_by_once(by, key), Card)}
    if not is_captured:
        ensure_fair_words(*(text for text, key in lines if key not in sent), by=by, within=section)
    is_held = not is_captured and is_held_back(section.format, voice, by)
    return [
        sent.get(key)
        or contribute(
            Card, section, voice, by=by, text=text, lang=lang, once=key, longest=LONGEST, is_captured=is_captured,
            is_held=is_held,
        )
        for text, key in lines
    ]  # fmt: skip


def edit_card(card: Card, *, by: Person, text: str, version: int) -> None:
    """Put one's card in other words, as fair as new ones."""
    if text != card.text and version == card.version:
        ensure_fair_words(text, by=by, apart_from=card.id, within=card.section)
    edit_contribution(card, by=by, text=text, version=version, longest=LONGEST)


def line_key(once: str, n: int) -> str:
    """By what one line of a form is known again."""
    return str(uuid5(UUID(once), str(n)))


def is_calm(by: Person, cards: int) -> bool:
    """At most thirty cards in ten minutes and a hundred and twenty a day: they are short, and many belong together."""
    subject = str(by.id)
    is_slow = is_within_limit("cards", subject, 30, BURST, weight=cards)
    return is_slow and is_within_limit("cards of a day", subject, 120, DAY, weight=cards)
