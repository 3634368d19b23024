"""Lists as maps and as GeoJSON: same filters, same visibility, the same queries for one and for many."""

from typing import Any

import pytest

from app.concepts.listing import ListFilter
from app.concepts.placing import places_of_list
from app.core.database import db, transaction
from app.ideas import queries as ideas
from app.ideas.filtering import read_idea_filters
from app.ideas.models import Idea
from app.ideas.places import Place
from app.projects import queries as projects
from app.projects.models import Project
from tests.cast import Cast
from tests.ideas.test_public import an_idea_at
from tests.projects.stage import hidden, promoted
from tests.queries import count_queries
from tests.worlds import HIDDEN_STATES, an_idea

CANARY = "Kanarienvogel"
EXACT = (51.21057, 12.62036)


def mark(kind: Any, number: int, latitude: float = EXACT[0], longitude: float = EXACT[1]) -> None:
    with transaction():
        thing = db.session.get(kind, number)
        thing.latitude, thing.longitude = latitude, longitude
    db.session.expire_all()


def test_hidden_ideas_stand_in_no_count_map_or_geojson(cast: Cast, client: Any) -> None:
    for state in HIDDEN_STATES:
        mark(Idea, an_idea(cast, state, f"{CANARY} {state}").id)
    assert 'id="orte"' not in client.get("/ideen").text
    assert client.get("/api/v1/ideas.geojson").json["features"] == []
    assert ideas.count_by_municipality() == {}
    shown = an_idea(cast, title="Sichtbar")
    where = places_of_list(ideas.LISTED, ListFilter())
    assert [(town.name, count) for district in where.districts for town, count in district.places] == [("Naunhof", 1)]
    assert (where.exact, where.elsewhere) == (0, 0)
    found = client.get("/api/v1/ideas.geojson").json["features"]
    assert [feature["id"] for feature in found] == [shown.id]
    assert CANARY not in client.get("/ideen").text


def test_hidden_projects_stand_in_no_map_or_geojson(cast: Cast, client: Any) -> None:
    for project in hidden(cast, CANARY):
        mark(Project, project.id)
    assert client.get("/api/v1/projects.geojson").json["features"] == []
    assert 'id="orte"' not in client.get("/projekte").text
    shown = promoted(cast)
    mark(Project, shown.id)
    assert [f["id"] for f in client.get("/api/v1/projects.geojson").json["features"]] == [shown.id]
    assert places_of_list(projects.LISTED, ListFilter()).exact == 1
    assert client.get("/api/v1/projects").json["items"][0]["point"] == {"lat": 51.2106, "lon": 12.6204}


def test_map_and_list_beside_it_say_the_same_under_every_filter(cast: Cast, client: Any) -> None:
    an_idea(cast)
    an_idea(cast, "pooled")
    an_idea_at(cast, Place.of_municipalities([cast.brandis, cast.naunhof]), "Beide", [cast.other_sub_goal])
    an_idea_at(cast, Place.of_region(cast.partheland), "Alle", [cast.sub_goal])
    for query, counts, elsewhere in (
        ("", {"Naunhof": 3, "Brandis": 1}, 1), ("ziel=kek-hier:bus", {"Naunhof": 1, "Brandis": 1}, 0),
        ("status=pooled", {"Naunhof": 1}, 0), ("region=partheland", {"Naunhof": 3, "Brandis": 1}, 1),
        ("gemeinde=14729060", {"Naunhof": 1, "Brandis": 1}, 0),
    ):  # fmt: skip
        page = client.get(f"/ideen?{query}").text
        titles = [part.split("</title>")[0] for part in page.split("<title>")[1:]]
        dots = dict(title.split(": ") for title in titles if ": " in title)
        dots = {name: int(label.split(" ")[0]) for name, label in dots.items() if name in {"Naunhof", "Brandis"}}
        listed = page.partition('<ul class="plain place-list">')[2].partition("</ul>")[0]
        assert dots == counts, query
        assert all(f">{name}</a>" in listed for name in counts), query
        wanted = read_idea_filters(dict([query.split("=")] if query else [])).wanted
        assert places_of_list(ideas.LISTED, wanted).elsewhere == elsewhere
    assert 'href="/ideen?status=pooled&amp;gemeinde=14729300"' in client.get("/ideen?status=pooled").text


