"""What one changes about one's own account."""

from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.proving import ask_for_proof
from app.accounts.registering import check_password, set_password
from app.core.database import db, transaction
from tests.accounts.conftest import code_in, link_in
from tests.client import CheckingClient

GOOD = "drei Pferde am Deich"


def again(person: Person) -> Person:
    db.session.rollback()
    return db.session.get_one(Person, person.id, populate_existing=True)


@pytest.fixture
def anna(cast: Any, as_person: Any) -> CheckingClient:
    browser: CheckingClient = as_person(cast.anna)
    return browser


def test_profile_needs_somebody_signed_in(client, cast):
    assert client.get("/konto").location == "/konto/anmelden?next=/konto"


def test_profile_shows_organisations_and_roles(as_person, cast):
    assert "Stadt Naunhof" in as_person(cast.frieda).get("/konto").get_data(as_text=True)
    assert "Landkreis Hier" in as_person(cast.bernd).get("/konto").get_data(as_text=True)
    assert "Stadt Naunhof" not in as_person(cast.anna).get("/konto").get_data(as_text=True)


def test_name_and_language_are_kept(anna, cast):
    answer = anna.post("/konto/angaben", data={"display_name": " Anna \u202e B. ", "locale": "en"})
    assert answer.status_code == 302
    assert (again(cast.anna).display_name, again(cast.anna).locale) == ("Anna B.", "en")
    assert 'lang="en"' in anna.get("/konto").get_data(as_text=True)


@pytest.mark.parametrize(
    "sent", [{"display_name": "x" * 121, "locale": "de"}, {"display_name": "Anna", "locale": "xx"}, {}]
)
def test_details_that_do_not_fit_change_nothing(anna, cast, sent):
    assert anna.post("/konto/angaben", data=sent).status_code == 422
    assert again(cast.anna).display_name == "Anna Beispiel"


def test_first_password_is_set_and_other_browsers_are_signed_out(anna, as_person, cast):
    other = as_person(cast.anna)
    assert anna.post("/konto/passwort", data={"new_password": GOOD}).status_code == 302
    assert check_password(again(cast.anna), GOOD)
    assert anna.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302


def test_password_changes_only_for_who_knows_the_present_one(anna, cast):
    anna.post("/konto/passwort", data={"new_password": GOOD})
    wrong = {"current_password": "falsch falsch", "new_password": "vier Störche im Mai"}
    assert anna.post("/konto/passwort", data=wrong).status_code == 422
    assert check_password(again(cast.anna), GOOD)
    assert anna.post("/konto/passwort", data={**wrong, "current_password": GOOD}).status_code == 302
    assert check_password(again(cast.anna), "vier Störche im Mai")


def test_password_is_dropped_only_by_who_knows_it(anna, cast):
    anna.post("/konto/passwort", data={"new_password": GOOD})
    assert anna.post("/konto/passwort/entfernen", data={"current_password": "falsch falsch"}).status_code == 422
    assert again(cast.anna).password_hash is not None
    assert anna.post("/konto/passwort/entfernen", data={"current_password": GOOD}).status_code == 302
    assert again(cast.anna).password_hash is None


@pytest.mark.parametrize(
    "weak", ["", "kurz", "passwort123", "PASSWORT123", "aaaaaaaaaaaa", "anna@example.org", "abcdé" * 60]
)
def test_weak_password_is_refused(anna, cast, weak):
    assert anna.post("/konto/passwort", data={"new_password": weak}).status_code == 422
    assert again(cast.anna).password_hash is None


def test_new_address_counts_once_its_code_is_typed_and_the_old_one_is_told(anna, cast, mails):
    page = anna.post("/konto/adresse", data={"new_email": "Anna.Neu@example.org"}).location
    assert again(cast.anna).email == "anna@example.org"
    (mail,) = mails()
    assert mail["To"] == "anna.neu@example.org"
    assert anna.post(page, data={"code": code_in(mail)}).location == "/konto"
    assert again(cast.anna).email == "anna.neu@example.org"
    notice = mails()[-1]
    assert (len(mails()), notice["To"]) == (2, "anna@example.org")
    assert "anna.neu" not in notice.as_string(), "the old mailbox may be lost to somebody else"


def test_nobody_else_confirms_a_new_address(anna, as_person, client, cast, mails):
    page = anna.post("/konto/adresse", data={"new_email": "neu@example.org"}).location
    code, link = code_in(mails()[-1]), link_in(mails()[-1])
    for stranger in (client, as_person(cast.carla)):
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, data={"code": code}).status_code == 404
        assert stranger.get(link).location.startswith("/konto/anmelden")
        assert stranger.post(link).location.startswith("/konto/anmelden")
    assert again(cast.anna).email == "anna@example.org"
    assert anna.post(link).location == "/konto"
    assert again(cast.anna).email == "neu@example.org"


def test_address_of_another_account_is_refused(anna, cast, mails):
    page = anna.post("/konto/adresse", data={"new_email": "carla@example.org"}).location
    assert anna.post(page, data={"code": code_in(mails()[-1])}).status_code == 302
    assert again(cast.anna).email == "anna@example.org"
    assert again(cast.carla).email == "carla@example.org"


def test_signing_out_ends_every_session(anna, as_person, cast):
    other = as_person(cast.anna)
    assert other.get("/konto").status_code == 200
    anna.post("/konto/abmelden")
    assert other.get("/konto").status_code == 302
    assert anna.get("/konto").status_code == 302


def test_moving_the_address_ends_every_other_session(anna, as_person, cast, mails):
    other = as_person(cast.anna)
    page = anna.post("/konto/adresse", data={"new_email": "neu@example.org"}).location
    anna.post(page, data={"code": code_in(mails()[-1])})
    assert anna.get("/konto").status_code == 200
    assert other.get("/konto").status_code == 302


@pytest.mark.parametrize("purpose", ["submit", "draft"])
def test_a_code_for_an_idea_or_a_draft_opens_no_account(client, cast, mails, purpose):
    with transaction():
        proof = ask_for_proof("anna@example.org", purpose, locale="de", context={"idea": 1})
    mails()
    assert client.get(f"/konto/anmelden/code/{proof.id}").status_code == 404
    assert client.post(f"/konto/anmelden/code/{proof.id}", data={"code": "123456"}).status_code == 404


def test_old_password_is_no_more_than_a_hash(cast):
    with transaction():
        set_password(cast.anna, GOOD)
    assert db.session.scalar(select(Person.password_hash).where(Person.id == cast.anna.id)).startswith("$argon2id$")


@pytest.mark.parametrize(
    "path", ["angaben", "passwort", "passwort/entfernen", "adresse", "zweiter-faktor/aus", "zweiter-faktor/neue-codes"],
)  # fmt: skip
def test_who_is_not_signed_in_changes_nothing(client, cast, path):
    assert client.post(f"/konto/{path}").location.startswith("/konto/anmelden")
