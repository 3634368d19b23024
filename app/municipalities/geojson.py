"""Places for programs: points as everybody may know them, boxes of the map, features as RFC 7946 has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, Field

from app.core.errors import DomainError

MEDIA_TYPE = "application/geo+json"
MOST_FEATURES = 2000
PUBLIC_DIGITS = 4
"""Points are shown to about ten metres: enough for a bench, too little for a front door."""
ROUGHNESS = 10**-PUBLIC_DIGITS


class BoxIsBroken(DomainError):
    """A box is west,south,east,north in degrees."""


@dataclass(frozen=True)
class Box:
    """A piece of the map, in degrees."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, latitude: float, longitude: float) -> bool:
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


class Point(BaseModel):
    """A place on the map, to about ten metres."""

    lat: float
    lon: float


class Geometry(BaseModel):
    """A point: longitude first, as GeoJSON has it."""

    type: Literal["Point"] = "Point"
    coordinates: tuple[float, float]


class Properties(BaseModel):
    """What a point on the map stands for."""

    number: int
    title: str
    status: str
    url: str
    precision: Literal["point", "municipality"] = Field(
        description="point: marked by somebody, to about ten metres; municipality: somewhere in that municipality"
    )


class Feature(BaseModel):
    """One thing at its place."""

    type: Literal["Feature"] = "Feature"
    id: int
    geometry: Geometry
    properties: Properties


class FeatureCollection(BaseModel):
    """Things at their places; those that belong to no single municipality have none."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    features: list[Feature]
    note: str | None = Field(default=None, description="Says when there are more than the answer holds")


def public_point(latitude: float | None, longitude: float | None) -> Point | None:
    """The point as everybody may know it."""
    if latitude is None or longitude is None:
        return None
    return Point(lat=round(latitude, PUBLIC_DIGITS), lon=round(longitude, PUBLIC_DIGITS))


def read_box(text: str) -> Box:
    """The box west,south,east,north; `BoxIsBroken` where it is none."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BoxIsBroken("four numbers: west,south,east,north") from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise BoxIsBroken("west below east and south below north, in degrees")
    return Box(west, south, east, north)


def collection_of(features: Iterable[Feature], box: Box | None, *, is_cut: bool) -> FeatureCollection:
    """The features whose public point lies in the box, and a note where there are more of them."""
    inside = [f for f in features if box is None or box.holds(f.geometry.coordinates[1], f.geometry.coordinates[0])]
    note = f"Only the newest {MOST_FEATURES}; ask for smaller boxes to get all." if is_cut else None
    return FeatureCollection(features=inside, note=note)
