"""The timeline of a format: every public step as a sentence, never as the name of a verb."""

from datetime import timedelta

import pytest

from app.core.clock import today
from app.core.database import transaction
from app.core.languages import day
from app.formats import running
from app.formats.chronicle import story
from app.formats.editing import edit_format
from app.things.queries import chronicle_of
from tests.format_worlds import a_format


@pytest.fixture
def headlines(app):
    def of(format):
        with app.test_request_context():
            return [(step.headline, step.text) for step in story(chronicle_of(format.id, "public"))]

    return of


def test_the_life_of_a_format_is_told_in_sentences(cast, headlines):
    format = a_format(cast, state="concluded")
    with transaction():
        running.correct_result(format, by=cast.bernd, result="Anders.", reason="Ein Versehen.", version=format.version)
    assert [headline for headline, _text in headlines(format)] == [
        "Angekündigt", "Es geht los", "Beendet", "Das Ergebnis ist veröffentlicht", "Das Ergebnis ist berichtigt",
    ]  # fmt: skip
    assert headlines(format)[-1][1] == "Ein Versehen."


def test_closing_by_the_calendar_is_no_decision_of_the_office(cast, headlines):
    format = a_format(cast)
    with transaction():
        running.close_format(format)
    assert headlines(format)[-1][0] == "Der letzte Tag ist vorbei"


def test_a_changed_day_says_what_it_was(cast, app, headlines):
    format = a_format(cast)
    before, after = format.closes_on, today() + timedelta(days=30)
    with transaction():
        edit_format(format, values={"closes_on": after}, by=cast.bernd, version=format.version, reason="Ferien.")
    with app.test_request_context():
        said = f"Letzter Tag: {day(after)} statt {day(before)}. Ferien."
    assert headlines(format)[-1] == ("Die Angaben wurden geändert", said)
