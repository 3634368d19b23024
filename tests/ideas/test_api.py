"""The API of ideas: exact shape, same visibility, plain problems."""

from typing import Any

import pytest

from app.core.clock import local
from tests.cast import Cast
from tests.worlds import HIDDEN_STATES, an_idea

ITEM = {
    "number", "title", "status", "outcome", "origin", "status_as_of", "author", "goals", "municipalities", "point",
    "supports", "comments", "submitted_on", "updated_at", "url",
}  # fmt: skip


def test_an_item_has_the_promised_shape(client: Any, cast: Cast) -> None:
    idea = an_idea(cast)
    answer = client.get("/api/v1/ideas").json
    assert set(answer) == {"items", "next"}
    (item,) = answer["items"]
    assert set(item) == ITEM
    assert item["author"] == {"name": "Anna Beispiel", "kind": "person"}
    assert item["goals"] == [
        {
            "id": cast.sub_goal.id, "key": "rad", "kind": "sub_goal", "title": "Radverkehr wird gefördert.",
            "concept": "kek-hier", "main": True,
        }
    ]  # fmt: skip
    assert item["municipalities"] == ["14729300"]
    assert item["url"] == f"http://localhost/ideen/{idea.id}-{idea.slug}"
    assert idea.submitted_at is not None
    assert item["submitted_on"] == local(idea.submitted_at).date().isoformat()


def test_one_idea_adds_text_timeline_and_provenance(client: Any, cast: Cast) -> None:
    idea = an_idea(cast, "closed")
    answer = client.get(f"/api/v1/ideas/{idea.id}").json
    assert set(answer) > ITEM
    assert (answer["text"], answer["outcome"], answer["answer"]) == ("Bitte bauen.", "done", "Steht.")
    assert [step["verb"] for step in answer["timeline"]] == ["submit_idea", "publish_idea", "close_idea"]
    assert answer["provenance"] == []


@pytest.mark.parametrize("state", HIDDEN_STATES)
def test_hidden_ideas_are_not_there(client: Any, cast: Cast, state: str) -> None:
    idea = an_idea(cast, state)
    answer = client.get(f"/api/v1/ideas/{idea.id}")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert client.get("/api/v1/ideas").json["items"] == []


def test_no_address_of_anybody_is_given_away(client: Any, cast: Cast) -> None:
    idea = an_idea(cast)
    for path in ("/api/v1/ideas", f"/api/v1/ideas/{idea.id}"):
        assert "example.org" not in client.get(path).text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2), ("status=pooled", 1), ("goal=kek-hier:rad", 2), ("goal=kek-hier:bus", 0), ("concept=kek-hier", 2),
        ("municipality=14729300&status=published", 1), ("municipality=14729060", 0), ("origin=online", 2),
        ("q=radweg", 2), ("sort=unterstuetzt", 2), ("limit=1", 1), ("status=", 2),
    ],
)  # fmt: skip
def test_filters(client: Any, cast: Cast, query: str, count: int) -> None:
    an_idea(cast)
    an_idea(cast, "pooled")
    assert len(client.get(f"/api/v1/ideas?{query}").json["items"]) == count


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=101", "limit=x", "cursor=x", "cursor=WzEsMl0", "status=draft", "status=x", "sort=x",
        "origin=x", "concept=x", "goal=x", "municipality=1", "stranger=1", "q=%00",
    ],
)  # fmt: skip
def test_a_wrong_query_is_a_problem(client: Any, cast: Cast, query: str) -> None:
    answer = client.get(f"/api/v1/ideas?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("number", ["0", "4711", str(10**40)])
def test_unknown_numbers(client: Any, cast: Cast, number: str) -> None:
    assert client.get(f"/api/v1/ideas/{number}").status_code == 404


def test_the_cursor_walks_through_everything_once(client: Any, cast: Cast) -> None:
    numbers = [an_idea(cast).id for _ in range(5)]
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"/api/v1/ideas?limit=2&cursor={cursor}").json
        seen += [item["number"] for item in answer["items"]]
        cursor = answer["next"]
    assert seen == numbers[::-1]
