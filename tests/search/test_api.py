from typing import Any, get_args

import pytest

from app.search.api import Kind
from app.search.models import DOCUMENT_KINDS
from tests.cast import Cast
from tests.search.world import an_idea_project_and_comment, known


def test_hits_have_kind_number_words_address_and_day(cast: Cast, client: Any) -> None:
    idea, project, said = an_idea_project_and_comment(cast)
    known()
    answer = client.get("/api/v1/search?q=Radweg").json
    items = {item["kind"]: item for item in answer["items"]}
    assert items["idea"] == {
        "kind": "idea", "number": idea.id, "title": "Radweg Nummer 1", "excerpt": items["idea"]["excerpt"],
        "url": f"http://localhost/ideen/{idea.id}-{idea.slug}", "day": items["idea"]["day"],
    }  # fmt: skip
    assert "Neben der Straße" in items["idea"]["excerpt"]
    assert items["project"]["number"] == project.id
    assert items["comment"]["number"] is None
    assert items["comment"]["url"].endswith(f"/diskussion/kommentar/{said.id}#kommentar-{said.id}")
    assert answer["counts"] == {"idea": 1, "project": 1, "comment": 1}
    assert (answer["next"], answer["corrected"], answer["is_some"]) == (None, {}, False)


def test_one_kind_page_by_page(cast: Cast, client: Any) -> None:
    for number in (1, 2, 3):
        an_idea_project_and_comment(cast, number)
    known()
    first = client.get("/api/v1/search?q=Radweg&kind=idea&limit=2").json
    second = client.get(f"/api/v1/search?q=Radweg&kind=idea&limit=2&cursor={first['next']}").json
    items = first["items"] + second["items"]
    assert {item["kind"] for item in items} == {"idea"}
    assert len({item["number"] for item in items}) == 3
    assert second["next"] is None


def test_wrong_questions_are_problems(cast: Cast, client: Any) -> None:
    known()
    wrong = ("", "q=Rad&kind=kuchen", "q=Rad&cursor=kaputt", "q=Rad&limit=0", "q=Rad&art=idea", "q=" + "x" * 201)
    for query in wrong:
        answer = client.get(f"/api/v1/search?{query}")
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json"), query


def test_it_is_described(cast: Cast, client: Any) -> None:
    described = client.get("/api/v1/openapi.json").json["paths"]["/api/v1/search"]["get"]
    assert {"q", "kind", "limit", "cursor"} == {parameter["name"] for parameter in described["parameters"]}


@pytest.mark.once
def test_every_kind_of_hit_is_described() -> None:
    assert get_args(Kind) == DOCUMENT_KINDS
