"""Changes from foreign pages are refused at every door; every answer carries the headers."""

import re
from typing import Any

import pytest
from flask import Flask

from app.core.security import POLICY


def changing_doors(app: Flask) -> list[str]:
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    doors = []
    for rule in rules:
        words = {name: min(getattr(rule._converters[name], "items", [1])) for name in rule.arguments}
        if rule.endpoint != "static":
            doors.append(app.url_map.bind("localhost").build(rule.endpoint, words, method="POST"))
    return doors


def test_every_changing_door_refuses_a_foreign_origin(app: Flask, client: Any) -> None:
    doors = changing_doors(app)
    assert len(doors) > 10
    for door in doors:
        for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            assert client.post(door, headers=headers).status_code == 403, (door, headers)


def test_negative_control_the_same_request_from_here_is_let_in(client: Any) -> None:
    for headers in ({"Origin": "http://localhost"}, {"Sec-Fetch-Site": "same-origin"}):
        assert client.post("/sprache/en", headers=headers).status_code != 403


@pytest.mark.parametrize("path", ["/", "/ideen", "/gibt-es-nicht", "/api/v1/concepts", "/healthz/live"])
def test_every_answer_carries_the_guards(client: Any, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/", "/ideen", "/projekte", "/konzepte", "/gemeinden", "/hilfe", "/impressum"])
def test_reading_pages_set_no_cookie(client: Any, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_a_huge_request_is_refused(client: Any) -> None:
    answer = client.post("/ideen/neu", data={"text": "x" * (2 * 1024 * 1024)})
    assert answer.status_code == 413


@pytest.mark.parametrize("headers", [{"Origin": "http://[x"}, {"Referer": "http://[x"}])
def test_headers_that_are_no_address_are_no_fault_of_ours(client: Any, headers: dict[str, str]) -> None:
    assert client.post("/konto/angaben", headers=headers).status_code in {302, 403}


@pytest.mark.parametrize("address", ["/konto/angebote?zu=1000000000000000000000000", "/konto/angebote?zu=3000000000"])
def test_numbers_no_column_can_hold_are_refused_plainly(cast: Any, as_person: Any, address: str) -> None:
    assert as_person(cast.anna).get(address).status_code in {200, 400}


def test_letters_no_column_can_hold_are_refused_plainly(cast: Any, client: Any) -> None:
    sent = {"title": "Ein Weg", "text": "Ein Text", "goals": "kek-hier:\x00"}
    assert client.post("/ideen/neu", data=sent).status_code < 500


def test_what_caches_hand_to_everybody_carries_nobodys_session(cast: Any, as_person: Any) -> None:
    browser = as_person(cast.anna)
    with browser.session_transaction() as session:
        session.permanent = True
    page = browser.get(f"/regionen/{cast.partheland.slug}")
    assert "sitzung=" in page.headers["Set-Cookie"], "negative control: sessions are renewed as people read"
    found = re.search(r"/regionen/[^\"]*farbe\.css\?v=\w+", page.get_data(as_text=True))
    assert found is not None
    kept = browser.get(found.group())
    assert kept.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in kept.headers
