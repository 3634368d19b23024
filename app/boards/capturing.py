"""What was typed in for a room: put right while the result is not published."""

from app.accounts.models import Person
from app.boards.models import Card
from app.boards.writing import LONGEST, CardTooLong
from app.core.clock import now
from app.core.errors import VersionIsStale
from app.core.journal import record
from app.core.texts import excerpt
from app.formats.contributing import remove_contribution
from app.formats.models import ContributionVersion
from app.formats.workflow import ensure_possible


def correct_card(card: Card, *, by: Person, text: str, version: int) -> None:
    """What was really said; what people read before stays in its history."""
    ensure_possible("capture", card.format.state)
    if version != card.version:
        raise VersionIsStale(version, card.version)
    if len(text) > LONGEST:
        raise CardTooLong(text)
    if text == card.text:
        return
    if card.is_shown:
        written_at = card.edited_at or card.published_at or card.created_at
        before = ContributionVersion(number=card.version, title=card.title, text=card.text, written_at=written_at)
        card.earlier.append(before)
        card.edited_at = now()
    card.text, card.version = text, card.version + 1
    card.rename(excerpt(text, 80))
    record(card.id, "edit_contribution", role="facilitator", actor_id=by.id, audience="direct", version=card.version)


def delete_card(card: Card, *, by: Person) -> None:
    """It was never said, or stands there already."""
    ensure_possible("capture", card.format.state)
    remove_contribution(card, by=by)