def test_the_map_takes_the_same_queries_for_one_and_for_many(cast: Cast) -> None:
    for how_many in (1, 3):
        for _ in range(how_many):
            mark(Idea, an_idea(cast).id)
        db.session.rollback()
        with count_queries(3):
            places_of_list(ideas.LISTED, ListFilter())
        with count_queries(1):
            ideas.LISTED.located(ListFilter(), None, 10)


def test_a_feature_says_what_it_is_and_how_exactly(cast: Cast, client: Any) -> None:
    rough, exact = an_idea(cast, title="Ungefähr"), an_idea(cast, title="Genau")
    an_idea_at(cast, Place.of_region(cast.partheland), "Ohne Ort", [cast.sub_goal])
    mark(Idea, exact.id)
    answer = client.get("/api/v1/ideas.geojson")
    assert answer.content_type == "application/geo+json"
    first, second = answer.json["features"]
    assert first == {
        "type": "Feature", "id": exact.id, "geometry": {"type": "Point", "coordinates": [12.6204, 51.2106]},
        "properties": {
            "number": exact.id, "title": "Genau", "status": "published", "precision": "point",
            "url": f"http://localhost/ideen/{exact.id}-genau",
        },
    }  # fmt: skip
    assert (second["id"], second["properties"]["precision"]) == (rough.id, "municipality")
    assert second["geometry"]["coordinates"] == [12.6, 51.2]
    assert (answer.json["type"], answer.json["note"]) == ("FeatureCollection", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bbox=12.5,51.1,12.7,51.3", 2), ("bbox=12.62,51.21,12.63,51.22", 1), ("bbox=5,47,6,48", 0),
        ("goal=kek-hier:bus", 0), ("municipality=14729300", 2), ("status=pooled", 1), ("q=radweg", 2),
    ],
)  # fmt: skip
def test_boxes_and_filters_leave_what_they_name(cast: Cast, client: Any, query: str, found: int) -> None:
    an_idea(cast)
    mark(Idea, an_idea(cast, "pooled").id)
    assert len(client.get(f"/api/v1/ideas.geojson?{query}").json["features"]) == found


def test_small_boxes_do_not_tell_more_than_ten_metres(cast: Cast, client: Any) -> None:
    mark(Idea, an_idea(cast).id)
    around_truth = "bbox=12.62033,51.21054,12.62038,51.21059"
    around_shown = "bbox=12.62039,51.21059,12.62041,51.21061"
    assert client.get(f"/api/v1/ideas.geojson?{around_truth}").json["features"] == []
    assert len(client.get(f"/api/v1/ideas.geojson?{around_shown}").json["features"]) == 1


@pytest.mark.parametrize(
    "query", ["bbox=1", "bbox=13,51,12,52", "bbox=a,b,c,d", "status=draft", "goal=x", "x=1", "limit=5", "sort=neu"]
)
def test_what_is_no_box_or_filter_is_a_problem(cast: Cast, client: Any, query: str) -> None:
    for kind in ("ideas", "projects"):
        answer = client.get(f"/api/v1/{kind}.geojson?{query}")
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_more_than_an_answer_holds_is_said(cast: Cast, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.concepts.list_answers.MOST_FEATURES", 1)
    newest = [an_idea(cast).id for _ in range(2)][-1]
    answer = client.get("/api/v1/ideas.geojson").json
    assert [feature["id"] for feature in answer["features"]] == [newest]
    assert answer["note"]


def test_the_description_of_the_interface_names_the_media_type(client: Any, cast: Cast) -> None:
    described = client.get("/api/v1/openapi.json").json["paths"]["/api/v1/projects.geojson"]["get"]
    assert list(described["responses"]["200"]["content"]) == ["application/geo+json"]
    assert "bbox" in {parameter["name"] for parameter in described["parameters"]}
