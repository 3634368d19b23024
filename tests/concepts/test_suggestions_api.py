"""`POST /api/v1/goal-suggestions`: goals that may fit a text, for other programs."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.concepts.models import Concept, Goal
from app.core.database import db, transaction
from tests.cast import Cast
from tests.queries import count_queries

ADDRESS = "/api/v1/goal-suggestions"
TEXT = "Der Bus fährt am Abend nicht mehr, wir brauchen einen Bus und Radverkehr."


def asked(client: Any, **changes: Any) -> Any:
    return client.post(ADDRESS, json={"concept": "kek-hier", "title": "Ein Bus", "text": TEXT, **changes})


def test_the_answer_has_exactly_the_agreed_parts(client: Any, cast: Cast) -> None:
    answer = asked(client, limit=2)
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    [first, *_others] = answer.get_json()["suggestions"]
    assert set(answer.get_json()) == {"suggestions"}
    assert set(first) == {"goal", "score", "because"}
    assert first["goal"] == {
        "id": cast.other_sub_goal.id, "key": "bus", "kind": "sub_goal", "title": "Der Bus fährt für alle.",
        "source_page": None,
    }  # fmt: skip
    assert 0 < first["score"] <= 1
    assert first["because"]
    assert all(word in f"Ein Bus. {TEXT}" for word in first["because"])


def test_the_best_come_first_and_the_same_text_gives_the_same_answer(client: Any, cast: Cast) -> None:
    first = asked(client).get_json()
    assert asked(client).get_json() == first
    scores = [one["score"] for one in first["suggestions"]]
    assert scores == sorted(scores, reverse=True)
    assert len(asked(client, limit=1).get_json()["suggestions"]) == 1


def test_title_or_text_is_enough_and_nothing_found_is_an_empty_list(client: Any, cast: Cast) -> None:
    assert client.post(ADDRESS, json={"concept": "kek-hier", "title": "Der Bus fährt"}).get_json()["suggestions"]
    assert client.post(ADDRESS, json={"concept": "kek-hier", "text": "Der Bus fährt"}).get_json()["suggestions"]
    for text in ("…", "123 456", "und wir wollen auch der die das für alle"):
        answer = client.post(ADDRESS, json={"concept": "kek-hier", "text": text})
        assert (answer.status_code, answer.get_json()) == (200, {"suggestions": []}), text


@pytest.mark.parametrize(
    ("changes", "status", "named"),
    [
        ({"concept": "kek-mond"}, 404, "concept"),
        ({"concept": ""}, 404, "concept"),
        ({"concept": None}, 400, "concept"),
        ({"title": " ", "text": "\n"}, 400, "title and text"),
        ({"title": "x" * 401}, 400, "title"),
        ({"text": "x" * 20_001}, 400, "text"),
        ({"text": 7}, 400, "text"),
        ({"text": "a\x00b"}, 400, "NUL"),
        ({"text": "\ud800"}, 400, "text"),
        ({"limit": 0}, 400, "limit"),
        ({"limit": 11}, 400, "limit"),
    ],
)
def test_a_fault_is_a_problem_that_names_it(
    client: Any, cast: Cast, changes: dict[str, Any], status: int, named: str
) -> None:
    answer = asked(client, **changes)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert named in answer.get_json()["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_what_is_no_json_object_is_a_problem(client: Any, cast: Cast, body: bytes) -> None:
    assert client.post(ADDRESS, data=body, content_type="application/json").status_code == 400


def test_a_megabyte_is_refused_and_the_longest_text_is_read(client: Any, cast: Cast) -> None:
    assert asked(client, text="Bus " * 300_000).status_code == 413
    assert asked(client, text="Bus " * 200_000).status_code == 400
    long = " ".join(f"wort{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(2_500))
    assert asked(client, text=long).status_code == 200


def test_goals_that_are_not_pursued_are_never_named(client: Any, cast: Cast) -> None:
    with transaction():
        db.session.merge(cast.other_sub_goal).is_retired = True
    assert "bus" not in [one["goal"]["key"] for one in asked(client).get_json()["suggestions"]]


def test_the_number_of_queries_is_fixed(client: Any, cast: Cast) -> None:
    asked(client)
    with count_queries(5):
        asked(client)


@pytest.mark.own_app
def test_without_the_model_words_alone_lead_to_goals(app: Flask, client: Any, cast: Cast) -> None:
    class Silent:
        def vectors_of(self, texts: Any) -> None:
            return None

    app.extensions["meaning"] = Silent()
    with transaction():
        db.session.merge(cast.other_sub_goal).title = "Busse und Rufbusse kommen öfter."
    answer = client.post(ADDRESS, json={"concept": "kek-hier", "text": "Rufbusse sollen öfter kommen"})
    assert answer.get_json()["suggestions"][0]["goal"]["key"] == "bus"


def test_real_concepts_answer_with_teilziele_or_what_can_be_tagged(documents: Flask, client: Any) -> None:
    question = {"title": "Ein Radweg zur Schule", "text": "Die Kinder sollen sicher mit dem Rad fahren."}
    for concept in db.session.query(Concept):
        answer = client.post(ADDRESS, json={"concept": concept.key, **question})
        found = answer.get_json()["suggestions"]
        assert found, concept.key
        goals = db.session.scalars(select(Goal).where(Goal.id.in_([one["goal"]["id"] for one in found]))).all()
        assert all(goal.is_taggable and goal.concept_id == concept.id for goal in goals)
    described = client.get("/api/v1/openapi.json").get_json()["paths"][ADDRESS]
    assert list(described) == ["post"]
