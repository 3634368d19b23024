"""What a partner says, through its doors: read, prepared, declared to that very text, noted, left. Never by others."""

from datetime import timedelta
from typing import Any

import pytest

from app.cooperations.declaring import mark_of_prepared
from app.cooperations.models import Cooperation, Declaration
from app.core.clock import today
from app.core.database import db
from tests.cast import Cast
from tests.cooperation_worlds import MAYOR, Town, Towns, a_cooperation, lay, place_of, say
from tests.cooperations.pages import (
    an_agent,
    an_officer,
    answer_fields,
    current,
    its_page,
    place,
    said,
)
from tests.cooperations.stage import rewrite, rows
from tests.queries import count_queries

STEPS = ("antwort", "vorbereiten", "beschluss", "austritt")
TOMORROW = (today() + timedelta(days=1)).isoformat()


def declared(cooperation: Cooperation, town: Town) -> Declaration:
    found = place_of(current(cooperation), town).declared(cooperation.version)
    assert found is not None
    return found


# ---- declaring -----------------------------------------------------------------------------------


def test_a_mayor_reads_and_declares(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:2], exit="Drei Monate."), as_person(towns.brandis.mayor)
    door = place(cooperation, towns.brandis, "antwort")
    page = said(britta.get(door))
    for words in ("Antwort für: Stadt Brandis", "Drei Monate.", f'value="{MAYOR}"', "Es ist nicht",
                  "Erklären für: Stadt Brandis"):  # fmt: skip
        assert words in page, words
    answer = britta.post(door, data=answer_fields(cooperation, text="Gern."))
    assert answer.location == place(cooperation, towns.brandis, "erklaerung")
    one = declared(cooperation, towns.brandis)
    assert (one.verdict, one.council, one.text, one.function) == ("accepted", "pending", "Gern.", MAYOR)
    assert (one.person_id, one.fingerprint) == (towns.brandis.mayor.id, cooperation.versions[0].fingerprint)
    receipt = said(britta.get(answer.location))
    for words in ("Mit Ihrer Zusage ist diese Fassung vereinbart.", "Ratsbeschluss eintragen", "Gern.", "Vereinbart"):
        assert words in receipt, words
    assert current(cooperation).state == "agreed"


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("changes_requested", "Stadt Naunhof erfährt Ihren Wunsch"), ("declined", "Ja sagen können Sie auch später")],
)  # fmt: skip
def test_wishes_and_noes_are_declared_the_same_way(
    cast: Cast, towns: Towns, as_person: Any, verdict: str, words: str
) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:2]), as_person(towns.brandis.mayor)
    door = place(cooperation, towns.brandis, "antwort")
    answer = britta.post(door, data=answer_fields(cooperation, verdict, text="Bitte kürzer."))
    assert words in said(britta.get(answer.location))
    assert declared(cooperation, towns.brandis).council is None
    again = said(britta.get(door))
    assert "Bitte kürzer." in again
    assert f'checked id="verdict-{1 if verdict == "changes_requested" else 2}"' in again
    britta.post(door, data=answer_fields(cooperation))
    assert current(cooperation).state == "agreed"


