"""Concept files at the edge of what the format allows: flat, deep, crosswise, without numbers or parents."""

from collections.abc import Iterable
from typing import Any

from app.concepts.schemas import ConceptFile

Goals = list[dict[str, Any]]


def concept_of(goals: Goals, slug: str = "kek-rand") -> ConceptFile:
    """A concept of nothing but those goals."""
    return ConceptFile.model_validate(
        {
            "slug": slug,
            "title": "Kreisentwicklungskonzept am Rand",
            "short_title": "KEK am Rand",
            "kind": "kek",
            "authority": "hier",
            "region": "Landkreis Hier",
            "status": "adopted",
            "source": {"title": "KEK am Rand", "publisher": "Landkreis Hier", "rights": "Amtliches Werk."},
            "editions": [{"key": "2030", "title": "KEK am Rand", "status": "adopted"}],
            "goals": goals,
        }
    )


def a_goal(key: str, kind: str, children: Iterable[str] = ()) -> dict[str, Any]:
    return {"key": key, "kind": kind, "title": f"Ziel {key}", "children": [{"goal": child} for child in children]}


def only_fields() -> Goals:
    return [a_goal(f"f{n}", "field_of_action") for n in range(4)]


def two_layers() -> Goals:
    """Fields and goals without numbers, one goal in both fields."""
    fields = [a_goal("f0", "field_of_action", ["z0", "z1"]), a_goal("f1", "field_of_action", ["z1", "z2"])]
    return [*fields, *(a_goal(f"z{n}", "goal") for n in range(3))]


def without_parents() -> Goals:
    return [a_goal("f0", "field_of_action"), *(a_goal(f"t{n}", "sub_goal") for n in range(5))]


def crosswise(levels: int = 50) -> Goals:
    """Two goals on every level, each below both of the level above: 2^49 ways lead to the lowest."""
    goals: Goals = []
    for level in range(levels):
        kind = "field_of_action" if level == 0 else "goal" if level == 1 else "sub_goal"
        below = [f"g{level + 1}-{side}" for side in "ab"] if level + 1 < levels else []
        goals += [a_goal(f"g{level}-{side}", kind, below) for side in "ab"]
    return goals


def flat(number: int = 10_000) -> Goals:
    """One field and all others directly below it."""
    keys = [f"t{n}" for n in range(number - 1)]
    return [a_goal("f0", "field_of_action", keys), *(a_goal(key, "sub_goal") for key in keys)]


def all_at_the_top(number: int = 10_000) -> Goals:
    return [a_goal(f"t{n}", "sub_goal") for n in range(number)]
