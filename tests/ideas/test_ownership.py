"""Whose draft, whose idea: keys, organisations, reasons."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.inviting import invite
from app.accounts.models import Invitation, Membership
from app.core.clock import now
from app.core.comparing import changed_words
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.moderating import publish_idea, reopen_idea
from app.ideas.places import Place
from app.ideas.queries import find_draft, find_own
from app.ideas.submitting import (
    choose_goals,
    claim_drafts,
    delete_draft,
    forget_old_drafts,
    keep_for,
    start_draft,
    submit_idea,
    withdraw_idea,
)
from app.ideas.writing_together import join_co_author
from app.policies.table import may
from tests.cast import Cast
from tests.worlds import an_idea


def test_the_key_of_a_browser_opens_a_draft_no_longer_once_it_belongs_to_somebody(cast: Cast) -> None:
    with transaction():
        idea, key = start_draft(Place.whole(cast.here), title="Radweg", text="Text")
        keep_for(idea, "anna@example.org")
    assert find_draft(idea.id, [key], None) is not None
    with transaction():
        assert claim_drafts(cast.anna) == 1
    assert find_draft(idea.id, [key], None) is None
    assert find_draft(idea.id, [key], cast.carla) is None
    assert find_draft(idea.id, [], cast.anna) is not None


def test_only_who_speaks_for_an_organisation_today_acts_on_its_idea(cast: Cast) -> None:
    town_hall = cast.naunhof.organisation
    assert town_hall is not None
    with transaction():
        db.session.add(Membership(person_id=cast.carla.id, role="member", organisation_id=town_hall.id))
        idea, _key = start_draft(Place.of_municipalities([cast.naunhof]), title="Radweg", text="Text", by=cast.frieda)
        submit_idea(idea, by=cast.frieda, organisation=town_hall)
    db.session.refresh(cast.carla)
    assert find_own(idea.id, cast.frieda) is not None
    assert find_own(idea.id, cast.carla) is None
    assert not may(cast.carla, "revise_idea", idea)
    with transaction():
        db.session.delete(cast.frieda.memberships[0])
    db.session.refresh(cast.frieda)
    assert find_own(idea.id, cast.frieda) is None
    assert not may(cast.frieda, "revise_idea", idea)


def test_a_reason_given_in_private_stays_private_after_publication(
    cast: Cast, client: Any, as_person: Callable[..., Any]
) -> None:
    with transaction():
        idea, _key = start_draft(Place.of_municipalities([cast.naunhof]), title="Radweg", text="Text", by=cast.anna)
        choose_goals(idea, [cast.sub_goal])
        submit_idea(idea, by=cast.anna, author_name="Anna")
    with transaction():
        withdraw_idea(idea, by=cast.anna, reason="Mein Nachbar droht mir.")
    with transaction():
        reopen_idea(idea, by=cast.bernd, reason="Anna bittet darum.", version=1)
    with transaction():
        publish_idea(idea, by=cast.bernd, version=1)
    for address in (f"/ideen/{idea.id}-radweg", f"/api/v1/ideas/{idea.id}"):
        page = client.get(address).get_data(as_text=True)
        assert "Radweg" in page
        assert "droht" not in page
        assert "bittet darum" not in page


def test_negative_control_the_reason_for_withdrawing_a_public_idea_is_read_by_all(cast: Cast, client: Any) -> None:
    idea = an_idea(cast)
    with transaction():
        withdraw_idea(idea, by=cast.anna, reason="Es gibt schon eine bessere.")
    assert "bessere" in client.get(f"/ideen/{idea.id}-{idea.slug}").get_data(as_text=True)


def test_comparing_repeated_words_does_not_keep_the_desk_waiting(cast: Cast) -> None:
    changes = changed_words("a " * 5000, "b " + "a " * 4999)
    assert "".join(text for kind, text in changes if kind != "removed") == "b " + "a " * 4999


@pytest.mark.parametrize("how", ["deleted", "forgotten"])
def test_a_draft_written_together_goes_whole(cast: Cast, how: str) -> None:
    idea = an_idea(cast, "draft")
    with transaction():
        join_co_author(idea, cast.carla, name="Carla")
        invite("neu@example.org", kind="coauthor", thing_id=idea.id, by=cast.anna, locale="de")
    number = idea.id
    with time_machine.travel(now() + timedelta(days=15 if how == "forgotten" else 0)), transaction():
        forget_old_drafts() if how == "forgotten" else delete_draft(idea)
    assert db.session.get(Idea, number) is None
    for model in (JournalEntry, Invitation):
        assert db.session.scalars(select(model).where(model.thing_id == number)).all() == []