def test_the_council_has_decided_already(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    more = {"council": "decided", "decided_on": today().isoformat(), "decision_number": "12/2026"}
    as_person(towns.brandis.mayor).post(
        place(cooperation, towns.brandis, "antwort"), data=answer_fields(cooperation, **more)
    )  # fmt: skip
    one = declared(cooperation, towns.brandis)
    assert (one.council, one.decided_on, one.decision_number) == ("decided", today(), "12/2026")
    assert "Nr. 12/2026" in said(as_person(cast.frieda).get(its_page(cooperation)))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"verdict": ""}, "verdict"), ({"verdict": "vielleicht"}, "verdict"), ({"function": " "}, "function"),
        ({"verdict": "changes_requested", "text": " "}, "text"), ({"council": "decided"}, "decided_on"),
        ({"council": "decided", "decided_on": TOMORROW}, "decided_on"), ({"council": "nie"}, "council"),
        ({"decision_number": "x" * 81}, "decision_number"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_at_its_field_and_nothing_declared(
    cast: Cast, towns: Towns, as_person: Any, more: dict[str, str], field: str
) -> None:
    cooperation, before = a_cooperation(cast, *towns.all[:2]), rows()
    fields = answer_fields(cooperation, text="Bleibt stehen.") | more
    answer = as_person(towns.brandis.mayor).post(place(cooperation, towns.brandis, "antwort"), data=fields)
    page = said(answer)
    assert answer.status_code == 422
    assert f'id="{field}-err"' in page
    assert "Bleibt stehen." in page or "text" in more
    assert rows() == before


def test_a_text_replaced_while_it_was_read_is_not_declared(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:2]), as_person(towns.brandis.mayor)
    door, fields = place(cooperation, towns.brandis, "antwort"), answer_fields(cooperation, text="Bleibt stehen.")
    rewrite(cooperation, towns.naunhof, *towns.all[:2], what="Ein Bauhof für sieben.")
    lay(cooperation, towns.naunhof, text="Nun sieben.")
    answer = britta.post(door, data=fields)
    page = said(answer)
    assert answer.status_code == 409
    for words in ("Es ist noch nichts erklärt.", "Bleibt stehen.", "Fassung 2", "Nun sieben.", "<del>",
                  "Was anders ist als in Fassung 1, die Sie vor sich hatten",
                  f'value="{cooperation.versions[-1].fingerprint}"'):  # fmt: skip
        assert words in page, words
    assert place_of(current(cooperation), towns.brandis).declarations == []
    forged = fields | {"version": "2"}
    assert britta.post(door, data=forged).status_code == 409
    assert britta.post(door, data=fields | {"version": "x", "fingerprint": "-"}).status_code == 409
    britta.post(door, data=answer_fields(current(cooperation)))
    assert declared(current(cooperation), towns.brandis).version == 2


def test_it_is_shown_what_is_different_since_ones_own_last_yes(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3])
    say(cooperation, towns.brandis)
    for word in ("zwei", "drei"):
        rewrite(cooperation, towns.naunhof, *towns.all[:3], what=f"Ein Bauhof für {word}.")
        lay(cooperation, towns.naunhof)
    asked_twice = said(as_person(towns.brandis.mayor).get(place(cooperation, towns.brandis, "antwort")))
    assert "Was seit Ihrer Zusage zu Fassung 1 anders ist" in asked_twice
    assert "alle." in asked_twice
    never = said(as_person(towns.borsdorf.mayor).get(place(cooperation, towns.borsdorf, "antwort")))
    assert "seit Ihrer Zusage" not in never


def test_a_yes_that_holds_is_left_and_not_taken_back(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:2], state="agreed"), as_person(towns.brandis.mayor)
    door = place(cooperation, towns.brandis, "antwort")
    assert britta.get(door).location == its_page(cooperation)
    answer = britta.post(door, data=answer_fields(cooperation, "declined"))
    assert answer.status_code == 422
    assert "austreten können Sie mit Tag und Begründung" in said(answer)
    assert current(cooperation).state == "agreed"


def test_others_join_the_text_that_holds(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], rule="from_n", threshold=2)
    say(cooperation, towns.brandis)
    assert current(cooperation).state == "agreed"
    boris = as_person(towns.borsdorf.mayor)
    boris.post(place(cooperation, towns.borsdorf, "antwort"), data=answer_fields(cooperation))
    assert "Stadt Borsdorf ist beigetreten." in said(boris.get(place(cooperation, towns.borsdorf, "erklaerung")))
    assert "Zu Fassung 1 haben Ja gesagt" not in said(boris.get(its_page(cooperation))), "all it names have"
    assert "Alle haben zu Fassung 1 Ja gesagt, vorbehaltlich" in said(boris.get(its_page(cooperation)))
    assert "Stadt Borsdorf, Stadt Brandis, Stadt Naunhof" in said(boris.get(its_page(cooperation)))


