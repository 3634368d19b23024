"""Two concepts side by side: which goals correspond, drawn as lines between two columns; in plain numbers.

The left column keeps its document's order. A goal on the right stands where its partners are on average, so that
lines stay short. Goals without a partner are not drawn: the page lists them below.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.concepts.picturing import Curve, Line, curve, wrapped
from app.concepts.queries import NEUTRAL_TONE, GoalNode, GoalTree


@dataclass(frozen=True)
class Dot:
    """One goal: its point, its words and the surface that is clicked."""

    goal: GoalNode
    x: float
    y: float
    tone: int
    lines: tuple[Line, ...]
    text_x: float
    hit_x: float


@dataclass(frozen=True)
class Tie:
    """A line between two goals; dashed where they complement each other."""

    curve: Curve
    kind: str


@dataclass(frozen=True)
class Bridge:
    """All there is to draw."""

    width: int
    height: int
    hit_width: float
    row: int
    letters: float
    left: tuple[Dot, ...]
    right: tuple[Dot, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Sheet:
    """The measures of one drawing."""

    width: int
    row: int
    left_x: int
    right_x: int
    letters: int
    lines: int
    line_height: int
    size: float


WIDE = Sheet(1120, 31, 436, 684, 52, 1, 0, 15.5)
NARROW = Sheet(340, 48, 140, 200, 20, 3, 15, 12.5)


@dataclass(frozen=True)
class Partner:
    """A goal at the other end, and how the two belong together."""

    goal: GoalNode
    kind: str
    reason: str


@dataclass(frozen=True)
class Comparison:
    """What two concepts have in common, and what stands alone; goals in their documents' order."""

    pairs: list[tuple[GoalNode, list[Partner]]]
    alone: list[GoalNode]
    other_alone: list[GoalNode]
    ties: list[tuple[GoalNode, GoalNode, str]]


def compare(own: GoalTree, other: GoalTree, rows: Sequence[Any]) -> Comparison:
    """Bring the correspondences to their goals; alone is what people tag and nothing corresponds to."""
    left, right = ({goal.id: goal for goal in tree.goals} for tree in (own, other))
    partners: dict[int, list[Partner]] = defaultdict(list)
    for row in rows:
        partners[row.goal_id].append(Partner(right[row.other_id], row.kind, row.reason))
    met = {row.other_id for row in rows}
    return Comparison(
        pairs=[(goal, partners[goal.id]) for goal in own.goals if goal.id in partners],
        alone=[goal for goal in own.goals if goal.is_taggable and goal.id not in partners],
        other_alone=[goal for goal in other.goals if goal.is_taggable and goal.id not in met],
        ties=[(left[row.goal_id], right[row.other_id], row.kind) for row in rows],
    )


def bridge(own: GoalTree, other: GoalTree, comparison: Comparison, sheet: Sheet) -> Bridge:
    """The drawing for wide screens or for phones."""
    tied = {goal.id for pair in comparison.ties for goal in pair[:2]}
    lefts, rights = ([goal for goal in tree.goals if goal.id in tied] for tree in (own, other))
    rows = max(len(lefts), len(rights), 1)
    height = rows * sheet.row
    middles = {goal.id: (n + 0.5) * height / len(lefts) for n, goal in enumerate(lefts)}
    met = _partners_at(comparison.ties, middles)
    ordered = sorted(rights, key=lambda goal: (met[goal.id], goal.position))
    middles |= {goal.id: (n + 0.5) * height / len(ordered) for n, goal in enumerate(ordered)}
    left = [_dot(goal, sheet.left_x, middles[goal.id], sheet, is_left=True) for goal in lefts]
    right = [_dot(goal, sheet.right_x, middles[goal.id], sheet, is_left=False) for goal in ordered]
    ties = tuple(
        Tie(curve(sheet.left_x, middles[a.id], sheet.right_x, middles[b.id], _tone_of(a)), kind)
        for a, b, kind in comparison.ties
    )
    return Bridge(sheet.width, round(height) + 4, sheet.left_x + 10, sheet.row, sheet.size, (*left,), (*right,), ties)


def _partners_at(ties: Sequence[tuple[GoalNode, GoalNode, str]], middles: Mapping[int, float]) -> dict[int, float]:
    """Per goal on the right: the height of its partners, on average."""
    heights: dict[int, list[float]] = defaultdict(list)
    for left, right, _kind in ties:
        heights[right.id].append(middles[left.id])
    return {number: sum(found) / len(found) for number, found in heights.items()}


def _dot(goal: GoalNode, x: int, y: float, sheet: Sheet, *, is_left: bool) -> Dot:
    words = wrapped(goal.label, sheet.letters, sheet.lines)
    first = y + 5 - (len(words) - 1) * sheet.line_height / 2
    lines = tuple(Line(round(first + n * sheet.line_height, 1), text) for n, text in enumerate(words))
    text_x, hit_x = (x - 12, 0) if is_left else (x + 12, x - 10)
    return Dot(goal, x, round(y, 1), _tone_of(goal), lines, text_x, hit_x)


def _tone_of(goal: GoalNode) -> int:
    return goal.tones[0] if goal.tones else NEUTRAL_TONE
