"""The overview over all fields in plain numbers: a bar for the cards and one for the dots of every quadrant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.swots.fields import Field, Weight

HEAD, ROW, GAP = 26, 72, 8


@dataclass(frozen=True)
class Cell:
    """One quadrant of a field: where it stands, how long its bars are."""

    x: float
    y: float
    cards_wide: float
    dots_wide: float
    weight: Weight


@dataclass(frozen=True)
class Overview:
    """The drawing of a width; `rows` are (field, its y, its cells), `heads` the x of the four quadrants."""

    width: int
    height: int
    heads: list[float]
    rows: list[tuple[Field, float, list[Cell]]]


def overview(fields: Sequence[Field], weights: Mapping[int, Weight], *, width: int) -> Overview:
    """Every bar in the same scale: the most cards, and the most dots, fill a column."""
    column = width / 4
    longest = column - 3 * GAP - 24
    most_cards = max((weight.cards for weight in weights.values()), default=0) or 1
    most_dots = max((weight.dots for weight in weights.values()), default=0) or 1
    rows = []
    for n, field in enumerate(fields):
        y = HEAD + n * ROW
        cells = []
        for place, section in enumerate(field.sections[:4]):
            weight = weights.get(section.id, Weight())
            cells.append(
                Cell(
                    round(place * column, 1), y + 24, round(longest * weight.cards / most_cards, 1),
                    round(longest * weight.dots / most_dots, 1), weight,
                )
            )  # fmt: skip
        rows.append((field, float(y), cells))
    return Overview(width, HEAD + len(fields) * ROW, [round(place * column, 1) for place in range(4)], rows)
