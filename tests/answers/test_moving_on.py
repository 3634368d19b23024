"""An idea moves on with an answer open: nothing is public without a release, nothing goes along elsewhere."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.answers import settling
from app.answers.models import CoordinatedAnswer
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.handing_over import accept_hand_over, offer_hand_over
from app.ideas.models import HandOver, Idea
from app.inbox.queries import Filter, waiting_for
from app.projects.models import Project
from app.projects.promoting import promote_idea, return_from_project
from tests.answers.drafts import TEXT, again, an_asked_idea, handed_in, released, returned
from tests.answers.test_races import at_once
from tests.cast import Cast, a_person
from tests.invariants import assert_sound, faults

Browser = Callable[..., Any]
REASON = "Niemand trägt es."


def promoted(cast: Cast, idea: Idea) -> Project:
    with transaction():
        return promote_idea(
            again(idea), by=cast.bernd, version=again(idea).version, title="Radweg", description="Ein Weg.", reason="Ja"
        )


def given_back(cast: Cast, idea: Idea, project: Project) -> Idea:
    with transaction():
        return_from_project(again(project), again(idea), by=cast.bernd, reason=REASON)
    return again(idea)  # type: ignore[no-any-return]


def offered(cast: Cast, idea: Idea) -> HandOver:
    with transaction():
        return offer_hand_over(
            again(idea), to=cast.elsewhere, by=cast.bernd, reason="Liegt dort.", version=again(idea).version
        )


def handed_over(cast: Cast, idea: Idea) -> None:
    offer = offered(cast, idea)
    with transaction():
        accept_hand_over(again(offer), by=cast.dilek, version=again(idea).version)


def an_approver_elsewhere(cast: Cast) -> Person:
    with transaction():
        person = a_person("Olga")
        db.session.add(Membership(person_id=person.id, role="approver", authority_id=cast.elsewhere.id))
        db.session.flush()
        db.session.refresh(person)
    return person


def said_of_discarding(idea: Idea) -> list[tuple[str, str, Any]]:
    rows = select(JournalEntry).where(JournalEntry.thing_id == idea.id, JournalEntry.verb == "discard_answer")
    return [(row.actor_role, row.audience, row.details.get("because")) for row in db.session.scalars(rows)]


@pytest.mark.parametrize("is_returned", [False, True])
def test_becoming_a_project_answers_nothing_and_settles_what_is_open(
    cast: Cast, client: Any, is_returned: bool
) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    if is_returned:
        returned(cast, answer)
    promoted(cast, idea)
    assert (again(idea).state, again(idea).answer, again(idea).answered_at) == ("promoted", None, None)
    assert again(answer).state == "discarded"
    assert said_of_discarding(idea) == [("clock", "staff", "promoted")]
    assert TEXT not in client.get(f"/ideen/{idea.id}", follow_redirects=True).get_data(as_text=True)
    assert_sound()


def test_an_idea_that_comes_back_waits_for_its_answer(cast: Cast, client: Any, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    handed_in(cast, idea, request)
    back = given_back(cast, idea, promoted(cast, idea))
    assert (back.state, back.answer, back.answered_at) == ("published", None, None)
    waiting, _next = waiting_for(cast.bernd, Filter(kind="idea_public"))
    assert [item.number for item in waiting] == [idea.id]
    page = client.get(f"/ideen/{idea.id}", follow_redirects=True).get_data(as_text=True)
    assert REASON in page
    assert "wird erneut geprüft" in page
    released(cast, back, request)
    assert (again(idea).state, again(idea).answer) == ("pooled", TEXT)
    assert_sound()


def test_a_released_answer_outlasts_the_project(cast: Cast) -> None:
    idea, request = an_asked_idea(cast)
    released(cast, idea, request)
    at = again(idea).answered_at
    back = given_back(cast, idea, promoted(cast, idea))
    assert (back.state, back.answer, back.answered_at) == ("pooled", TEXT, at)


def test_nothing_of_an_open_answer_goes_along_to_another_office(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    returned(cast, answer)
    olga = as_person(an_approver_elsewhere(cast))
    handed_over(cast, idea)
    assert (again(answer).state, said_of_discarding(idea)) == ("discarded", [("clock", "staff", "handed_over")])
    assert olga.get(f"/verwaltung/freigaben/{answer.id}").status_code == 404
    assert olga.post(f"/verwaltung/freigaben/{answer.id}/freigeben", data={"version": "3"}).status_code == 404
    dilek = as_person(cast.dilek)
    for door in ("", "/antwort", "/antwort/vorschau"):
        page = dilek.get(f"/verwaltung/ideen/{idea.id}{door}", follow_redirects=True)
        assert page.status_code == 200
        for secret in (TEXT, "Bitte freundlicher", "Gerda", "Bernd"):
            assert secret not in page.get_data(as_text=True), (door, secret)
    assert_sound()


def test_a_released_answer_is_public_but_its_decisions_stay_with_the_office(cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    answer = released(cast, idea, request)
    olga = as_person(an_approver_elsewhere(cast))
    handed_over(cast, idea)
    assert olga.get(f"/verwaltung/freigaben/{answer.id}").status_code == 404
    assert again(idea).answer == TEXT


def test_release_and_hand_over_at_once_leave_no_open_answer(app: Flask, cast: Cast, as_person: Browser) -> None:
    idea, request = an_asked_idea(cast)
    answer, version = handed_in(cast, idea, request), str(again(idea).version)
    offered(cast, idea)
    sent = {"version": str(again(answer).version)}
    results = at_once(
        (as_person(cast.gerda), f"/verwaltung/freigaben/{answer.id}/freigeben", sent),
        (as_person(cast.dilek), f"/verwaltung/angebote/{idea.id}/annehmen", {"version": version}),
    )
    db.session.rollback()
    db.session.expire_all()
    assert again(idea).authority_id == cast.elsewhere.id
    assert (results[0][0], again(answer).state, again(idea).state) in {
        (303, "released", "pooled"), (404, "discarded", "published"),
    }  # fmt: skip
    assert_sound()


def test_negative_control_without_settling_it_would_go_along(cast: Cast, app: Flask) -> None:
    idea, request = an_asked_idea(cast)
    answer = handed_in(cast, idea, request)
    settle = app.extensions["settling"]
    app.extensions["settling"] = [one for one in settle if one is not settling.settle]
    try:
        handed_over(cast, idea)
    finally:
        app.extensions["settling"] = settle
    open_ones = select(CoordinatedAnswer.id).where(CoordinatedAnswer.ended_at.is_(None))
    assert db.session.scalars(open_ones).all() == [answer.id]
    assert "answer.open" in str(faults())
