"""What strangers and slips must not do to offices: other mailboxes, hidden ideas, odd input, floods."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.accounts.models import Membership, Organisation
from app.accounts.proving import MOST_OPEN_CODES, TooManyCodes, ask_for_proof
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.mail_providers import is_for_everybody
from app.ideas.moderating import DayIsWrong, reopen_idea, send_interim_notice
from app.notifications.mondays import find_mailbox, monday_for, week_before
from app.restrictions.queries import find_reportable_file
from app.statements import requesting
from app.statements.addressing import change_office, mark_of
from app.statements.models import StatementRequest
from app.statements.requesting import (
    MOST_AT_ONCE,
    AskedTooOften,
    DueDayIsWrong,
    Office,
    TooManyOffices,
    TooManyToday,
    request_statements,
    withdraw_request,
)
from config import Settings
from tests.answers.drafts import again, an_asked_idea, released
from tests.cast import Cast, a_person
from tests.files.stage import address_of, hang
from tests.statement_worlds import a_department, a_request, in_days
from tests.statements.mailed import a_link, fresh, typed
from tests.worlds import an_idea

Browser = Callable[..., Any]
Mails = Callable[[], list[Any]]
BOX = "amt-fuer-verkehr@kreis.example"
FAR = date(9999, 12, 30)


# ---- mailboxes -----------------------------------------------------------------------------------


def test_the_monday_mail_never_brings_a_link_to_a_mailbox_entered_since(cast: Cast) -> None:
    office = a_department(cast)
    a_request(cast, an_idea(cast), office)
    monday = today() - timedelta(days=today().weekday())

    def asked() -> int:
        reader = find_mailbox(office.id)
        assert reader is not None
        return monday_for(reader, *week_before(monday)).requests.count

    assert asked() == 1
    with transaction():
        again(office).email = "Amt-fuer-Verkehr@kreis.example"
    assert asked() == 1
    with transaction():
        again(office).email = "fremd@example.net"
    assert asked() == 0


def test_a_town_of_two_keeps_its_mailbox_with_its_own_district(cast: Cast, as_person: Browser) -> None:
    with transaction():
        vroni = a_person("Vroni")
        held = Membership(person_id=vroni.id, role="moderator", authority_id=cast.partheland.authority_id)
        db.session.add(held)
        db.session.flush()
        db.session.refresh(vroni)
        again(cast.naunhof.organisation).email = "rathaus@naunhof.example"
    town = cast.naunhof.organisation
    assert town is not None
    there, here = as_person(vroni), as_person(cast.bernd)
    door, sent = f"/verwaltung/stellen/{town.id}", {"mark": mark_of(town), "email": "fremd@example.net"}
    page = there.get(door)
    assert (page.status_code, "rathaus@naunhof.example" in page.text, 'name="email"' in page.text) == (200, True, False)
    assert there.post(door, data=sent).status_code == 404
    assert 'name="email"' in here.get(door).text
    assert here.post(door, data={**sent, "email": "neu@naunhof.example"}).status_code == 303
    db.session.expire_all()
    assert again(town).email == "neu@naunhof.example"


def test_the_old_mailbox_hears_of_the_new_one(cast: Cast, mails: Mails) -> None:
    office = a_department(cast)
    with transaction():
        change_office(again(office), mark=mark_of(office), name="Straßenamt", kind="department", email=BOX)
    assert mails() == []
    with transaction():
        change_office(
            again(office), mark=mark_of(office), name="Straßenamt", kind="department", email="x@kreis.example"
        )
    (mail,) = mails()
    assert (mail["To"], mail["Subject"]) == (BOX, "Anderes Postfach für: Straßenamt")
    assert "x@kreis.example" not in mail.as_string()


@pytest.mark.once
def test_at_large_providers_the_same_at_says_nothing() -> None:
    shared = [
        "gmx.com",
        "gmx.at",
        "GMX.co.uk",
        "proton.me",
        "mail.de",
        "email.de",
        "hotmail.co.uk",
        "me.com",
        "live.com",
        "web.de",
        "ewetel.net",
    ]
    shared += [
        "tutanota.com",
        "tuta.io",
        "outlook.de",
        "googlemail.com",
        "yahoo.com.au",
        "vodafone.de",
        "t-online.de",
        "x.gmx.de",
    ]
    assert [one for one in shared if not is_for_everybody(one)] == []
    own = "kreis.example mail.landkreis-hier.de stadt-naunhof.de web.kreis.de lk-l.de outlook.stadt.de localhost"
    assert [one for one in own.split() if is_for_everybody(one)] == []


def test_such_a_mailbox_hands_nothing_on_and_says_why(cast: Cast, client: Any) -> None:
    with transaction():
        office = Organisation(name="Amt", kind="department", authority_id=cast.here.id, email="amt@gmx.com")
        db.session.add(office)
    link = a_link(a_request(cast, an_idea(cast), office))
    assert "bei dem jeder eines bekommt" in client.get(f"{link}/weitergeben").text
    answer = client.post(f"{link}/weitergeben", data={"to": "fremd@gmx.com", "note": ""})
    assert answer.status_code == 422
    assert "bei dem jeder eines bekommt" in answer.text


def test_nobody_elses_codes_lock_an_office_out(cast: Cast, client: Any) -> None:
    request = a_request(cast, an_idea(cast))
    link, other = a_link(request), a_link(request)
    with transaction():
        for _n in range(MOST_OPEN_CODES):
            ask_for_proof(BOX, "password", locale="de")
    for _n in range(MOST_OPEN_CODES):
        assert client.post(f"{other}/fehlanzeige", data=typed(fresh(request).statement.version)).status_code == 303
    assert client.post(f"{other}/fehlanzeige", data=typed(fresh(request).statement.version)).status_code == 422
    assert client.post(f"{link}/fehlanzeige", data=typed(fresh(request).statement.version)).status_code == 303
    with pytest.raises(TooManyCodes), transaction():
        ask_for_proof(BOX, "password", locale="de")


# ---- what is public ------------------------------------------------------------------------------


def test_a_published_statement_is_public_only_while_its_idea_is(app: Flask, cast: Cast, client: Any) -> None:
    idea, request = an_asked_idea(cast)
    file = hang(app, again(request), is_released=True, media_type="application/pdf")
    released(cast, idea, request, outcome="not_pursued")
    assert client.get(address_of(file)).status_code == 200
    with transaction():
        reopen_idea(again(idea), by=cast.bernd, reason="Neue Lage.", version=1)
    assert client.get(address_of(file)).status_code == 200
    assert find_reportable_file(file.id) is not None
    assert "Bitte die Breite beachten." in client.get(f"/ideen/{idea.id}", follow_redirects=True).text
    with transaction():
        again(idea).restricted_at, again(idea).listed_at = now(), None
    assert client.get(address_of(file)).status_code == 404
    assert find_reportable_file(file.id) is None


def test_a_statement_is_nothing_to_take_part_in(cast: Cast, client: Any, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    released(cast, idea, request)
    anna, door = as_person(cast.anna), f"/mitmachen/{request.id}"
    assert client.get(door).status_code == 404
    assert client.get(f"/mitmachen/{idea.id}").status_code == 302
    for step in ("unterstuetzen", "folgen"):
        assert (anna.get(f"{door}/{step}").status_code, anna.post(f"{door}/{step}").status_code) == (404, 404), step
    for step in ("nicht-mehr-unterstuetzen", "nicht-mehr-folgen"):
        assert anna.post(f"{door}/{step}").status_code == 404, step


# ---- odd input -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [{"verdict": "xyz"}, {"verdict": "welcome"}, {"speaker_name": "x" * 500}, {"speaker_office": "x" * 900},
               {"text": "x" * 20_001}]
)  # fmt: skip
@pytest.mark.parametrize("way", ["link", "account"])
def test_what_cannot_be_kept_is_refused_in_words(
    cast: Cast, client: Any, as_person: Browser, values: dict[str, str], way: str
) -> None:
    request = a_request(cast, an_idea(cast), a_department(cast, officer=cast.carla))
    door = a_link(request) if way == "link" else f"/konto/stellungnahmen/{request.id}"
    browser = client if way == "link" else as_person(cast.carla)
    kept = browser.post(f"{door}/sichern", data=typed(**values))
    assert (kept.status_code, "Nicht gespeichert." in kept.text) == (422, True)
    for more in ({"later": "1"}, {"files": "1"}, {}):
        answer = browser.post(f"{door}/antworten", data=typed(**values) | more)
        assert (answer.status_code, typed(**values)["text"] in answer.text) == (422, True)
    assert fresh(request).statement.version == 1


@pytest.mark.once
def test_in_production_no_log_holds_what_people_wrote(tmp_path: Path) -> None:
    app = create_app(
        Settings(
            env="production", data=tmp_path, secret_key="x" * 32, base_url="https://ideen.example",
            mail_from="ideen@kreis.example",
        )
    )  # fmt: skip
    with app.app_context():
        assert db.engine.hide_parameters


# ---- floods --------------------------------------------------------------------------------------


def test_no_day_lies_further_than_a_year_ahead(cast: Cast, as_person: Browser) -> None:
    request, bernd = a_request(cast, an_idea(cast)), as_person(cast.bernd)
    idea = again(request.idea)
    for error, verb in (
        (DueDayIsWrong, lambda: ask(cast, idea, "Bauamt", due_on=FAR)),
        (DueDayIsWrong, lambda: requesting.extend_request(again(request), until=FAR, by=cast.bernd)),
        (DayIsWrong, lambda: send_interim_notice(again(idea), until=FAR, by=cast.bernd, reason="?", version=1)),
    ):
        with pytest.raises(error), transaction():
            verb()
    form = {"version": "1", "name": "Bauamt", "email": "b@kreis.example", "question": "Warum?", "late_anyway": "y"}
    answer = bernd.post(f"/verwaltung/ideen/{idea.id}/stellungnahmen", data={**form, "due_on": FAR.isoformat()})
    assert (answer.status_code, "höchstens ein Jahr voraus" in answer.text) == (422, True)
    answer = bernd.post(f"/verwaltung/stellungnahmen/{request.id}/verlaengern", data={"due_on": FAR.isoformat()})
    assert answer.status_code == 422


def test_offices_are_not_flooded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    idea = an_idea(cast)
    with pytest.raises(TooManyOffices), transaction():
        ask(cast, idea, *(f"Amt {n}" for n in range(MOST_AT_ONCE + 1)))
    for _n in range(requesting.MOST_OF_OFFICE_A_DAY):
        with transaction():
            (request,) = ask(cast, idea, "Bauamt")
        with transaction():
            withdraw_request(again(request), by=cast.bernd, reason="Erledigt.")
    with pytest.raises(AskedTooOften), transaction():
        ask(cast, idea, "Bauamt")
    with transaction():
        ask(cast, idea, "Forstamt")
    monkeypatch.setattr(requesting, "MOST_OF_AUTHORITY_A_DAY", 4)
    with pytest.raises(TooManyToday), transaction():
        ask(cast, idea, "Jugendamt")


def ask(cast: Cast, idea: Any, *names: str, due_on: date | None = None) -> list[StatementRequest]:
    offices = [Office(name, f"{name.lower().replace(' ', '')}@kreis.example") for name in names]
    return request_statements(
        again(idea), offices, by=cast.bernd, question="Spricht etwas dagegen?", due_on=due_on or in_days(), version=1
    )
