"""Administrators of the installation read an extract in, see what it would change, and load exactly that."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Membership
from app.core.database import db, transaction
from app.core.jobs import Job
from app.core.reading import MAX_BYTES
from app.municipalities.models import Municipality, PlaceExtract
from tests.cast import Cast
from tests.coverage.stage import covered, public_idea
from tests.municipalities.extracts import BRANDIS, NAUNHOF, an_extract, merged, text_of, without

AUE = {"slug": "aue", "name": "Aue", "authority": "aue", "members": ["14729001"]}
DESK = "/verwaltung/gemeinden"


@pytest.fixture
def gerda(cast: Cast, as_person: Any) -> Any:
    """Administers all of it."""
    with transaction():
        db.session.add(Membership(person_id=cast.gerda.id, role="admin"))
    db.session.expire_all()
    return as_person(cast.gerda)


def sent(data: dict[str, Any] | str) -> dict[str, Any]:
    text = data if isinstance(data, str) else text_of(data)
    return {"file": (BytesIO(text.encode()), "auszug.yaml")}


def read_in(browser: Any, data: dict[str, Any]) -> str:
    """The address of what it would change."""
    answer = browser.post(DESK, data=sent(data), content_type="multipart/form-data")
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def seen_on(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def is_gone(ags: str) -> bool:
    db.session.expire_all()
    return db.session.scalars(select(Municipality).where(Municipality.ags == ags)).one().is_gone


def test_nobody_else_comes_here(cast: Cast, client: Any, as_person: Any, gerda: Any) -> None:
    """Not those who administer one authority: places are the ground of all of them."""
    assert client.get(DESK).status_code == 302
    for person in (cast.anna, cast.bernd, cast.dilek, cast.frieda):
        browser = as_person(person)
        assert browser.get(DESK).status_code == 403
        assert browser.post(DESK, data=sent(merged()), content_type="multipart/form-data").status_code == 403
    assert db.session.scalars(select(PlaceExtract)).all() == []
    address = read_in(gerda, merged())
    for person in (cast.anna, cast.bernd):
        assert as_person(person).get(address).status_code == 403
        assert as_person(person).post(f"{address}/laden", data={"seen": "x"}).status_code == 403
    assert as_person(cast.gerda, is_verified_twice=False).get(DESK).status_code == 302
    assert gerda.get(DESK).status_code == 200


def test_the_first_click_shows_and_the_second_loads(cast: Cast, gerda: Any, run_jobs: Any) -> None:
    public_idea(cast)
    address = read_in(gerda, merged())
    page = gerda.get(address).get_data(as_text=True)
    counts = "1 nicht mehr geführt"
    for expected in ("Brandis, Stadt", "14729060", "geht auf in Naunhof, Stadt", "scheidet aus", counts):
        assert expected in page
    assert not is_gone(BRANDIS)
    answer = gerda.post(f"{address}/laden", data={"seen": seen_on(page)})
    assert answer.status_code == 303
    assert is_gone(BRANDIS)
    assert "renew_places" in db.session.scalars(select(Job.kind)).all()
    run_jobs()
    assert "renew_places" not in db.session.scalars(select(Job.kind)).all()
    assert covered(cast.aim, NAUNHOF).idea_count == 1
    extract = db.session.scalars(select(PlaceExtract)).one()
    assert (extract.by_id, extract.content, extract.summary) == (cast.gerda.id, None, {"merged": 1, "leaves": 1})
    told = gerda.get(DESK).get_data(as_text=True)
    assert "Aufgegangen in einer anderen Gemeinde: 1" in told
    again = gerda.post(f"{address}/laden", data={"seen": seen_on(page)})
    assert (again.status_code, again.headers["Location"]) == (303, DESK)


def test_a_register_that_changed_since_is_shown_again(cast: Cast, gerda: Any) -> None:
    address = read_in(gerda, merged())
    seen = seen_on(gerda.get(address).get_data(as_text=True))
    with transaction():
        db.session.get_one(Municipality, cast.naunhof.id).population = 8_500
    answer = gerda.post(f"{address}/laden", data={"seen": seen})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "8.500 → 8.000" in page
    assert not is_gone(BRANDIS)
    assert gerda.post(f"{address}/laden", data={"seen": ""}).status_code == 409
    assert gerda.post(f"{address}/laden", data={"seen": seen_on(page)}).status_code == 303
    assert is_gone(BRANDIS)


def test_places_left_out_have_to_be_confirmed(cast: Cast, gerda: Any) -> None:
    address = read_in(gerda, without(an_extract("2026-01-01"), BRANDIS))
    page = gerda.get(address).get_data(as_text=True)
    seen, counts = seen_on(page), "1 nicht mehr geführt"
    assert "Die Datei sagt zu diesen Orten nichts." in page
    assert counts in page
    refused = gerda.post(f"{address}/laden", data={"seen": seen})
    assert refused.status_code == 422
    assert "Bitte bestätigen Sie" in refused.get_data(as_text=True)
    assert not is_gone(BRANDIS)
    assert gerda.post(f"{address}/laden", data={"seen": seen, "allow_missing": "y"}).status_code == 303
    assert is_gone(BRANDIS)
    index = gerda.get(DESK).get_data(as_text=True)
    assert counts in index, "the same before and after"
    assert "gerda@" in index or "Gerda" in index, "who loaded it"
    former = gerda.get(f"/gemeinden/{BRANDIS}").get_data(as_text=True)
    assert "wird Brandis zum 1. Januar 2026 nicht mehr geführt" in former
    assert "eigene Gemeinde" not in former
    assert "aufgeteilt" not in former


def test_an_older_extract_is_refused(cast: Cast, gerda: Any) -> None:
    newer = read_in(gerda, an_extract("2026-01-01"))
    gerda.post(f"{newer}/laden", data={"seen": seen_on(gerda.get(newer).get_data(as_text=True))})
    address = read_in(gerda, merged("2025-06-30", "2025-05-31"))
    page = gerda.get(address).get_data(as_text=True)
    assert "Dieser Auszug ist älter als der geladene." in page
    assert "Genau das laden" not in page
    assert "trotzdem laden" not in page
    assert gerda.post(f"{address}/laden", data={"seen": ""}).status_code == 409
    assert not is_gone(BRANDIS)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("source: x", "districts: das fehlt"),
        ("[", "Zeile 2 ist nicht zu lesen."),
        ("%PDF-1.4", "nicht zu lesen."),
        ("PK\x03\x04", "Das ist keine Textdatei."),
        ("", "Das ist kein Auszug"),
        ("a: &x 1", "Anker"),
        (text_of(an_extract("2199-01-01")), "Der Stichtag 2199-01-01 liegt in der Zukunft."),
        (text_of(an_extract() | {"regions": [AUE]}), "Region aue: Eine Gemeinde 14729001 steht nicht in der Datei."),
    ],
)
def test_faults_are_said_and_nothing_is_kept(cast: Cast, gerda: Any, text: str, fault: str) -> None:
    answer = gerda.post(DESK, data=sent(text), content_type="multipart/form-data")
    assert answer.status_code == 422
    assert fault in answer.get_data(as_text=True)
    assert db.session.scalars(select(PlaceExtract)).all() == []


def test_too_large_a_file_and_none_at_all(app: Flask, gerda: Any) -> None:
    assert gerda.post(DESK, data={}, content_type="multipart/form-data").status_code == 422
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.yaml"\r\n\r\n'
    for size, fault in ((MAX_BYTES + 1, "größer als 5 MB"), (MAX_BYTES + 100_000, "größer als 5 MB")):
        body = head + b"x" * size + b"\r\n--x--\r\n"
        large = gerda.post(DESK, data=body, content_type="multipart/form-data; boundary=x")
        assert large.status_code == 422
        assert fault in large.get_data(as_text=True)


def test_what_was_read_in_can_be_laid_aside_and_the_next_takes_its_place(cast: Cast, gerda: Any) -> None:
    first = read_in(gerda, merged())
    second = read_in(gerda, an_extract("2026-01-01"))
    assert gerda.get(first).status_code in {200, 404}
    assert len(db.session.scalars(select(PlaceExtract)).all()) == 1
    assert "Ein Auszug wartet auf Sie." in gerda.get(DESK).get_data(as_text=True)
    assert gerda.post(f"{second}/verwerfen").status_code == 303
    assert db.session.scalars(select(PlaceExtract)).all() == []
    assert not is_gone(BRANDIS)


def test_the_index_leads_here_only_those_who_may(cast: Cast, gerda: Any, as_person: Any) -> None:
    assert f'href="{DESK}"' in gerda.get("/verwaltung/seiten").get_data(as_text=True)
    assert f'href="{DESK}"' not in as_person(cast.bernd).get("/verwaltung/seiten").get_data(as_text=True)
