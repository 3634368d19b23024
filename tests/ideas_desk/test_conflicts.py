"""When somebody was quicker: the desk says what happened and keeps what was typed; and publishing with its goals."""

from collections.abc import Callable
from typing import Any

import pytest
from flask_babel import gettext
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.moderating import retract_question
from tests.cast import Cast
from tests.ideas_desk.stage import fresh, improved, received

Browser = Callable[..., Any]
BUS, RAD = "kek-hier:bus", "kek-hier:rad"


def _text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def _entries(idea: Idea, verb: str) -> int:
    counted = select(func.count()).where(JournalEntry.thing_id == idea.id, JournalEntry.verb == verb)
    return int(db.session.scalar(counted) or 0)


def _tags(idea: Idea) -> dict[int, bool]:
    return {tag.goal_id: tag.is_main for tag in fresh(idea).goal_tags}


@pytest.mark.parametrize("version", ["1", "999", "abc", "-1", ""])
@pytest.mark.parametrize("slug", ["nachfragen", "ablehnen"])
def test_what_was_typed_is_kept_when_the_idea_has_been_published_meanwhile(
    cast: Cast, as_person: Browser, slug: str, version: str
) -> None:
    idea, desk = received(cast, is_tagged=True), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}"
    assert desk.post(f"{address}/veroeffentlichen", data={"version": "1"}).status_code == 302
    answer = desk.post(f"{address}/{slug}", data={"version": version, "reason": "Mein <Satz> bleibt."})
    page = _text_of(answer)
    assert answer.status_code == 409
    assert "Mein &lt;Satz&gt; bleibt." in page
    assert " readonly" in page
    assert f'href="{address}"' in page
    assert 'href="/verwaltung/eingang"' in page
    assert str(fresh(idea).updated_at.year) in page
    assert fresh(idea).state == "published"


def test_an_old_link_to_a_step_says_why_it_leads_nowhere(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "closed"), as_person(cast.bernd)
    for slug in ("ablehnen", "teilziele", "projekt"):
        answer = desk.get(f"/verwaltung/ideen/{idea.id}/{slug}")
        assert answer.status_code == 409
        assert 'href="/verwaltung/eingang"' in _text_of(answer)


def test_the_text_of_a_project_proposal_is_kept_too(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "closed")
    sent = {"version": "1", "title": "Radweg", "description": "Mein langer Text"}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/projekt", data=sent)
    assert answer.status_code == 409
    assert "Mein langer Text" in _text_of(answer)


