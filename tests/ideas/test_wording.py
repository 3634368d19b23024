"""The words the public reads, and the choices a citizen is offered."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from app.core.database import db, transaction
from app.ideas import submitting
from app.ideas.goal_choice import find_goals, goal_tree
from app.ideas.models import Idea
from app.ideas.place_choice import authorities_near, chosen_place, find_place, place_choices
from app.ideas.places import Place
from app.ideas.wording import ahead, author_line, author_of, chronicle, place_of, status_of
from app.ideas.workflow import OUTCOMES, STATES
from app.things.queries import chronicle_of
from tests.cast import Cast
from tests.queries import queries
from tests.worlds import an_idea

pytestmark = pytest.mark.once

MOODS = {"open", "wait", "good", "end", "stop"}


@pytest.fixture
def page(app: Flask) -> Any:
    with app.test_request_context("/"), force_locale("en"):
        yield


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("for_author", [True, False])
def test_every_state_has_words(page: Any, state: str, for_author: bool) -> None:
    status = status_of(state, None, None, date(2026, 12, 14), date(2026, 11, 9), for_author)
    assert status.label
    assert status.mood in MOODS


def test_every_outcome_has_its_own_words(page: Any) -> None:
    assert len({status_of("closed", outcome, "Amt").label for outcome in OUTCOMES}) == len(OUTCOMES)


def test_the_day_of_the_answer_is_named(page: Any) -> None:
    assert "14" in status_of("published", answer_due_on=date(2026, 12, 14)).label


def test_a_question_is_the_authors_alone(page: Any) -> None:
    assert status_of("revision_requested", for_author=True) != status_of("revision_requested")


def test_authors_are_named_as_they_wished(page: Any, cast: Cast) -> None:
    assert author_line("person", "Radlerin 71") == "Radlerin 71"
    assert "Mond" not in author_line("deleted", "Mond")
    example = author_line("concept", "KEK Hier", origin="concept", as_of=date(2017, 10, 12))
    assert "KEK Hier" in example
    assert "12.10.2017" in example


@pytest.mark.parametrize(
    ("place", "word"), [("ort:14729300", "Naunhof"), ("region:partheland", "Partheland"), ("stelle:hier", "Hier")]
)
def test_a_resident_is_of_the_place(page: Any, cast: Cast, place: str, word: str) -> None:
    found = find_place(place)
    assert found is not None
    with transaction():
        idea, _key = submitting.start_draft(found, title="x", text="y", by=cast.anna)
        submitting.submit_idea(idea, by=cast.anna)
    assert word in author_of(idea)
    assert word in place_of(idea)
    assert chosen_place(idea) == [place]


@pytest.mark.parametrize(
    "state", ["submitted", "revision_requested", "published", "pooled", "closed", "refused", "withdrawn"]
)
def test_the_chronicle_speaks_in_short_sentences(page: Any, cast: Cast, state: str) -> None:
    idea = an_idea(cast, state)
    steps = chronicle(chronicle_of(idea.id, "public", "author"), idea)
    assert steps
    assert all(0 < len(step.headline.split()) <= 8 for step in steps)
    assert len(ahead(idea)) <= 3


def test_the_town_chosen_first_decides_who_answers(cast: Cast) -> None:
    found = find_place("ort:14729300", ["ort:13076001"])
    assert found is not None
    assert found.authority == cast.here
    with transaction():
        idea, _key = submitting.start_draft(found, title="x", text="y")
    db.session.expire_all()
    idea = db.session.get(Idea, idea.id)  # type: ignore[assignment]
    assert chosen_place(idea) == ["ort:14729300", "ort:13076001"]


def test_every_place_on_offer_can_be_chosen(page: Any, cast: Cast) -> None:
    values = [value for _district, choices in place_choices() for value, _label in choices]
    assert len(values) == len(set(values)) == 6
    assert all(find_place(value) is not None for value in values)


def test_goals_of_the_place_come_first(page: Any, cast: Cast) -> None:
    assert [node.label for node in goal_tree({cast.here.id})] == [cast.concept.short_title]
    assert authorities_near(Place.of_municipalities([cast.naunhof])) == {cast.here.id, cast.partheland.authority_id}


def test_retired_goals_are_not_on_offer(page: Any, cast: Cast) -> None:
    with transaction():
        cast.sub_goal.is_retired = True
    boxes = [box.value for concept in goal_tree() for group in concept.children for box in group.children]
    assert boxes == ["kek-hier:bus"]
    assert find_goals(["kek-hier:rad", "kek-hier:bus"])[1] == ["kek-hier:rad"]


def test_the_tree_takes_three_queries(page: Any, cast: Cast) -> None:
    with queries() as asked:
        goal_tree()
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) == 3
