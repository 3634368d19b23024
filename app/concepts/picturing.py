"""The goal picture of any concept: where each goal stands, in plain numbers; the template only draws.

Up to three layers, as the concept has them: blocks (the coarsest goals), boxes (between), dots (the finest).
A dot stands where its parents are on average, so that lines stay short; boxes and blocks keep the document's order.
"""

import textwrap
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from app.concepts.queries import LAYERS, NEUTRAL_TONE, GoalNode, GoalTree


@dataclass(frozen=True)
class Line:
    """One line of a label, by its baseline."""

    y: float
    text: str


@dataclass(frozen=True)
class Shape:
    """A goal in the picture: its rectangle, or for a dot its centre (`x`, `y`) and the line it fills."""

    goal: GoalNode
    x: float
    y: float
    width: float
    height: float
    tones: tuple[int, ...]
    lines: tuple[Line, ...]
    numbers: str = ""
    count: int = 0
    scene_y: float | None = None
    lettering: float = 1.0
    """How large its words are drawn: a long word shrinks rather than breaks where no word breaks."""

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def tone(self) -> int:
        return self.tones[0]

    @property
    def is_shared(self) -> bool:
        return self.goal.is_shared


@dataclass(frozen=True)
class Curve:
    """A line from a goal to one below it."""

    path: str
    tone: int


@dataclass(frozen=True)
class Heading:
    """What a column holds."""

    x: float
    kind: str


@dataclass(frozen=True)
class Picture:
    """All there is to draw, in the order of drawing."""

    width: int
    height: int
    headings: tuple[Heading, ...]
    blocks: tuple[Shape, ...]
    curves: tuple[Curve, ...]
    boxes: tuple[Shape, ...]
    dots: tuple[Shape, ...]
    shared: int


@dataclass(frozen=True)
class Format:
    """The measures of one drawing."""

    width: int
    top: int
    row: float
    box_row: float
    block_row: float
    block_width: int
    box_x: int
    box_width: int
    box_height: int
    dot_x: int
    text_x: int
    box_letters: int
    dot_letters: int
    block_letters: int
    block_line: int = 24
    has_numbers: bool = False
    dot_lines: int = 1


WIDE = Format(1120, 24, 31, 50, 92, 222, 268, 292, 42, 726, 744, 40, 46, 21, has_numbers=True)
WIDE_TWO_LAYERS = Format(1120, 24, 31, 50, 100, 222, 268, 0, 0, 482, 500, 0, 74, 21, has_numbers=True)
NARROW = Format(340, 4, 34, 36, 40, 10, 13, 34, 30, 90, 103, 0, 33, 0, dot_lines=2)
NARROW_TWO_LAYERS = Format(340, 4, 34, 36, 40, 10, 13, 0, 0, 56, 69, 0, 38, 0, dot_lines=2)
NARROW_IN_WORDS = Format(340, 4, 34, 36, 76, 119, 13, 0, 0, 137, 148, 0, 27, 15, 17, dot_lines=2)
MOST_DOTS = 80
SMALLEST = 0.7


def layers_of(tree: GoalTree) -> list[list[GoalNode]]:
    """The goals by layer, coarsest first; layers it does not have, and finest ones too many to draw, are left out."""
    layers = [layer for layer in map(tree.of_kind, LAYERS) if layer]
    return list(takewhile(lambda layer: len(layer) <= MOST_DOTS, layers))


def wide_picture(tree: GoalTree, counts: Mapping[int, int]) -> Picture | None:
    """The drawing for wide screens; None where there is only one layer, which needs no picture."""
    layers = layers_of(tree)
    if len(layers) < 2:
        return None
    return _draw(layers, counts, WIDE if len(layers) == 3 else WIDE_TWO_LAYERS)


def narrow_picture(tree: GoalTree, counts: Mapping[int, int]) -> Picture | None:
    """The same for phones: fields shrink to bars and boxes to their numbers; boxes without one are left out.

    The picture of a single field has its coarsest goals in words, since one colour tells nothing.
    """
    layers = layers_of(tree)
    if len(layers) == 3 and not all(goal.number for goal in layers[1]):
        del layers[1]
    if len(layers) < 2:
        return None
    if len(layers) == 3:
        return _draw(layers, counts, NARROW)
    is_bar_enough = layers[0][0].kind == LAYERS[0]
    return _draw(layers, counts, NARROW_TWO_LAYERS if is_bar_enough else NARROW_IN_WORDS)


