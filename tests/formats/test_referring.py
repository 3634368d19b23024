"""Finished formats that show the concept's own text, and how they come in."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.boards.models import Card
from app.concepts.models import Concept
from app.concepts.queries import find_concept
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.formats.importing import load_formats
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.referring import finished_format, lines_of_reference, shown_of
from tests.concepts.conftest import load_documents
from tests.kept import Databases, begin_with
from tests.papers import said
from tests.queries import count_queries


@pytest.fixture
def finished(app: Flask, databases: Databases) -> dict[str, ParticipationFormat]:
    """The formats the documents tell of, by what they show."""
    begin_with(databases, "documents", load_documents)
    with transaction():
        load_formats()
    return {format.reference: format for format in db.session.scalars(select(ParticipationFormat))}


def changed(concept: Concept, **parts: Any) -> None:
    """A later edition says something else."""
    with transaction():
        held = db.session.get(Concept, concept.id)
        held.content = {**held.content, **parts}


def test_they_come_in_once_as_finished_and_nothing_is_invented(finished: dict[str, ParticipationFormat]) -> None:
    assert set(finished) == {"guiding_questions", "swot"}
    with transaction():
        assert load_formats() == 0
    for format in finished.values():
        assert (format.state, format.audience, format.is_public) == ("concluded", "public", True)
        assert not format.takes_contributions
        days = (format.opens_on, format.closes_on, format.opened_at, format.closed_at, format.concluded_at)
        assert days == (None,) * 5
        assert (format.results_due_on, format.label, format.contributions) == (None, None, 0)
        entry = db.session.query(JournalEntry).filter_by(thing_id=format.id).one()
        assert (entry.verb, entry.actor_role, entry.told_at is not None) == ("imported", "import", True)
    workshop = finished["guiding_questions"]
    assert workshop.title == "Werkstatt mit Leitfragen zum Leitbild"
    assert workshop.what_is_open == "Dazu sagt das Dokument nichts."


def test_nothing_of_the_concept_is_copied(finished: dict[str, ParticipationFormat]) -> None:
    for table in (FormatSection, Card):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    shown = shown_of(finished["guiding_questions"])
    texts = [answer for question in shown.questions for answer in question.answers]
    swot = shown_of(finished["swot"])
    texts += [text for field in swot.fields for texts in field.quadrants.values() for text in texts]
    own = " ".join(
        str(value) for format in finished.values()
        for value in (format.text, format.result, format.what_is_fixed, format.what_happens)
    )  # fmt: skip
    assert [text for text in texts if text in own] == []


def test_all_that_the_documents_print_is_shown(app: Flask, finished: dict[str, ParticipationFormat]) -> None:
    shown = shown_of(finished["guiding_questions"])
    assert (len(shown.questions), shown.answers, len(shown.preamble)) == (9, 19, 7)
    lines = list(lines_of_reference(finished["guiding_questions"]))
    assert (len(lines), lines[0].number, lines[-1].number) == (19, 1, 19)
    assert lines[0].section == "Was bedeutet Partheland für die Verwaltung bzw. Kommune?"

    swot = shown_of(finished["swot"])
    assert (len(swot.fields), swot.items) == (3, 86)
    assert all(list(field.quadrants) == ["strength", "weakness", "opportunity", "threat"] for field in swot.fields)
    with app.test_request_context():
        assert len(list(lines_of_reference(finished["swot"]))) == 86


def test_the_page_shows_what_the_current_edition_says(finished: dict[str, ParticipationFormat], client: Any) -> None:
    workshop, swot = finished["guiding_questions"], finished["swot"]
    page = client.get(f"/beteiligung/{workshop.id}-{workshop.slug}").text
    assert "Oase zwischen Leipzig, Wurzener Land und Grimma" in page
    assert "Aus den Antworten entstand die Präambel" in page
    assert "Wir sind das Partheland." in page
    assert "/konzepte/leitbild-partheland#leitfragen" in page
    changed(
        workshop.concept,
        guiding_questions=[{"question": "Was nun?", "answers": ["Mehr Bänke"]}],
        preamble=["Wir sind."],
    )
    page = client.get(f"/beteiligung/{workshop.id}-{workshop.slug}").text
    assert "Mehr Bänke" in page
    assert "Oase zwischen" not in page

    page = client.get(f"/beteiligung/{swot.id}-{swot.slug}").text
    assert page.count('class="swot-grid"') == 3
    assert "Breite Basis kleiner Unternehmen" in page
    changed(swot.concept, swot=[{"field": "hf1", "quadrant": "threat", "text": "Weniger Regen"}])
    page = client.get(f"/beteiligung/{swot.id}-{swot.slug}").text
    assert "Weniger Regen" in page
    assert page.count('class="swot-grid"') == 1
    changed(swot.concept, swot=[])
    assert "Breite Basis" not in client.get(f"/beteiligung/{swot.id}-{swot.slug}").text


def test_result_and_papers_hold_what_is_printed_and_count_nothing(
    finished: dict[str, ParticipationFormat], client: Any
) -> None:
    # The lines of its papers are counted through from 1: those numbers must never be taken for contributions.
    format = finished["guiding_questions"]
    page = client.get(f"/beteiligung/{format.id}/ergebnis").text
    assert "Oase zwischen Leipzig, Wurzener Land und Grimma" in page
    for wrong in ("Hier hat niemand etwas gesagt", "Was aus allem wurde", "0 Beiträge"):
        assert wrong not in page
    for paper in ("dokumentation.pdf", "dokumentation.xlsx"):
        words = said(client.get(f"/beteiligung/{format.id}/{paper}"))
        assert "Oase zwischen Leipzig" in words
        assert "geworden" not in words
        assert "gelesen" not in words


def test_the_concept_leads_to_its_finished_format(finished: dict[str, ParticipationFormat], client: Any) -> None:
    workshop, swot = finished["guiding_questions"], finished["swot"]
    assert f"/beteiligung/{workshop.id}-{workshop.slug}" in client.get("/konzepte/leitbild-partheland").text
    for page in ("/konzepte/kek-ludwigslust-parchim/hintergrund", "/konzepte/kek-ludwigslust-parchim/ziele/hf1"):
        assert f"/beteiligung/{swot.id}-{swot.slug}" in client.get(page).text
    assert "Werkstatt mit Leitfragen" in client.get("/beteiligung").text


def test_only_a_public_one_is_offered_by_the_concept(finished: dict[str, ParticipationFormat]) -> None:
    workshop = finished["guiding_questions"]
    assert finished_format(workshop.concept_id, "guiding_questions") is not None
    assert finished_format(workshop.concept_id, "swot") is None
    with transaction():
        db.session.get(ParticipationFormat, workshop.id).restricted_at = workshop.published_at
    assert finished_format(workshop.concept_id, "guiding_questions") is None


def test_what_is_shown_takes_as_many_queries_for_many_points(finished: dict[str, ParticipationFormat]) -> None:
    swot = finished["swot"]
    shown_of(swot)
    with count_queries(1):
        shown_of(swot)


def test_of_a_concept_that_is_not_there_nothing_comes(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "kek.yaml"
    file.write_text("concept: kek-nirgendwo\nformats: []\n", encoding="utf-8")
    with transaction():
        assert load_formats([file]) == 0
    assert find_concept("kek-nirgendwo") is None


@pytest.mark.parametrize("fault", ["extra: 1", "formats: [{key: x}]"])
def test_a_file_that_says_too_much_or_too_little_is_refused(app: Flask, tmp_path: Path, fault: str) -> None:
    (tmp_path / "kek.yaml").write_text(f"concept: a\n{fault}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="validation error"), transaction():
        load_formats([tmp_path / "kek.yaml"])
