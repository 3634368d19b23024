"""A light map of dots: where the places of a district lie to each other, and which of them have ideas."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

WIDTH = 420
MARGIN = 24
LABELS = 7


@dataclass(frozen=True)
class Dot:
    """One place on the map; it is a link, and the largest are labelled."""

    place: Any
    x: float
    y: float
    radius: float
    count: int
    has_label: bool
    is_left: bool


@dataclass(frozen=True)
class DotMap:
    """All dots of one map, small ones last, so that every one can be reached."""

    width: int
    height: int
    dots: tuple[Dot, ...]


def dot_map(places: Iterable[Any], counts: Mapping[int, int]) -> DotMap | None:
    """The places in their true positions to each other; None for fewer than two."""
    known = list(places)
    if len(known) < 2:
        return None
    shrink = math.cos(math.radians(sum(place.latitude for place in known) / len(known)))
    xs, ys = [place.longitude * shrink for place in known], [-place.latitude for place in known]
    scale = (WIDTH - 2 * MARGIN) / (max(max(xs) - min(xs), (max(ys) - min(ys)) / 1.2) or 1)
    labelled = {place.id for place in _labelled(known)}
    shift = (WIDTH - 2 * MARGIN - (max(xs) - min(xs)) * scale) / 2
    dots = [
        Dot(
            place=place,
            x=round(MARGIN + shift + (x - min(xs)) * scale, 1),
            y=round(MARGIN + (y - min(ys)) * scale, 1),
            radius=round(4 + min(12.0, math.sqrt(counts.get(place.id, 0)) * 3), 1),
            count=counts.get(place.id, 0),
            has_label=place.id in labelled,
            is_left=MARGIN + shift + (x - min(xs)) * scale > WIDTH * 0.7,
        )
        for place, x, y in zip(known, xs, ys, strict=True)
    ]
    height = round(2 * MARGIN + (max(ys) - min(ys)) * scale)
    return DotMap(WIDTH, max(height, 80), tuple(sorted(dots, key=lambda dot: -dot.radius)))


def _labelled(places: list[Any]) -> list[Any]:
    """The largest places that do not lie too close to a larger one."""
    north_south = max(place.latitude for place in places) - min(place.latitude for place in places)
    east_west = max(place.longitude for place in places) - min(place.longitude for place in places)
    chosen: list[Any] = []
    for place in sorted(places, key=lambda place: -place.population):
        is_free = all(
            abs(place.latitude - other.latitude) > 0.06 * north_south
            or abs(place.longitude - other.longitude) > 0.24 * east_west
            for other in chosen
        )
        if is_free and len(chosen) < LABELS:
            chosen.append(place)
    return chosen
