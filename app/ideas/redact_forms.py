"""What is asked before other people's data are blacked out in an idea."""

from typing import Any

from flask_babel import gettext as _

from app.restrictions.forms import PassagesForm


class RedactForm(PassagesForm):
    """The passages, a reason for the timeline, and the version they were read in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.reason
        reason.data = reason.data if reason.data is not None else _("The text held data of other people.")

    def blame_nothing_found(self) -> None:
        """None of the words stands anywhere."""
        self.fault("passages", _("These words stand nowhere in the text. Please compare the spelling."))
