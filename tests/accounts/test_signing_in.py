"""Signing in with a code, a link, a password; and everything that must not work."""

import re
from datetime import timedelta
from time import process_time
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.models import EmailProof, Person
from app.accounts.registering import check_password, set_password
from app.accounts.views.arriving import local_path
from app.core.clock import now
from app.core.database import Base, db, transaction
from app.ideas.places import Place
from app.ideas.submitting import keep_for, start_draft
from tests.accounts.conftest import code_in, link_in, other_than

GOOD = "drei Pferde am Deich"
WIDE_DIGITS = "".join(chr(0xFF10 + digit) for digit in range(1, 7))


def is_signed_in(browser: Any) -> bool:
    return browser.get("/konto").status_code == 200


def with_password(person: Person, password: str = GOOD) -> None:
    with transaction():
        set_password(db.session.merge(person), password)


def person(email: str) -> Person | None:
    db.session.rollback()
    return db.session.scalar(select(Person).where(Person.email == email))


def test_code_from_the_mail_signs_in(client, cast, ask):
    page, code = ask(client, "Anna@Example.org", next="/konto")
    assert not is_signed_in(client)
    answer = client.post(page, data={"code": f"{code[:3]} {code[3:]}"})
    assert answer.location == "/konto"
    assert is_signed_in(client)


def test_unknown_address_gets_an_account_by_its_first_code(client, cast, ask):
    page, code = ask(client, "neu@example.org")
    assert person("neu@example.org") is None
    client.post(page, data={"code": code})
    assert is_signed_in(client)
    assert person("neu@example.org").is_active


def test_unknown_address_looks_the_same(app, cast, mails):
    pages = []
    for email in ("anna@example.org", "fremd@example.org"):
        browser = app.test_client()
        answer = browser.post("/konto/anmelden", data={"email": email})
        assert answer.status_code == 302
        text = browser.get(answer.location).get_data(as_text=True)
        pages.append(re.sub(r"[0-9a-f-]{36}", "ID", text).replace(email, "ADDRESS"))
    assert pages[0] == pages[1]
    assert len(mails()) == 2


def test_link_shows_a_button_and_only_the_button_signs_in(client, cast, ask, mails):
    ask(client, "anna@example.org", next="/konto")
    link = link_in(mails()[-1])
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200
    assert not is_signed_in(client)
    assert client.post(link).location == "/konto"
    assert is_signed_in(client)


def test_used_link_and_invented_link_are_refused(app, cast, ask, mails):
    client = app.test_client()
    ask(client, "anna@example.org")
    link = link_in(mails()[-1])
    client.post(link)
    other = app.test_client()
    for stale in (link, link[:-4] + "AAAA", "/konto/anmelden/link/x"):
        assert other.get(stale).status_code == 410
        assert other.post(stale).status_code == 410
    assert not is_signed_in(other)


def test_wrong_code_is_counted_and_after_five_even_the_right_one_is_refused(client, cast, ask):
    page, code = ask(client, "anna@example.org")
    for _ in range(5):
        assert client.post(page, data={"code": other_than(code)}).status_code == 422
    db.session.rollback()
    assert db.session.scalar(select(EmailProof.attempts)) == 5
    assert client.post(page, data={"code": code}).status_code == 422
    assert not is_signed_in(client)


def test_four_wrong_codes_leave_one_try(client, cast, ask):
    page, code = ask(client, "anna@example.org")
    for _ in range(4):
        client.post(page, data={"code": other_than(code)})
    assert client.post(page, data={"code": code}).status_code == 302


@pytest.mark.parametrize(
    "bad", ["", "12345", "1234567", "abcdef", "12\x0034", "\u202e123456x", "9" * 5000, WIDE_DIGITS]
)
def test_what_is_no_code_is_told_at_the_field_and_not_counted(client, cast, ask, bad):
    page, _ = ask(client, "anna@example.org")
    answer = client.post(page, data={"code": bad})
    assert answer.status_code == 422
    assert 'id="code-err"' in answer.get_data(as_text=True)
    db.session.rollback()
    assert db.session.scalar(select(EmailProof.attempts)) == 0


def test_expired_code_is_refused(client, cast, ask):
    page, code = ask(client, "anna@example.org")
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert client.post(page, data={"code": code}).status_code == 422
    assert not is_signed_in(client)
    with time_machine.travel(now() + timedelta(minutes=29)):
        assert client.post(page, data={"code": code}).status_code == 302