def test_before_it_answers_it_reads_its_share_and_what_its_yes_brings_about(
    cast: Cast, towns: Towns, as_person: Any
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], total_cents=30000, public_parts=("text", "answers"))
    britta, boris = as_person(towns.brandis.mayor), as_person(towns.borsdorf.mayor)
    page = said(britta.get(place(cooperation, towns.brandis, "antwort")))
    for words in (
        "Ihr Anteil, wenn Sie beitreten",
        "<b>100,00 Euro</b>",
        "sehen alle von einem Ja die Funktion und den Tag, nicht Ihren Namen",
    ):
        assert words in page, words
    assert "Mit Ihrem Ja ist Fassung 1 vereinbart." not in page, "another yes is needed still"
    say(cooperation, towns.brandis)
    page = said(boris.get(place(cooperation, towns.borsdorf, "antwort")))
    assert "Mit Ihrem Ja ist Fassung 1 vereinbart. Zurücknehmen" in page


def test_whoever_asked_for_changes_reads_what_became_of_the_wish(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    say(cooperation, towns.brandis, "changes_requested", text="Bitte mit Bagger.")
    frieda = as_person(cast.frieda)
    assert "Stadt Brandis wünscht Änderungen" in said(frieda.get("/konto/kooperationen"))
    assert "Bitte mit Bagger." in said(frieda.get(f"{its_page(cooperation)}/text"))
    rewrite(cooperation, towns.naunhof, *towns.all[:2], what="Ein Bauhof und ein Bagger.")
    lay(cooperation, towns.naunhof)
    britta = as_person(towns.brandis.mayor)
    page = said(britta.get(place(cooperation, towns.brandis, "antwort")))
    for words in ("Was seit Ihrer Antwort zu Fassung 1 anders ist", "Bitte mit Bagger.", "<ins"):
        assert words in page, words
    unanswered = britta.post(
        place(cooperation, towns.brandis, "antwort"), data=answer_fields(current(cooperation)) | {"verdict": ""}
    )
    assert 'id="verdict-err">Bitte wählen Sie eine Antwort.</p>' in said(unanswered)
    assert "1 Kooperation wartet auf Ihre Antwort" in said(britta.get("/konto/ideen"))


def test_a_council_day_is_plausible_and_can_be_corrected(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    say(cooperation, towns.brandis)
    britta, door = as_person(towns.brandis.mayor), place(cooperation, towns.brandis, "beschluss")
    fields = {"version": "1", "council": "decided", "decision_number": "12"}
    for wrong in ("1999-05-05", "0202-05-05"):
        refused = britta.post(door, data=fields | {"decided_on": wrong})
        assert (refused.status_code, declared(cooperation, towns.brandis).council) == (422, "pending")
        assert "mehr als ein Jahr vor der Fassung" in said(refused)
    no = said(britta.get(f"{place(cooperation, towns.brandis, 'austritt')}?rat=2026-11-02"))
    assert "Der Rat hat am 2. November 2026 nicht zugestimmt." in no
    yesterday = today() - timedelta(days=1)
    britta.post(door, data=fields | {"decided_on": today().isoformat()})
    assert "Ratsbeschluss zu Fassung 1 berichtigen" in said(britta.get(its_page(cooperation)))
    assert 'value="12"' in said(britta.get(f"{door}?fassung=1"))
    britta.post(door, data=fields | {"decided_on": yesterday.isoformat(), "decision_number": "13"})
    one = declared(cooperation, towns.brandis)
    assert (one.decided_on, one.decision_number) == (yesterday, "13")
    assert len(one.partner.declarations) == 3, "what stood there before stays on file"
    assert "Der Ratsbeschluss ist berichtigt: Stadt Brandis" in said(britta.get(its_page(cooperation)))


# ---- preparing -----------------------------------------------------------------------------------


def test_officers_and_agents_prepare_and_the_mayor_declares(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2])
    door, prepare = (place(cooperation, towns.brandis, step) for step in ("antwort", "vorbereiten"))
    fields = {"version": "1", "verdict": "changes_requested", "text": "Der Bagger fehlt."}
    for person in (an_officer(cast, towns.brandis), an_agent(cast, towns.brandis)):
        browser = as_person(person)
        page = said(browser.get(door))
        assert "Erklären kann: Britta Beispiel." in page
        assert "Erklären für: Stadt Brandis" not in page
        assert browser.post(door, data=answer_fields(cooperation)).status_code == 403
        seen = mark_of_prepared(place_of(current(cooperation), towns.brandis))
        empty = browser.post(prepare, data=fields | {"text": " ", "seen": seen})
        assert (empty.status_code, 'id="text-err"' in said(empty)) == (422, True)
        assert browser.post(prepare, data=fields | {"seen": seen}).location == its_page(cooperation)
        assert "Der Bagger fehlt." in said(browser.get(door))
        late = browser.post(prepare, data=fields | {"text": "Etwas anderes.", "seen": seen})
        assert (late.status_code, "Etwas anderes." in said(late)) == (409, True), "another one is not overwritten"
        assert "Der Bagger fehlt." in said(late)
    partner = place_of(current(cooperation), towns.brandis)
    assert (partner.declarations, partner.prepared_by_id) == ([], cast.carla.id)
    britta = as_person(towns.brandis.mayor)
    page = said(britta.get(door))
    for words in ("Vorbereitet von Carla Beispiel: wünscht Änderungen.", "Der Bagger fehlt.", 'checked id="verdict-1"'):
        assert words in page, words
    britta.post(door, data=answer_fields(cooperation, "changes_requested", text="Der Bagger fehlt uns."))
    assert declared(cooperation, towns.brandis).text == "Der Bagger fehlt uns."
    assert place_of(current(cooperation), towns.brandis).prepared is None


def test_what_was_prepared_for_another_text_is_not_proposed(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, anna = a_cooperation(cast, *towns.all[:2]), as_person(an_officer(cast, towns.brandis))
    door, prepare = (place(cooperation, towns.brandis, step) for step in ("antwort", "vorbereiten"))
    fields = {"version": "1", "verdict": "accepted", "text": "Passt so."}
    anna.post(prepare, data=fields)
    rewrite(cooperation, towns.naunhof, *towns.all[:2], what="Anders.")
    lay(cooperation, towns.naunhof)
    assert "Passt so." not in said(as_person(towns.brandis.mayor).get(door))
    late = anna.post(prepare, data=fields)
    page = said(late)
    assert late.status_code == 409
    assert "Passt so." in page
    assert "Anders." in page
    assert 'name="version" type="hidden" value="2"' in page
    assert anna.post(prepare, data=fields | {"verdict": "egal", "version": "2"}).status_code == 422


# ---- the council ---------------------------------------------------------------------------------


def test_the_councils_decision_is_noted_later(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:2], state="agreed"), as_person(towns.brandis.mayor)
    door = place(cooperation, towns.brandis, "beschluss")
    assert "vorbehaltlich Ratsbeschluss" in said(britta.get(door))
    for wrong in ({}, {"decided_on": TOMORROW}, {"decided_on": "gestern"}):
        answer = britta.post(door, data={"version": "1", "decision_number": "bleibt", **wrong})
        assert answer.status_code == 422
        assert 'id="decided_on-err"' in said(answer)
        assert 'value="bleibt"' in said(answer)
    fields = {"version": "1", "decided_on": today().isoformat(), "decision_number": "3/26"}
    assert britta.post(door, data=fields).location == its_page(cooperation)
    one = declared(cooperation, towns.brandis)
    assert (one.council, one.decided_on, one.decision_number) == ("decided", today(), "3/26")
    assert britta.get(door).location == its_page(cooperation)
    assert britta.post(door, data=fields).location == its_page(cooperation)


def test_of_two_texts_each_waits_for_its_own_decision(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:3], state="agreed"), as_person(towns.brandis.mayor)
    rewrite(cooperation, towns.naunhof, *towns.all[:3], what="Anders.")
    lay(cooperation, towns.naunhof)
    say(cooperation, towns.brandis)
    page = said(britta.get(its_page(cooperation)))
    door = place(cooperation, towns.brandis, "beschluss")
    for version in (1, 2):
        assert f"{door}?fassung={version}" in page
    britta.post(door, data={"version": "1", "decided_on": today().isoformat()})
    partner = place_of(current(cooperation), towns.brandis)
    councils = [one.council for number in (1, 2) if (one := partner.declared(number)) is not None]
    assert councils == ["decided", "pending"]


