"""What the JSON doors of lists share: their filters by name, tagged goals, and the same list as points on the map."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.concepts.filtering import ALSO, Asked
from app.concepts.listing import Listed, ListFilter
from app.core.api import refuse
from app.municipalities.geojson import (
    MOST_FEATURES,
    PUBLIC_DIGITS,
    BoxIsBroken,
    Feature,
    FeatureCollection,
    Geometry,
    Properties,
    collection_of,
    read_box,
)

NAMES = {
    "concept": "konzept", "goal": "ziel", "municipality": "gemeinde", "status": "status", "origin": "herkunft",
    "q": "q", "sort": "sort", "also": "auch",
}  # fmt: skip
"""How the interface names the filters of the pages."""


class TaggedGoal(BaseModel):
    """A goal the thing serves."""

    id: int
    key: str
    kind: str
    title: str
    concept: str
    main: bool


class ListQuery(BaseModel):
    """Filters every list knows."""

    model_config = ConfigDict(str_strip_whitespace=True)

    concept: str | None = Field(default=None, max_length=80)
    goal: str | None = Field(default=None, max_length=170, description="concept:key; goals below it count")
    also: Literal["corresponding"] | None = Field(
        default=None, description="With a goal: what serves corresponding goals of other concepts counts as well"
    )
    municipality: str | None = Field(default=None, max_length=8, description="Official municipality key (AGS)")
    q: str = Field(default="", max_length=200)


class MapQuery(BaseModel):
    """A piece of the map."""

    bbox: str | None = Field(default=None, max_length=100, description="west,south,east,north in degrees (WGS 84)")


def filter_asked_for(query: BaseModel, read: Callable[[Mapping[str, str]], Asked]) -> ListFilter:
    """The filter this query means; a value nobody knows ends the request with a problem."""
    given = {german: str(getattr(query, english, None) or "") for english, german in NAMES.items()}
    given["auch"] = ALSO if given["auch"] else ""
    asked = read(given)
    for english, german in NAMES.items():
        if german in asked.unknown:
            refuse(400, f"{english}: there is no {asked.unknown[german]!r}")
    return asked.wanted


def tagged_goals(goals: Iterable[Any]) -> list[TaggedGoal]:
    """The goals of one row."""
    return [
        TaggedGoal(id=g.id, key=g.key, kind=g.goal_kind, title=g.title, concept=g.concept, main=bool(g.is_main))
        for g in goals
    ]


def map_of(listed: Listed, wanted: ListFilter, bbox: str | None, url_of: Callable[[Any], str]) -> FeatureCollection:
    """The list as points on the map; a box that is none ends the request with a problem."""
    try:
        box = read_box(bbox) if bbox else None
    except BoxIsBroken as error:
        refuse(400, f"bbox: {error}")
    rows = listed.located(wanted, box, MOST_FEATURES + 1)
    features = [
        Feature(
            id=row.number,
            geometry=Geometry(coordinates=(round(row.longitude, PUBLIC_DIGITS), round(row.latitude, PUBLIC_DIGITS))),
            properties=Properties(
                number=row.number, title=row.title, status=row.state, url=url_of(row),
                precision="point" if row.is_exact else "municipality",
            ),
        )
        for row in rows[:MOST_FEATURES]
    ]  # fmt: skip
    return collection_of(features, box, is_cut=len(rows) > MOST_FEATURES)
