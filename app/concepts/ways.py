"""The way one came to a goal: it may stand in several places, and whoever came by one of them stays on that way.

An address names only the turnings taken otherwise than the document's first place (`?unter=`), so most need none.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.concepts.queries import LAYERS, GoalNode, GoalTree


def way_to(goal: GoalNode, named: Collection[str] = ()) -> list[GoalNode]:
    """The goals above it, the field first: by the parents that are named or lead to one named, else by the first."""
    way: list[GoalNode] = []
    here, led = goal, _below_named(goal, named)
    while here.parents:
        parents = _parents(here)
        wanted = [parent for parent in parents if parent.key in named] or [p for p in parents if p in led] or parents
        here = wanted[0]
        way.append(here)
    return way[::-1]


def turnings(way: Sequence[GoalNode]) -> list[str]:
    """What an address has to name so that `way_to` its last goal is this way: parents other than the first."""
    return [above.key for above, goal in pairwise(way) if _parents(goal)[0] is not above]


def anchor(way: Sequence[GoalNode]) -> str:
    """Where the last goal of that way stands in the list of its concept: each of its places has its own."""
    keys = [goal.key for goal in reversed(way)]
    return "ziel-" + ("_".join(keys) if turnings(way) else keys[0])


@dataclass(frozen=True)
class Neighbours:
    """What stands beside a goal in one place: the one before, the one after, and the nearest of both sides."""

    before: GoalNode | None
    after: GoalNode | None
    all: list[GoalNode]


def neighbours(goal: GoalNode, parent: GoalNode | None, tree: GoalTree) -> Neighbours:
    """What the document lists beside the goal: below that parent, or as its like at the top."""
    if parent:
        row = [place.goal for place in parent.places]
    else:
        row = [root for root in tree.roots if (root.kind, root.edition) == (goal.kind, goal.edition)]
    if goal not in row:
        return Neighbours(None, None, [])
    at = row.index(goal)
    after = row[at + 1] if at + 1 < len(row) else None
    return Neighbours(row[at - 1] if at else None, after, [other for other in row if other is not goal])


def listed_again(goal: GoalNode) -> list[GoalNode]:
    """What stands below it, too, but is listed in full where the document names it first."""
    return [place.goal for place in goal.places if _parents(place.goal)[0] is not goal]


def by_field(goals: Iterable[GoalNode]) -> list[tuple[GoalNode, list[GoalNode]]]:
    """Goals in the document's order, as sections: each field with what follows it, first what belongs to one before."""
    sections: list[tuple[GoalNode, list[GoalNode]]] = []
    for goal in goals:
        if goal.kind == LAYERS[0]:
            sections.append((goal, []))
        else:
            sections = sections or [((way_to(goal) or [goal])[0], [])]
            sections[-1][1].append(goal)
    return sections


def nearest_taggable(goal: GoalNode) -> GoalNode | None:
    """The goal an idea written from this page is tagged with: itself, or the next one above that takes tags."""
    return next((near for near in _upwards([goal]) if near.is_taggable), None)


def _parents(goal: GoalNode) -> list[GoalNode]:
    """In the document's order; one no longer pursued counts only where there is no other."""
    parents = [place.goal for place in goal.parents]
    return [parent for parent in parents if not parent.is_retired] or parents


def _below_named(goal: GoalNode, named: Collection[str]) -> set[GoalNode]:
    """Of the goals above this one those that are named or have one above them that is."""
    led: set[GoalNode] = set()
    waiting = [above for above in _upwards([goal]) if above.key in named]
    while waiting:
        here = waiting.pop()
        if here not in led:
            led.add(here)
            waiting += [place.goal for place in here.children]
    return led


def _upwards(goals: Iterable[GoalNode]) -> list[GoalNode]:
    """These goals and all above them, level by level, each once."""
    found = list(dict.fromkeys(goals))
    known = set(found)
    for goal in found:
        for place in goal.parents:
            if place.goal not in known:
                known.add(place.goal)
                found.append(place.goal)
    return found
