"""What is asked before other people's data are blacked out in an idea."""

from app.restrictions.forms import PassagesForm


class RedactForm(PassagesForm):
    """The passages, a reason for the timeline, and the version they were read in."""
