"""The desk writes the course: early decisions are owed a reason, two people at once, order, removing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import VersionIsStale
from app.core.journal import JournalEntry
from app.processes.models import ProcessStep
from app.processes.writing import DecisionIsEarly, NotDecidedYet, change_step, move_step, remove_step
from tests.cast import Cast
from tests.format_worlds import a_format
from tests.processes.steps import DESK, PAGE, a_step, course_here, values

SOON, LATER = today() + timedelta(days=10), today() + timedelta(days=60)


def body(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return str(answer.get_data(as_text=True))


def form(**some: Any) -> dict[str, Any]:
    return {"kind": "meeting", "title": "Sitzung des Kreistages", "once": str(uuid4()), "version": "1"} | some


def a_phase(cast: Cast, **some: Any) -> ProcessStep:
    return a_step(
        cast, kind="phase", title="Beteiligung", **{"begins": str(today().year), "ends": LATER.isoformat()} | some
    )


# ---- early decisions ------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [SOON.isoformat(), LATER.isoformat(), str(SOON)[:7]])
def test_a_decision_inside_a_phase_is_owed_a_reason(cast: Cast, day: str) -> None:
    a_phase(cast)
    with pytest.raises(DecisionIsEarly) as refused:
        a_step(cast, kind="decision", begins=day)
    assert refused.value.titles == ["Beteiligung"]
    db.session.rollback()
    a_step(cast, kind="decision", begins=day, early_reason="Der Haushalt drängt.")
    a_step(cast, kind="meeting", begins=day)
    a_step(cast, kind="decision", begins=(LATER + timedelta(days=1)).isoformat())


def test_a_decision_during_a_public_format_is_owed_a_reason(cast: Cast) -> None:
    a_format(cast, "forum", "announced", title="Öffentlich")
    a_format(cast, "forum", "cancelled", title="Abgesagt")
    with pytest.raises(DecisionIsEarly) as refused:
        a_step(cast, kind="decision", begins=SOON.isoformat())
    assert refused.value.titles == ["Öffentlich"]
    db.session.rollback()
    a_step(cast, kind="decision", begins=LATER.isoformat())


def test_a_decision_without_a_day_is_owed_a_reason_while_people_are_asked(cast: Cast) -> None:
    a_step(cast, kind="decision")
    a_phase(cast)
    with pytest.raises(DecisionIsEarly):
        a_step(cast, kind="decision")
    db.session.rollback()
    a_step(cast, kind="decision", early_reason="Der Haushalt drängt.")
    a_step(cast, kind="decision", result="beschlossen")


def test_nobody_knows_beforehand_what_is_decided(cast: Cast, as_person: Any) -> None:
    with pytest.raises(NotDecidedYet):
        a_step(cast, kind="decision", begins=SOON.isoformat(), result="beschlossen")
    sent = form(kind="decision", begins=SOON.isoformat(), result="beschlossen")
    assert "noch niemand sagen" in body(as_person(cast.bernd).post(f"{DESK}/neu", data=sent), 422)


def test_past_phases_and_undated_ones_hinder_nobody(cast: Cast) -> None:
    a_phase(cast, begins="2018", ends="2019")
    a_phase(cast, begins=None, ends=None)
    a_step(cast, kind="decision", begins="2018-05-03")
    a_step(cast, kind="decision", begins=SOON.isoformat())
    a_phase(cast, ends=None, early_reason="Es eilte.")
    with pytest.raises(DecisionIsEarly):
        a_step(cast, kind="decision", begins="2090")


def test_a_phase_put_over_a_decision_gives_it_the_reason(cast: Cast, client: Any) -> None:
    decision = a_step(cast, kind="decision", title="Beschluss", begins=SOON.isoformat())
    phase = a_phase(cast, begins="2018", ends="2019")
    longer = values(kind="phase", title="Beteiligung", begins="2018", ends=LATER.isoformat())
    with pytest.raises(DecisionIsEarly) as refused, transaction():
        change_step(phase, values=longer, by=cast.bernd, version=1)
    assert refused.value.titles == ["Beschluss"]
    db.session.rollback()
    assert db.session.get(ProcessStep, phase.id).ends == "2019"  # type: ignore[union-attr]
    with transaction():
        change_step(phase, values=longer | {"early_reason": "Das Land setzt die Frist."}, by=cast.bernd, version=1)
    assert decision.early_reason == "Das Land setzt die Frist."
    assert "Das Land setzt die Frist." in body(client.get(PAGE))


def test_a_decision_moved_into_a_phase_keeps_what_it_was(cast: Cast, as_person: Any) -> None:
    a_phase(cast)
    decision = a_step(cast, kind="decision", title="Beschluss", begins="2090", text="Alt")
    browser = as_person(cast.bernd)
    sent = form(kind="decision", title="Beschluss", begins=SOON.isoformat(), text="Neu geschrieben")
    page = body(browser.post(f"{DESK}/{decision.id}", data=sent), 422)
    assert "Dann läuft die Beteiligung noch: „Beteiligung“" in page
    assert "Neu geschrieben" in page
    db.session.rollback()
    db.session.expire_all()
    assert (decision.begins, decision.text, decision.version) == ("2090", "Alt", 1)
    again = browser.post(f"{DESK}/{decision.id}", data=sent | {"early_reason": "Es eilt."})
    assert again.status_code == 303
    assert "Es eilt." in body(browser.get(PAGE))


# ---- the desk -------------------------------------------------------------------------------------


def test_a_step_is_added_once_and_public_at_once(cast: Cast, as_person: Any, client: Any) -> None:
    browser = as_person(cast.bernd)
    assert "Noch ist nichts eingetragen" in body(browser.get(DESK))
    assert "Course" not in body(browser.get(f"{DESK}/neu"))
    sent = form(begins="24.3.2021", body="Kreistag", label="")
    for _twice in range(2):
        answer = browser.post(f"{DESK}/neu", data=sent)
        assert answer.status_code == 303
    assert db.session.scalar(select(func.count(ProcessStep.id))) == 1
    page = body(client.get(PAGE))
    assert "24. März 2021" in page
    assert "Sitzung des Kreistages" in page
    entry = db.session.scalar(select(JournalEntry).where(JournalEntry.verb == "add_step"))
    assert entry is not None
    assert (entry.thing_id, entry.audience, entry.actor_id) == (cast.concept.id, "staff", cast.bernd.id)
    assert DESK in body(browser.get("/verwaltung/konzepte/kek-hier"))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"title": " "}, "Bitte geben Sie einen Titel an."),
        ({"begins": "bald"}, "Bitte schreiben Sie ein Jahr"),
        ({"begins": "2020", "ends": "2019"}, "Das Ende liegt vor dem Beginn."),
        ({"kind": "feier"}, "Bitte wählen Sie aus, was es ist."),
        ({"phase": "999"}, "Diese Phase gibt es nicht mehr."),
        ({"source_url": "javascript:alert(1)"}, "https://"),
    ],
)
def test_faults_keep_the_text(cast: Cast, as_person: Any, fault: dict[str, str], said: str) -> None:
    page = body(as_person(cast.bernd).post(f"{DESK}/neu", data=form(text="Mein langer Text") | fault), 422)
    assert said in page
    assert "Mein langer Text" in page
    assert db.session.scalar(select(func.count(ProcessStep.id))) == 0


def test_the_second_of_two_reads_what_the_first_wrote(cast: Cast, as_person: Any) -> None:
    step = a_step(cast, title="Sitzung", text="Anfang")
    browser = as_person(cast.bernd)
    assert browser.post(f"{DESK}/{step.id}", data=form(text="Die erste war schneller")).status_code == 303
    page = body(browser.post(f"{DESK}/{step.id}", data=form(text="Die zweite hat auch geschrieben")), 409)
    assert "Die erste war schneller" in page
    assert "Die zweite hat auch geschrieben" in page
    assert browser.post(f"{DESK}/{step.id}/entfernen", data={"version": "1"}).status_code == 409
    db.session.expire_all()
    assert (step.text, step.version) == ("Die erste war schneller", 2)
    with pytest.raises(VersionIsStale):
        remove_step(step, by=cast.bernd, version=1)
    db.session.rollback()
    assert browser.post(f"{DESK}/{step.id}", data=form(version="2", text="Dann so")).status_code == 303


def test_a_removed_phase_lets_its_steps_and_formats_go(cast: Cast, as_person: Any, client: Any) -> None:
    phase = a_phase(cast)
    inside = a_step(cast, title="Auftakt", phase_id=phase.id)
    format = a_format(cast, "forum", "open", title="Forum in der Phase")
    with transaction():
        format.phase_id = phase.id
    browser = as_person(cast.bernd)
    assert "Diesen Schritt entfernen?" in body(browser.get(f"{DESK}/{phase.id}/entfernen"))
    assert browser.post(f"{DESK}/{phase.id}/entfernen", data={"version": "1"}).status_code == 303
    db.session.expire_all()
    assert db.session.get(ProcessStep, phase.id) is None
    assert (inside.phase_id, format.phase_id) == (None, None)
    page = body(client.get(PAGE))
    assert "Auftakt" in page
    assert "Forum in der Phase" in page


def test_order_by_hand_where_time_says_nothing(cast: Cast, as_person: Any) -> None:
    titles = ("eins", "zwei", "drei")
    steps = {title: a_step(cast, title=title) for title in titles}
    early = a_step(cast, title="früh", begins="2019")

    def order() -> list[str]:
        return [entry.title for entry in course_here(cast).entries]

    assert order() == ["eins", "zwei", "drei", "früh"]
    with transaction():
        move_step(steps["drei"], is_up=True)
    assert order() == ["eins", "drei", "zwei", "früh"]
    late = a_step(cast, title="spät", begins="2020")
    browser = as_person(cast.bernd)
    page = body(browser.get(DESK)).split(f'id="schritt-{late.id}"')[1]
    assert "verschieben" not in page
    assert browser.post(f"{DESK}/{early.id}/verschieben", data={"to": "up"}).status_code == 303
    assert order() == ["eins", "drei", "früh", "zwei", "spät"]
    assert browser.post(f"{DESK}/{early.id}/verschieben", data={"to": "down"}).status_code == 303
    assert order() == ["eins", "drei", "zwei", "früh", "spät"]


def test_the_course_belongs_to_its_office(cast: Cast, as_person: Any, client: Any) -> None:
    step = a_step(cast, title="Sitzung")
    pages = (DESK, f"{DESK}/neu", f"{DESK}/{step.id}", f"{DESK}/{step.id}/entfernen")
    for page in pages:
        body(as_person(cast.bernd).get(page))
        assert as_person(cast.dilek).get(page).status_code == 404
        assert as_person(cast.anna).get(page).status_code == 404
        assert client.get(page).status_code == 302
    for page in (f"{DESK}/neu", f"{DESK}/{step.id}", f"{DESK}/{step.id}/entfernen", f"{DESK}/{step.id}/verschieben"):
        assert as_person(cast.dilek).post(page, data=form()).status_code == 404
    db.session.expire_all()
    assert (step.title, step.version) == ("Sitzung", 1)
    assert DESK not in body(client.get(PAGE))
    assert as_person(cast.bernd).get(f"{DESK}/9999").status_code == 404
