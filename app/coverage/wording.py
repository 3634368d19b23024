"""The words and links of the coverage: what is counted, by which state, and the list that shows exactly that."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.concepts.models import Concept
from app.concepts.queries import GoalNode, GoalTree
from app.concepts.wording import Chip, chip
from app.coverage.choosing import COUNTED, LEVELS, PLACES, Choice
from app.coverage.matrix import Column, Matrix, Row
from app.coverage.queries import NOTHING, Coverage
from app.ideas.wording import status_labels
from app.projects.wording import state_labels

PLANNED = ("proposed", "submitted_for_decision")
"""States in which a project is intended, not yet decided on: drawn dashed."""


@dataclass(frozen=True)
class Bar:
    """So many in that state; the list with exactly these; `share` of the longest bar in per cent."""

    label: str
    count: int
    share: float
    url: str
    is_planned: bool = False


@dataclass(frozen=True)
class Figures:
    """What there is for one goal as bars of ideas and of projects, in the order of their life."""

    ideas: list[Bar]
    projects: list[Bar]


def figures_of(concept: Concept, goal: GoalNode, covered: Coverage) -> Figures:
    """The figures of one goal, each leading to the list it counts."""
    goal_asked = f"{concept.key}:{goal.key}"

    def bars(endpoint: str, labels: Mapping[str, str], counts: Mapping[str, int]) -> list[Bar]:
        most = max(counts.values(), default=0)
        return [
            Bar(
                labels[status], counts[status], round(100 * counts[status] / most, 1),
                url_for(endpoint, ziel=goal_asked, status=status), status in PLANNED,
            )
            for status in labels
            if counts.get(status)
        ]  # fmt: skip

    ideas = {**status_labels(), "closed": _("Answered")}
    return Figures(bars("ideas.index", ideas, covered.ideas), bars("projects.index", state_labels(), covered.projects))


@dataclass(frozen=True)
class Line:
    """One goal in the list of all: how deep it stands, its coverage, and its bars in per cent of the longest.

    `is_again`: it was listed further up already, with everything below it.
    """

    goal: GoalNode
    depth: int
    is_again: bool
    covered: Coverage
    ideas: float
    pooled: float
    projects: float
    planned: float


def lines_of(tree: GoalTree, covered: Mapping[int, Coverage]) -> list[list[Line]]:
    """The goals where the document lists them, rolled up, one list per root; one scale for all."""
    shown = [(goal, depth, is_again, covered.get(goal.id, NOTHING)) for goal, depth, is_again in _walk(tree)]
    most = max((max(one.idea_count, one.project_count) for *_place, one in shown), default=0) or 1
    groups: list[list[Line]] = []
    for goal, depth, is_again, one in shown:
        numbers = one.idea_count, one.pooled, one.project_count, planned_in(one)
        line = Line(goal, depth, is_again, one, *(round(100 * number / most, 2) for number in numbers))
        if depth == 0:
            groups.append([])
        groups[-1].append(line)
    return groups


def planned_in(covered: Coverage) -> int:
    """How many of the projects are intended only."""
    return sum(covered.projects.get(state, 0) for state in PLANNED)


def _walk(tree: GoalTree) -> list[tuple[GoalNode, int, bool]]:
    """Each goal with its depth, unfolded at its first place only: the ways through a graph may be without number."""
    found: list[tuple[GoalNode, int, bool]] = []
    known: set[GoalNode] = set()
    waiting = [(goal, 0) for goal in reversed(tree.roots)]
    while waiting:
        goal, depth = waiting.pop()
        found.append((goal, depth, goal in known))
        if goal not in known:
            known.add(goal)
            waiting += [(place.goal, depth + 1) for place in reversed(goal.children)]
    return found


class Links:
    """Where the heads and the cells of the matrix lead; cells only where a list shows the same number."""

    def __init__(self, concept: Concept, choice: Choice) -> None:
        self.slug = concept.key
        self.filter = "region" if choice.places == "regions" else "gemeinde"
        endpoints = {"ideas": "ideas.index", "projects": "projects.index"}
        self.base = f"{url_for(endpoints[choice.counted])}?" if choice.counted in endpoints else None
        self.whole = f"ziel={quote(f'{self.slug}:{choice.field}')}" if choice.field else f"konzept={self.slug}"

    def place(self, row: Row) -> str | None:
        """The page of the place."""
        if row.key is None:
            return None
        if self.filter == "region":
            return url_for("regions.show", slug=row.key)
        return url_for("municipalities.show", ags=row.key)

    def row(self, row: Row) -> str | None:
        """The list of everything for the concept in that place."""
        return f"{self.base}{self.whole}&{self.filter}={row.key}" if self.base and row.key else None

    def column(self, column: Column | None) -> str | None:
        """The list of everything for that goal; without one, for all that is shown."""
        if self.base is None:
            return None
        return f"{self.base}{self._of(column) if column else self.whole}"

    def cells(self, matrix: Matrix, row: Row) -> list[tuple[int, str | None]]:
        """Each count of the row with its list."""
        ends = f"&{self.filter}={row.key}" if self.base and row.key else None
        return [
            (count, f"{self.base}{self._of(column)}{ends}" if ends and count else None)
            for column, count in zip(matrix.columns, row.counts, strict=True)
        ]

    def _of(self, column: Column) -> str:
        return f"ziel={quote(f'{self.slug}:{column.goal.key}')}"


def counted_labels() -> dict[str, str]:
    """What can be counted."""
    return {"ideas": _("Ideas"), "projects": _("Projects"), "supports": _("Supports")}


def place_labels() -> dict[str, str]:
    """By which places."""
    return {"municipalities": _("Municipalities"), "regions": _("Regions")}


def chips_of(
    concept: Concept, choice: Choice, labels: Mapping[str, Any], *, has_regions: bool
) -> list[tuple[str, list[Chip]]]:
    """The rows of links that change what is shown; regions only where there are any."""
    places = {word: place_labels()[kind] for word, kind in PLACES.items() if has_regions or kind != "regions"}
    rows = [
        (_("Counted"), "zaehlt", {word: counted_labels()[kind] for word, kind in COUNTED.items()}),
        (_("Level"), "ebene", {word: labels[kind][1] for word, kind in LEVELS.items() if kind in choice.levels}),
        (_("Places"), "orte", places),
    ]  # fmt: skip

    def chips(name: str, words: Mapping[str, str]) -> list[Chip]:
        return [
            chip(label, f"{_url(concept, choice, name, word)}#karte", word == choice.values()[name])
            for word, label in words.items()
        ]

    return [(title, chips(name, words)) for title, name, words in rows if len(words) > 1]


def _url(concept: Concept, choice: Choice, name: str, word: str) -> str:
    values: dict[str, Any] = choice.values(**{name: word})
    return url_for("coverage_pages.show", slug=concept.key, **values)


def amount(counted: str, number: int) -> str:
    """So many of what is counted."""
    if counted == "projects":
        return ngettext("%(num)s project", "%(num)s projects", number)
    if counted == "supports":
        return ngettext("%(num)s support", "%(num)s supports", number)
    return ngettext("%(num)s idea", "%(num)s ideas", number)


def steps_of(matrix: Matrix) -> list[str]:
    """What each strength of the drawing means: "1 to 3", "from 4"."""
    bounds = matrix.bounds
    between = [
        str(low) if high == low + 1 else _("%(low)s to %(high)s", low=low, high=high - 1)
        for low, high in pairwise(bounds)
    ]
    return [*between, _("%(low)s and more", low=bounds[-1])]
