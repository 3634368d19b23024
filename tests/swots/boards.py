"""A SWOT board with four quadrants and cards on it."""

from app.boards.arranging import add_group, place_card
from app.boards.dotting import give_dot
from app.boards.models import Card
from app.core.database import db, transaction
from app.formats import running
from app.formats.contributing import contribute, voice_of
from app.formats.models import ParticipationFormat
from app.swots.fields import first_sections
from tests.cast import Cast
from tests.format_worlds import a_format


def a_board(cast: Cast, audience: str = "public", invited: tuple = ()) -> ParticipationFormat:  # type: ignore[type-arg]
    """Open, with the four quadrants of the field here."""
    format = a_format(cast, "swot", "draft", audience=audience, invited=invited, sections=())
    with transaction():
        # A template of the desk may have begun with them already.
        if not format.sections:
            format.sections.extend(first_sections([cast.field]))
    db.session.expire(format, ["members", "sections"])
    with transaction():
        running.announce_format(format, by=cast.bernd, version=format.version)
    with transaction():
        running.open_format(format, by=cast.bernd)
    return format


def a_note(cast: Cast, format: ParticipationFormat, text: str, quadrant: int = 0) -> Card:
    """Anna's card in a quadrant."""
    with transaction():
        section = format.sections[quadrant]
        return contribute(Card, section, voice_of(cast.anna), by=cast.anna, text=text)


def in_a_group(cast: Cast, title: str, *cards: Card) -> None:
    """Cards under a heading."""
    with transaction():
        group = add_group(cards[0].section, title=title)
        for card in cards:
            place_card(card, group)


def dotted(card: Card, *people: object) -> None:
    """A dot of each."""
    for person in people:
        with transaction():
            give_dot(card, person)  # type: ignore[arg-type]


def closed(cast: Cast, format: ParticipationFormat) -> ParticipationFormat:
    """Nobody takes part any more."""
    with transaction():
        running.close_format(format, by=cast.bernd, reason="Alles ist gesagt.")
    return format
