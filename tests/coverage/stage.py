"""A field with two Leitziele that share a Teilziel, and what the tallies and the lists say of any goal."""

from typing import Any

from app.concepts.listing import ListFilter
from app.concepts.models import Goal, GoalAncestor
from app.core.database import db, transaction
from app.coverage.models import EVERYWHERE
from app.coverage.queries import NOTHING, Coverage, coverage_of
from app.coverage.tallying import wrong_shares, wrong_tallies
from app.ideas.models import Idea
from app.ideas.queries import LISTED as IDEAS
from app.municipalities.queries import find_municipality, find_region
from app.projects.queries import LISTED as PROJECTS
from tests.cast import Cast, a_goal, link
from tests.concepts.files import SMALL
from tests.ideas_desk.stage import an_idea as at_the_desk

RETIRED = SMALL.replace(", {goal: bus}]", "]").replace(
    "    title: No\n", "    title: No\n    retired: true\n    successors: [rad]\n"
)
"""The small concept once "bus" has been given up: it lives on in "rad"."""


def share_a_goal(cast: Cast) -> Goal:
    """A second Leitziel of the same field, under which "rad" stands too."""
    with transaction():
        second = a_goal(cast.concept, "z1.2", "goal", "Die Luft ist rein", 4, number_printed="1.2")
        link(cast.field, second, 1)
        link(second, cast.sub_goal, 0)
        pairs = [(second, second), (second, cast.field), (cast.sub_goal, second)]
        db.session.add_all(GoalAncestor(goal_id=goal.id, ancestor_id=above.id) for goal, above in pairs)
    return second


def public_idea(cast: Cast, state: str = "published", **values: Any) -> Idea:
    """An idea tagged with both Teilziele, for Naunhof."""
    with transaction():
        return at_the_desk(cast, state, **values)


def again(thing: Any) -> Any:
    """The thing as it stands in the open transaction, locked as by its door."""
    return db.session.get_one(type(thing), thing.id, with_for_update={"of": type(thing)}, populate_existing=True)


def covered(goal: Any, place: str = EVERYWHERE) -> Coverage:
    """What the tallies say of a goal, or of the concept."""
    db.session.rollback()
    concept_id = getattr(goal, "concept_id", goal.id)
    return coverage_of(concept_id, place).get(goal.id, NOTHING)


def listed(goal: Any, place: str = EVERYWHERE) -> tuple[int, int]:
    """What the lists say: ideas, projects."""
    db.session.rollback()
    asked: dict[str, Any] = {"goal_ids": (goal.id,)} if hasattr(goal, "concept_id") else {"concept_id": goal.id}
    if place.startswith("region:"):
        asked["region_id"] = getattr(find_region(place.removeprefix("region:")), "id", None)
    elif place != EVERYWHERE:
        asked["municipality_id"] = getattr(find_municipality(place), "id", None)
    return IDEAS.count(ListFilter(**asked)), PROJECTS.count(ListFilter(**asked))


def assert_exact(cast: Cast) -> None:
    """Shares and tallies are as from scratch, and every goal counts what its lists show, everywhere and in places."""
    db.session.rollback()
    assert list(wrong_shares()) == []
    assert db.session.scalars(wrong_tallies()).all() == []
    for goal in (cast.concept, cast.field, cast.aim, cast.sub_goal, cast.other_sub_goal):
        for place in (EVERYWHERE, cast.naunhof.ags, cast.brandis.ags, "region:partheland"):
            one = covered(goal, place)
            assert (one.idea_count, one.project_count) == listed(goal, place)
