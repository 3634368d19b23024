"""What a board says: its cards are notes where strengths and weaknesses are weighed; why one was not taken."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.boards.writing import LONGEST, MOST_AT_ONCE, CardTooLong, TooManyCards
from app.core.errors import DomainError
from app.core.texts import excerpt
from app.discussion import wording
from app.formats.models import ParticipationFormat


def words_of(format: ParticipationFormat) -> Mapping[str, str]:
    """All a board says of what hangs on it, in one word from the heading to the last message."""
    return _of_notes() if format.format_kind == "swot" else _of_cards()


def dots_for_all(format: ParticipationFormat, each: int) -> str:
    """How many dots everybody has, said once for the whole board to whoever is not signed in."""
    if format.format_kind == "swot":
        return ngettext(
            "Everybody has %(num)s dot each for strengths, weaknesses, opportunities and threats.",
            "Everybody has %(num)s dots each for strengths, weaknesses, opportunities and threats.", each,
        )  # fmt: skip
    return ngettext(
        "Everybody has %(num)s dot for each question.", "Everybody has %(num)s dots for each question.", each
    )


def on_the_board(format: ParticipationFormat, count: int) -> str:
    """They hang there now."""
    if format.format_kind == "swot":
        return ngettext("Your note is on the board.", "Your %(num)s notes are on the board.", count)
    return ngettext("Your card is on the board.", "Your %(num)s cards are on the board.", count)


def how_many(format: ParticipationFormat, count: int) -> str:
    """So many cards, or notes."""
    if format.format_kind == "swot":
        return ngettext("%(num)s note", "%(num)s notes", count)
    return ngettext("%(num)s card", "%(num)s cards", count)


def fault_of(error: DomainError) -> str:
    """Why a card was not taken, and what helps."""
    if isinstance(error, CardTooLong):
        begun = excerpt(error.line, 60)
        return _("Please shorten “%(text)s” to %(count)s characters.", text=begun, count=LONGEST)
    if isinstance(error, TooManyCards):
        return _("Please send at most %(count)s cards at once.", count=MOST_AT_ONCE)
    said: str = wording.fault_of(error)
    return said


def _of_cards() -> Mapping[str, str]:
    return {
        "one": _("Card %(number)s"), "yours": _("Your card"), "view": _("View the card"),
        "write": _("Write a card"), "sign_in": _("Sign in and write a card"),
        "ask": _("To write a card, please sign in. A code to your mailbox is enough."),
        "several": _("Put each line on a card of its own"),
        "none_yet": _("There is no card yet. Be the first to say something."),
        "none": _("Nobody has written a card here."),
        "before": _("Cards before"), "further": _("Further cards"),
        "range": _("Cards %(first)s to %(last)s of %(total)s"),
        "edit": _("Edit the card"), "remove": _("Remove the card?"), "now": _("What the card says now"),
        "earlier": _("The earlier words stay readable, on the page of the card under “What it said before”."),
        "late": _(
            "The card was changed in the meantime, so your new text was not taken. Nothing of it is lost: it stands "
            "below."
        ),
        "left": _("You have %(left)s of %(each)s dots left for this question."),
        "no_dots": _("All your dots for this question are given. Take one back first to move it here."),
        "waits": _("Your card waits for its release: the office reads first words before everybody does."),
        "changed": _("Your card is changed."), "fixed": _("This card can no longer be edited."),
        "removed": _("Your card has been removed."),
    }  # fmt: skip


def _of_notes() -> Mapping[str, str]:
    return {
        "one": _("Note %(number)s"), "yours": _("Your note"), "view": _("View the note"),
        "write": _("Write a note"), "sign_in": _("Sign in and write a note"),
        "ask": _("To write a note, please sign in. A code to your mailbox is enough."),
        "several": _("Make each line a note of its own"),
        "none_yet": _("There is no note yet. Be the first to say something."),
        "none": _("Nobody has written a note here."),
        "before": _("Notes before"), "further": _("Further notes"),
        "range": _("Notes %(first)s to %(last)s of %(total)s"),
        "edit": _("Edit the note"), "remove": _("Remove the note?"), "now": _("What the note says now"),
        "earlier": _("The earlier words stay readable, on the page of the note under “What it said before”."),
        "late": _(
            "The note was changed in the meantime, so your new text was not taken. Nothing of it is lost: it stands "
            "below."
        ),
        "left": _("You have %(left)s of %(each)s dots left for this part."),
        "no_dots": _("All your dots for this part are given. Take one back first to move it here."),
        "waits": _("Your note waits for its release: the office reads first words before everybody does."),
        "changed": _("Your note is changed."), "fixed": _("This note can no longer be edited."),
        "removed": _("Your note has been removed."),
    }  # fmt: skip
