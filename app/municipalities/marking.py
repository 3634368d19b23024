"""A point on the map: both numbers or none, rounded, and only where the authority answers."""

from collections.abc import Sequence
from typing import Any

from app.core.errors import DomainError
from app.municipalities.map_queries import towns_of_authority
from app.municipalities.mapping import distance_km, is_plausibly_in, reach_km

DIGITS = 5


class PointIsElsewhere(DomainError):
    """The point lies outside the area of the authority that would answer."""


def mark_point(thing: Any, latitude: float, longitude: float) -> None:
    """Set the point of an idea or a project. Outside the area of its authority it is refused: nobody there answers."""
    if not is_in_area(thing.authority_id, latitude, longitude):
        raise PointIsElsewhere
    thing.latitude, thing.longitude = round(latitude, DIGITS), round(longitude, DIGITS)


def take_point_away(thing: Any) -> None:
    """The municipality alone counts again."""
    thing.latitude = thing.longitude = None


def is_in_area(authority_id: int | None, latitude: float, longitude: float) -> bool:
    """Whether one of the authority's towns is near enough. We know middles of towns, no borders."""
    return authority_id is not None and is_plausibly_in(latitude, longitude, towns_of_authority(authority_id))


def nearer_town(thing: Any, towns: Sequence[Any]) -> Any:
    """The town the point seems to lie in, where it is none of those chosen; to be asked about, never refused."""
    if thing.latitude is None or not thing.municipalities:
        return None
    here = (thing.latitude, thing.longitude)
    likely = min(towns, key=lambda town: distance_km(*here, town) / reach_km(town), default=None)
    fits = likely is None or likely.id in {town.id for town in thing.municipalities}
    return None if fits or is_plausibly_in(*here, thing.municipalities) else likely
