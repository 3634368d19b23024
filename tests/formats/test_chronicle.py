"""The timeline of a format: every public step as a sentence, never as the name of a verb."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from app.core.clock import today
from app.core.database import transaction
from app.core.journal import JournalEntry
from app.core.languages import day
from app.formats import editing, running
from app.formats.chronicle import story
from app.formats.desk_wording import desk_story, what_happened
from app.formats.editing import edit_format
from app.ideas.wording import told
from app.things.queries import chronicle_of
from tests.format_worlds import a_format
from tests.worlds import an_idea


@pytest.fixture
def headlines(app):
    def of(format):
        with app.test_request_context():
            return [(step.headline, step.text) for step in story(chronicle_of(format.id, "public"))]

    return of


def test_the_life_of_a_format_is_told_in_sentences(cast, headlines):
    format = a_format(cast, state="concluded")
    with transaction():
        editing.correct_result(format, by=cast.bernd, result="Anders.", reason="Ein Versehen.", version=format.version)
    assert [headline for headline, _text in headlines(format)] == [
        "Bekanntmachung", "Eröffnet", "Beendet", "Das Ergebnis ist veröffentlicht", "Das Ergebnis ist berichtigt",
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


ROOMS = ("formats", "boards", "forums", "calls", "workshops", "swots")
WRITERS = {"record": 1, "note": 1, "_note": 1, "_publish": 1, "_move": 1}
"""Who writes the journal, and at which place it takes the verb."""

ONLY_MAILED = {"invite"}
"""Whom it is about reads a letter; it stands in no chronicle."""


def written_verbs():
    """Every verb those packages write into a journal, read from their source."""
    for file in (one for room in ROOMS for one in Path("app", room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            name = getattr(getattr(node, "func", None), "id", None)
            if name in WRITERS and len(node.args) > WRITERS[name]:
                verb = node.args[WRITERS[name]]
                for one in (verb.body, verb.orelse) if isinstance(verb, ast.IfExp) else (verb,):
                    if isinstance(one, ast.Constant):
                        yield one.value


def test_every_verb_has_a_sentence(app, cast):
    verbs = set(written_verbs())
    assert {"award_idea", "keep_question_result", "move_thread", "adopt_analysis", "take_up"} <= verbs
    idea = an_idea(cast)

    def sentences(verb):
        entry = JournalEntry(verb=verb, audience="staff", actor_role="moderator", from_state="draft", details={})
        return desk_story([entry])[0].headline, what_happened(verb), told(entry, idea).headline

    with app.test_request_context():
        nothing = sentences("?")
        without = [verb for verb in verbs - ONLY_MAILED if sentences(verb) == nothing]
    assert without == []