def _draw(layers: Sequence[list[GoalNode]], counts: Mapping[int, int], form: Format) -> Picture:
    coarse, finest = layers[0], layers[-1]
    between = _in_order_of(coarse, layers[1]) if len(layers) == 3 else []
    total = max(len(finest) * form.row, len(between) * form.box_row, len(coarse) * form.block_row)
    tones = {goal.id: tuple(goal.tones) or (NEUTRAL_TONE,) for layer in layers for goal in layer}
    blocks = _blocks(coarse, between, tones, total, form)
    boxes = _boxes(between, tones, total, form)
    middles = {shape.goal.id: shape.middle for shape in [*blocks, *boxes]}
    dots = _dots(finest, middles, tones, counts, total, form)
    return Picture(
        width=form.width,
        height=round(form.top + total + 2),
        headings=_headings(layers, form),
        blocks=tuple(blocks),
        curves=(*_block_curves(blocks, boxes, form), *_dot_curves(dots, blocks, boxes, form)),
        boxes=tuple(boxes),
        dots=tuple(dots),
        shared=sum(goal.is_shared for goal in finest),
    )


def _headings(layers: Sequence[list[GoalNode]], form: Format) -> tuple[Heading, ...]:
    columns = (0, form.box_x, form.text_x) if len(layers) == 3 else (0, form.text_x)
    return tuple(Heading(x, layer[0].kind) for x, layer in zip(columns, layers, strict=True))


def _in_order_of(above: Sequence[GoalNode], goals: Sequence[GoalNode]) -> list[GoalNode]:
    """The goals as they follow when reading the layer above from top to bottom; those under none come last."""
    wanted = set(goals)
    read = [place.goal for goal in above for place in goal.children if place.goal in wanted]
    return list(dict.fromkeys([*read, *goals]))