def test_used_code_is_refused(app, cast, ask):
    first, second = app.test_client(), app.test_client()
    page, code = ask(first, "anna@example.org")
    first.post(page, data={"code": code})
    assert second.post(page, data={"code": code}).status_code == 422
    assert not is_signed_in(second)


def test_sixth_open_code_within_an_hour_is_refused(client, cast, mails):
    for _ in range(5):
        assert client.post("/konto/anmelden", data={"email": "anna@example.org"}).status_code == 302
    assert client.post("/konto/anmelden", data={"email": "anna@example.org"}).status_code == 422
    assert len(mails()) == 5
    assert client.post("/konto/anmelden", data={"email": "bernd@example.org"}).status_code == 302
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert client.post("/konto/anmelden", data={"email": "anna@example.org"}).status_code == 302


def test_asking_again_sends_a_new_code_and_the_first_still_counts(client, cast, ask, mails):
    page, code = ask(client, "anna@example.org", next="/konto")
    again = client.post(page + "/neu")
    assert again.status_code == 302
    assert len(mails()) == 2
    assert re.fullmatch("[0-9]{6}", code_in(mails()[-1]))
    assert again.location != page
    assert client.post(page, data={"code": code}).location == "/konto"


def test_unknown_code_page_is_not_found(client, cast):
    for path in ("/konto/anmelden/code/0b8b4ab0-0000-4000-8000-000000000000", "/konto/anmelden/code/x"):
        assert client.get(path).status_code == 404
        assert client.post(path, data={"code": "123456"}).status_code == 404


@pytest.mark.parametrize(
    "bad", ["", "anna", "anna@", "a@b@c.de", "an na@example.org", "a\x00\u202e", "a" * 400 + "@example.org"]
)
def test_what_is_no_address_is_told_at_the_field_and_kept(client, cast, bad, mails):
    answer = client.post("/konto/anmelden", data={"email": bad})
    assert answer.status_code == 422
    assert 'id="email-err"' in answer.get_data(as_text=True)
    assert mails() == []


def test_database_holds_only_hashes(client, cast, ask, mails):
    page, code = ask(client, "anna@example.org")
    token = link_in(mails()[-1]).rpartition(".")[2]
    rows = [str(row) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))]
    assert not [row for row in rows if token in row or re.search(rf"\b{code}\b", row)]
    assert [row for row in rows if page.rpartition("/")[2] in row], "the search looks at the proofs, too"


def test_mail_carries_code_link_and_a_fixed_message_id(client, cast, ask, mails, app):
    page, code = ask(client, "anna@example.org")
    mail = mails()[-1]
    assert mail["Message-ID"] == f"<code-{page.rpartition('/')[2]}@example.org>"
    assert mail["To"] == "anna@example.org"
    assert code in mail["Subject"]
    html = mail.get_body("html").get_content()
    assert code in html
    assert link_in(mail) in html


def test_password_signs_in(client, cast):
    with_password(cast.anna)
    answer = client.post("/konto/anmelden", data={"email": "anna@example.org", "password": GOOD, "next": "/konto"})
    assert answer.location == "/konto"
    assert is_signed_in(client)


def test_wrong_password_answers_alike_for_known_and_unknown(app, cast):
    with_password(cast.anna)
    pages = []
    for email in ("anna@example.org", "bernd@example.org", "fremd@example.org"):
        answer = app.test_client().post("/konto/anmelden", data={"email": email, "password": "falsch falsch"})
        pages.append((answer.status_code, answer.get_data(as_text=True).replace(email, "ADDRESS")))
    assert pages[0] == pages[1] == pages[2]
    assert pages[0][0] == 422


def test_wrong_password_costs_the_same_work_for_everybody(cast, app):
    with_password(cast.anna)

    def work(somebody: Person | None) -> float:
        spent = []
        for _ in range(3):
            start = process_time()
            assert not check_password(somebody, "falsch falsch")
            spent.append(process_time() - start)
        return min(spent)

    usual = work(person("anna@example.org"))
    assert work(None) > usual / 2
    assert work(person("bernd@example.org")) > usual / 2


