"""From the sheet to the inbox: the days run from the stamp, nothing typed is lost, the reception sees its own alone."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core.clock import local, today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry
from app.core.working_days import add_working_days
from app.ideas.models import Idea
from app.ideas.moderating import request_revision
from app.policies.table import may
from app.reception.claiming import make_code
from app.reception.entering import DayIsImpossible, Words, correct_entry, enter_answer
from tests.cast import Cast
from tests.papers import said
from tests.queries import queries
from tests.reception.typed import RECEPTION, a_typed_idea, again, hanna, only_idea, sheet, text_of
from tests.test_matrix import CANARY, addresses

Browser = Callable[..., Any]
Mails = Callable[[], list[Any]]


def test_a_sheet_is_received_as_of_its_stamp(cast: Cast, as_person: Browser, mails: Mails) -> None:
    clerk = hanna(cast)
    stamp = today() - timedelta(days=3)
    answer = as_person(clerk).post(RECEPTION, data=sheet(received_on=stamp.isoformat(), goals=["kek-hier:rad"]))
    assert answer.status_code == 303, text_of(answer)
    idea = only_idea()
    assert (idea.state, idea.origin, idea.entered_by_id, idea.author_id) == ("submitted", "paper", clerk.id, None)
    assert (idea.author_name, idea.contact_post, idea.contact_email) == (
        "Paul Papier", "Paul Papier\nDorfstraße 3\n04683 Naunhof", None
    )  # fmt: skip
    assert idea.submitted_at is not None
    assert local(idea.submitted_at).date() == stamp
    assert idea.publish_due_on == add_working_days(stamp, 5, "SN")
    assert [tag.goal_id for tag in idea.goal_tags] == [cast.sub_goal.id]
    entry = db.session.query(JournalEntry).filter_by(thing_id=idea.id, verb="submit_idea").one()
    assert (entry.actor_role, entry.actor_id, entry.details) == (
        "reception", clerk.id, {"received_on": stamp.isoformat()}
    )  # fmt: skip
    told = {mail["To"] for mail in mails()}
    assert told == {"frieda@example.org"}  # the mayor hears of it as of any other idea for her town


def test_the_receipt_shows_the_code_once_and_keeps_a_hash(cast: Cast, as_person: Browser) -> None:
    browser = as_person(hanna(cast))
    page = browser.get(browser.post(RECEPTION, data=sheet()).location)
    code = re.search(r"[A-HJ-NP-Z2-9]{4}(-[A-HJ-NP-Z2-9]{4}){2}", text_of(page))
    assert code is not None
    idea = only_idea()
    assert code[0] not in str(idea.claim_hash)
    paper = said(browser.get(f"{RECEPTION}/{idea.id}/quittung.pdf"))
    assert code[0] in paper
    assert f"Nr. {idea.id}" in paper
    other = as_person(hanna(cast, "Henry"))
    assert other.get(f"{RECEPTION}/{idea.id}").status_code == 404
    elsewhere = as_person(db.session.merge(cast.bernd))
    assert elsewhere.get(f"{RECEPTION}/{idea.id}").status_code == 404
    browser.post(f"{RECEPTION}/{idea.id}/code")
    assert code[0] not in text_of(browser.get(f"{RECEPTION}/{idea.id}"))


def test_a_code_a_letter_has_replaced_is_shown_no_more(cast: Cast, as_person: Browser) -> None:
    browser = as_person(hanna(cast))
    page = browser.post(RECEPTION, data=sheet()).location
    assert "claimcode" in browser.get(page).text
    with transaction():
        make_code(only_idea())
    assert "claimcode" not in browser.get(page).text


def test_sent_twice_it_is_one_idea(cast: Cast, as_person: Browser) -> None:
    browser, form = as_person(hanna(cast)), sheet()
    first, second = browser.post(RECEPTION, data=form), browser.post(RECEPTION, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert only_idea().version == 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"received_on": "2199-01-01"}, "in der Zukunft"),
        ({"received_on": "2020-01-01"}, "mehr als 60 Tage"),
        ({"place": ""}, "Bitte wählen Sie einen Ort"),
        ({"place": "ort:13076001"}, "eine andere Stelle"),
        ({"title": ""}, "Überschrift"),
        ({"reach": ""}, "eines von dreien"),
        ({"reach": "mail"}, "E-Mail-Adresse ein"),
        ({"reach": "none"}, "Eine Anschrift ist ausgefüllt"),
        ({"post": "Paul Papier"}, "Straße, Postleitzahl und Ort"),
        ({"email": "paul@example.org"}, "Gewählt ist der Brief"),
        ({"name_choice": "resident"}, "Ein Name ist ausgefüllt"),
        ({"author_name": ""}, "der gezeigt werden soll"),
        ({"consent": ""}, "Ohne diese Einwilligung"),
        ({"origin": "online"}, "wie die Idee zu Ihnen kam"),
        ({"goals": ["kek-hier:weg"]}, "gibt es nicht mehr"),
    ],
)
def test_a_fault_keeps_everything_typed(cast: Cast, as_person: Browser, wrong: dict[str, Any], message: str) -> None:
    answer = as_person(hanna(cast)).post(RECEPTION, data=sheet(text="Mühsam abgetippt.", **wrong))
    assert answer.status_code == 422
    assert message.lower() in text_of(answer).lower()
    assert "Mühsam abgetippt." in text_of(answer)
    assert db.session.query(Idea).count() == 0


def test_neither_mail_nor_letter_is_fine_and_shown_as_resident(cast: Cast, as_person: Browser) -> None:
    form = sheet(reach="none", post="", name_choice="resident", author_name="", origin="telephone")
    assert as_person(hanna(cast)).post(RECEPTION, data=form).status_code == 303
    idea = only_idea()
    assert (idea.author_name, idea.contact_email, idea.contact_post) == (None, None, None)
    page = text_of(as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}"))
    assert "keine geschuldet" in page
    assert "Einwohner" in page


def test_a_day_to_come_is_refused_below_the_form_as_well(cast: Cast) -> None:
    from app.ideas.places import Place
    from app.reception.entering import Author, enter_idea

    for day in (today() + timedelta(days=1), date(2020, 1, 1)):
        with pytest.raises(DayIsImpossible), transaction():
            enter_idea(
                Place.of_municipalities([cast.naunhof]), Words("T", "T"), Author(), by=cast.bernd, origin="paper",
                received_on=day,
            )  # fmt: skip


def test_only_reception_and_moderators_enter(cast: Cast, as_person: Browser, client: Any) -> None:
    assert client.get(RECEPTION).status_code == 302
    for person in (cast.anna, cast.gerda):
        assert as_person(person).get(RECEPTION).status_code == 403
    clerk = hanna(cast)
    browser = as_person(clerk)
    assert "Alt Krenzlin" not in text_of(browser.get(RECEPTION))
    assert browser.get("/verwaltung").location.endswith("/annahme")
    assert as_person(clerk, is_verified_twice=False).get(RECEPTION).status_code == 302


def test_whoever_typed_it_in_is_not_its_author_and_may_publish_it(cast: Cast, as_person: Browser) -> None:
    idea = a_typed_idea(cast, cast.bernd)
    assert as_person(cast.bernd).get(f"/konto/ideen/{idea.id}").status_code == 404
    cast.bernd.is_verified_twice = True  # type: ignore[misc]
    assert may(cast.bernd, "publish_idea", idea)


def test_the_reception_sees_nothing_but_what_it_typed_in(app: Flask, cast: Cast, as_person: Browser) -> None:
    """The ideas of others she meets on the walk over all addresses (tests/test_matrix.py); here, a colleague's."""
    clerk, other = hanna(cast), hanna(cast, "Henry")
    theirs, mine = a_typed_idea(cast, other, f"{CANARY} von Henry"), a_typed_idea(cast, clerk, "Meine Bank")
    browser = as_person(clerk)
    for method in ("GET", "POST"):
        for address in addresses(app, cast, [theirs.id], method):
            if str(theirs.id) not in address:
                continue
            answer = browser.open(address, method=method, data={"version": "1", "reason": "x", "text": "x"})
            assert answer.status_code < 500, (method, address)
            assert CANARY not in said(answer), (method, address)
    assert "Meine Bank" in text_of(as_person(clerk).get(f"{RECEPTION}/eingetragen"))
    assert {again(idea).version for idea in [mine]} == {1}