# ---- leaving -------------------------------------------------------------------------------------


def test_a_partner_leaves_with_day_and_reason(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state="agreed", exit="Mit drei Monaten Frist.")
    britta, door = as_person(towns.brandis.mayor), place(cooperation, towns.brandis, "austritt")
    page = said(britta.get(door))
    for words in ("Mit drei Monaten Frist.", "Was daraus folgt", "solange zwei übrig sind", "unterschrieben haben"):
        assert words in page, words
    assert "Sie schreiben den Text" not in page
    assert "Sie schreiben den Text" in said(as_person(cast.frieda).get(place(cooperation, towns.naunhof, "austritt")))
    yesterday = (today() - timedelta(days=1)).isoformat()
    for wrong, field in (({"on": ""}, "on"), ({"on": yesterday}, "on"), ({"on": "9999-01-01"}, "on"),
                         ({"reason": " "}, "reason")):  # fmt: skip
        answer = britta.post(door, data={"reason": "Bleibt stehen.", "on": TOMORROW, **wrong})
        assert answer.status_code == 422
        assert f'id="{field}-err"' in said(answer)
        assert "Bleibt stehen." in said(answer) or field == "reason"
    assert britta.post(door, data={"on": TOMORROW, "reason": "Wir bauen selbst."}).location == its_page(cooperation)
    assert place_of(current(cooperation), towns.brandis).leave_reason == "Wir bauen selbst."
    assert britta.get(door).location == its_page(cooperation)
    assert "Wir bauen selbst." in said(as_person(cast.frieda).get(its_page(cooperation)))


