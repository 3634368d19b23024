"""The course of a concept as everybody reads it: picture and list say the same, and nothing closed is named."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import text

from app.core.clock import today
from app.core.database import db, transaction
from app.formats.course import current_course, periods_of_concept
from app.formats.models import ParticipationFormat
from app.processes.picturing import narrow_picture, wide_picture
from app.processes.timeline import state_of
from tests.cast import Cast
from tests.format_worlds import CANARY, a_format
from tests.processes.steps import PAGE, a_step, course_here
from tests.queries import count_queries, plan_of

YEAR = today().year


def page_of(client: Any, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def a_course(cast: Cast) -> None:
    phase = a_step(cast, kind="phase", title="Ideen sammeln", begins=f"{YEAR - 1}-11", ends=f"{YEAR + 1}-02")
    a_step(cast, kind="meeting", title="Auftakt", begins=f"{YEAR - 1}-11-20", phase_id=phase.id, body="Kreistag")
    a_step(cast, kind="milestone", title="Analyse liegt vor", ends="2019")
    a_step(cast, kind="event", title="Ohne Tag", phase_id=phase.id)
    a_step(cast, kind="decision", title="Beschluss des Konzepts", begins=str(YEAR + 2))
    a_step(cast, kind="phase", title="Umsetzung", begins=str(YEAR + 3))
    a_step(cast, kind="decision", title="Uralter Beschluss", begins="1994-03-01", body="Kreistag", result="beschlossen")


def test_picture_and_list_hold_the_same_entries(cast: Cast, client: Any) -> None:
    a_course(cast)
    for state in ("announced", "open", "closed", "concluded", "cancelled"):
        a_format(cast, "forum", state, title=f"Forum {state}")
    course = course_here(cast)
    listed = [entry.anchor for entry in course.entries]
    assert len(listed) == len(set(listed)) == 12
    page = page_of(client)
    below = page.split('id="liste"')[1]
    assert re.findall(r'id="((?:schritt|beteiligung)-\d+)"', below) == listed
    for picture in (wide_picture(course, today()), narrow_picture(course, today())):
        assert [row.entry.anchor for row in picture.rows] == listed
        assert picture.today is not None
        assert picture.left <= picture.today <= picture.width
        for row in picture.rows:
            assert row.y < picture.height
            assert " ".join(row.lines) == row.entry.title
            assert (row.shape == "none") == (not row.entry.is_dated)
            if row.start is not None and row.end is not None:
                assert picture.left <= row.start < row.end <= picture.width
    captions = re.findall(r'class="m">([^<]+)</text>', page)
    for picture in (wide_picture(course, today()), narrow_picture(course, today())):
        said = [line for row in picture.rows for line in row.captions]
        assert set(said) <= {caption.strip() for caption in captions}
        assert max(map(len, said)) <= (47 if picture.is_narrow else 61), "more would leave the drawing"


def test_what_runs_and_what_one_can_do(cast: Cast, client: Any) -> None:
    assert "Der Verlauf dieses Konzepts ist noch nicht eingetragen" in page_of(client)
    a_course(cast)
    running = a_format(cast, "forum", "open", title="Mitreden über Busse")
    a_format(cast, "workshop", "announced", title="Werkstatt im Herbst")
    top = page_of(client).split('id="bild"')[0]
    assert "Ideen sammeln" in top
    assert f"/beteiligung/{running.id}-" in top
    assert "Mitreden<" in top
    assert "Worum es geht" in top
    assert "/ideen/schreiben" in top or "Eine Idee schreiben" in top
    concept = page_of(client, "/konzepte/kek-hier")
    assert "Mitreden über Busse" in concept
    assert PAGE in concept
    assert "1 Beteiligung läuft gerade" in page_of(client, "/konzepte")


def test_nothing_runs_then_it_says_what_comes_next(cast: Cast, client: Any) -> None:
    a_step(cast, kind="decision", title="Beschluss im Kreistag", begins=str(YEAR + 2))
    top = page_of(client).split('id="bild"')[0]
    assert "Zurzeit läuft nichts." in top
    assert "Beschluss im Kreistag" in top
    assert "läuft gerade</b>" not in page_of(client)


@pytest.mark.parametrize("reader", ["emil", "anna", "bernd"])
def test_no_draft_nor_closed_format_is_named(cast: Cast, client: Any, as_person: Any, reader: str) -> None:
    a_format(cast, "forum", "draft", title=f"{CANARY} im Entwurf")
    a_format(cast, "workshop", "open", title=f"{CANARY} geladen", audience="invited", invited=(cast.anna,))
    a_format(cast, "forum", "open", title="Offen für alle")
    browser = {"emil": client, "anna": as_person(cast.anna), "bernd": as_person(cast.bernd)}[reader]
    pages = [page_of(browser, address) for address in (PAGE, "/konzepte/kek-hier", "/konzepte")]
    assert [CANARY in page for page in pages] == [False] * 3
    assert "Offen für alle" in pages[0]  # the negative control: a public one is named by the same pages
    assert [period.title for period in periods_of_concept(cast.concept.id)] == ["Offen für alle"]


def test_a_hidden_format_leaves_the_course(cast: Cast, client: Any) -> None:
    format = a_format(cast, "forum", "open", title="Gleich verborgen")
    assert "Gleich verborgen" in page_of(client)
    with transaction():
        format.restricted_at = format.published_at
    assert "Gleich verborgen" not in page_of(client)


def test_two_queries_however_long_the_course(cast: Cast) -> None:
    a_course(cast)
    a_format(cast)
    for _more in range(2):
        db.session.expunge_all()
        with count_queries(2):
            course_here(cast)
        with count_queries(2), force_locale("de"):
            current_course(cast.concept.id)
        a_format(cast, title="Noch eines")
        a_step(cast, kind="milestone", title="Noch einer", begins="2020")


def test_the_course_is_read_by_its_indexes(cast: Cast, statements: list[tuple[str, Any]]) -> None:
    statements.clear()
    course_here(cast)
    asked = [one for one in statements if one[0].startswith("SELECT")]
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("set local enable_seqscan = off"))
    plans = [plan_of(*one) for one in asked]
    assert "ix_process_step_course" in plans[0]
    # With so few rows PostgreSQL takes any index; what counts is that it reads no table from end to end.
    assert "ix_participation_format_concept" in plans[1] or "Seq Scan on participation_format" not in plans[1]
    assert "SCAN participation_format" not in plans[1]
    assert "SCAN process_step" not in plans[0]


def test_states_of_a_time() -> None:
    on, later, before = today(), today() + timedelta(days=1), today() - timedelta(days=1)
    assert state_of(before, None, on) == "running"
    assert state_of(None, on, on) == "running"
    assert state_of(later, None, on) == "coming"
    assert state_of(before, before, on) == "past"
    assert state_of(None, None, on) == "past"


def test_formats_of_a_phase_stand_in_it(cast: Cast) -> None:
    phase = a_step(cast, kind="phase", title="Ideen sammeln", begins=str(YEAR))
    format = a_format(cast, "forum", "open")
    with transaction():
        db.session.merge(format).phase_id = phase.id
    group = next(group for group in course_here(cast).groups if group.phase)
    assert [entry.anchor for entry in group.entries] == [f"beteiligung-{format.id}"]
    assert db.session.get(ParticipationFormat, format.id) is not None
