"""Goals by places: how much there is for each goal in each municipality or region, as plain numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from app.concepts.queries import GoalNode
from app.coverage.models import EVERYWHERE, NO_SINGLE_PLACE
from app.coverage.queries import counts_by_place, municipalities_of, regions_of


@dataclass(frozen=True)
class Column:
    """One goal: the number it goes by in the drawing (its own where it has one), and the sum over all places."""

    goal: GoalNode
    number: str
    total: int

    @property
    def tone(self) -> int:
        return self.goal.tones[0] if self.goal.tones else 4


@dataclass(frozen=True)
class Row:
    """One place: its counts in the order of the columns, and each thing once in `total`.

    `key` is its AGS or its slug; none where it stands for what belongs to no single municipality.
    """

    key: str | None
    name: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True)
class Matrix:
    """What there is, by place and goal, for every place; `bounds`: from where a step begins."""

    columns: tuple[Column, ...]
    every: tuple[Row, ...]
    total: int
    bounds: tuple[int, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The places with something."""
        return tuple(row for row in self.every if row.total)

    @property
    def empty(self) -> tuple[Row, ...]:
        """The places with nothing yet."""
        return tuple(row for row in self.every if not row.total)

    @property
    def has_running_numbers(self) -> bool:
        """Some goal has no number in the document and goes by one of this page."""
        return any(not column.goal.number for column in self.columns)

    def step(self, count: int) -> int:
        """How strongly a count is drawn: 0 for nothing, then one more from each bound on."""
        return sum(count >= bound for bound in self.bounds)


def matrix_of(
    concept_id: int, authority_id: int | None, goals: Sequence[GoalNode], counted: str, places: str
) -> Matrix:
    """The matrix of these goals; three queries, however many places and goals."""
    counts = counts_by_place([concept_id, *(goal.id for goal in goals)], counted)
    everywhere = counts.pop(EVERYWHERE, {})
    columns = tuple(
        Column(goal, goal.number or str(n), everywhere.get(goal.id, 0)) for n, goal in enumerate(goals, start=1)
    )
    rows = [
        _row(place.key, place.name, counts.get(place.code, {}), goals, concept_id)
        for place in _places(authority_id or 0, counts, places)
    ]
    loose = _row(None, "", counts.get(NO_SINGLE_PLACE, {}), goals, concept_id)
    every = rows + ([loose] if loose.total and places == "municipalities" else [])
    most = max((count for row in every for count in row.counts), default=0)
    bounds = sorted({1, *(ceil(most / part) for part in (8, 4, 2) if most)})
    return Matrix(columns, tuple(every), everywhere.get(concept_id, 0), tuple(bounds))


def _places(authority_id: int, counts: Mapping[str, Any], places: str) -> list[Any]:
    is_region = places == "regions"
    codes = [code for code in counts if code != NO_SINGLE_PLACE and code.startswith("region:") == is_region]
    return (regions_of if is_region else municipalities_of)(authority_id, codes)


def _row(key: str | None, name: str, counts: Mapping[int, int], goals: Sequence[GoalNode], concept_id: int) -> Row:
    return Row(key, name, tuple(counts.get(goal.id, 0) for goal in goals), counts.get(concept_id, 0))
