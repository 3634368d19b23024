"""The staff unit confirms a sheet or says why not; exactly one decides, and nobody on an own sheet."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Membership
from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import JournalEntry
from app.reference_sheets import confirming, declaring
from app.reference_sheets.checking import check_code
from app.reference_sheets.models import SHEET_STATES, ReferenceSheet
from app.reference_sheets.workflow import WORKFLOW, ensure_possible, is_possible
from tests.cast import Cast, a_person
from tests.queries import count_queries
from tests.reference_sheets.writing import a_sheet, again, made, typed

DESK = "/verwaltung/bezugsblaetter"


def text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_every_state_takes_only_its_steps() -> None:
    for verb, (starts, leads_to) in WORKFLOW.items():
        assert leads_to in {*SHEET_STATES, ""}
        for state in SHEET_STATES:
            assert is_possible(verb, state) == (state in starts)
            if state not in starts:
                with pytest.raises(NotAllowedNow):
                    ensure_possible(verb, state)


def test_asked_confirmed_and_told(cast: Cast, as_person: Callable[..., Any], mails: Callable[[], list[Any]]) -> None:
    sheet, anna, bernd = a_sheet(cast, cast.anna), as_person(cast.anna), as_person(cast.bernd)
    assert "Kein Blatt wartet" in text_of(bernd.get(DESK))
    assert anna.post(f"/konto/bezugsblaetter/{sheet.id}/bestaetigung").status_code == 303
    assert "Radweg Naunhof" in text_of(bernd.get(DESK))
    assert "Der Weg schließt die Lücke." in text_of(bernd.get(f"{DESK}/{sheet.id}"))
    form = {"version": "1", "answer": "Passt zum Radwegekonzept."}
    asked = bernd.post(f"{DESK}/{sheet.id}/bestaetigen", data=form)
    assert (asked.status_code, again(sheet).state) == (200, "asked")
    assert "Teilziel Radverkehr stärken" in text_of(asked)
    assert 'name="answer" value="Passt zum Radwegekonzept."' in text_of(asked)
    assert bernd.post(f"{DESK}/{sheet.id}/bestaetigen", data={**form, "schritt": "sicher"}).status_code == 303
    now_ = again(sheet)
    assert (now_.state, now_.decided_by_id, now_.answer) == ("confirmed", cast.bernd.id, "Passt zum Radwegekonzept.")
    page = text_of(anna.get(f"/konto/bezugsblaetter/{sheet.id}"))
    assert "Bestätigt durch die Stabsstelle Kreisentwicklung, Landkreis Hier am" in page
    assert "Passt zum Radwegekonzept." in page
    [mail] = mails()
    assert mail["To"] == "anna@example.org"
    assert mail["Subject"] == f"Ihr Bezugsblatt ist bestätigt: Nr. {sheet.id} „Radweg Naunhof“"
    body = mail.get_body(("plain",)).get_content()
    assert "Passt zum Radwegekonzept." in body
    assert f"/konto/bezugsblaetter/{sheet.id}" in body
    assert "Radweg Naunhof" in text_of(bernd.get(f"{DESK}/entschieden"))


def test_a_confirmed_sheet_is_final_and_a_copy_is_new(cast: Cast, as_person: Callable[..., Any]) -> None:
    sheet, anna = a_sheet(cast, cast.anna, asked=True), as_person(cast.anna)
    with transaction():
        confirming.confirm_sheet(sheet, by=cast.bernd, remark="", version=1)
    mine = f"/konto/bezugsblaetter/{sheet.id}"
    late = anna.post(f"{mine}/aendern", data=typed(version="1", title="Anders"))
    assert late.status_code == 409
    assert "Anders" in text_of(late)
    assert 'action="/bezugsblatt/neu"' in text_of(late)
    for door in ("loeschen", "bestaetigung", "anfrage-zurueckziehen"):
        assert anna.post(f"{mine}/{door}").status_code == 303
    assert (again(sheet).state, again(sheet).title, again(sheet).decided_by_id) == (
        "confirmed", "Radweg Naunhof", cast.bernd.id
    )  # fmt: skip
    assert 'action="/bezugsblatt/neu"' in text_of(anna.get(f"{mine}/kopie"))
    assert anna.get(f"{mine}.pdf").data.startswith(b"%PDF")


def test_declined_with_a_reason_changed_and_asked_again(
    cast: Cast, as_person: Callable[..., Any], mails: Callable[[], list[Any]]
) -> None:
    sheet, anna, bernd = a_sheet(cast, cast.anna, asked=True), as_person(cast.anna), as_person(cast.bernd)
    without = bernd.post(f"{DESK}/{sheet.id}/ablehnen", data={"version": "1", "answer": " "})
    assert without.status_code == 422
    assert "warum das Blatt nicht bestätigt wird" in text_of(without)
    form = {"version": "1", "answer": "Das Ziel passt nicht."}
    assert bernd.post(f"{DESK}/{sheet.id}/ablehnen", data=form).status_code == 303
    assert "Das Ziel passt nicht." in mails()[-1].get_body(("plain",)).get_content()
    mine = f"/konto/bezugsblaetter/{sheet.id}"
    assert "Das Ziel passt nicht." in text_of(anna.get(mine))
    assert anna.post(f"{mine}/aendern", data=typed(version="1", goals=["kek-hier:bus"])).status_code == 303
    assert (again(sheet).state, again(sheet).answer, again(sheet).version) == ("self_declared", None, 2)
    assert bernd.get(f"{DESK}/{sheet.id}").status_code == 404
    anna.post(f"{mine}/bestaetigung")
    assert "Der Bus fährt für alle." in text_of(anna.get(mine))
    stale = bernd.post(f"{DESK}/{sheet.id}/bestaetigen", data={"version": "1", "answer": "Getippt."})
    assert stale.status_code == 409
    assert "Getippt." in text_of(stale)
    assert "Der Bus fährt für alle." in text_of(stale)
    assert again(sheet).state == "asked"


def test_a_request_taken_back_leaves_the_desk(cast: Cast, as_person: Callable[..., Any]) -> None:
    sheet = a_sheet(cast, cast.anna, asked=True)
    as_person(cast.anna).post(f"/konto/bezugsblaetter/{sheet.id}/anfrage-zurueckziehen")
    bernd = as_person(cast.bernd)
    assert bernd.get(f"{DESK}/{sheet.id}").status_code == 404
    assert bernd.post(f"{DESK}/{sheet.id}/bestaetigen", data={"version": "1"}).status_code == 404
    typed_late = bernd.post(f"{DESK}/{sheet.id}/ablehnen", data={"version": "1", "answer": "Mühsam getippt."})
    assert typed_late.status_code == 409
    assert "Mühsam getippt." in text_of(typed_late)
    assert "Radweg" not in text_of(typed_late)
    assert again(sheet).state == "self_declared"


def test_nobody_decides_on_an_own_sheet_and_other_desks_see_nothing(
    cast: Cast, as_person: Callable[..., Any], client: Any
) -> None:
    own, annas = a_sheet(cast, cast.bernd, asked=True, title="Mein eigenes"), a_sheet(cast, cast.anna, asked=True)
    bernd, dilek, carla = as_person(cast.bernd), as_person(cast.dilek), as_person(cast.carla)
    assert "Mein eigenes" not in text_of(bernd.get(DESK))
    for door in ("bestaetigen", "ablehnen"):
        assert bernd.post(f"{DESK}/{own.id}/{door}", data={"version": "1", "answer": "x"}).status_code == 403
        strange = dilek.post(f"{DESK}/{annas.id}/{door}", data={"version": "1", "answer": "x"})
        missing = dilek.post(f"{DESK}/999999/{door}", data={"version": "1", "answer": "x"})
        # The same but for its own address, to which the switch of languages leads back.
        hers = text_of(strange).replace(f"/{annas.id}/{door}", f"/999999/{door}")
        assert (strange.status_code, hers) == (missing.status_code, text_of(missing))
        assert carla.post(f"{DESK}/{annas.id}/{door}", data={"version": "1", "answer": "x"}).status_code == 403
    assert (again(own).state, again(annas).state) == ("asked", "asked")
    assert "Radweg" not in text_of(dilek.get(DESK))
    assert dilek.get(f"{DESK}/{annas.id}").status_code == 404
    assert carla.get(DESK).status_code == 403
    assert client.get(DESK).status_code == 302
    for reader in (client, carla, dilek, bernd):
        assert reader.get(f"/konto/bezugsblaetter/{annas.id}").status_code in {302, 404}


def test_the_longest_waiting_comes_first(cast: Cast, as_person: Callable[..., Any]) -> None:
    later = a_sheet(cast, cast.anna, asked=True, title="Später gefragt")
    earlier = a_sheet(cast, cast.anna, asked=True, title="Früher gefragt")
    with transaction():
        db.session.get_one(ReferenceSheet, earlier.id).asked_at = now() - timedelta(days=3)
    bernd = as_person(cast.bernd)
    page = text_of(bernd.get(DESK))
    assert page.index("Früher gefragt") < page.index("Später gefragt")
    assert later.id < earlier.id
    with count_queries(6):
        bernd.get(DESK)


def both_decide(app: Flask, cast: Cast, as_person: Callable[..., Any], sheet: ReferenceSheet) -> list[int]:
    """Two moderators press at the same moment: one confirms, the other declines."""
    with transaction():
        hanna = a_person("Hanna")
        db.session.add(Membership(person_id=hanna.id, role="moderator", authority_id=cast.here.id))
        db.session.flush()
        db.session.refresh(hanna)
    presses = [(as_person(cast.bernd), "bestaetigen"), (as_person(hanna), "ablehnen")]
    number, together, answers = sheet.id, Barrier(2), list[int]()
    db.session.remove()

    def press(browser: Any, door: str) -> None:
        together.wait(10)
        form = {"version": "1", "answer": f"Getippt: {door}", "schritt": "sicher"}
        answers.append(browser.post(f"{DESK}/{number}/{door}", data=form).status_code)

    threads = [Thread(target=press, args=one) for one in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers)


def decisions() -> int:
    return db.session.query(JournalEntry).filter(JournalEntry.verb.in_(("confirm_sheet", "decline_sheet"))).count()


def test_of_two_who_decide_at_once_exactly_one_wins(app: Flask, cast: Cast, as_person: Callable[..., Any]) -> None:
    sheet = a_sheet(cast, cast.anna, asked=True)
    assert both_decide(app, cast, as_person, sheet) == [303, 409]
    assert decisions() == 1


def test_negative_control_without_the_workflow_both_would_win(
    app: Flask, cast: Cast, as_person: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirming, "ensure_possible", lambda _verb, _state: None)
    sheet = a_sheet(cast, cast.anna, asked=True)
    assert both_decide(app, cast, as_person, sheet) == [303, 303]
    assert decisions() == 2


def test_a_print_is_checked_by_number_and_code(cast: Cast, client: Any) -> None:
    sheet = a_sheet(cast, cast.anna, asked=True)
    code = check_code(sheet)
    page = text_of(client.post("/bezugsblatt/pruefen", data={"number": str(sheet.id), "code": code.lower()}))
    assert "Radweg Naunhof" in page
    assert "Teilziel Radverkehr stärken" in page
    for secret in ("Bahnhof", "LEADER", "Stadt Naunhof", "Lücke"):
        assert secret not in page
    wrong = client.post("/bezugsblatt/pruefen", data={"number": str(sheet.id), "code": "AAAA-AAAA"})
    missing = client.post("/bezugsblatt/pruefen", data={"number": "999999", "code": "AAAA-AAAA"})
    said = "kennen wir nicht"
    assert (wrong.status_code, said in text_of(wrong)) == (missing.status_code, said in text_of(missing)) == (200, True)
    assert text_of(wrong).replace(f'value="{sheet.id}"', "") == text_of(missing).replace('value="999999"', "")
    with transaction():
        confirming.withdraw_request(db.session.get_one(ReferenceSheet, sheet.id), by=cast.anna)
    address = made(client)
    other = db.session.query(ReferenceSheet).order_by(ReferenceSheet.id.desc()).first()
    assert other is not None
    before = check_code(other)
    client.post(f"{address}/aendern", data=typed(version="1", title="Anders"))
    changed = client.post("/bezugsblatt/pruefen", data={"number": str(other.id), "code": before})
    assert said in text_of(changed)
    statuses = {client.post("/bezugsblatt/pruefen", data={"number": "1", "code": "x"}).status_code for _ in range(20)}
    assert statuses == {200, 429}


def test_the_empty_list_teaches_and_the_full_one_is_paged(cast: Cast, as_person: Callable[..., Any]) -> None:
    anna = as_person(cast.anna)
    assert "Noch kein Bezugsblatt" in text_of(anna.get("/konto/bezugsblaetter"))
    sheet = a_sheet(cast, cast.anna)
    page = text_of(anna.get("/konto/bezugsblaetter"))
    assert f"/konto/bezugsblaetter/{sheet.id}" in page
    assert "1 Ziel" in page
    assert "/konto/bezugsblaetter" in text_of(anna.get("/konto"))


def test_erasing_a_person_takes_what_nobody_confirmed(cast: Cast) -> None:
    kept, asked = a_sheet(cast, cast.anna, asked=True), a_sheet(cast, cast.anna, asked=True)
    with transaction():
        confirming.confirm_sheet(kept, by=cast.bernd, remark="", version=1)
    code, key, goals = check_code(kept), kept.key_hash, [entry["goal"] for entry in kept.entries]
    with transaction():
        declaring.unname_sheets(cast.anna)
    left = again(kept)
    assert (left.state, check_code(left), [entry["goal"] for entry in left.entries]) == ("confirmed", code, goals)
    assert (left.author_id, left.applicant, left.programme, left.text) == (None, None, None, "")
    assert left.title == f"KEK-Bezugsblatt Nr. {kept.id}"
    assert [entry["remark"] for entry in left.entries] == [None]
    assert left.key_hash != key
    assert db.session.query(ReferenceSheet).filter_by(id=asked.id).count() == 0


def test_a_confirmation_is_taken_back_with_a_reason_and_a_print_says_so(
    app: Flask, cast: Cast, as_person: Callable[..., Any], client: Any, mails: Callable[[], list[Any]]
) -> None:
    sheet, bernd = a_sheet(cast, cast.anna, asked=True), as_person(cast.bernd)
    with transaction():
        confirming.confirm_sheet(sheet, by=cast.bernd, remark="", version=1)
    code, door = check_code(sheet), f"{DESK}/{sheet.id}/zuruecknehmen"
    assert bernd.post(door, data={"version": "1", "answer": ""}).status_code == 422
    assert again(sheet).state == "confirmed"
    for stranger in (as_person(cast.anna), as_person(cast.dilek)):
        assert stranger.post(door, data={"version": "1", "answer": "x"}).status_code in {403, 409}
    assert again(sheet).state == "confirmed"
    assert bernd.post(door, data={"version": "1", "answer": "Das Vorhaben ist ein anderes."}).status_code == 303
    assert again(sheet).state == "declined"
    assert db.session.query(JournalEntry).filter_by(verb="withdraw_confirmation", thing_id=sheet.id).count() == 1
    mail = mails()[-1]
    assert mail["Subject"].startswith("Ihr Bezugsblatt ist nicht mehr bestätigt")
    assert "Das Vorhaben ist ein anderes." in mail.get_body(("plain",)).get_content()
    checked = text_of(client.post("/bezugsblatt/pruefen", data={"number": str(sheet.id), "code": code}))
    assert "Nicht mehr bestätigt seit" in checked
    anna = as_person(cast.anna)
    assert "Das Vorhaben ist ein anderes." in text_of(anna.get(f"/konto/bezugsblaetter/{sheet.id}"))
    late = bernd.post(door, data={"version": "1", "answer": "Noch einmal."})
    assert late.status_code == 409
    assert "Noch einmal." in text_of(late)


def test_a_confirmed_print_outlives_the_key_of_the_installation(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, asked = a_sheet(cast, cast.anna, asked=True), a_sheet(cast, cast.anna, asked=True)
    with transaction():
        confirming.confirm_sheet(sheet, by=cast.bernd, remark="", version=1)
    codes = check_code(sheet), check_code(asked)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another")
    assert check_code(sheet) == codes[0]
    assert check_code(asked) != codes[1]
