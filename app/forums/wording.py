"""What a forum says: the orders of its threads, and why a thread was not taken."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.errors import DomainError
from app.discussion import wording
from app.discussion.checking import TooManyLinks


def sort_labels() -> dict[str, str]:
    """The orders the threads can be read in."""
    return {
        "neu": _("Newest first"), "unterstuetzt": _("Most supported first"), "unbeantwortet": _("Without an answer"),
        "zuletzt": _("Last answered first"),
    }  # fmt: skip


def fault_of(error: DomainError) -> str:
    """Why it was not taken, and what helps."""
    if isinstance(error, TooManyLinks):
        return ngettext(
            "A first contribution may hold one link. Please take the others out.",
            "A contribution may hold at most %(num)s links. Please take some out.",
            error.most,
        )
    return wording.fault_of(error)
