"""The heat map in plain numbers: one path per colour and strength, so that a thousand cells stay a light drawing.

Colour names the field of action; how much there is shows as the height of the bar (wide) or the size of the square
(narrow), and wide as a number too.
"""

from collections import defaultdict
from dataclasses import dataclass

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
    return _heat(matrix, unnamed, width=1120, left=210, right=64, widest=110, letters=26, is_wide=True)


def narrow_heat(matrix: Matrix, unnamed: str) -> Heat:
    """For phones: growing squares; the table below has the numbers."""
    return _heat(matrix, unnamed, width=344, left=118, right=0, widest=40, letters=16, is_wide=False)


def _heat(
    matrix: Matrix, unnamed: str, *, width: int, left: int, right: int, widest: int, letters: int, is_wide: bool
) -> Heat:
    cell = round(min(widest, (width - left - right) / max(1, len(matrix.columns))), 2)
    grounds: dict[int, list[str]] = defaultdict(list)
    bars: dict[int, list[str]] = defaultdict(list)
    labels, heads, y = [], [], 0.0
    every = 1 if is_wide else max(1, round(24 / cell))
    for number, row in enumerate(matrix.rows):
        if number % REPEAT == 0:
            heads += [Head(column, left + n * cell, y) for n, column in enumerate(matrix.columns) if n % every == 0]
            y += ROW
        for n, (column, count) in enumerate(zip(matrix.columns, row.counts, strict=True)):
            if count:
                x, step = left + n * cell, matrix.step(count)
                if is_wide:
                    grounds[column.tone].append(_box(x + 1, y + 1, cell - 2, ROW - 2))
                    bars[column.tone].append(_box(x + 1, y + ROW - 1 - 1.5 * step, cell - 2, 1.5 * step))
                else:
                    side = min(cell - 1, 14) * (0.3 + 0.7 * step / len(matrix.bounds))
                    bars[column.tone].append(_box(x + (cell - side) / 2, y + (ROW - side) / 2, side, side))
        numbers = tuple((round(left + (n + 0.5) * cell, 1), c) for n, c in enumerate(row.counts) if c and is_wide)
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
