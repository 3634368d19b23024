import json
from typing import Any

import pytest
from flask import Blueprint, Flask, Response
from pydantic import BaseModel

from app.core.api import Paged, PageQuery, answers, openapi, problem, read_body, read_query, reply
from app.core.doors import public


class Thing(BaseModel):
    name: str


class Wish(BaseModel):
    name: str
    limit: int = 3


class WishQuery(PageQuery):
    q: str | None = None


@pytest.fixture
def doors() -> Flask:
    """An application of three doors."""
    app, api = Flask("doors"), Blueprint("wishes", __name__)

    @api.get("/wishes")
    @answers(Paged[Thing], query=WishQuery)
    @public
    def index() -> Response:
        """All wishes."""
        wanted = read_query(WishQuery)
        return reply(Paged[Thing](items=[Thing(name=f"{wanted.q} {wanted.limit}")], next=None))

    @api.post("/wishes/<int:number>")
    @answers(Thing, body=Wish)
    @public
    def wish(number: int) -> Response:
        """Make a wish."""
        return reply(Thing(name=f"{read_body(Wish).name} {number}"))

    @api.get("/unmarked")
    @public
    def unmarked() -> Response:
        return problem(418, detail="teapot")

    app.register_blueprint(api, url_prefix="/api/v1")
    return app


def test_a_query_is_read_as_its_model(doors: Flask) -> None:
    answer = doors.test_client().get("/api/v1/wishes?limit=7&q=rad")
    assert answer.get_json() == {"items": [{"name": "rad 7"}], "next": None}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=a", "other=1", "q=%00", "cursor=" + "x" * 500])
def test_a_wrong_query_is_a_problem_that_names_it(doors: Flask, query: str) -> None:
    answer = doors.test_client().get(f"/api/v1/wishes?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert query.split("=")[0] in answer.get_json()["detail"] or "NUL" in answer.get_json()["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"limit": 1}', b'{"name": "\\u0000"}', b'{"name": 1}'])
def test_a_wrong_body_is_a_problem(doors: Flask, body: bytes) -> None:
    client = doors.test_client()
    answer = client.post("/api/v1/wishes/1", data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert client.post("/api/v1/wishes/1", json={"name": "Rad"}).get_json() == {"name": "Rad 1"}


def test_a_problem_has_a_title_of_its_own(doors: Flask) -> None:
    answer: Any = doors.test_client().get("/api/v1/unmarked")
    assert answer.get_json() == {"type": "about:blank", "title": "I'm a Teapot", "status": 418, "detail": "teapot"}


def test_the_description_is_built_from_the_marks(doors: Flask) -> None:
    described = openapi(doors)
    assert set(described["paths"]) == {"/api/v1/wishes", "/api/v1/wishes/{number}"}
    index, wish = described["paths"]["/api/v1/wishes"]["get"], described["paths"]["/api/v1/wishes/{number}"]["post"]
    assert [parameter["name"] for parameter in index["parameters"]] == ["limit", "cursor", "q"]
    assert wish["parameters"] == [{"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}]
    assert index["summary"] == "All wishes."
    text = json.dumps(described)
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in described["components"]["schemas"]