def test_the_list_of_entries_asks_as_often_for_three_as_for_one(cast: Cast, as_person: Browser) -> None:
    clerk = hanna(cast)
    browser, asked = as_person(clerk), []
    for _more in (1, 2):
        for _ in range(_more):
            a_typed_idea(cast, clerk)
        with queries() as statements:
            browser.get(f"{RECEPTION}/eingetragen")
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_a_slip_is_put_right_until_the_desk_has_decided(cast: Cast, as_person: Browser) -> None:
    clerk = hanna(cast)
    idea, browser = a_typed_idea(cast, clerk), as_person(clerk)
    due = idea.publish_due_on
    door = f"{RECEPTION}/{idea.id}/korrigieren"
    assert "Zum Ausruhen." in text_of(browser.get(door))
    form = {"title": "Bank am Markt", "text": "Zum Ausruhen im Schatten.", "version": "1"}
    assert browser.post(door, data=form).status_code == 303
    assert (again(idea).version, again(idea).publish_due_on, again(idea).current.text) == (
        2, due, "Zum Ausruhen im Schatten."
    )  # fmt: skip
    stale = browser.post(door, data={**form, "text": "Von gestern."})
    assert stale.status_code == 409
    assert "Von gestern." in text_of(stale)
    assert "im Schatten" in text_of(stale)
    with transaction():
        request_revision(again(idea), by=cast.bernd, reason="Wo genau?", version=2)
    late = browser.post(door, data={**form, "version": "2"})
    assert (late.status_code, again(idea).version) == (409, 2)
    with pytest.raises(NotAllowedNow), transaction():
        correct_entry(again(idea), Words("T", "T"), by=clerk, version=2)


def test_an_answer_by_letter_is_typed_in_at_the_desk_or_the_reception(cast: Cast, as_person: Browser) -> None:
    clerk = hanna(cast)
    idea = a_typed_idea(cast, clerk)
    door = f"{RECEPTION}/{idea.id}/antwort"
    assert as_person(cast.bernd).get(door).status_code in {302, 303}
    with transaction():
        request_revision(again(idea), by=cast.bernd, reason="An welcher Ecke?", version=1)
    bernd = as_person(cast.bernd)
    assert "Antwort eintragen" in text_of(bernd.get(f"/verwaltung/ideen/{idea.id}"))
    assert "An welcher Ecke?" in text_of(as_person(clerk).get(door))
    assert as_person(cast.dilek).get(door).status_code == 404
    form = {"title": "Bank am Markt", "text": "Zum Ausruhen, an der Linde.", "version": "1"}
    assert bernd.post(door, data=form).status_code == 303
    assert (again(idea).state, again(idea).version, again(idea).current.text) == (
        "submitted", 2, "Zum Ausruhen, an der Linde."
    )  # fmt: skip
    second = as_person(clerk).post(door, data={**form, "text": "Zweite Antwort."})
    assert second.status_code == 409
    assert "Zweite Antwort." in text_of(second)
    with pytest.raises((NotAllowedNow, VersionIsStale)), transaction():
        enter_answer(again(idea), Words("T", "T"), by=clerk, version=1)
