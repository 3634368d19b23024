from datetime import date

import pytest
from flask_babel import force_locale

from app.concepts.views.public import printed_day
from app.core.api import openapi
from app.core.clock import now
from app.core.database import db, transaction
from app.core.languages import day, weekday
from app.pages.models import BarrierReport
from app.pages.texting import forget_settled_reports, report_barrier
from app.pages.wording import door_summaries
from tests.cast import LATER
from tests.pages.world import an_idea

ELSEWHERE = [
    "//example.org", "https://example.org/x", "/\\example.org", "javascript:alert(1)", "", "/x\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_switching_the_language_never_leads_elsewhere(app, client, wanted):
    answer = client.post("/sprache/en", data={"next": wanted}, headers={"Referer": "https://example.org/boese"})
    assert answer.status_code == 303
    assert answer.location == "/"
    assert "sprache=en" in answer.headers["Set-Cookie"]


def test_switching_leads_back_to_where_one_was(app, client):
    assert client.post("/sprache/en", data={"next": "/hilfe?a=b"}).location == "/hilfe?a=b"
    assert client.post("/sprache/de", headers={"Referer": "http://localhost/suche?q=x"}).location == "/suche?q=x"
    assert client.post("/sprache/de", headers={"Referer": "http://[kaputt"}).location == "/"


def test_the_chosen_language_is_spoken(app, cast, client):
    assert '<html lang="de"' in client.get("/hilfe").text
    client.post("/sprache/en")
    assert '<html lang="en"' in client.get("/hilfe").text


def test_unknown_languages_and_themes_are_not_found(app, client):
    assert client.post("/sprache/fr").status_code == 404
    assert client.post("/darstellung/bunt").status_code == 404
    assert client.get("/sprache/en").status_code == 405


def test_a_foreign_page_cannot_switch(app, client):
    assert client.post("/sprache/en", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_theme_is_remembered_and_forgotten(app, cast, client):
    client.post("/darstellung/dark")
    assert 'data-kern-theme="dark"' in client.get("/hilfe").text
    client.post("/darstellung/auto")
    assert "data-kern-theme" not in client.get("/hilfe").text


def test_a_barrier_report_reaches_those_who_keep_the_page(app, cast, client, as_person):
    with transaction():
        idea = an_idea(cast, "Öffentlich")
    page = client.get("/barriere-melden", headers={"Referer": f"http://localhost/ideen/{idea.id}-{idea.slug}"})
    assert f'value="/ideen/{idea.id}-oeffentlich"' in page.text
    sent = {"page": f"/ideen/{idea.id}-oeffentlich", "text": "Die Karte <b>geht</b> nicht", "email": "emil@example.org"}
    answer = client.post("/barriere-melden", data=sent)
    assert answer.status_code == 303
    report = db.session.scalars(db.select(BarrierReport)).one()
    assert (report.authority_id, report.email) == (cast.here.id, "emil@example.org")
    assert str(report.id) in client.get(answer.location).text
    assert "Die Karte &lt;b&gt;geht" in as_person(cast.bernd).get("/verwaltung/seiten").text
    assert "Die Karte" not in as_person(cast.dilek).get("/verwaltung/seiten").text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 6000}, "text"),
        ({"text": "ja", "email": "kein"}, "email"),
        ({"text": "ja", "page": "p" * 400}, "page"),
        ({"text": "\x00\u202e "}, "text"),
    ],
)
def test_a_broken_report_is_said_at_the_field_and_kept(app, cast, client, data, field):
    page = client.post("/barriere-melden", data=data)
    assert page.status_code == 422
    assert f'id="{field}-err"' in page.text
    assert data["text"][:50].strip("\x00\u202e ") in page.text


def test_reports_are_limited(app, cast, client):
    codes = [client.post("/barriere-melden", data={"text": "ja"}).status_code for _ in range(11)]
    assert codes == [303] * 10 + [429]


def test_reports_are_settled_by_their_own_desk_alone(app, cast, as_person):
    with transaction():
        here = report_barrier(text="Hier", authority=cast.here)
        nowhere = report_barrier(text="Irgendwo")
    dilek, bernd = as_person(cast.dilek), as_person(cast.bernd)
    assert dilek.post(f"/verwaltung/seiten/barrieren/{here.id}/erledigt").status_code == 404
    assert dilek.post(f"/verwaltung/seiten/barrieren/{nowhere.id}/erledigt").status_code == 303
    assert as_person(cast.anna).post(f"/verwaltung/seiten/barrieren/{here.id}/erledigt").status_code in {403, 404}
    assert bernd.post(f"/verwaltung/seiten/barrieren/{here.id}/erledigt").status_code == 303
    assert bernd.get("/verwaltung/seiten").status_code == 200
    assert db.session.get(BarrierReport, here.id, populate_existing=True).settled_at is not None


def test_settled_reports_are_forgotten_after_a_year(app, cast):
    with transaction():
        old, fresh, open_one = (report_barrier(text=text) for text in ("alt", "neu", "offen"))
        old.settled_at, fresh.settled_at = now() - 366 * LATER, now() - LATER
    with transaction():
        assert forget_settled_reports() == 1
    assert set(db.session.scalars(db.select(BarrierReport.text))) == {"neu", "offen"}
    assert open_one.id


@pytest.mark.parametrize(("method", "path", "status"), [("get", "/gibtsnicht", 404), ("post", "/impressum", 405)])
def test_an_error_stands_in_the_column_of_the_page(app, client, method, path, status):
    answer = getattr(client, method)(path)
    assert answer.status_code == status
    assert answer.text.index('class="narrow stack"') < answer.text.index("<h1")


def test_days_are_written_alike_everywhere(app):
    with app.test_request_context("/"), force_locale("en"):
        assert printed_day("2026-11-22") == "22 November 2026"
    with app.test_request_context("/", headers={"Cookie": "sprache=en"}):
        assert day(date(2026, 11, 22)) == "22 November 2026"
        assert weekday(date(2026, 11, 22)) == "Sunday, 22 November 2026"
    with app.test_request_context("/"), force_locale("de"):
        assert day(date(2026, 11, 22)) == printed_day("2026-11-22") == "22. November 2026"


def test_every_door_is_described_in_the_readers_language(app, client):
    with app.test_request_context("/"):
        said = {entry["summary"] for path in openapi(app)["paths"].values() for entry in path.values()}
        assert said <= set(door_summaries())
    page = client.get("/offene-daten").text
    assert "Alle Konzepte." in page
    assert "All concepts." not in page


def test_a_page_that_is_not_there_helps_to_find_another(cast, client):
    answer = client.get("/gibt-es-nicht")
    assert answer.status_code == 404
    for expected in ('action="/suche"', 'href="/gemeinden"', 'href="/projekte"', 'href="/ideen"'):
        assert expected in answer.text.split("<main")[1].split("</main>")[0]
    other = client.get("/sprache/en")
    assert other.status_code == 405
    assert 'action="/suche"' not in other.text
