"""Correspondences in plain words."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.concepts.models import Goal, GoalSuccessor
from app.concepts.queries import GoalNode, GoalTree
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.texts import excerpt


def kind_labels() -> dict[str, str]:
    """What the goals are to each other."""
    return {"same": _("mean the same"), "mutual": _("serve each other")}


def kind_choices() -> dict[str, str]:
    """The same, as whole sentences to choose from."""
    return {
        "same": _("They mean the same: whoever works on one works on the other"),
        "mutual": _("They serve each other: they differ, but one helps the other along"),
    }


def grouped_goals(tree: GoalTree | None, wanted: str) -> dict[str, Any]:
    """What one chooses from: the goals that have those words in number or wording, by the field they stand in first."""
    words = wanted.casefold().split()
    groups: dict[GoalNode, list[GoalNode]] = {}
    for goal in tree.goals if tree else []:
        text = f"{goal.number or ''} {goal.title} {goal.short_title or ''}".casefold()
        if all(word in text for word in words):
            groups.setdefault(goal.fields[0], []).append(goal)
    return {"tree": tree, "groups": list(groups.items()), "wanted": wanted}


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
    if entry.verb in {"reword_goal", "retire_goal"}:
        return _told_of_edition(entry)
    if entry.verb != "accept_correspondence":
        return None
    number = entry.details.get("other")
    other = db.session.get(Goal, number) if isinstance(number, int) else None
    if other is None:
        return None
    return _("It corresponds now to “%(goal)s” in %(concept)s.", goal=other.label, concept=other.concept.short_title)


def _told_of_edition(entry: JournalEntry) -> str | None:
    """A new edition says the goal otherwise, or no longer holds it; told as it stands today."""
    goal = db.session.get_one(Goal, entry.thing_id)
    if entry.verb == "reword_goal":
        words = excerpt(goal.title).rstrip(".")
        return None if goal.is_retired else _("It has a new wording: “%(words)s”.", words=words)
    if not goal.is_retired:
        return None
    heirs = (
        select(Goal).join(GoalSuccessor, GoalSuccessor.successor_id == Goal.id).where(GoalSuccessor.goal_id == goal.id)
    )
    names = _("”, “").join(heir.label for heir in db.session.scalars(heirs.order_by(Goal.position)))
    if not names:
        return _("The current edition no longer holds it. No other goal takes its place.")
    return _("The current edition no longer holds it. It lives on as “%(goals)s”.", goals=names)
