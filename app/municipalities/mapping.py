"""Light maps: where the places lie to each other, and from a click on a map back to the place that was meant."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 420
MARGIN = 24
LABELS = 7
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
class Dot:
    """One place on the map, and whether it is labelled."""

    place: Any
    x: float
    y: float
    radius: float
    count: int
    has_label: bool
    is_left: bool


@dataclass(frozen=True)
class DotMap:
    """All dots of one map, small ones last, so that every one can be reached; and exact points as small marks."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    marks: tuple[tuple[float, float], ...] = ()


def dot_map(
    places: Iterable[Any], counts: Mapping[Any, int], points: Iterable[tuple[float, float]] = ()
) -> DotMap | None:
    """The places in their true positions to each other; None for fewer than two. Points outside are left out."""
    known = list(places)
    if len(known) < 2:
        return None
    frame = Frame.holding(known)
    spots = {place.id: frame.xy(place.latitude, place.longitude) for place in known}
    counted = [place for place in known if counts.get(place.id)]
    labelled = {place.id for place in _labelled(counted if len(counted) >= LABELS else known)}
    dots = [_dot(place, *spots[place.id], counts.get(place.id, 0), place.id in labelled) for place in known]
    marks = tuple(spot for point in points if frame.shows(*(spot := frame.xy(*point))))
    return DotMap(frame.width, frame.height, tuple(sorted(dots, key=lambda dot: -dot.radius)), marks)


def _dot(place: Any, x: float, y: float, count: int, has_label: bool) -> Dot:
    radius = round(4 + min(12.0, math.sqrt(count) * 3), 1)
    return Dot(place, x, y, radius, count, has_label, is_left=x > WIDTH * 0.7)


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
