"""Correspondences in plain words."""

from flask_babel import gettext as _

from app.concepts.models import Goal
from app.core.database import db
from app.core.journal import JournalEntry


def kind_labels() -> dict[str, str]:
    """What the goals are to each other."""
    return {"same": _("mean the same"), "mutual": _("serve each other")}


def kind_choices() -> dict[str, str]:
    """The same, as whole sentences to choose from."""
    return {
        "same": _("They mean the same: whoever works on one works on the other"),
        "mutual": _("They serve each other: they differ, but one helps the other along"),
    }


def tab_labels() -> dict[str, str]:
    """The pages of the desk."""
    return {
        "waiting": _("Waiting for us"), "proposed": _("Proposed by us"), "accepted": _("In force"),
        "past": _("Refused or ended"),
    }  # fmt: skip


def state_labels() -> dict[str, str]:
    """How far a correspondence has come."""
    return {
        "proposed": _("waits for a decision"), "accepted": _("accepted"), "refused": _("refused"), "ended": _("ended"),
    }  # fmt: skip


def told_of_goal(entry: JournalEntry) -> str | None:
    """What a follower of a goal reads of this row in the digest."""
    if entry.verb != "accept_correspondence":
        return None
    number = entry.details.get("other")
    other = db.session.get(Goal, number) if isinstance(number, int) else None
    if other is None:
        return None
    return _("It corresponds now to “%(goal)s” in %(concept)s.", goal=other.label, concept=other.concept.short_title)
