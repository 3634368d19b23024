"""Every state and every verb: allowed or refused as the table says; a submitted version never changes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app.answers import asking_back
from app.core.clock import now
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow
from app.core.journal import record
from app.ideas import amending, handing_over, merging, moderating, splitting, submitting
from app.ideas.models import HandOver, Idea, IdeaVersion
from app.ideas.places import Place
from app.ideas.workflow import STATES, WORKFLOW
from app.statements import requesting
from app.things.models import ThingLink
from tests.cast import Cast
from tests.ideas_desk import stage
from tests.statement_worlds import in_days
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
        "merge_ideas": lambda i: merging.merge_ideas(
            i, an_idea_beside(cast), by=cast.bernd, reason="Gleich.", version=i.version, into_version=1
        ),
        "take_in_idea": lambda i: merging.merge_ideas(
            an_idea_beside(cast, "submitted"), i, by=cast.bernd, reason="Gleich.", version=1, into_version=i.version
        ),
        "unmerge_idea": lambda i: merging.unmerge_idea(as_if_merged(cast, i), by=cast.bernd, reason="Verschieden."),
        "split_idea": lambda i: splitting.split_idea(
            i, [("Eins", "Eins."), ("Zwei", "Zwei.")], by=cast.bernd, reason="Zweierlei.", version=i.version
        ),
        "amend_idea": lambda i: handed_in(i, cast),
        "release_amendment": lambda i: amending.release_amendment(
            i, by=cast.bernd, version=i.version, seen=as_if_waiting(i)
        ),
        "decline_amendment": lambda i: amending.decline_amendment(
            i, by=cast.bernd, reason="Nein.", version=i.version, seen=as_if_waiting(i)
        ),
        "hand_over_idea": lambda i: handing_over.offer_hand_over(
            i, to=cast.elsewhere, by=cast.bernd, reason="Gehört dorthin.", version=i.version
        ),
        "receive_idea": lambda i: handing_over.accept_hand_over(
            as_if_offered(cast, i), by=cast.dilek, version=i.version
        ),
        "request_statements": lambda i: requesting.request_statements(
            i, [requesting.Office("Amt für Verkehr", "amt@kreis.example")], by=cast.bernd, question="Geht das?",
            due_on=in_days(), version=i.version,
        ),
        "send_interim_notice": lambda i: moderating.send_interim_notice(
            i, by=cast.bernd, reason="Dauert noch.", until=in_days(60), version=i.version
        ),
        "ask_back": lambda i: asking_back.ask_back(as_if_answered(i), by=cast.anna, text="Und der Winterdienst?"),
    }  # fmt: skip
    return v


def an_idea_beside(cast: Cast, state: str = "published") -> Idea:
    """Another one, inside the open transaction."""
    return stage.an_idea(cast, state)


def as_if_merged(cast: Cast, idea: Idea) -> Idea:
    other = stage.an_idea(cast, "published")
    db.session.add(ThingLink(kind="merged_into", from_id=idea.id, to_id=other.id))
    record(idea.id, "merge_ideas", role="moderator", from_state="published", to_state="merged")
    return idea


def as_if_answered(idea: Idea) -> Idea:
    record(idea.id, "pool_idea", role="moderator", from_state="published", to_state=idea.state)
    return idea


def handed_in(idea: Idea, cast: Cast) -> None:
    amending.write_amendment(idea, title="Besser", text="Besser.", version=idea.version)
    amending.amend_idea(idea, by=cast.anna)


def as_if_waiting(idea: Idea) -> datetime:
    copy = IdeaVersion(number=idea.version + 1, title="Besser", text="Besser.", proposed_at=now())
    idea.versions.append(copy)
    assert copy.proposed_at is not None
    return copy.proposed_at


def as_if_offered(cast: Cast, idea: Idea) -> HandOver:
    offer = HandOver(idea=idea, sender=cast.here, receiver=cast.elsewhere, reason="Gehört dorthin.")
    db.session.add(offer)
    return offer


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
