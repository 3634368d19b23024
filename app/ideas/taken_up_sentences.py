"""What the chronicle of an idea says of contributions to formats it arose from."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.journal import JournalEntry


def taken_up(entry: JournalEntry) -> tuple[str, str]:
    """What the office made of contributions to a format; which format is said where it may be."""
    return _("The office takes up what was said as an idea"), ngettext(
        "It arose from %(num)s contribution.", "It arose from %(num)s contributions.", entry.details["contributions"]
    )


def taken_up_sentences() -> dict[str, tuple[str, str | None]]:
    """The steps that follow."""
    return {
        "claim_authorship": (_("Whoever said it wishes to be named"), None),
        "renounce_authorship": (_("Whoever said it wishes not to be named"), None),
        "add_contribution": (_("A contribution to a format is added to it"), None),
    }
