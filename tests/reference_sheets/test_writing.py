"""Writing a sheet without an account: two steps, a secret address, nothing lost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask, before_render_template

from app.concepts.models import Goal
from app.core import papers
from app.core.clock import now
from app.core.database import db, is_writing, transaction
from app.core.journal import JournalEntry
from app.core.typesetting import TypesettingFails, TypesettingIsBusy
from app.reference_sheets.declaring import forget_old_sheets, key_hash
from app.reference_sheets.models import ReferenceSheet
from tests.cast import Cast, a_goal
from tests.queries import count_queries
from tests.reference_sheets.writing import TEXT, a_sheet, again, made, only_sheet, typed
from tests.worlds import HIDDEN_STATES, an_idea


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_two_steps_and_a_secret_address(cast: Cast, client: Any) -> None:
    assert client.get("/bezugsblatt/neu").status_code == 200
    step_two = client.post("/bezugsblatt/neu", data=typed(goals=[], schritt="ziele"))
    page = text_of(step_two)
    assert step_two.status_code == 200
    assert "Radverkehr wird gefördert." in page
    assert "<mark>Radverkehr</mark>" in page
    assert 'type="checkbox" name="goals"' in page
    assert " checked" not in page
    address = made(client)
    key = urlsplit(address).path.rsplit("/", 1)[-1]
    sheet = only_sheet()
    assert sheet.key_hash == key_hash(key) != key
    assert (sheet.state, sheet.author_id, sheet.edition, sheet.authority_id) == (
        "self_declared", None, "2030", cast.here.id
    )  # fmt: skip
    [entry] = sheet.entries
    assert entry == {
        "goal": cast.sub_goal.id, "key": "rad", "kind": "sub_goal", "number": None, "short": "Radverkehr stärken",
        "title": "Radverkehr wird gefördert.", "text": None, "page": None,
        "field": "1 Lebenswerte Orte › 1.1 Alle kommen gut an", "remark": "Der Weg schließt die Lücke.",
    }  # fmt: skip
    shown = client.get(address)
    assert "Selbstauskunft: nicht geprüft" in text_of(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["X-Robots-Tag"] == "noindex"
    assert "Der Weg schließt die Lücke." in text_of(shown)


def test_both_steps_carry_what_the_other_holds(cast: Cast, client: Any) -> None:
    back = text_of(client.post("/bezugsblatt/neu", data=typed(schritt="zurueck")))
    assert TEXT in back
    assert '<input type="hidden" name="goals" value="kek-hier:rad">' in back
    assert '<input type="hidden" name="anmerkung-kek-hier:rad" value="Der Weg schließt die Lücke.">' in back
    forth = text_of(client.post("/bezugsblatt/neu", data=typed(schritt="ziele")))
    assert f'<input type="hidden" name="text" value="{TEXT}">' in forth
    assert 'value="kek-hier:rad" checked' in forth


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"goals": []}, "Bitte kreuzen Sie mindestens ein Ziel an"),
        ({"goals": ["kek-hier:gibtsnicht"]}, "Eines der Teilziele gibt es nicht mehr"),
        ({"goals": ["kek-hier:hf1"]}, "Eines der Teilziele gibt es nicht mehr"),
        ({"anmerkung-kek-hier:rad": "x" * 301}, "Bitte kürzen Sie jede Anmerkung"),
        ({"title": " "}, "Bitte geben Sie dem Vorhaben einen Namen."),
        ({"concept": "kek-dort"}, "Bitte wählen Sie ein Konzept."),
        ({"text": "x" * 4001}, "4000"),
    ],
)
def test_a_fault_stands_at_its_field_and_the_text_stays(
    cast: Cast, client: Any, values: dict[str, Any], said: str
) -> None:
    answer = client.post("/bezugsblatt/neu", data=typed(**values))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert values.get("text", TEXT) in text_of(answer)
    assert values.get("anmerkung-kek-hier:rad", "Der Weg schließt die Lücke.") in text_of(answer)


def more_goals(cast: Cast, count: int) -> list[str]:
    """So many further goals to choose; their names in the form."""
    with transaction():
        for n in range(count):
            a_goal(cast.concept, f"viel{n}", "sub_goal", f"Radverkehr {n}", 9 + n)
    return [f"kek-hier:viel{n}" for n in range(count)]


def test_at_most_ten_goals(cast: Cast, client: Any) -> None:
    names = more_goals(cast, 11)
    answer = client.post("/bezugsblatt/neu", data=typed(goals=names))
    assert answer.status_code == 422
    assert "höchstens 10" in text_of(answer)
    made(client, goals=names[:10])


def test_sent_twice_it_is_one_sheet_under_the_same_address(cast: Cast, client: Any) -> None:
    form = typed()
    first = client.post("/bezugsblatt/neu", data=form)
    second = client.post("/bezugsblatt/neu", data=form)
    assert first.headers["Location"] == second.headers["Location"]
    assert client.get(first.headers["Location"]).status_code == 200
    assert only_sheet().version == 1


@pytest.mark.parametrize("state", ["self_declared", "asked", "confirmed"])
def test_back_and_saved_again_replaces_nothing_and_keeps_the_address(cast: Cast, client: Any, state: str) -> None:
    form = typed()
    address = client.post("/bezugsblatt/neu", data=form).headers["Location"]
    client.post(f"{address}/aendern", data=typed(version="1", title="Später geändert"))
    with transaction():
        db.session.query(ReferenceSheet).one().state = state
    for words in ({}, {"title": "Zurück und neu getippt"}):
        answer = client.post("/bezugsblatt/neu", data={**form, **words})
        assert answer.status_code == 409
        assert words.get("title", "Radweg Naunhof") in text_of(answer)
        assert form["once"] not in text_of(answer)
        assert (only_sheet().title, only_sheet().version) == ("Später geändert", 2)
    assert client.get(address).status_code == 200


def test_the_mark_of_another_form_is_no_fault_of_ours(cast: Cast, client: Any) -> None:
    idea, form = an_idea(cast, "published", "Ein Radweg", "Bitte bauen."), typed()
    with transaction():
        db.session.merge(idea).once = form["once"]
    answer = client.post("/bezugsblatt/neu", data=form)
    assert answer.status_code == 409
    assert TEXT in text_of(answer)


def test_the_address_to_hand_on_only_reads(cast: Cast, client: Any) -> None:
    address = made(client)
    [reading] = set(re.findall(r"/bezugsblatt/lesen/[0-9]+/[A-Za-z0-9_-]+", text_of(client.get(address))))
    page = client.get(reading)
    assert page.status_code == 200
    assert "Der Weg schließt die Lücke." in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    key = address.rsplit("/", 1)[-1]
    for secret in (key, "aendern", "loeschen", "uebernehmen", "kopie"):
        assert secret not in text_of(page)
    assert client.get(f"{reading}.pdf").data.startswith(b"%PDF")
    assert client.get(f"{reading}x").status_code == 404
    stranger = f"/bezugsblatt/{reading.rsplit('/', 1)[-1]}"
    assert client.get(stranger).status_code == 404
    assert client.post(f"{stranger}/loeschen").status_code == 404
    assert only_sheet().version == 1


def test_what_was_typed_survives_that_the_sheet_was_taken_or_deleted(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    address, anna = made(client), as_person(cast.anna)
    anna.post(f"{address}/uebernehmen")
    mine = f"/konto/bezugsblaetter/{only_sheet().id}"
    late = client.post(f"{address}/aendern", data=typed(version="1", title="Noch getippt"))
    assert late.status_code == 409
    assert "Noch getippt" in text_of(late)
    assert only_sheet().title == "Radweg Naunhof"
    anna.post(f"{mine}/loeschen")
    for person, door in ((anna, f"{mine}/aendern"), (client, f"{address}/aendern")):
        late = person.post(door, data=typed(version="1", title="Noch getippt"))
        assert late.status_code == 409
        assert "Noch getippt" in text_of(late)
        assert 'action="/bezugsblatt/neu"' in text_of(late)
    assert db.session.query(ReferenceSheet).count() == 0


def test_a_change_is_a_new_version_and_a_stale_form_keeps_its_text(cast: Cast, client: Any) -> None:
    address = made(client)
    form = typed(version="1", title="Erste Änderung")
    assert client.get(f"{address}/aendern").status_code == 200
    assert client.post(f"{address}/aendern", data=form).status_code == 303
    stale = client.post(f"{address}/aendern", data={**form, "title": "Zweite Änderung"})
    assert stale.status_code == 409
    assert "Zweite Änderung" in text_of(stale)
    assert 'name="version" type="hidden" value="2"' in text_of(stale)
    assert (only_sheet().title, only_sheet().version) == ("Erste Änderung", 2)


def test_what_the_link_names_is_prefilled_as_far_as_it_is_public(cast: Cast, client: Any) -> None:
    idea = an_idea(cast, "published", "Ein Radweg", "Bitte bauen.")
    page = text_of(client.get(f"/bezugsblatt/neu?idee={idea.id}"))
    assert "Bitte bauen." in page
    assert 'value="kek-hier:rad"' in page
    answer = client.post("/bezugsblatt/neu", data=typed(about=str(idea.id)))
    assert only_sheet().about_id == idea.id
    assert f"/ideen/{idea.id}-ein-radweg" in text_of(client.get(answer.headers["Location"]))
    page = text_of(client.get("/bezugsblatt/neu?konzept=kek-hier&ziel=bus"))
    assert 'value="kek-hier:bus"' in page
    assert "Zum Ziel:" in page
    assert "Bus für alle" in page or "Der Bus" in page


def test_what_is_not_public_is_as_unknown_as_what_there_is_not(cast: Cast, client: Any) -> None:
    missing = client.get("/bezugsblatt/neu?idee=999999")
    assert missing.status_code == 404
    assert "nicht öffentlich" in text_of(missing)
    for state in HIDDEN_STATES:
        hidden = an_idea(cast, state, "Kanarienvogel", "Kanarienvogel")
        answer = client.get(f"/bezugsblatt/neu?idee={hidden.id}")
        assert answer.status_code == 404
        assert "Kanarienvogel" not in text_of(answer)
        client.post("/bezugsblatt/neu", data=typed(about=str(hidden.id)))
        assert db.session.query(ReferenceSheet).filter_by(about_id=hidden.id).count() == 0


def test_whoever_holds_the_link_deletes_it(cast: Cast, client: Any) -> None:
    address = made(client)
    assert client.get(f"{address}/loeschen").status_code == 200
    assert client.post(f"{address}/loeschen").status_code == 303
    assert client.get(address).status_code == 404
    assert db.session.query(JournalEntry).filter_by(verb="make_sheet").count() == 0


def test_taken_into_an_account_it_is_changed_there_alone(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    address, anna = made(client), as_person(cast.anna)
    assert anna.post(f"{address}/uebernehmen").status_code == 303
    number = only_sheet().id
    assert anna.get(f"/konto/bezugsblaetter/{number}").status_code == 200
    assert client.get(address).status_code == 200
    for door in ("aendern", "loeschen", "uebernehmen"):
        assert client.post(f"{address}/{door}", data=typed(version="1")).status_code in {302, 403, 409}
        assert as_person(cast.carla).post(f"{address}/{door}", data=typed(version="1")).status_code in {403, 409}
    assert as_person(cast.carla).get(f"/konto/bezugsblaetter/{number}").status_code == 404
    assert only_sheet().author_id == cast.anna.id


def test_a_new_edition_is_said_and_the_wording_stays(cast: Cast, client: Any) -> None:
    address = made(client)
    with transaction():
        goal = db.session.get_one(Goal, cast.sub_goal.id)
        goal.title, goal.concept.edition = "Ganz anders.", "2040"
    page = text_of(client.get(address))
    assert "Radverkehr wird gefördert." in page
    assert "Ganz anders." not in page
    assert "neue Fassung des Konzepts" in page


def test_kept_a_year_without_an_account(app: Flask, cast: Cast) -> None:
    nobodys, annas = a_sheet(cast, None), a_sheet(cast, cast.anna)
    for days, forgotten in ((364, 0), (366, 1)):
        with time_machine.travel(now() + timedelta(days=days)), transaction():
            assert forget_old_sheets() == forgotten
    assert db.session.query(ReferenceSheet.id).all() == [(annas.id,)]
    assert nobodys.id != annas.id


def test_step_two_asks_the_same_few_questions_for_any_number_of_goals(cast: Cast, client: Any) -> None:
    form = typed(schritt="ziele")
    client.post("/bezugsblatt/neu", data=form)
    with count_queries(6):
        client.post("/bezugsblatt/neu", data=form)
    more_goals(cast, 30)
    with count_queries(6):
        client.post("/bezugsblatt/neu", data=form)


def test_goals_are_looked_for_when_the_transaction_is_over(app: Flask, cast: Cast, client: Any) -> None:
    shown: list[bool] = []

    def look(_app: Flask, template: Any, **_values: Any) -> None:
        shown.extend([is_writing()] if template.name.startswith("reference_sheets/") else [])

    with before_render_template.connected_to(look, app):
        for form in (typed(schritt="ziele"), typed(schritt="zurueck"), typed(title=""), typed(goals=[])):
            client.post("/bezugsblatt/neu", data=form)
    assert shown == [False] * 4


def test_the_sheet_as_pdf(cast: Cast, client: Any) -> None:
    address = made(client)
    pdf = client.get(f"{address}.pdf")
    assert pdf.status_code == 200
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Cache-Control"] == "no-store"
    assert client.get("/bezugsblatt/falsch.pdf").status_code == 404
    assert again(only_sheet()).version == 1


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [(TypesettingFails, 500, "Die PDF-Datei konnte nicht"), (TypesettingIsBusy, 503, "viele Papiere")],
)
def test_a_paper_that_fails_is_said_truly(
    cast: Cast, client: Any, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], status: int, said: str
) -> None:
    def fail(*_args: Any, **_values: Any) -> bytes:
        raise fault

    address = made(client)
    monkeypatch.setattr(papers, "typeset", fail)
    answer = client.get(f"{address}.pdf")
    assert answer.status_code == status
    assert said in text_of(answer)