def _blocks(
    coarse: Sequence[GoalNode],
    between: Sequence[GoalNode],
    tones: Mapping[int, tuple[int, ...]],
    total: float,
    form: Format,
) -> list[Shape]:
    """One block per coarse goal, as high as the boxes it holds, or all alike where there are no boxes."""
    first_parent = [next((place.goal for place in goal.parents if place.goal in coarse), None) for goal in between]
    shares = [float(first_parent.count(goal)) if between else 1.0 for goal in coarse]
    if between and 0.0 in shares:
        shares = [max(share, 0.5) for share in shares]
    unit = total / (sum(shares) + (first_parent.count(None) if between else 0))
    blocks, y = [], float(form.top)
    for goal, share in zip(coarse, shares, strict=True):
        height = share * unit - 7
        is_field = goal.kind == LAYERS[0]
        words = goal.label if is_field or not goal.number else f"{goal.number} {goal.label}"
        lettering = lettering_for(words, form.block_letters)
        lines = wrapped(words, int(form.block_letters / lettering), max(1, int((height - 14) // form.block_line)))
        scene_y = y + 4 + height - 106 if is_field and height >= 24 * len(lines) + 132 else None
        first = y + 12 + form.block_line
        placed = tuple(Line(round(first + form.block_line * n, 1), text) for n, text in enumerate(lines))
        blocks.append(
            Shape(
                goal,
                0,
                round(y + 4, 1),
                form.block_width,
                round(height, 1),
                tones[goal.id],
                placed,
                scene_y=scene_y,
                lettering=lettering,
            )
        )
        y += share * unit
    return blocks


def _boxes(
    between: Sequence[GoalNode], tones: Mapping[int, tuple[int, ...]], total: float, form: Format
) -> list[Shape]:
    if not between:
        return []
    pitch = total / len(between)
    boxes = []
    for n, goal in enumerate(between):
        middle = form.top + pitch * (n + 0.5)
        letters = form.box_letters - len(goal.number or "") - 2
        lines = wrapped(goal.label, letters, 2)
        first = middle + 5.5 if len(lines) < 2 else middle - 3
        placed = tuple(Line(round(first + 17 * at, 1), text) for at, text in enumerate(lines))
        y = round(middle - form.box_height / 2, 1)
        boxes.append(Shape(goal, form.box_x, y, form.box_width, form.box_height, tones[goal.id], placed))
    return boxes


def _dots(
    finest: Sequence[GoalNode],
    middles: Mapping[int, float],
    tones: Mapping[int, tuple[int, ...]],
    counts: Mapping[int, int],
    total: float,
    form: Format,
) -> list[Shape]:
    def average(goal: GoalNode) -> float:
        above = [middles[number] for number in _drawn_above(goal, middles)]
        return sum(above) / len(above) if above else total + form.top

    pitch = total / len(finest)
    dots = []
    for n, goal in enumerate(sorted(finest, key=lambda goal: (average(goal), goal.position))):
        middle = round(form.top + pitch * (n + 0.5), 1)
        numbers = ", ".join(place.goal.number for place in goal.parents if place.goal.number) if goal.is_shared else ""
        room = round(0.8 * len(numbers)) if form.has_numbers else 0
        lines = wrapped(goal.label, form.dot_letters - room, form.dot_lines)
        first = middle + 5 - 7.5 * (len(lines) - 1)
        placed = tuple(Line(round(first + 15 * at, 1), text) for at, text in enumerate(lines))
        shape = Shape(goal, form.dot_x, middle - 14, 0, 28, tones[goal.id], placed, numbers, counts.get(goal.id, 0))
        dots.append(shape)
    return dots


def _block_curves(blocks: Sequence[Shape], boxes: Sequence[Shape], form: Format) -> list[Curve]:
    curves = []
    for box in boxes:
        for block in blocks:
            if all(place.goal is not block.goal for place in box.goal.parents):
                continue
            is_beside = block.y <= box.middle <= block.y + block.height
            start = box.middle if is_beside else block.middle
            curves.append(curve(form.block_width, start, form.box_x, box.middle, block.tone))
    return curves if form.box_x - form.block_width > 10 else []


def _dot_curves(dots: Sequence[Shape], blocks: Sequence[Shape], boxes: Sequence[Shape], form: Format) -> list[Curve]:
    above = {shape.goal.id: shape for shape in [*blocks, *boxes]}
    curves = []
    for dot in dots:
        for number in _drawn_above(dot.goal, above):
            start = above[number]
            curves.append(curve(start.x + start.width, start.middle, form.dot_x, dot.middle, start.tone))
    return curves


def _drawn_above(goal: GoalNode, drawn: Collection[int]) -> list[int]:
    """The nearest goals above this one that the drawing shows, past those it leaves out; each once."""
    found: dict[int, None] = {}
    waiting = [place.goal for place in reversed(goal.parents)]
    known: set[int] = set()
    while waiting:
        above = waiting.pop()
        if above.id in known:
            continue
        known.add(above.id)
        if above.id in drawn:
            found[above.id] = None
        else:
            waiting += [place.goal for place in reversed(above.parents)]
    return list(found)


def curve(x: float, y: float, to_x: float, to_y: float, tone: int) -> Curve:
    """A line that leaves and arrives level."""
    if abs(y - to_y) < 0.5:
        return Curve(f"M{x:g} {y:g}H{to_x:g}", tone)
    half = (x + to_x) / 2
    return Curve(f"M{x:g} {y:g}C{half:g} {y:g} {half:g} {to_y:g} {to_x:g} {to_y:g}", tone)


def lettering_for(text: str, letters: int) -> float:
    """How far the letters shrink so that the longest word fits in a line; below the smallest it is broken after all."""
    longest = max((len(part) for part in text.replace("-", "- ").split()), default=0)
    return min(1.0, max(SMALLEST, letters / longest)) if longest and letters else 1.0


def wrapped(text: str, letters: int, most: int) -> list[str]:
    """The text in lines of so many letters, the last one ending in "…" where there is no more room."""
    if letters <= 0:
        return []
    parts = letters - 1
    words = [
        "- ".join(word[start : start + parts] for start in range(0, len(word), parts)) if len(word) > letters else word
        for word in text.split()
    ]
    lines = textwrap.wrap(" ".join(words), letters, break_long_words=True, break_on_hyphens=True)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while len(last) > letters - 2 and " " in last:
        last = last.rpartition(" ")[0]
    return [*lines[: most - 1], last[: letters - 2].rstrip(" ,;–-") + " …"]
