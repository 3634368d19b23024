"""The map of a list: per district the places it has something for, and the same as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from app.concepts.listing import Listed, ListFilter
from app.municipalities.mapping import DotMap, dot_map
from app.municipalities.queries import municipalities_matching

MOST_MARKS = 200


@dataclass(frozen=True)
class DistrictMap:
    """One district that the list has something for: its map, and (place, count) by name."""

    key: int
    name: str
    picture: DotMap | None
    places: list[tuple[Any, int]]


@dataclass(frozen=True)
class PlacesOfList:
    """Where the things of a list are: per district, how many have an exact point, how many belong to no one place."""

    districts: list[DistrictMap]
    exact: int
    elsewhere: int


def places_of_list(listed: Listed, wanted: ListFilter) -> PlacesOfList:
    """The map of what the filter leaves; three queries, however many things and places."""
    counts = listed.count_by_municipality(wanted)
    points = listed.points(wanted, MOST_MARKS)
    districts = _districts(municipalities_matching(), counts, points) if counts.keys() - {None} else []
    return PlacesOfList(districts, len(points), counts.get(None, 0))


def _districts(
    towns: Sequence[Any], counts: Mapping[int | None, int], points: list[tuple[float, float]]
) -> list[DistrictMap]:
    maps = []
    for key, rows in groupby(sorted(towns, key=lambda town: town.district_id), key=lambda town: town.district_id):
        own = list(rows)
        places = [(town, counts[town.id]) for town in own if counts.get(town.id)]
        if places:
            maps.append(DistrictMap(key, own[0].district, dot_map(own, counts, points), places))
    return sorted(maps, key=lambda district: district.name)
