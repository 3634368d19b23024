"""Every state and every verb: allowed or refused as the table says; a submitted version never changes."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.ideas import moderating, submitting
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.workflow import STATES, WORKFLOW
from tests.cast import Cast
from tests.worlds import an_idea

pytestmark = pytest.mark.once


def verbs(cast: Cast) -> dict[str, Callable[[Idea], Any]]:
    v: dict[str, Callable[[Idea], Any]] = {
        "submit_idea": lambda i: submitting.submit_idea(i, by=cast.anna),
        "request_revision": lambda i: moderating.request_revision(i, by=cast.bernd, reason="Wo?", version=i.version),
        "retract_question": lambda i: moderating.retract_question(i, by=cast.bernd, reason="Klar.", version=i.version),
        "publish_idea": lambda i: moderating.publish_idea(i, by=cast.bernd, version=i.version),
        "refuse_idea": lambda i: moderating.refuse_idea(i, by=cast.bernd, reason="So nicht.", version=i.version),
        "pool_idea": lambda i: moderating.pool_idea(i, by=cast.bernd, answer="Gut.", version=i.version),
        "close_idea": lambda i: moderating.close_idea(
            i, by=cast.bernd, outcome="done", answer="Ja.", version=i.version
        ),
        "promote_idea": lambda i: moderating.mark_promoted(
            i, by=cast.bernd, version=i.version, project_id=1, reason=None
        ),
        "withdraw_idea": lambda i: submitting.withdraw_idea(i, by=cast.anna),
        "reopen_idea": lambda i: moderating.reopen_idea(i, by=cast.bernd, reason="Doch.", version=i.version),
        "tag_idea": lambda i: moderating.tag_idea(i, [cast.sub_goal], by=cast.bernd),
    }
    return v


TESTED = set(WORKFLOW) - {"return_idea"}
"""`return_idea` lives with the projects."""


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", sorted(TESTED))
def test_every_pair_is_allowed_or_refused_as_the_table_says(cast: Cast, verb: str, state: str) -> None:
    idea = an_idea(cast, "draft" if state == "draft" else "submitted")
    with transaction():
        idea.state = state
        idea.outcome = "done" if state == "closed" else None
    starts, leads_to = WORKFLOW[verb]
    do = verbs(cast)[verb]
    if state in starts:
        with transaction():
            do(idea)
        assert leads_to is None or idea.state == leads_to
    else:
        with pytest.raises(NotAllowedNow), transaction():
            do(idea)
        db.session.refresh(idea)
        assert idea.state == state


def test_every_verb_is_tried(cast: Cast) -> None:
    assert set(verbs(cast)) == TESTED


def test_a_submitted_version_is_never_changed(cast: Cast) -> None:
    idea = an_idea(cast, "submitted")
    with pytest.raises(RuntimeError), transaction():
        idea.versions[0].text = "Heimlich geändert."


def test_a_draft_version_may_change(cast: Cast) -> None:
    idea = an_idea(cast, "draft")
    with transaction():
        submitting.save_text(idea, title="Neu", text="Neu.")
    assert idea.current.text == "Neu."


@pytest.mark.parametrize(("title", "text"), [("", "Text"), ("Titel", "  "), ("", "")])
def test_an_empty_idea_is_not_received(cast: Cast, title: str, text: str) -> None:
    with transaction():
        idea, _key = submitting.start_draft(Place.whole(cast.here), title=title, text=text, by=cast.anna)
    with pytest.raises(submitting.IdeaIsEmpty), transaction():
        submitting.submit_idea(idea, by=cast.anna)