def test_whoever_has_not_said_yes_has_nothing_to_leave(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation, britta = a_cooperation(cast, *towns.all[:2]), as_person(towns.brandis.mayor)
    door = place(cooperation, towns.brandis, "austritt")
    assert britta.get(door).location == its_page(cooperation)
    britta.post(door, data={"on": TOMORROW, "reason": "Nein."})
    assert place_of(current(cooperation), towns.brandis).leaves_on is None


# ---- nobody for another --------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["proposed", "agreed"])
def test_nobody_speaks_for_another_partner_by_any_door(
    cast: Cast, towns: Towns, as_person: Any, client: Any, state: str
) -> None:
    cooperation = a_cooperation(cast, *towns.all[:3], state=state)
    everything = answer_fields(cooperation) | {"on": TOMORROW, "reason": "Weil.", "decided_on": today().isoformat()}
    before = rows()
    for person in (cast.frieda, towns.borsdorf.mayor, towns.parthenstein.mayor, cast.dilek, cast.bernd):
        browser = as_person(person)
        for step in STEPS:
            assert browser.post(place(cooperation, towns.brandis, step), data=everything).status_code == 404, step
        for step in ("antwort", "erklaerung", "beschluss", "austritt"):
            assert browser.get(place(cooperation, towns.brandis, step)).status_code == 404, step
    for step in ("antwort", "beschluss", "austritt", "erklaerung"):
        assert "/konto/anmelden" in client.get(place(cooperation, towns.brandis, step)).location
    kept = client.post(place(cooperation, towns.brandis, "antwort"), data=everything | {"text": "Nicht verloren."})
    assert (kept.status_code, "Nicht verloren." in said(kept)) == (422, True)
    assert rows() == before


def test_officers_and_agents_neither_note_nor_leave(cast: Cast, towns: Towns, as_person: Any) -> None:
    cooperation = a_cooperation(cast, *towns.all[:2], state="agreed")
    before = rows()
    for person in (an_officer(cast, towns.brandis), an_agent(cast, towns.brandis)):
        for step in ("antwort", "beschluss", "austritt"):
            fields = answer_fields(cooperation, "declined") | {"on": TOMORROW, "reason": "Weil."}
            assert as_person(person).post(place(cooperation, towns.brandis, step), data=fields).status_code == 403
        assert as_person(person).get(place(cooperation, towns.brandis, "erklaerung")).status_code == 200
    assert rows() == before


def test_the_answer_page_asks_as_often_for_two_partners_as_for_four(cast: Cast, towns: Towns, as_person: Any) -> None:
    britta = as_person(towns.brandis.mayor)
    for number in (2, 4):
        door = place(a_cooperation(cast, *towns.all[:number]), towns.brandis, "antwort")
        db.session.expire_all()
        with count_queries(9):
            assert britta.get(door).status_code == 200
