"""The second factor: shown once per code, set up on the spot, recovered from paper."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import time_machine
from flask import Flask

from app.accounts.models import Person
from app.accounts.second_factor import is_second_factor, new_recovery_codes, new_secret
from app.core.clock import now
from app.core.database import db, transaction
from app.core.doors import public
from app.policies.doors import needs

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

PAGE = '<!doctype html><html lang="de"><head><title>{0}</title></head><body><h1>{0}</h1></body></html>'


def app_code(secret: str = SECRET, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(now() + timedelta(seconds=30 * steps))


def with_factor(person: Person) -> list[str]:
    with transaction():
        person = db.session.get_one(Person, person.id)
        person.totp_secret, person.totp_last_step = SECRET, None
        return new_recovery_codes(person)


def is_in(browser: Any) -> bool:
    return browser.get("/konto").status_code == 200


@pytest.fixture
def halfway(app: Flask, cast: Any, ask: Any) -> Any:
    """Anna's browser: the code from the mail was right, the second factor is still to be shown."""
    with_factor(cast.anna)
    browser = app.test_client()
    page, code = ask(browser, "anna@example.org", next="/konto")
    assert browser.post(page, data={"code": code}).location == "/konto/zweiter-faktor?next=/konto"
    return browser


def test_half_way_in_opens_no_door(halfway):
    assert not is_in(halfway)
    assert halfway.get("/konto/zweiter-faktor?next=/konto").status_code == 200


def test_code_of_the_app_opens(halfway):
    answer = halfway.post("/konto/zweiter-faktor?next=/konto", data={"code": app_code()})
    assert answer.location == "/konto"
    assert is_in(halfway)


def test_wrong_code_of_the_app_does_not_open(halfway):
    wrong = f"{(int(app_code()) + 1) % 10**6:06}"
    for code in (wrong, app_code(steps=-5), "", "abc", "9" * 4000, app_code(new_secret())):
        assert halfway.post("/konto/zweiter-faktor", data={"code": code}).status_code == 422
    assert not is_in(halfway)


def test_half_way_in_ends_after_ten_minutes(halfway):
    with time_machine.travel(now() + timedelta(minutes=11)):
        assert halfway.post("/konto/zweiter-faktor", data={"code": app_code()}).location.startswith("/konto/anmelden")


def test_code_of_the_app_works_once(cast, app):
    with_factor(cast.anna)
    code = app_code()
    for expected in (True, False):
        with transaction():
            assert is_second_factor(db.session.get_one(Person, cast.anna.id), code) is expected


def test_earlier_code_is_refused_after_a_later_one(cast, app):
    with_factor(cast.anna)
    with transaction():
        anna = db.session.get_one(Person, cast.anna.id)
        assert is_second_factor(anna, app_code(steps=1))
        assert not is_second_factor(anna, app_code())


def test_recovery_code_works_once_and_the_others_go_on_working(cast, app):
    codes = with_factor(cast.anna)
    assert len(set(codes)) == 8
    with transaction():
        anna = db.session.get_one(Person, cast.anna.id)
        assert not any(code.replace("-", "") in str(anna.recovery_hashes) for code in codes)
        assert is_second_factor(anna, codes[0].upper().replace("-", " "))
        assert not is_second_factor(anna, codes[0])
        assert is_second_factor(anna, codes[1])
        assert len(anna.recovery_hashes) == 6


def test_recovery_code_opens_in_the_browser(halfway, cast):
    codes = with_factor(cast.anna)
    assert halfway.post("/konto/zweiter-faktor", data={"code": codes[3]}).status_code == 302
    assert is_in(halfway)


def test_eleventh_guess_is_refused_even_when_right(halfway):
    for _ in range(10):
        halfway.post("/konto/zweiter-faktor", data={"code": "00000000"})
    assert halfway.post("/konto/zweiter-faktor", data={"code": app_code()}).status_code == 422
    assert not is_in(halfway)


@pytest.fixture
def desk(app: Flask) -> str:
    """A staff door of this test's own."""

    @app.get("/probe")
    @needs("see_desk")
    def probe() -> str:
        return PAGE.format("desk")

    @app.get("/probe/offen")
    @public
    def open_probe() -> str:
        return PAGE.format("open")

    return "/probe"


@pytest.mark.own_app
def test_staff_door_asks_for_the_second_factor_first(desk, as_person, cast):
    bernd = as_person(cast.bernd, is_verified_twice=False)
    assert bernd.get(desk).location == "/konto/zweiter-faktor?next=/probe"
    assert bernd.get("/probe/offen").status_code == 200
    assert as_person(cast.bernd).get(desk).status_code == 200


@pytest.mark.own_app
def test_staff_without_second_factor_sets_it_up_on_the_spot(desk, as_person, cast):
    bernd = as_person(cast.bernd, is_verified_twice=False)
    page = bernd.get("/konto/zweiter-faktor?next=/probe").get_data(as_text=True)
    assert "data:image/svg+xml;base64," in page
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    assert bernd.post("/konto/zweiter-faktor/einrichten", data={"code": app_code(new_secret())}).status_code == 422
    assert bernd.get(desk).status_code == 302
    shown = bernd.post("/konto/zweiter-faktor/einrichten?next=/probe", data={"code": app_code(secret)})
    text = shown.get_data(as_text=True)
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", text)
    assert len(codes) == 8
    assert 'href="/probe"' in text
    assert bernd.get(desk).status_code == 200
    db.session.rollback()
    person = db.session.get_one(Person, cast.bernd.id, populate_existing=True)
    assert (person.totp_secret, len(person.recovery_hashes)) == (secret, 8)
    assert not is_second_factor(person, app_code(secret)), "the code that set it up is spent"


def test_nobody_sets_up_a_second_factor_over_an_existing_one(halfway, cast):
    halfway.get("/konto/zweiter-faktor")
    assert halfway.post("/konto/zweiter-faktor/einrichten", data={"code": app_code()}).status_code == 302
    db.session.rollback()
    assert db.session.get_one(Person, cast.anna.id, populate_existing=True).totp_secret == SECRET


def test_who_is_not_signed_in_is_sent_to_sign_in(client, cast):
    assert client.get("/konto/zweiter-faktor?next=//boese.example").location == "/konto/anmelden"
    assert client.post("/konto/zweiter-faktor", data={"code": "123456"}).location == "/konto/anmelden"


def test_new_recovery_codes_and_turning_off_need_the_app(as_person, cast):
    codes = with_factor(cast.anna)
    anna = as_person(cast.anna)
    assert anna.get("/konto").status_code == 200
    for path in ("aus", "neue-codes"):
        assert anna.post(f"/konto/zweiter-faktor/{path}", data={"code": "000000"}).status_code == 422
    shown = anna.post("/konto/zweiter-faktor/neue-codes", data={"code": codes[0]}).get_data(as_text=True)
    assert len(re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", shown)) == 8
    assert anna.post("/konto/zweiter-faktor/aus", data={"code": codes[1]}).status_code == 422
    assert anna.post("/konto/zweiter-faktor/aus", data={"code": app_code()}).location == "/konto"
    db.session.rollback()
    assert db.session.get_one(Person, cast.anna.id, populate_existing=True).totp_secret is None


def test_staff_keep_their_second_factor(as_person, cast):
    with_factor(cast.bernd)
    assert as_person(cast.bernd).post("/konto/zweiter-faktor/aus", data={"code": app_code()}).status_code == 422
    db.session.rollback()
    assert db.session.get_one(Person, cast.bernd.id, populate_existing=True).totp_secret == SECRET