def test_a_conflict_is_nothing_to_see_for_others(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "closed")
    answer = as_person(cast.dilek).post(f"/verwaltung/ideen/{idea.id}/ablehnen", data={"version": "1", "reason": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("version", ["999", "abc", "-1", ""])
def test_a_version_that_never_was_is_not_called_replaced(cast: Cast, as_person: Browser, version: str) -> None:
    idea, sent = received(cast), {"version": version, "reason": "Mein Satz bleibt."}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/ablehnen", data=sent)
    assert answer.status_code == 409
    assert "Mein Satz bleibt." in _text_of(answer)
    assert 'name="version" type="hidden" value="1"' in _text_of(answer)


def test_a_double_click_counts_once_and_another_text_is_no_double_click(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/nachfragen"
    for _ in range(2):
        answer = desk.post(address, data={"version": "1", "reason": "Wo genau?"})
        assert (answer.status_code, answer.location) == (302, f"/verwaltung/ideen/{idea.id}")
    assert desk.post(address, data={"version": "1", "reason": "Und wann?"}).status_code == 409
    assert _entries(idea, "request_revision") == 1


def test_publishing_takes_the_ticked_goals_along(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    sent = {"version": "1", "tree": "1", "goals": [RAD, BUS], "main": BUS, "reason": ""}
    assert desk.post(f"/verwaltung/ideen/{idea.id}/veroeffentlichen", data=sent).status_code == 302
    assert fresh(idea).state == "published"
    assert _tags(idea) == {cast.sub_goal.id: False, cast.other_sub_goal.id: True}
    assert _entries(idea, "tag_idea") == 1


def test_without_a_choice_the_main_goal_stays_and_else_the_first_becomes_it(cast: Cast, as_person: Browser) -> None:
    desk, kept, fresh_one = as_person(cast.bernd), received(cast, is_tagged=True), received(cast)
    sent = {"version": "1", "tree": "1", "goals": [BUS, RAD]}
    for idea in (kept, fresh_one):
        assert desk.post(f"/verwaltung/ideen/{idea.id}/veroeffentlichen", data=sent).status_code == 302
    assert _tags(kept) == {cast.sub_goal.id: True, cast.other_sub_goal.id: False}
    assert _tags(fresh_one) == {cast.sub_goal.id: False, cast.other_sub_goal.id: True}
    assert _entries(kept, "tag_idea") == 1


@pytest.mark.parametrize("goals", [[], ["kek-hier:gibtsnicht", RAD]])
def test_a_fault_of_the_goals_stands_at_the_goals_and_nothing_is_lost(
    cast: Cast, as_person: Browser, goals: list[str]
) -> None:
    idea, desk = received(cast, is_tagged=True), as_person(cast.bernd)
    sent = {"version": "1", "tree": "1", "goals": goals, "reason": "Willkommen!"}
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/veroeffentlichen", data=sent)
    page = _text_of(answer)
    assert answer.status_code == 422
    assert 'id="veroeffentlichen-goals-err"' in page
    assert 'id="reason-err"' not in page
    assert "Willkommen!" in page
    assert (f'value="{RAD}" checked' in page) == bool(goals)
    assert fresh(idea).state == "submitted"
    assert len(_tags(idea)) == 2


def test_a_stale_publication_saves_no_goals_and_keeps_the_ticks(cast: Cast, as_person: Browser) -> None:
    idea, sent = received(cast), {"version": "7", "tree": "1", "goals": [RAD], "reason": "Willkommen!"}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/veroeffentlichen", data=sent)
    assert answer.status_code == 409
    assert f'value="{RAD}" checked' in _text_of(answer)
    assert _tags(idea) == {}


def test_the_boxes_on_the_page_of_the_idea_belong_to_the_publishing_form(cast: Cast, as_person: Browser) -> None:
    desk, idea, public = as_person(cast.bernd), received(cast, is_tagged=True), received(cast, "published")
    owner = 'form="veroeffentlichen-form"'
    page = _text_of(desk.get(f"/verwaltung/ideen/{idea.id}"))
    assert f'value="{RAD}" checked {owner}' in page
    assert page.count(owner) >= 5
    assert 'id="veroeffentlichen-form"' in page
    assert owner not in _text_of(desk.get(f"/verwaltung/ideen/{public.id}"))


def test_a_question_can_be_taken_back(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "revision_requested"), as_person(cast.bernd)
    page = _text_of(desk.get(f"/verwaltung/ideen/{idea.id}"))
    assert f'action="/verwaltung/ideen/{idea.id}/frage-zurueckziehen"' in page
    with transaction():
        retract_question(db.session.merge(idea), by=cast.bernd, reason="Hat sich geklärt.", version=1)
    again = fresh(idea)
    assert (again.state, again.revision_due_on) == ("submitted", None)
    assert again.publish_due_on is not None


@pytest.mark.parametrize("state", ["submitted", "revision_requested", "published", "pooled"])
def test_the_desk_withdraws_for_an_author_who_asks(cast: Cast, as_person: Browser, state: str) -> None:
    idea, desk = received(cast, state), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/zurueckziehen"
    assert desk.post(address, data={"version": "1", "reason": " "}).status_code == 422
    assert as_person(cast.anna).post(address, data={"version": "1", "reason": "x"}).status_code == 404
    assert desk.post(address, data={"version": "1", "reason": "Bitte am Telefon."}).status_code == 302
    assert fresh(idea).state == "withdrawn"
    entry = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc()).limit(1)).one()
    assert (entry.actor_role, entry.reason) == ("moderator", "Bitte am Telefon.")


def test_the_line_above_the_inbox_leaves_out_what_there_is_none_of(cast: Cast, as_person: Browser) -> None:
    desk = as_person(cast.bernd)
    with desk.application.test_request_context():
        none, due = gettext("Nothing is waiting."), gettext("%(num)s is overdue.", num=0)[2:]
    empty = _text_of(desk.get("/verwaltung/eingang"))
    assert none in empty
    assert due not in empty
    received(cast)
    assert none not in _text_of(desk.get("/verwaltung/eingang"))


def test_the_story_on_the_desk_has_no_brackets_in_brackets(cast: Cast, as_person: Browser) -> None:
    with transaction():
        db.session.merge(cast.bernd).display_name = "Bernd Muster (Redaktion, erfunden)"
    idea, desk = received(cast, "submitted"), as_person(cast.bernd)
    improved(idea, cast, "Genauer.")
    with desk.application.test_request_context():
        internal, to_author = gettext("not public"), gettext("only for the author")
    page = _text_of(desk.get(f"/verwaltung/ideen/{idea.id}"))
    assert f"Wo genau? – Bernd Muster (Redaktion, erfunden); {to_author}" in page
    assert page.count(to_author) == 1
    assert f"– {internal}<" in page
