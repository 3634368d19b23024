"""Similar ideas for other programs: exact shape, same visibility, plain problems."""

from typing import Any

import pytest

from app.ideas.places import Place
from tests.cast import Cast
from tests.ideas.similar_world import AGAIN, AGAIN_TEXT, TEXT, TITLE, know_meanings, public_idea
from tests.worlds import HIDDEN_STATES, an_idea

ADDRESS = "/api/v1/similar-ideas"


def test_the_answer_has_the_promised_shape(client: Any, cast: Cast) -> None:
    idea = public_idea(cast)
    know_meanings()
    answer = client.post(ADDRESS, json={"title": AGAIN, "text": AGAIN_TEXT, "municipality": None, "limit": 3})
    assert (answer.status_code, set(answer.json)) == (200, {"ideas"})
    (one,) = answer.json["ideas"]
    assert set(one) == {"number", "title", "status", "score", "because", "url"}
    assert (one["number"], one["title"], one["status"]) == (idea.id, TITLE, "published")
    assert one["url"] == f"http://localhost/ideen/{idea.id}-{idea.slug}"
    assert 0 < one["score"] < 1.5
    assert 1 <= len(one["because"]) <= 4
    assert client.post(ADDRESS, json={"text": "Kirchturmuhr"}).json == {"ideas": []}


def test_the_town_counts_and_the_limit_holds(client: Any, cast: Cast) -> None:
    for at in range(3):
        public_idea(cast, f"{TITLE} {at}", place=Place.of_municipalities([cast.naunhof]))
    know_meanings()
    asked = {"title": TITLE, "text": TEXT}
    found = {ags: client.post(ADDRESS, json={**asked, "municipality": ags}).json for ags in ("14729300", "14729060")}
    assert [len(answer["ideas"]) for answer in found.values()] == [3, 0]
    assert len(client.post(ADDRESS, json={**asked, "limit": 2}).json["ideas"]) == 2


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_hidden_ideas_are_not_named(client: Any, cast: Cast, state: str) -> None:
    an_idea(cast, state, TITLE, TEXT)
    know_meanings()
    assert client.post(ADDRESS, json={"title": TITLE, "text": TEXT}).json == {"ideas": []}


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 400), ({"title": " ", "text": ""}, 400), ({"title": "x", "limit": 11}, 400), ({"text": "x", "limit": 0}, 400),
     ({"title": 7}, 400), ({"title": "x" * 401}, 400), ({"text": "x" * 20_001}, 400), ({"text": "a\x00b"}, 400),
     ({"title": "x", "municipality": "00000000"}, 404), ({"title": "x", "municipality": ["14729300"]}, 400),
     ([], 400), ({"text": "x" * 2_000_000}, 413)],
)  # fmt: skip
def test_faults_are_said_in_words(client: Any, cast: Cast, sent: Any, status: int) -> None:
    answer = client.post(ADDRESS, json=sent)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert client.post(ADDRESS, data="kein JSON").status_code == 400
