"""What a board says when a card was not taken."""

from flask_babel import gettext as _

from app.boards.writing import LONGEST, MOST_AT_ONCE, CardTooLong, TooManyCards
from app.core.errors import DomainError
from app.core.texts import excerpt
from app.discussion import wording


def fault_of(error: DomainError) -> str:
    """Why a card was not taken, and what helps."""
    if isinstance(error, CardTooLong):
        begun = excerpt(error.line, 60)
        return _("Please shorten “%(text)s” to %(count)s characters.", text=begun, count=LONGEST)
    if isinstance(error, TooManyCards):
        return _("Please send at most %(count)s cards at once.", count=MOST_AT_ONCE)
    said: str = wording.fault_of(error)
    return said
