""" "Open for me": answering with an account, in the name of the office; attachments by both ways."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import Membership
from app.core import clock
from app.core.database import db, transaction
from app.files.models import Attachment
from app.statements.models import StatementRequest
from tests.cast import Cast
from tests.files.samples import a_pdf, a_photo
from tests.queries import queries
from tests.statement_worlds import a_department, a_request, a_statement
from tests.statements.mailed import a_link, fresh, typed
from tests.worlds import an_idea

Sign = Callable[..., Any]
MINE = "/konto/stellungnahmen"


@pytest.fixture
def asked(cast: Cast) -> StatementRequest:
    office = a_department(cast, officer=cast.carla)
    return a_request(cast, an_idea(cast, title="Ein Radweg nach Naunhof"), office)


def send(browser: Any, door: str, data: bytes, name: str) -> Any:
    return browser.post(door, data={"file": (io.BytesIO(data), name), "alt": "Lageplan"})


def test_what_is_open_stands_by_its_day_and_what_has_ended_below(
    cast: Cast, asked: StatementRequest, as_person: Sign
) -> None:
    carla = as_person(cast.carla)
    late = a_request(cast, an_idea(cast, title="Überfällige Bank"), asked.organisation)
    with transaction():
        request = db.session.get_one(StatementRequest, late.id)
        request.due_on = request.first_due_on = clock.today() - timedelta(days=2)
    a_statement(a_request(cast, an_idea(cast, title="Beantworteter Brunnen"), asked.organisation))
    page = carla.get(MINE).text
    places = [page.index(words) for words in ("überfällig", "Überfällige Bank", "Ein Radweg nach Naunhof", "Brunnen")]
    assert places == sorted(places)
    assert "Sie handeln für: Amt für Verkehr" in page
    account = carla.get("/konto").text
    assert f'href="{MINE}"' in account
    assert '<span class="count">2' in account


def test_the_list_asks_the_same_whatever_its_length(cast: Cast, asked: StatementRequest, as_person: Sign) -> None:
    carla = as_person(cast.carla)
    with queries() as one:
        carla.get(MINE)
    for n in range(2):
        a_request(cast, an_idea(cast, title=f"Bank {n}"), asked.organisation)
    with queries() as three:
        carla.get(MINE)
    assert len(one) == len(three)


def test_given_with_the_account_at_once_and_shown_as_given(
    cast: Cast, asked: StatementRequest, as_person: Sign, mails: Callable[[], list[Any]]
) -> None:
    carla = as_person(cast.carla)
    assert "Sie handeln für: Amt für Verkehr" in carla.get(f"{MINE}/{asked.id}").text
    answer = carla.post(f"{MINE}/{asked.id}/antworten", data=typed())
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{MINE}/{asked.id}")
    given = fresh(asked)
    assert given.statement is not None
    assert (given.state, given.statement.person_id, given.statement.email) == ("answered", cast.carla.id, None)
    page = carla.get(f"{MINE}/{asked.id}").text
    assert "Die Stellungnahme ist abgegeben" in page
    assert "Bitte die Breite beachten." in page
    copies = {mail["To"] for mail in mails() if mail["Subject"].startswith("Kopie:")}
    assert copies == {"amt-fuer-verkehr@kreis.example", "carla@example.org"}


def test_menu_and_first_page_lead_to_what_is_open_and_her_name_is_proposed(
    cast: Cast, asked: StatementRequest, as_person: Sign
) -> None:
    carla = as_person(cast.carla)
    menu, _between, first_page = carla.get("/konto/ideen").text.partition("<main")
    assert f'href="{MINE}">Stellungnahmen: für mich offen <span class="count">1' in menu
    assert "1 Anfrage um Stellungnahme ist für Sie offen" in first_page
    assert MINE not in as_person(cast.anna).get("/konto/ideen").text
    assert f'value="{cast.carla.display_name}"' in carla.get(f"{MINE}/{asked.id}/antworten").text


def test_the_mail_to_who_speaks_for_it_carries_the_question_and_leads_to_the_request(
    cast: Cast, mails: Callable[[], list[Any]]
) -> None:
    office = a_department(cast, officer=cast.carla)
    with transaction():
        office.email = None
    request = a_request(cast, an_idea(cast), office, "Wie breit muss er sein?")
    (mail,) = [mail for mail in mails() if mail["To"] == "carla@example.org"]
    text = mail.get_body(("plain",)).get_content()
    assert "Wie breit muss er sein?" in text
    assert f"{MINE}/{request.id}" in text


def test_every_way_works_without_a_code(cast: Cast, asked: StatementRequest, as_person: Sign) -> None:
    carla, who = as_person(cast.carla), {"speaker_name": "Carla", "speaker_office": "Amt"}
    for step in ("antworten", "fehlanzeige", "nicht-zustaendig", "frist", "weitergeben"):
        assert carla.get(f"{MINE}/{asked.id}/{step}").status_code == 200
    assert carla.post(f"{MINE}/{asked.id}/weitergeben", data={"to": "x@kreis.example"}).status_code == 303
    assert carla.post(f"{MINE}/{asked.id}/sichern", data=typed(later="1")).status_code == 200
    done = carla.post(f"{MINE}/{asked.id}/nicht-zustaendig", data={**who, "suggestion": "Wasseramt"})
    assert done.status_code == 303
    assert fresh(asked).state == "not_responsible"
    other = a_request(cast, an_idea(cast), asked.organisation)
    assert carla.post(f"{MINE}/{other.id}/fehlanzeige", data={**who, "version": "1"}).status_code == 303
    assert fresh(other).state == "answered"


def test_nobody_else_finds_it(cast: Cast, asked: StatementRequest, as_person: Sign, client: Any) -> None:
    for person in (cast.anna, cast.bernd, cast.dilek, cast.frieda, cast.gerda):
        browser = as_person(person)
        assert "Radweg" not in browser.get(MINE).text
        assert browser.get(f"{MINE}/{asked.id}").status_code == 404
        assert browser.post(f"{MINE}/{asked.id}/antworten", data=typed()).status_code == 404
    assert client.get(f"{MINE}/{asked.id}").status_code == 302
    with transaction():
        (held,) = db.session.scalars(db.select(Membership).where(Membership.person_id == cast.carla.id))
        held.until = clock.today() - timedelta(days=1)
    assert as_person(cast.carla).get(f"{MINE}/{asked.id}").status_code == 404


def test_a_link_gives_somebody_signed_in_nothing_more(cast: Cast, asked: StatementRequest, as_person: Sign) -> None:
    link = a_link(asked)
    for person in (cast.anna, cast.bernd, cast.dilek):
        page = as_person(person).get(link).text
        assert "Ein Radweg nach Naunhof" in page
        assert "/verwaltung" not in page
        assert "Abmelden" not in page


def test_who_is_second_reads_what_was_given_and_keeps_the_text(
    cast: Cast, asked: StatementRequest, as_person: Sign, client: Any
) -> None:
    carla, link = as_person(cast.carla), a_link(asked)
    a_statement(asked, text="Von Vera gegeben.")
    answer = carla.post(f"{MINE}/{asked.id}/antworten", data=typed(2, text="Von Carla getippt."))
    assert answer.status_code == 409
    assert "Jemand anderes war schneller" in answer.text
    assert "Von Vera gegeben." in answer.text
    assert "Von Carla getippt." in answer.text.split("<textarea")[1]
    late = client.post(f"{link}/antworten", data=typed(2, text="Von Karl getippt."))
    assert (late.status_code, "Von Vera" in late.text) == (410, False)
    assert "Von Karl getippt." in late.text


def test_a_broken_place_in_the_list_is_said(cast: Cast, as_person: Sign) -> None:
    assert as_person(cast.carla).get(f"{MINE}?nach=krumm").status_code == 400


# ---- attachments ---------------------------------------------------------------------------------


def files_of(asked: StatementRequest) -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Attachment).where(Attachment.thing_id == asked.id)))


def test_an_attachment_is_the_offices_then_the_desks_and_everybodys_once_published(
    cast: Cast, asked: StatementRequest, as_person: Sign, client: Any
) -> None:
    link = a_link(asked)
    token, door = link.split("/")[2], f"/dateien/stellungnahme/{asked.id}"
    answer = client.post(f"{link}/antworten", data=typed(verdict="", files="1"))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{door}?link={token}")
    assert send(client, f"{door}?link={token}", a_pdf(), "Plan.pdf").status_code == 303
    (file,) = files_of(asked)
    address = f"/dateien/{file.key}/{file.name}"
    page = client.get(f"{door}?link={token}")
    assert "Plan.pdf" in page.text
    assert page.headers["Referrer-Policy"] == "strict-origin"
    assert client.get(f"{address}?link={token}").status_code == 200
    bernd, gerda, dilek = as_person(cast.bernd), as_person(cast.gerda), as_person(cast.dilek)
    assert [browser.get(address).status_code for browser in (client, bernd, dilek)] == [404, 404, 404]
    assert as_person(cast.carla).get(address).status_code == 200
    a_statement(fresh(asked))
    assert [browser.get(address).status_code for browser in (bernd, gerda, dilek, client)] == [200, 200, 404, 404]
    assert client.get(f"{address}?link={token}").status_code == 404
    with transaction():
        db.session.get_one(StatementRequest, asked.id).published_at = clock.now()
    assert client.get(address).status_code == 200


def test_files_of_another_request_are_out_of_reach(
    cast: Cast, asked: StatementRequest, as_person: Sign, client: Any
) -> None:
    other = a_request(cast, an_idea(cast), a_department(cast, "Wasseramt"))
    token = a_link(asked).split("/")[2]
    assert send(as_person(cast.carla), f"/dateien/stellungnahme/{asked.id}", a_photo(), "Foto.jpg").status_code == 303
    (file,) = files_of(asked)
    foreign = a_link(other).split("/")[2]
    doors = [
        (f"/dateien/stellungnahme/{other.id}?link={token}", "GET"),
        (f"/dateien/stellungnahme/{other.id}?link={token}", "POST"),
        (f"/dateien/stellungnahme/{asked.id}?link=falsch", "GET"),
        (f"/dateien/stellungnahme/{asked.id}", "GET"),
        (f"/dateien/stellungnahme/{other.id}/{file.id}/entfernen?link={foreign}", "POST"),
        (f"/dateien/stellungnahme/{asked.id}/{file.id}/entfernen?link={foreign}", "POST"),
        (f"/dateien/{file.key}/{file.name}?link={foreign}", "GET"),
    ]
    for door, method in doors:
        assert client.open(door, method=method).status_code == 404, door
    assert len(files_of(asked)) == 1
    gone = client.post(f"/dateien/stellungnahme/{asked.id}/{file.id}/entfernen?link={token}")
    assert gone.status_code == 303
    assert files_of(asked)[0].removed_at is not None
