"""Assigning contributions to goals, one by one or many at once, with suggestions from their words."""

from collections.abc import Collection, Sequence

from app.accounts.models import Person
from app.concepts.matching import Match, matching_goals
from app.concepts.models import Goal
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow
from app.core.journal import record
from app.core.texts import excerpt
from app.formats.models import Contribution, ContributionGoal
from app.formats.running import role_of
from app.formats.workflow import ensure_possible
from app.ideas.goal_choice import MOST_GOALS

MOST_SUGGESTED = 5


class TooManyGoals(DomainError):
    """A contribution is assigned to at most ten goals."""


def assign_goals(contribution: Contribution, goals: Sequence[Goal], *, by: Person, shown: Collection[int] = ()) -> bool:
    """It serves these goals. `shown`: those that stood there when the choice was made: what a colleague has added
    meanwhile stays. False where nothing changes.
    """
    ensure_possible("take_up", contribution.format.state)
    if contribution.removed_at is not None or contribution.restricted_at is not None:
        raise NotAllowedNow("assign_goals", "hidden")
    before = {tag.goal_id for tag in contribution.goal_tags}
    chosen = {goal.id for goal in goals}
    added = [goal for goal in dict.fromkeys(goals) if goal.id not in before]
    gone = (before & set(shown)) - chosen
    if not added and not gone:
        return False
    if len(before - gone) + len(added) > MOST_GOALS:
        raise TooManyGoals
    contribution.goal_tags = [tag for tag in contribution.goal_tags if tag.goal_id not in gone]
    contribution.goal_tags.extend(ContributionGoal(goal=goal, goal_id=goal.id, by_id=by.id) for goal in added)
    db.session.flush()
    record(
        contribution.id, "assign_goals", role=role_of(contribution.format, by), actor_id=by.id, audience="staff",
        told=True, added=[goal.id for goal in added], removed=sorted(gone),
    )  # fmt: skip
    return True


def suggested_goals(contribution: Contribution) -> list[Match]:
    """The goals of the format's concept that its words speak of, the best first; silence where none does."""
    # The title of a card is the beginning of its text: it counts once.
    has_title = contribution.title != excerpt(contribution.text, 80)
    title = contribution.title if has_title else ""
    return matching_goals(contribution.format.concept_id, contribution.text, MOST_SUGGESTED, title=title)
