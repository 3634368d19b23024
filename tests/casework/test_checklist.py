"""Checklists: what an office asks itself with every idea, and that an open item hinders nobody."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.casework.checking import add_item, items_for, items_of, move_item, note_checks, open_items, retire_item
from app.casework.models import Check, ChecklistItem
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, improved, received

Browser = Callable[..., Any]
PLACE, THIRD = "Der Ort stimmt.", "Keine Daten Dritter."


def an_item(cast: Cast, text: str = PLACE, before: str = "publish") -> ChecklistItem:
    with transaction():
        return add_item(cast.concept, before=before, text=text)


def texts(cast: Cast) -> list[str]:
    db.session.rollback()
    return [item.text for item in items_of(cast.concept.id) if item.retired_at is None]


def last_verb(idea: Idea) -> JournalEntry:
    newest = select(JournalEntry).where(JournalEntry.thing_id == idea.id).order_by(JournalEntry.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def test_the_office_writes_its_list(cast: Cast, as_person: Browser) -> None:
    desk, address = as_person(cast.bernd), f"/verwaltung/konzepte/{cast.concept.key}/pruefliste"
    assert desk.post(address, data={"text": "", "before": "publish"}).status_code == 422
    assert "x" * 301 in desk.post(address, data={"text": "x" * 301, "before": "publish"}).get_data(as_text=True)
    for text in (PLACE, THIRD, THIRD):
        assert desk.post(address, data={"text": text, "before": "publish"}).status_code == 303
    assert texts(cast) == [PLACE, THIRD]
    second = db.session.scalars(select(ChecklistItem.id).where(ChecklistItem.text == THIRD)).one()
    assert desk.post(f"{address}/{second}/verschieben", data={"to": "up"}).status_code == 303
    assert texts(cast) == [THIRD, PLACE]
    assert desk.post(f"{address}/{second}/entfernen").status_code == 303
    assert texts(cast) == [PLACE]
    assert desk.post(f"{address}/{second}/zurueckholen").status_code == 303
    assert texts(cast) == [PLACE, THIRD]
    page = desk.get(f"/verwaltung/konzepte/{cast.concept.key}").get_data(as_text=True)
    assert f'href="{address}"' in page


def test_one_click_takes_the_proposal_over_once(cast: Cast, as_person: Browser) -> None:
    desk, address = as_person(cast.bernd), f"/verwaltung/konzepte/{cast.concept.key}/pruefliste"
    desk.post(f"{address}/vorschlag")
    count = len(texts(cast))
    assert count > 5
    desk.post(f"{address}/vorschlag")
    assert len(texts(cast)) == count


def test_nobody_else_keeps_it(cast: Cast, client: Any, as_person: Browser) -> None:
    item, address = an_item(cast), f"/verwaltung/konzepte/{cast.concept.key}/pruefliste"
    for person in (cast.dilek, cast.anna):
        browser = as_person(person)
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}/{item.id}/entfernen").status_code == 404
    assert client.get(address).status_code == 302
    assert texts(cast) == [PLACE]


def test_items_move_within_their_step_and_stop_at_the_end(cast: Cast) -> None:
    first, other, last = an_item(cast, "1"), an_item(cast, "A", "answer"), an_item(cast, "2")
    with transaction():
        for item, is_up in ((first, True), (last, False), (other, True), (last, True)):
            move_item(db.session.merge(item), is_up=is_up)
    idea = received(cast)
    assert [item.text for item in items_for(idea)] == ["2", "1"]


def test_the_desk_answers_item_by_item(cast: Cast, as_person: Browser) -> None:
    item, third, idea = an_item(cast), an_item(cast, THIRD), received(cast, is_tagged=True)
    desk, address = as_person(cast.bernd), f"/verwaltung/ideen/{idea.id}/pruefliste"
    sent = {f"item-{item.id}": "yes", f"was-{item.id}": "", f"was-{third.id}": ""}
    answer = desk.post(address, data=sent)
    assert (answer.status_code, answer.location) == (303, f"/verwaltung/ideen/{idea.id}#pruefliste")
    assert [one.text for one in open_items(fresh(idea))] == [THIRD]
    page = desk.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert 'value="yes" checked' in page.split(f"punkt-{item.id}-yes")[1][:40]
    assert "Bernd Beispiel" in page
    assert desk.post(address, data={f"item-{third.id}": "no"}).status_code == 303
    assert [one.text for one in open_items(fresh(idea))] == [THIRD]
    assert as_person(cast.dilek).post(address, data=sent).status_code == 404


def test_a_colleagues_answer_stays_where_this_page_changed_nothing(cast: Cast, as_person: Browser) -> None:
    item, idea = an_item(cast), received(cast)
    with transaction():
        note_checks(idea, {item.id: "no"}, by=cast.gerda)
    stale = {f"item-{item.id}": "yes", f"was-{item.id}": "yes"}
    as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/pruefliste", data=stale)
    db.session.rollback()
    assert db.session.get_one(Check, (idea.id, item.id)).by_id == cast.gerda.id


def test_an_open_item_is_asked_about_once_and_hinders_nobody(cast: Cast, as_person: Browser) -> None:
    item, idea = an_item(cast), received(cast, is_tagged=True)
    desk, address = as_person(cast.bernd), f"/verwaltung/ideen/{idea.id}/veroeffentlichen"
    asked = desk.post(address, data={"version": "1", "reason": "Willkommen!"})
    assert asked.status_code == 422
    assert all(words in asked.get_data(as_text=True) for words in (PLACE, "Willkommen!", 'name="despite"'))
    assert fresh(idea).state == "submitted"
    assert desk.post(address, data={"version": "1", "reason": "", "despite": "y"}).status_code == 302
    entry = last_verb(fresh(idea))
    assert (entry.verb, entry.audience, entry.details) == ("pass_over_checks", "staff", {"items": [item.id]})
    assert idea.state == "published"


def test_nothing_is_asked_where_all_is_settled(cast: Cast, as_person: Browser) -> None:
    item, idea = an_item(cast), received(cast, is_tagged=True)
    with transaction():
        note_checks(idea, {item.id: "not_needed"}, by=cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/veroeffentlichen"
    assert as_person(cast.bernd).post(address, data={"version": "1"}).status_code == 302
    assert last_verb(fresh(idea)).verb == "publish_idea"


def test_a_late_second_publisher_is_not_asked_about_the_next_step(cast: Cast, as_person: Browser) -> None:
    an_item(cast, "Antwort verständlich.", "answer")
    idea = received(cast, "published")
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/veroeffentlichen", data={"version": "1"})
    assert answer.status_code != 422


def test_a_new_text_opens_what_was_answered_for_the_old_one(cast: Cast) -> None:
    item, idea = an_item(cast), received(cast)
    with transaction():
        note_checks(idea, {item.id: "yes"}, by=cast.bernd)
    assert open_items(fresh(idea)) == []
    improved(idea, cast, "Jetzt mit Namen.")
    assert [one.id for one in open_items(fresh(idea))] == [item.id]


def test_retired_items_are_asked_no_more_and_their_answers_stay(cast: Cast) -> None:
    item, idea = an_item(cast), received(cast)
    with transaction():
        note_checks(idea, {item.id: "yes"}, by=cast.bernd)
        retire_item(db.session.merge(item))
    assert items_for(fresh(idea)) == []
    assert db.session.get(Check, (idea.id, item.id)) is not None


def test_the_program_says_what_it_knows_itself(cast: Cast, as_person: Browser, run_jobs: Callable[[], int]) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    page = desk.get(f"/verwaltung/ideen/{idea.id}").get_data(as_text=True)
    assert 'href="#teilziele"' in page.split('id="pruefliste"')[1]
    run_jobs()
    from app.casework.beside import casework_beside

    (town,) = casework_beside(fresh(idea)).towns
    assert (town.name, town.told_at is not None) == ("Naunhof", True)
