from typing import Any

import pytest
from flask import Flask

from app.municipalities.cli import PACKAGED
from app.municipalities.loading import read_municipalities


def all_of(client: Any, query: str = "") -> list[dict[str, Any]]:
    items, cursor = [], ""
    while cursor is not None:
        answer = client.get(
            f"/api/v1/municipalities?limit=100{query}" + (f"&cursor={cursor}" if cursor else "")
        ).get_json()
        items += answer["items"]
        cursor = answer["next"]
    return items


def test_every_municipality_is_told_as_the_file_has_it(register: Flask, client: Any) -> None:
    file = read_municipalities(PACKAGED)
    told = all_of(client)
    assert [item["ags"] for item in told] == sorted(entry.ags for entry in file.municipalities)
    by_ags = {entry.ags: entry for entry in file.municipalities}
    for item in told:
        entry = by_ags[item["ags"]]
        assert (item["name"], item["ars"]) == (entry.name, entry.ars)
        assert item["association"] == (entry.association or entry.name)
        assert (item["population"], item["area_km2"]) == (entry.population, entry.area_km2)
    assert set(told[0]) == {
        "ags", "ars", "name", "district", "association", "population", "area_km2", "latitude", "longitude", "regions",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("&district=14729", 30), ("&district=Landkreis%20Nordsachsen", 30), ("&region=partheland", 7), ("&q=naunh", 1),
        ("&district=99999", 0), ("&region=nichts", 0), ("&district=14730&region=partheland", 0), ("&q=", 202),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed(register: Flask, client: Any, query: str, number: int) -> None:
    found = all_of(client, query)
    assert len(found) == number
    if "region=partheland" in query and number:
        assert all(item["regions"] == ["partheland"] for item in found)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=x", "cursor=x", "cursor=WzFd0", "q=%00", f"q={'x' * 200}", "farbe=rot"]
)
def test_a_wrong_question_is_a_problem(register: Flask, client: Any, query: str) -> None:
    answer = client.get(f"/api/v1/municipalities?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert client.get("/api/v1/municipalities?limit=1").status_code == 200
