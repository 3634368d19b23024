"""The desk through its doors: each decision, who may take it, and what happens when it cannot be taken."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.moderating import tag_idea
from tests.cast import Cast
from tests.ideas_desk.stage import TEXT, fresh, improved, received

Browser = Callable[..., Any]

DECISIONS = [
    ("submitted", "nachfragen", {"reason": "Welche Straße?"}, "request_revision", "revision_requested", "author"),
    ("submitted", "veroeffentlichen", {"reason": ""}, "publish_idea", "published", "public"),
    ("revision_requested", "frage-zurueckziehen", {"reason": "Klar."}, "retract_question", "submitted", "author"),
    ("submitted", "zurueckziehen", {"reason": "Auf Wunsch"}, "withdraw_idea", "withdrawn", "author"),
    ("published", "zurueckziehen", {"reason": "Auf Wunsch"}, "withdraw_idea", "withdrawn", "public"),
    ("submitted", "ablehnen", {"reason": "Das ist Werbung."}, "refuse_idea", "refused", "author"),
    ("published", "ideenpool", {"reason": "Gut, aber ohne Geld."}, "pool_idea", "pooled", "public"),
    (
        "published", "abschliessen",
        {"reason": "An die Stadt.", "outcome": "forwarded", "forwarded_to": "Stadt Naunhof"},
        "close_idea", "closed", "public",
    ),
    ("pooled", "abschliessen", {"reason": "Steht.", "outcome": "done"}, "close_idea", "closed", "public"),
    ("closed", "wieder-aufnehmen", {"reason": "Neue Lage"}, "reopen_idea", "published", "public"),
    ("refused", "wieder-aufnehmen", {"reason": "Widerspruch"}, "reopen_idea", "submitted", "author"),
]  # fmt: skip
ids = [f"{slug} from {state}" for state, slug, *_rest in DECISIONS]


def _last_entry(idea: Idea) -> JournalEntry:
    newest = select(JournalEntry).where(JournalEntry.thing_id == idea.id).order_by(JournalEntry.id.desc()).limit(1)
    return db.session.scalars(newest).one()


def _text_of(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


@pytest.mark.parametrize(("state", "slug", "typed", "verb", "after", "audience"), DECISIONS, ids=ids)
def test_a_decision_changes_the_state_and_stands_in_the_journal(
    cast: Cast, as_person: Browser, state: str, slug: str, typed: dict[str, str], verb: str, after: str, audience: str
) -> None:
    idea, desk = received(cast, state, is_tagged=True), as_person(cast.bernd)
    page = desk.get(f"/verwaltung/ideen/{idea.id}/{slug}")
    assert page.status_code == 200
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/{slug}", data={"version": "1", **typed})
    assert (answer.status_code, answer.location) == (302, f"/verwaltung/ideen/{idea.id}")
    assert fresh(idea).state == after
    entry = _last_entry(idea)
    assert (entry.verb, entry.from_state, entry.to_state) == (verb, state, after)
    assert (entry.actor_id, entry.version, entry.audience) == (cast.bernd.id, 1, audience)
    assert (entry.reason or "") == typed["reason"]
    assert desk.get(answer.location).status_code == 200


@pytest.mark.parametrize(("state", "slug", "typed"), [row[:3] for row in DECISIONS], ids=ids)
def test_nobody_else_may_take_it(
    cast: Cast, client: Any, as_person: Browser, state: str, slug: str, typed: dict[str, str]
) -> None:
    idea = received(cast, state, is_tagged=True)
    address, sent = f"/verwaltung/ideen/{idea.id}/{slug}", {"version": "1", **typed}
    emil = client.post(address, data=sent)
    assert (emil.status_code, "/anmelden" in emil.location or "next=" in emil.location) == (302, True)
    assert as_person(cast.anna).post(address, data=sent).status_code == 404
    assert as_person(cast.frieda).post(address, data=sent).status_code == 404
    assert as_person(cast.dilek).post(address, data=sent).status_code == 404
    once = as_person(cast.bernd, is_verified_twice=False).post(address, data=sent)
    assert once.status_code == 302
    assert "next=" in once.location
    assert fresh(idea).state == state


def test_dilek_sees_nothing_of_it_on_any_address_and_bernd_does(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, title="Kanarienvogel am Markt")
    there, here = as_person(cast.dilek), as_person(cast.bernd)
    for path in ("", "/nachfragen", "/teilziele", "/projekt", "/veroeffentlichen"):
        assert there.get(f"/verwaltung/ideen/{idea.id}{path}").status_code == 404
    for query in ("", "?ansicht=wartet", "?ansicht=erledigt", "?q=Kanarienvogel", f"?q={idea.id}"):
        assert "Kanarienvogel am Markt" not in _text_of(there.get(f"/verwaltung/eingang{query}"))
    assert "Kanarienvogel am Markt" in _text_of(here.get("/verwaltung/eingang?q=Kanarienvogel"))
    assert "Kanarienvogel am Markt" in _text_of(here.get(f"/verwaltung/ideen/{idea.id}"))


def test_strangers_are_sent_away_from_the_inbox(cast: Cast, client: Any, as_person: Browser) -> None:
    assert client.get("/verwaltung/eingang").status_code == 302
    assert as_person(cast.anna).get("/verwaltung/eingang").status_code == 403
    assert as_person(cast.bernd, is_verified_twice=False).get("/verwaltung/eingang").status_code == 302
    start = as_person(cast.bernd).get("/verwaltung")
    assert (start.status_code, start.location) == (302, "/verwaltung/eingang")


def test_a_draft_is_nobodys_business(cast: Cast, as_person: Browser) -> None:
    draft = received(cast, "draft")
    assert as_person(cast.bernd).get(f"/verwaltung/ideen/{draft.id}").status_code == 404


def test_a_moderator_does_not_publish_his_own_idea(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, by=cast.bernd, is_tagged=True), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/veroeffentlichen"
    page = _text_of(desk.get(f"/verwaltung/ideen/{idea.id}"))
    assert f'action="{address}"' not in page
    assert f'action="/verwaltung/ideen/{idea.id}/nachfragen"' in page
    assert desk.get(address).status_code == 403
    assert desk.post(address, data={"version": "1"}).status_code == 403
    assert fresh(idea).state == "submitted"


def test_the_page_offers_exactly_what_the_state_allows(cast: Cast, as_person: Browser) -> None:
    desk = as_person(cast.bernd)
    slugs = (
        "nachfragen", "frage-zurueckziehen", "veroeffentlichen", "ablehnen", "ideenpool", "abschliessen",
        "wieder-aufnehmen", "zurueckziehen",
    )  # fmt: skip
    offered = {}
    for state in ("submitted", "revision_requested", "published", "pooled", "closed", "refused"):
        idea = received(cast, state)
        page = _text_of(desk.get(f"/verwaltung/ideen/{idea.id}"))
        offered[state] = {s for s in slugs if f'action="/verwaltung/ideen/{idea.id}/{s}"' in page}
    assert offered == {
        "submitted": {"nachfragen", "veroeffentlichen", "ablehnen", "zurueckziehen"},
        "revision_requested": {"frage-zurueckziehen", "zurueckziehen"},
        "published": {"ideenpool", "abschliessen", "zurueckziehen"},
        "pooled": {"abschliessen", "zurueckziehen"},
        "closed": {"wieder-aufnehmen"},
        "refused": {"wieder-aufnehmen"},
    }


@pytest.mark.parametrize("slug", ["nachfragen", "ablehnen"])
@pytest.mark.parametrize("reason", ["", "  \n ", "\x00\u202e"])
def test_who_is_owed_a_reason_gets_one(cast: Cast, as_person: Browser, slug: str, reason: str) -> None:
    idea = received(cast)
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{idea.id}/{slug}", data={"version": "1", "reason": reason})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in _text_of(answer)
    assert fresh(idea).state == "submitted"


def test_what_was_typed_is_kept_when_it_is_too_long(cast: Cast, as_person: Browser) -> None:
    idea, reason = received(cast), "Bitte genauer. " * 400
    answer = as_person(cast.bernd).post(
        f"/verwaltung/ideen/{idea.id}/nachfragen", data={"version": "1", "reason": reason}
    )
    assert answer.status_code == 422
    assert reason.strip() in _text_of(answer)
    assert fresh(idea).state == "submitted"


def test_without_a_goal_nothing_is_published(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/veroeffentlichen", data={"version": "1", "reason": "Willkommen"})
    assert answer.status_code == 422
    assert "Willkommen" in _text_of(answer)
    assert 'name="goals"' in _text_of(answer)
    assert 'id="veroeffentlichen-goals-err"' in _text_of(answer)
    assert fresh(idea).state == "submitted"


@pytest.mark.parametrize(
    "typed", [{}, {"outcome": "gibt es nicht"}, {"outcome": "forwarded"}, {"outcome": "done", "forwarded_to": "Stadt"}]
)
def test_an_idea_ends_with_one_of_four_outcomes(cast: Cast, as_person: Browser, typed: dict[str, str]) -> None:
    idea = received(cast, "published")
    answer = as_person(cast.bernd).post(
        f"/verwaltung/ideen/{idea.id}/abschliessen", data={"version": "1", "reason": "Kanarienvogel", **typed}
    )
    assert answer.status_code == 422
    assert "Kanarienvogel" in _text_of(answer)
    assert fresh(idea).state == "published"


@pytest.mark.parametrize("slug", ["nachfragen", "veroeffentlichen", "ablehnen"])
def test_a_replaced_text_is_shown_beside_the_new_one_and_the_reason_is_kept(
    cast: Cast, as_person: Browser, slug: str
) -> None:
    idea, desk = received(cast, is_tagged=True), as_person(cast.bernd)
    improved(idea, cast, "Ein ganz anderer Text.")
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/{slug}", data={"version": "1", "reason": "Mein Satz bleibt."})
    page = _text_of(answer)
    assert answer.status_code == 409
    assert all(text in page for text in (TEXT, "Ein ganz anderer Text.", "Mein Satz bleibt."))
    assert 'name="version" type="hidden" value="2"' in page
    assert fresh(idea).state == "submitted"
    again = desk.post(f"/verwaltung/ideen/{idea.id}/{slug}", data={"version": "2", "reason": "Mein Satz bleibt."})
    assert again.status_code == 302


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999", "²"])
def test_no_version_is_no_current_version(cast: Cast, as_person: Browser, version: str) -> None:
    idea = received(cast)
    answer = as_person(cast.bernd).post(
        f"/verwaltung/ideen/{idea.id}/ablehnen", data={"version": version, "reason": "Grund"}
    )
    assert answer.status_code == 409
    assert fresh(idea).state == "submitted"


def test_a_step_the_state_does_not_allow_is_a_conflict(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "closed"), as_person(cast.bernd)
    assert desk.get(f"/verwaltung/ideen/{idea.id}/ablehnen").status_code == 409
    answer = desk.post(f"/verwaltung/ideen/{idea.id}/ablehnen", data={"version": "1", "reason": "Grund"})
    assert answer.status_code == 409
    assert fresh(idea).state == "closed"


@pytest.mark.parametrize("path", ["0", "999999", "2147483648", "99999999999999999999", "x", "1/unbekannt"])
def test_what_is_not_there_is_not_found(cast: Cast, as_person: Browser, path: str) -> None:
    assert as_person(cast.bernd).get(f"/verwaltung/ideen/{path}").status_code == 404


def test_goals_are_chosen_with_one_main_goal(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/teilziele"
    assert desk.get(address).status_code == 200
    sent = {"version": "1", "goals": ["kek-hier:rad", "kek-hier:bus"], "main": "kek-hier:bus"}
    assert desk.post(address, data=sent).status_code == 302
    tags = {tag.goal_id: tag.is_main for tag in fresh(idea).goal_tags}
    assert tags == {cast.sub_goal.id: False, cast.other_sub_goal.id: True}
    assert _last_entry(idea).audience == "staff"
    assert 'value="kek-hier:bus" checked' in _text_of(desk.get(f"/verwaltung/ideen/{idea.id}"))


def test_goals_that_do_not_exist_and_the_last_goal_of_a_public_idea_are_refused(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/teilziele"
    assert desk.post(address, data={"version": "1", "goals": ["kek-hier:gibtsnicht"]}).status_code == 422
    assert desk.post(address, data={"version": "1", "goals": ["kek-hier:hf1"]}).status_code == 422
    assert desk.post(address, data={"version": "1"}).status_code == 422
    assert desk.post(address, data={"version": "7", "goals": ["kek-hier:rad"]}).status_code == 409
    assert len(fresh(idea).goal_tags) == 2


def test_what_the_tree_does_not_offer_is_kept(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    with transaction():
        tag_idea(db.session.merge(idea), [cast.aim, cast.sub_goal], by=cast.bernd, main=cast.aim)
    address = f"/verwaltung/ideen/{idea.id}/teilziele"
    assert 'value="kek-hier:z1.1"' in _text_of(desk.get(address))
    sent = {"version": "1", "goals": ["kek-hier:bus"], "main": "kek-hier:z1.1"}
    assert desk.post(address, data=sent).status_code == 302
    tags = {tag.goal_id: tag.is_main for tag in fresh(idea).goal_tags}
    assert tags == {cast.aim.id: True, cast.other_sub_goal.id: False}


def test_the_inbox_survives_whatever_an_address_says(cast: Cast, as_person: Browser) -> None:
    received(cast)
    desk = as_person(cast.bernd)
    for query in ("?ansicht=quatsch", "?q=" + "a" * 3000, "?q=%E2%80%AE1", "?q=²", "?q=-5"):
        assert desk.get(f"/verwaltung/eingang{query}").status_code == 200
    for query in ("?nach=quatsch", "?q=%00"):
        assert desk.get(f"/verwaltung/eingang{query}").status_code == 400


def test_versions_are_compared_word_by_word_and_the_address_is_never_printed(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, text="Der Bus fährt nie.")
    improved(idea, cast, "Der Bus fährt stündlich.")
    page = _text_of(as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}"))
    assert "<ins>" in page
    assert "<del>" in page
    assert "anna@example.org" not in page


def test_staff_without_the_moderators_role_read_but_do_not_decide(cast: Cast, as_person: Browser) -> None:
    idea = received(cast)
    with transaction():
        held = next(m for m in cast.bernd.memberships if m.role == "moderator")
        db.session.delete(db.session.merge(held))
    db.session.expire_all()
    desk = as_person(cast.bernd)
    assert desk.get(f"/verwaltung/ideen/{idea.id}").status_code == 200
    assert (
        desk.post(f"/verwaltung/ideen/{idea.id}/ablehnen", data={"version": "1", "reason": "Grund"}).status_code == 403
    )
