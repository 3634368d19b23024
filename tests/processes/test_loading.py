"""The courses that come along: complete, with their sources; what an office has changed or removed stays."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.concepts.models import Concept
from app.concepts.queries import find_concept
from app.core.database import db, transaction
from app.processes.loading import CourseFileError, load_courses, packaged_courses, read_course
from app.processes.models import ProcessStep
from app.processes.queries import steps_of
from app.processes.writing import FIELDS, change_step, remove_step
from tests.cast import a_person

COUNTS = {"kek-landkreis-leipzig": 6, "kek-ludwigslust-parchim": 13, "kek-nordsachsen": 20, "leitbild-partheland": 15}


def load() -> dict[str, Any]:
    with transaction():
        return {report.concept: report for report in load_courses(packaged_courses())}


def steps(slug: str) -> dict[str, ProcessStep]:
    concept = find_concept(slug)
    assert concept is not None
    return {step.key or "": step for step in steps_of(concept.id)}


def test_the_four_courses_are_loaded_with_their_sources(documents: Flask, client: Any) -> None:
    assert {slug: report.new for slug, report in load().items()} == COUNTS
    assert {slug: report.unchanged for slug, report in load().items()} == COUNTS
    assert db.session.scalar(select(func.count(ProcessStep.id))) == sum(COUNTS.values())
    for slug in COUNTS:
        told = steps(slug).values()
        assert all(step.source_title for step in told)
        assert all((step.source_url or "https://").startswith(("https://", "http://")) for step in told)
        page = client.get(f"/konzepte/{slug}/prozess").get_data(as_text=True)
        assert [step.title for step in told if step.title.replace("&", "&amp;") not in page] == []
        assert "Zurzeit läuft nichts." in page
    north = steps("kek-nordsachsen")
    assert (north["beschluss"].kind, north["beschluss"].begins) == ("decision", "2021-03-24")
    assert north["projektkatalog"].kind == "meeting"
    assert "vorgelegt" in (north["projektkatalog"].result or "")
    assert north["zielsystem"].label == "bis Anfang 2020"


def test_undated_steps_keep_their_order(documents: Flask, client: Any) -> None:
    load()
    page = client.get("/konzepte/leitbild-partheland/prozess").get_data(as_text=True)
    listed = page.split('id="liste"')[1]
    order = ["Letter of Intent zur", "Machern", "Phase 2", "Phase 3", "Leitfragen", "Präambel", "Strategieworkshop",
             "Leitziele", "Handlungsfelder", "Finaler Leitbildentwurf"]  # fmt: skip
    places = [listed.index(f">{title}") if f">{title}" in listed else listed.index(title) for title in order]
    assert places == sorted(places)


def test_milestones_of_the_file_are_not_shown_twice(documents: Flask, client: Any) -> None:
    literal = '<h3 lang="de">bis Anfang 2020</h3>'
    before = client.get("/konzepte/kek-nordsachsen/hintergrund").get_data(as_text=True)
    assert literal in before
    load()
    after = client.get("/konzepte/kek-nordsachsen/hintergrund").get_data(as_text=True)
    assert literal not in after
    assert "/konzepte/kek-nordsachsen/prozess" in after
    milestones = client.get("/api/v1/concepts/kek-nordsachsen").get_json()["milestones"]
    assert "bis Anfang 2020" in [milestone["label"] for milestone in milestones]


def test_what_the_desk_changed_or_removed_stays(documents: Flask) -> None:
    load()
    mine, gone, untouched = (steps("kek-nordsachsen")[key] for key in ("beschluss", "presseserie", "projektkatalog"))
    numbers = mine.id, gone.id
    with transaction():
        by = a_person("Nora")
        values = {name: getattr(mine, name) for name in FIELDS} | {"result": "mit großer Mehrheit beschlossen"}
        change_step(mine, values=values, by=by, version=1)
        remove_step(gone, by=by, version=1)
        untouched.title = "Verlesen"
    report = load()["kek-nordsachsen"]
    assert (report.new, report.updated, report.kept) == (0, 1, 2)
    found = steps("kek-nordsachsen")
    assert found["beschluss"].result == "mit großer Mehrheit beschlossen"
    assert found["projektkatalog"].title != "Verlesen"
    assert "presseserie" not in found
    assert db.session.get(ProcessStep, numbers[1]) is None


def test_a_course_without_its_concept_waits(app: Flask) -> None:
    assert db.session.scalar(select(func.count(Concept.id))) == 0
    assert load() == {}


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("- {key: a, kind: meeting, title: A}", "source"),
        ("- {key: a, kind: meeting, title: A, source: b}", "no source"),
        ("- {key: a, kind: feast, title: A, source: s}", "kind"),
        ("- {key: a, kind: meeting, title: A, source: s, begins: 2019-13}", "2019-13"),
        ("- {key: a, kind: meeting, title: A, source: s, begins: 2020, ends: 2019}", "ends before"),
        ("- {key: a, kind: meeting, title: A, source: s, phase: p}", "no phase"),
        ("- {key: a, kind: meeting, title: A, source: s}\n  - {key: a, kind: meeting, title: B, source: s}", "twice"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, fault: str, said: str) -> None:
    file = tmp_path / "course.yaml"
    file.write_text(f"concept: kek-hier\nsources: {{s: {{title: S}}}}\nsteps:\n  {fault}\n")
    with pytest.raises(CourseFileError, match=said):
        read_course(file)
