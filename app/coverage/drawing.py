"""The heat map in plain numbers: one path per colour and strength, so that a thousand cells stay a light drawing.

Colour names the field of action; how much there is shows as a number and as the height of the bar below it.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import ceil

from app.coverage.matrix import Column, Matrix, Row

ROW = 24
REPEAT = 20
"""After so many rows the head of the drawing stands there again."""


@dataclass(frozen=True)
class Head:
    """A column's number at its place in a head."""

    column: Column
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A place at the left of its row, and its numbers: (x, number)."""

    row: Row
    y: float
    name: str
    numbers: tuple[tuple[float, int], ...]


@dataclass(frozen=True)
class Heat:
    """The drawing: ground and bars as (tone, path), heads, rows."""

    width: int
    height: int
    cell: float
    end: float
    grounds: tuple[tuple[int, str], ...]
    bars: tuple[tuple[int, str], ...]
    heads: tuple[Head, ...]
    labels: tuple[Label, ...]


def wide_heat(matrix: Matrix, unnamed: str) -> Heat:
    """For screens with room: numbers on a tinted ground, a bar below that grows."""
    return _heat(matrix, unnamed, width=1120, left=210, right=64, widest=110, letters=26)


def narrow_heat(matrix: Matrix, unnamed: str) -> Heat:
    """The same for phones: without the sums."""
    return _heat(matrix, unnamed, width=344, left=118, right=0, widest=56, letters=16)


def _heat(matrix: Matrix, unnamed: str, *, width: int, left: int, right: int, widest: int, letters: int) -> Heat:
    cell = round(min(widest, (width - left - right) / max(1, len(matrix.columns))), 2)
    grounds: dict[int, list[str]] = defaultdict(list)
    bars: dict[int, list[str]] = defaultdict(list)
    labels, heads, y = [], [], 0.0
    every = max(1, ceil(24 / cell))
    for number, row in enumerate(matrix.rows):
        if number % REPEAT == 0:
            heads += [Head(column, left + n * cell, y) for n, column in enumerate(matrix.columns) if n % every == 0]
            y += ROW
        for n, (column, count) in enumerate(zip(matrix.columns, row.counts, strict=True)):
            if count:
                x, step = left + n * cell, matrix.step(count)
                grounds[column.tone].append(_box(x + 1, y + 1, cell - 2, ROW - 2))
                bars[column.tone].append(_box(x + 1, y + ROW - 1 - 1.5 * step, cell - 2, 1.5 * step))
        numbers = tuple((round(left + (n + 0.5) * cell, 1), count) for n, count in enumerate(row.counts) if count)
        labels.append(Label(row, y, _short(row.name or unnamed, letters), numbers))
        y += ROW
    return Heat(
        width, int(y), cell, left + cell * len(matrix.columns), _paths(grounds), _paths(bars), tuple(heads),
        tuple(labels),
    )  # fmt: skip


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:.4g} {y:.6g}h{width:.4g}v{height:.4g}h{-width:.4g}z"


def _paths(parts: dict[int, list[str]]) -> tuple[tuple[int, str], ...]:
    return tuple((tone, "".join(boxes)) for tone, boxes in sorted(parts.items()))


def _short(name: str, letters: int) -> str:
    return name if len(name) <= letters else name[: letters - 1].rstrip(" -,(") + "…"