def test_eleventh_password_guess_is_refused_even_when_right(client, cast):
    with_password(cast.anna)
    sent = {"email": "anna@example.org", "password": "falsch falsch"}
    for _ in range(10):
        client.post("/konto/anmelden", data=sent)
    assert client.post("/konto/anmelden", data={**sent, "password": GOOD}).status_code == 422
    assert not is_signed_in(client)


def test_too_many_posts_from_one_address_are_refused(client, cast):
    answers = [client.post("/konto/anmelden", data={"email": ""}).status_code for _ in range(61)]
    assert set(answers[:60]) == {422}
    assert answers[60] == 429


def test_forgotten_password_is_replaced_and_ends_all_sessions(app, client, cast, mails, as_person):
    with_password(cast.anna)
    old = as_person(person("anna@example.org"))
    assert is_signed_in(old)
    page = client.post("/konto/passwort-vergessen", data={"email": "anna@example.org"}).location
    answer = client.post(page, data={"code": code_in(mails()[-1])})
    assert answer.location == "/konto/neues-passwort"
    assert client.get(answer.location).status_code == 200
    assert client.post(answer.location, data={"new_password": "kurz"}).status_code == 422
    assert is_signed_in(old)
    assert client.post(answer.location, data={"new_password": "vier Störche im Mai"}).status_code == 302
    assert is_signed_in(client)
    assert not is_signed_in(old)
    assert check_password(person("anna@example.org"), "vier Störche im Mai")
    assert not check_password(person("anna@example.org"), GOOD)


def test_new_password_needs_a_proof_in_this_browser(client, cast, ask):
    assert client.get("/konto/neues-passwort").location == "/konto/passwort-vergessen"
    assert client.post("/konto/neues-passwort", data={"new_password": GOOD}).location == "/konto/passwort-vergessen"
    page, code = ask(client, "anna@example.org")
    client.post(page, data={"code": code})
    assert client.post("/konto/neues-passwort", data={"new_password": GOOD}).location == "/konto/passwort-vergessen"


@pytest.mark.parametrize(
    "wanted",
    ["//boese.example", "https://boese.example", "/\\boese.example", "\\\\boese.example", "/\t/boese.example",
     "javascript:alert(1)", "boese", "/ /x", "///x", "/x\ny", ""],
)  # fmt: skip
def test_foreign_goal_is_refused(client, cast, ask, wanted):
    assert local_path(wanted) is None
    page, code = ask(client, "anna@example.org", next=wanted)
    assert "boese" not in client.post(page, data={"code": code}).location


def test_local_goal_is_kept():
    assert local_path("/verwaltung/ideen?nach=x&b=//y") == "/verwaltung/ideen?nach=x&b=//y"


def test_signed_in_person_is_sent_straight_on(as_person, cast):
    assert as_person(cast.anna).get("/konto/anmelden?next=/konto").location == "/konto"


def test_changed_session_key_is_a_dead_session(as_person, cast):
    browser = as_person(cast.anna)
    assert is_signed_in(browser)
    with transaction():
        db.session.get(Person, cast.anna.id).session_key = "f" * 64
    assert not is_signed_in(browser)


def test_signing_out_closes_the_session(as_person, cast):
    browser = as_person(cast.anna)
    assert browser.post("/konto/abmelden").status_code == 302
    assert not is_signed_in(browser)


def test_drafts_kept_for_the_address_belong_to_whoever_proves_it(client, cast, ask):
    with transaction():
        idea, _ = start_draft(Place.whole(cast.here), title="Bank am Teich", text="Zum Ausruhen.")
        keep_for(idea, "neu@example.org")
    page, code = ask(client, "neu@example.org")
    assert idea.author_id is None
    client.post(page, data={"code": code})
    db.session.rollback()
    db.session.refresh(idea)
    assert idea.author_id == person("neu@example.org").id


def test_change_from_a_foreign_page_is_refused(client, cast, mails):
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = client.post("/konto/anmelden", data={"email": "anna@example.org"}, headers=foreign)
    assert answer.status_code == 403
    assert mails() == []


def test_one_mailbox_is_one_account(client, cast, ask):
    page, code = ask(client, "ANNA@EXAMPLE.ORG")
    client.post(page, data={"code": code})
    assert db.session.scalar(select(func.count()).select_from(Person).where(Person.email.ilike("anna@%"))) == 1
