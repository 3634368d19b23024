"""What was typed in for a room: put right while the result is not published."""

from app.accounts.models import Person
from app.boards.models import Card
from app.boards.writing import LONGEST, CardTooLong
from app.formats.contributing import put_in_other_words, remove_contribution
from app.formats.running import role_of
from app.formats.workflow import ensure_possible


def correct_card(card: Card, *, by: Person, text: str, version: int) -> None:
    """What was really said."""
    ensure_possible("capture", card.format.state)
    if len(text) > LONGEST:
        raise CardTooLong(text)
    role = role_of(card.format, by)
    put_in_other_words(card, by=by, text=text, version=version, longest=LONGEST, role=role)


def delete_card(card: Card, *, by: Person) -> None:
    """It was never said, or stands there already."""
    ensure_possible("capture", card.format.state)
    remove_contribution(card, by=by, role=role_of(card.format, by))
