"""Light maps: where the places lie to each other, and from a click on a map back to the place that was meant."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

WIDTH = 420
MARGIN = 24
LABELS, ALL_NAMED = 7, 12
"""So many names a map bears; up to so many places, all have theirs."""
LETTER, LINE = 8.0, 16
"""How wide a letter of a name is drawn, and how high a line, at most."""
KM_PER_DEGREE = 111.32
SCALE_STEPS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True)
class Frame:
    """The piece of land a map shows, north up; `xy` draws a place and `place_at` is its inverse."""

    width: int
    height: int
    north: float
    west: float
    per_degree: float
    """Pixels per degree of latitude; a degree of longitude is narrower by `shrink`."""
    shrink: float

    @classmethod
    def around(cls, latitude: float, longitude: float, km_wide: float, width: int, height: int) -> "Frame":
        """The map of this size with that place in its middle."""
        per_degree, shrink = width / km_wide * KM_PER_DEGREE, math.cos(math.radians(latitude))
        north, west = latitude + height / 2 / per_degree, longitude - width / 2 / per_degree / shrink
        return cls(width, height, north, west, per_degree, shrink)

    @classmethod
    def holding(cls, places: Sequence[Any]) -> "Frame":
        """The map that shows all these places, with a margin around them."""
        shrink = math.cos(math.radians(sum(place.latitude for place in places) / len(places)))
        west, east = (edge(place.longitude for place in places) for edge in (min, max))
        south, north = (edge(place.latitude for place in places) for edge in (min, max))
        per_degree = (WIDTH - 2 * MARGIN) / (max((east - west) * shrink, (north - south) / 1.2) or 1)
        shift = (WIDTH - 2 * MARGIN - (east - west) * shrink * per_degree) / 2
        height = max(round(2 * MARGIN + (north - south) * per_degree), 80)
        top, left = MARGIN / per_degree, (MARGIN + shift) / per_degree / shrink
        return cls(WIDTH, height, north + top, west - left, per_degree, shrink)

    @property
    def km_wide(self) -> float:
        return self.width / self.per_degree * KM_PER_DEGREE

    @property
    def scale(self) -> tuple[float, float]:
        """The scale bar: kilometres, pixels; at most a third of the width."""
        km = max((step for step in SCALE_STEPS if step <= self.km_wide / 3), default=SCALE_STEPS[0])
        return km, round(km / self.km_wide * self.width, 1)

    def xy(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a place is drawn."""
        x, y = (longitude - self.west) * self.shrink * self.per_degree, (self.north - latitude) * self.per_degree
        return round(x, 1), round(y, 1)

    def place_at(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of what is drawn there."""
        return self.north - y / self.per_degree, self.west + x / self.per_degree / self.shrink

    def shows(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height


@dataclass(frozen=True)
class Label:
    """Where the name of a place is written: beside its dot, above or below, where it is in nobody's way."""

    x: float
    y: float
    anchor: str
    name: str

    def covers(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether something of that box would be written over."""
        wide = len(self.name) * LETTER
        begin = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return begin < right and left < begin + wide and self.y - LINE + 4 < bottom and top < self.y + 4

    def is_over(self, other: "Label") -> bool:
        """Whether both would be written over each other."""
        wide = len(other.name) * LETTER
        begin = other.x - {"start": 0.0, "middle": wide / 2, "end": wide}[other.anchor]
        return self.covers(begin, other.y - LINE + 4, begin + wide, other.y + 4)

    @property
    def is_on_the_map(self) -> bool:
        return not (self.covers(-WIDTH, -WIDTH, 0, 2 * WIDTH) or self.covers(WIDTH, -WIDTH, 2 * WIDTH, 2 * WIDTH))


@dataclass(frozen=True)
class Dot:
    """One place on the map, and its name where it is written."""

    place: Any
    x: float
    y: float
    radius: float
    count: int
    label: Label | None = None


@dataclass(frozen=True)
class DotMap:
    """All dots of one map, small ones last, so that every one can be reached; and exact points as small marks."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    marks: tuple[tuple[float, float], ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether every dot has its name."""
        return all(dot.label for dot in self.dots)


def dot_map(
    places: Iterable[Any], counts: Mapping[Any, int], points: Iterable[tuple[float, float]] = ()
) -> DotMap | None:
    """The places in their true positions to each other; None for fewer than two. Points outside are left out."""
    known = list(places)
    if len(known) < 2:
        return None
    frame = Frame.holding(known)
    spots = {place.id: frame.xy(place.latitude, place.longitude) for place in known}
    dots = _named([_dot(place, *spots[place.id], counts.get(place.id, 0)) for place in known])
    marks = tuple(spot for point in points if frame.shows(*(spot := frame.xy(*point))))
    return DotMap(frame.width, frame.height, tuple(sorted(dots, key=lambda dot: -dot.radius)), marks)


def _dot(place: Any, x: float, y: float, count: int) -> Dot:
    return Dot(place, x, y, round(4 + min(12.0, math.sqrt(count) * 3), 1), count)


def _named(dots: list[Dot]) -> list[Dot]:
    """The dots with the names that are written on the map: few places all have theirs, of many the largest."""
    places = [dot.place for dot in dots]
    if len(dots) > ALL_NAMED:
        counted = [dot.place for dot in dots if dot.count]
        places = _labelled(counted if len(counted) >= LABELS else places)
    named: dict[int, Label] = {}
    chosen = {place.id for place in places}
    for dot in sorted(dots, key=lambda dot: -dot.place.population):
        if dot.place.id in chosen:
            named[dot.place.id] = _label(dot, dots, list(named.values()))
    return [replace(dot, label=named.get(dot.place.id)) for dot in dots]


def _label(dot: Dot, dots: Sequence[Dot], others: Sequence[Label]) -> Label:
    """The name of the place where it is least in the way of other names and dots."""
    beside, name = dot.radius + 5, dot.place.name.split(",")[0]
    right, left = (Label(dot.x + beside, dot.y + 4, "start", name), Label(dot.x - beside, dot.y + 4, "end", name))
    above, below = (
        Label(dot.x, round(dot.y + step, 1), "middle", name) for step in (-beside, beside + LINE - 6)
    )  # fmt: skip

    def in_the_way(label: Label) -> int:
        names = sum(label.is_over(other) for other in others)
        spots = sum(
            label.covers(one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)
            for one in dots
            if one is not dot
        )
        return 10 * (not label.is_on_the_map) + 3 * names + spots

    return min((left, right, above, below) if dot.x > WIDTH * 0.7 else (right, left, above, below), key=in_the_way)


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


# ---- distances -----------------------------------------------------------------------------------


def distance_km(latitude: float, longitude: float, place: Any) -> float:
    """How far it is to that place, as the crow flies; good enough within a few hundred kilometres."""
    shrink = math.cos(math.radians((latitude + place.latitude) / 2))
    return KM_PER_DEGREE * math.hypot(latitude - place.latitude, (longitude - place.longitude) * shrink)


def reach_km(place: Any) -> float:
    """How far from its middle a place may end: twice the radius of a circle of its area, and a kilometre."""
    return 2 * math.sqrt(place.area_km2 / math.pi) + 1


def is_plausibly_in(latitude: float, longitude: float, places: Iterable[Any]) -> bool:
    """Whether the point lies within reach of one of these places."""
    return any(distance_km(latitude, longitude, place) <= reach_km(place) for place in places)


def moved(latitude: float, longitude: float, *, north: int = 0, east: int = 0) -> tuple[float, float]:
    """The point so many metres further."""
    degree = KM_PER_DEGREE * 1000
    return latitude + north / degree, longitude + east / degree / math.cos(math.radians(latitude))
