"""Every state and every verb of an answer as the table says; and every step of the desk tells whom it concerns."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.answers import drafting, releasing
from app.answers import workflow as of_answers
from app.answers.models import CoordinatedAnswer
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import JournalEntry
from app.ideas import workflow as of_ideas
from app.notifications.telling import HEARINGS
from app.statements import workflow as of_statements
from tests.answers.drafts import TEXT, again, an_asked_idea, handed_in, released, rule, the_day_has_passed
from tests.cast import Cast

pytestmark = pytest.mark.once

TELLS_NOBODY = {
    "tag_idea": "goals are the desk's own order; the author reads them on the page",
    "hand_over_idea": "it stays where it is; accepting it tells the author (accept_hand_over)",
    "receive_idea": "recorded as accept_hand_over, which tells the author",
    "submit_statement": "the desk finds it in its inbox",
    "decline_responsibility": "the desk finds it in its inbox",
    "extend_request": "agreed between office and desk; the page of the link shows the new day",
    "forward_request": "the colleague gets a mail with a link of her own",
    "withdraw_request": "the office gets a mail of its own (send_withdrawal)",
    "save_answer": "nothing is decided; colleagues see it on the page",
    "take_back_answer": "nothing was decided; it leaves the approvers' inbox",
    "publish_answer": "the author hears by pool_idea or close_idea; nobody else was waiting",
    "discard_answer": "nothing was said to anybody yet",
}
"""Verbs nobody gets a mail about by the table of hearings, each with its reason."""


def verbs(cast: Cast) -> dict[str, Callable[[CoordinatedAnswer], Any]]:
    b, g = cast.bernd, cast.gerda
    return {
        "save_answer": lambda a: drafting.save_answer(
            a.idea, by=b, version=a.version, idea_version=1, text="Neu.", outcome="done"
        ),
        "hand_in_answer": lambda a: drafting.hand_in_answer(a, by=b, version=a.version),
        "take_back_answer": lambda a: drafting.take_back_answer(a, by=b, version=a.version),
        "discard_answer": lambda a: drafting.discard_answer(a, by=b, version=a.version),
        "return_answer": lambda a: releasing.return_answer(a, by=g, version=a.version, remark="Nein."),
        "release_answer": lambda a: releasing.release_answer(a, by=g, version=a.version),
        "release_alone": lambda a: releasing.release_alone(a, by=b, version=a.version, remark="Eilt."),
        "publish_answer": lambda a: releasing.publish_answer(a, by=b, version=a.version),
    }


def an_answer(cast: Cast, state: str) -> CoordinatedAnswer:
    idea, _request = an_asked_idea(cast, office=f"Amt für {state}")
    if state == "released":
        return released(cast, idea)
    answer = handed_in(cast, idea)
    if state != "waiting":
        with transaction():
            drafting.take_back_answer(again(answer), by=cast.bernd, version=answer.version)
    if state == "discarded":
        with transaction():
            drafting.discard_answer(again(answer), by=cast.bernd, version=answer.version)
    return answer


def test_every_state_and_verb_as_the_table_says(cast: Cast) -> None:
    assert set(verbs(cast)) == set(of_answers.WORKFLOW)
    for state in of_answers.ANSWER_STATES:
        answer = an_answer(cast, state)
        assert answer.state == state
        for verb, (allowed, target) in of_answers.WORKFLOW.items():
            rule(cast, "off" if verb == "publish_answer" else "when_present")
            if state == "waiting":
                the_day_has_passed(answer)
            if state in allowed:
                assert _try(verbs(cast)[verb], answer) == (target or state), (verb, state)
            elif verb != "save_answer" or state in {"draft", "waiting"}:
                with pytest.raises(NotAllowedNow), transaction():
                    verbs(cast)[verb](again(answer))


def _try(verb: Callable[[CoordinatedAnswer], Any], answer: CoordinatedAnswer) -> str:
    """The state the verb leads to, and that it left a row; nothing of it stays."""
    rows = select(JournalEntry.id).where(JournalEntry.thing_id == answer.idea_id)
    before = len(db.session.scalars(rows).all())
    kept = again(answer)
    version, was = kept.version, kept.state
    verb(kept)
    db.session.flush()
    reached = str(kept.state)
    assert reached == was or len(db.session.scalars(rows).all()) > before
    assert kept.version >= version
    db.session.rollback()
    return reached


def test_every_step_tells_somebody_or_says_why_not() -> None:
    steps = {*of_ideas.WORKFLOW, *of_statements.WORKFLOW, *of_answers.WORKFLOW}
    silent = steps - set(HEARINGS)
    assert silent == set(TELLS_NOBODY), "in neither table, or in both"


def test_negative_control_a_step_that_tells_nobody_is_found() -> None:
    steps = {*of_answers.WORKFLOW, "burn_answer"}
    assert "burn_answer" in steps - set(HEARINGS) - set(TELLS_NOBODY)


def test_a_reason_is_kept_where_one_is_owed(cast: Cast) -> None:
    idea, _request = an_asked_idea(cast)
    answer = handed_in(cast, idea)
    with transaction():
        releasing.return_answer(again(answer), by=cast.gerda, version=answer.version, remark="Bitte kürzer.")
    rows = db.session.scalars(
        select(JournalEntry).where(JournalEntry.verb == "return_answer").order_by(JournalEntry.id)
    ).all()
    assert [(row.reason, row.audience, row.actor_role) for row in rows] == [("Bitte kürzer.", "staff", "approver")]
    assert TEXT not in str([row.details for row in db.session.scalars(select(JournalEntry))])
