"""What lies around a place: the small map of one idea or project, and the map on which a point is marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.municipalities.geojson import Point, public_point
from app.municipalities.map_queries import towns_within
from app.municipalities.mapping import Frame

ZOOMS = (2, 4, 8, 16, 32, 64, 128)
"""How many kilometres wide a map may be."""
SMALL = (340, 230)
LETTER, LINE = 7.5, 15
"""About how wide a letter and how high a line of a label is."""


@dataclass(frozen=True)
class Town:
    """A town on the map; its name stands left or right of its dot, or nowhere where it would hide another."""

    name: str
    x: float
    y: float
    is_chosen: bool
    side: str


@dataclass(frozen=True)
class Surroundings:
    """One map: the towns around, the mark, the scale."""

    frame: Frame
    towns: list[Town]
    mark: tuple[float, float] | None


@dataclass(frozen=True)
class Where:
    """Where one thing is, for everybody: the picture, the point to about ten metres, the names of its towns."""

    picture: Surroundings
    point: Point | None
    towns: str


def picture_of(frame: Frame, mark: tuple[float, float] | None = None, chosen: Sequence[int] = ()) -> Surroundings:
    """The towns in that frame and the mark, latitude first; one query."""
    south, east = frame.place_at(frame.width, frame.height)
    towns: list[Town] = []
    for row in towns_within(south, frame.west, frame.north, east):
        x, y = frame.xy(row.latitude, row.longitude)
        side = next((side for side in ("right", "left") if _fits(frame, towns, row.name, x, y, side)), "")
        towns.append(Town(row.name, x, y, row.id in chosen, side))
    return Surroundings(frame, towns, frame.xy(*mark) if mark else None)


def where_of(thing: Any) -> Where | None:
    """The small map of an idea or project; None where it belongs to no single place."""
    point, towns = public_point(thing.latitude, thing.longitude), thing.municipalities
    if point is None and not towns:
        return None
    latitude = point.lat if point else sum(town.latitude for town in towns) / len(towns)
    longitude = point.lon if point else sum(town.longitude for town in towns) / len(towns)
    apart = max((abs(town.longitude - longitude) + abs(town.latitude - latitude) for town in towns), default=0)
    frame = Frame.around(latitude, longitude, 6 if point else 14 + 200 * apart, *SMALL)
    picture = picture_of(frame, (point.lat, point.lon) if point else None, [town.id for town in towns])
    return Where(picture, point, ", ".join(town.name for town in towns))


def _fits(frame: Frame, towns: Sequence[Town], name: str, x: float, y: float, side: str) -> bool:
    left, right = _label(name, x, side)
    if left < 0 or right > frame.width or not LINE < y < frame.height - 3 * LINE:
        return False
    for other in towns:
        taken = [(other.x - 5, other.x + 5), *([_label(other.name, other.x, other.side)] if other.side else [])]
        if abs(other.y - y) < LINE and any(left < end and begin < right for begin, end in taken):
            return False
    return True


def _label(name: str, x: float, side: str) -> tuple[float, float]:
    width = 8 + LETTER * len(name)
    return (x, x + width) if side == "right" else (x - width, x)
