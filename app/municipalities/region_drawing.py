"""How well a region's goals are covered, as bars in plain numbers; the table beside it says the same."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BAR, BETWEEN, LINE = 11, 3, 16
LEAST = 5
"""A bar over the whole width stands for at least so many: one idea alone is no full bar."""


@dataclass(frozen=True)
class Counted:
    """One goal and how much there is for it."""

    goal: Any
    ideas: int
    projects: int

    @property
    def is_gap(self) -> bool:
        return not self.ideas and not self.projects


@dataclass(frozen=True)
class Sheet:
    """The measures of one drawing: its width, where the bars begin, how many letters a label has in a line.

    `left` 0: the label stands above its bars.
    """

    width: int
    left: int
    letters: int
    size: float


WIDE = Sheet(1120, 470, 58, 16)
NARROW = Sheet(340, 0, 46, 14)


@dataclass(frozen=True)
class Bars:
    """One goal in the drawing: the lines of its label with their baselines, and the two bars below each other."""

    counted: Counted
    y: int
    height: int
    lines: tuple[tuple[int, str], ...]
    ideas: float
    projects: float
    ideas_y: int

    @property
    def projects_y(self) -> int:
        return self.ideas_y + BAR + BETWEEN


@dataclass(frozen=True)
class Chart:
    """The whole drawing."""

    sheet: Sheet
    height: int
    rows: tuple[Bars, ...]
    bar: int = BAR


def chart_of(counted: Iterable[Counted], sheet: Sheet) -> Chart:
    """The bars of these goals, all to one scale."""
    goals = list(counted)
    most = max((max(one.ideas, one.projects) for one in goals), default=0)
    scale = (sheet.width - sheet.left - 44) / max(most, LEAST)
    rows, y = [], 0
    for one in goals:
        row = _row(one, y, sheet, scale)
        rows.append(row)
        y += row.height
    return Chart(sheet, y, tuple(rows))


def _row(one: Counted, y: int, sheet: Sheet, scale: float) -> Bars:
    name = f"{one.goal.number} {one.goal.label}" if one.goal.number else one.goal.label
    words: Sequence[str] = textwrap.wrap(name, sheet.letters, max_lines=2, placeholder=" …")
    bars = 2 * BAR + BETWEEN
    above = 0 if sheet.left else len(words) * LINE + 8
    height = max(len(words) * LINE + 8, above + bars + (10 if sheet.left else 16))
    first = y + (LINE if not sheet.left else (height - len(words) * LINE) // 2 + LINE - 4)
    lines = tuple((first + n * LINE, text) for n, text in enumerate(words))
    ideas_y = y + above + (0 if above else (height - bars) // 2)
    return Bars(one, y, height, lines, round(one.ideas * scale, 1), round(one.projects * scale, 1), ideas_y)
