from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.core.database import db
from app.municipalities.mapping import WIDTH, dot_map
from app.municipalities.queries import municipalities_matching
from tests.cast import Cast


def test_every_place_can_be_found_in_the_list(register: Flask, client: Any) -> None:
    page = client.get("/gemeinden").get_data(as_text=True)
    for row in municipalities_matching():
        assert f'href="/gemeinden/{row.ags}"' in page
    assert 'href="/regionen/partheland"' in page


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("naunh", {"Naunhof"}), ("NAUNHOF", {"Naunhof"}),
        ("großp", {"Großpösna"}), ("grossp", {"Großpösna"}),
        ("04683", {"Naunhof", "Belgershain"}), ("lausick", {"Bad Lausick"}), ("aunhof", set()),
        ("%", set()), ("_", set()), ("'", set()), ("9" * 80, set()),
    ],
)  # fmt: skip
def test_a_place_is_found_by_the_beginning_of_its_name_or_its_postcode(
    register: Flask, client: Any, q: str, expected: set[str] | None
) -> None:
    answer = client.get("/gemeinden", query_string={"q": q})
    assert answer.status_code == 200
    if expected is not None:
        assert {row.name for row in municipalities_matching(q)} == expected


def test_too_long_a_question_is_answered_at_the_field(register: Flask, client: Any) -> None:
    assert 'aria-invalid="true"' in client.get(f"/gemeinden?q={'x' * 81}").get_data(as_text=True)
    assert 'aria-invalid="true"' not in client.get(f"/gemeinden?q={'x' * 80}").get_data(as_text=True)


def test_a_place_says_what_it_is_and_invites_to_write(register: Flask, client: Any) -> None:
    page = client.get("/gemeinden/14729300").get_data(as_text=True)
    for expected in ("Naunhof", "Landkreis Leipzig", "04683", "14729300", 'href="/regionen/partheland"'):
        assert expected in page
    assert "ort=14729300" in page
    assert 'href="/regionen/' not in client.get("/gemeinden/13076001").get_data(as_text=True)


def test_a_region_names_its_members(register: Flask, client: Any) -> None:
    page = client.get("/regionen/partheland").get_data(as_text=True)
    for ags in ("14729020", "14729060", "14729070", "14729190", "14729250", "14729300", "14729340"):
        assert f'href="/gemeinden/{ags}"' in page
    assert "region=partheland" in page


def test_unknown_places_are_not_found(cast: Cast, client: Any) -> None:
    for path in ("/gemeinden/99999999", "/gemeinden/x", "/regionen/nichts"):
        assert client.get(path).status_code == 404


def test_without_places_the_list_is_a_page_all_the_same(app: Flask, client: Any) -> None:
    assert client.get("/gemeinden").status_code == 200


def test_all_dots_lie_on_the_map(register: Flask) -> None:
    picture = dot_map(municipalities_matching(), {})
    assert picture is not None
    assert len(picture.dots) == 202
    assert all(0 < dot.x < WIDTH and 0 < dot.y < picture.height for dot in picture.dots)
    assert dot_map([], {}) is None


def test_many_places_ask_as_often_as_few(register: Flask, client: Any) -> None:
    def queries(path: str) -> int:
        statements: list[str] = []

        def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert client.get(path).status_code == 200
        event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    client.get("/gemeinden")
    assert queries("/gemeinden") == queries("/gemeinden?q=naun") <= 6
    assert queries("/gemeinden/14729300") == queries("/gemeinden/13076001") <= 14
