"""The desk with several ideas: pages, double clicks, stale texts, and that nothing crosses to another desk."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.discussion.commenting import comment
from app.ideas.amending import amend_idea, write_amendment
from app.ideas.handing_over import offer_hand_over
from app.ideas.models import Idea, KeptApart
from app.restrictions.models import Report
from app.things.models import Follow, Support
from tests.cast import Cast
from tests.ideas_desk.stage import TEXT, fresh, improved, received
from tests.projects.stage import promoted

Browser = Callable[..., Any]


def _text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def test_the_page_of_an_idea_leads_to_further_steps_its_state_allows(cast: Cast, as_person: Browser) -> None:
    desk = as_person(cast.bernd)
    for state, steps in {
        "published": {"zusammenfuehren", "aufteilen", "abgeben", "projekt-waehlen"},
        "submitted": {"zusammenfuehren", "aufteilen", "abgeben"},
        "closed": set(),
    }.items():
        idea = received(cast, state)
        page = _text(desk.get(f"/verwaltung/ideen/{idea.id}"))
        for step in ("zusammenfuehren", "aufteilen", "abgeben", "projekt-waehlen", "trennen"):
            assert (f'href="/verwaltung/ideen/{idea.id}/{step}"' in page) == (step in steps), (state, step)
        for step in steps:
            assert desk.get(f"/verwaltung/ideen/{idea.id}/{step}").status_code == 200


def test_both_texts_and_what_is_carried_along_before_the_button(cast: Cast, as_person: Browser) -> None:
    gone, into = received(cast, "published", by=cast.carla, text="Carlas Worte"), received(cast, "published")
    with transaction():
        db.session.add_all([Follow(person_id=cast.dilek.id, thing_id=gone.id) for _ in range(1)])
        db.session.add_all([Support(person_id=one.id, thing_id=gone.id) for one in (cast.dilek, cast.gerda)])
    desk = as_person(cast.bernd)
    assert f"/zusammenfuehren/{into.id}" in _text(desk.get(f"/verwaltung/ideen/{gone.id}/zusammenfuehren"))
    found = _text(desk.get(f"/verwaltung/ideen/{gone.id}/zusammenfuehren?q={into.id}"))
    assert f"/zusammenfuehren/{into.id}" in found
    page = _text(desk.get(f"/verwaltung/ideen/{gone.id}/zusammenfuehren/{into.id}"))
    for shown in ("Carlas Worte", TEXT, "1 Person schreibt", "1 Person folgt", "2 Personen werden"):
        assert shown in page, shown


def test_merging_twice_counts_once_and_is_taken_back_with_a_reason(cast: Cast, as_person: Browser) -> None:
    gone, into = received(cast, "published", by=cast.carla), received(cast, "published")
    desk, address = as_person(cast.bernd), f"/verwaltung/ideen/{gone.id}/zusammenfuehren/{into.id}"
    sent = {"version": "1", "into_version": "1", "reason": "Dasselbe."}
    assert desk.post(address, data={**sent, "reason": " "}).status_code == 422
    assert desk.post(address, data={**sent, "into_version": "7"}).status_code == 409
    for _ in range(2):
        answer = desk.post(address, data=sent)
        assert (answer.status_code, answer.location) == (303, f"/verwaltung/ideen/{into.id}")
    assert f"/verwaltung/ideen/{gone.id}" in _text(desk.get(f"/verwaltung/ideen/{into.id}"))
    back = f"/verwaltung/ideen/{gone.id}/trennen"
    assert back in _text(desk.get(f"/verwaltung/ideen/{gone.id}"))
    assert desk.post(back, data={"version": "1", "reason": ""}).status_code == 422
    assert desk.post(back, data={"version": "1", "reason": "Doch nicht."}).status_code == 303
    assert desk.post(back, data={"version": "1", "reason": "Doch nicht."}).status_code == 302
    assert fresh(gone).state == "published"


def test_a_decision_that_comes_too_late_keeps_what_was_typed(cast: Cast, as_person: Browser) -> None:
    gone, into = received(cast, "closed"), received(cast, "published")
    desk, sent = as_person(cast.bernd), {"version": "1", "into_version": "1", "reason": "Mein Satz bleibt."}
    answer = desk.post(f"/verwaltung/ideen/{gone.id}/zusammenfuehren/{into.id}", data=sent)
    assert answer.status_code == 409
    assert "Mein Satz bleibt." in _text(answer)
    parts = {"version": "1", "title_1": "Eins", "text_1": "Mein Teil bleibt.", "reason": "x"}
    answer = desk.post(f"/verwaltung/ideen/{gone.id}/aufteilen", data=parts)
    assert answer.status_code == 409
    assert "Mein Teil bleibt." in _text(answer)


def test_these_are_different_and_after_all_not(cast: Cast, as_person: Browser) -> None:
    a, b = received(cast, "published"), received(cast, "published")
    desk = as_person(cast.bernd)
    for _ in range(2):
        assert desk.post(f"/verwaltung/ideen/{a.id}/verschieden/{b.id}").status_code == 303
    page = _text(desk.get(f"/verwaltung/ideen/{b.id}/zusammenfuehren"))
    assert f"/zusammenfuehren/{a.id}" not in page
    assert f'action="/verwaltung/ideen/{b.id}/doch-vergleichen/{a.id}"' in page
    assert desk.post(f"/verwaltung/ideen/{b.id}/doch-vergleichen/{a.id}").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(KeptApart)) == 0


def test_dividing_is_previewed_kept_on_faults_and_counts_once(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "submitted"), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/aufteilen"
    assert TEXT in _text(desk.get(address))
    sent = {
        "version": "1", "once": str(uuid4()), "title_1": "Radweg", "text_1": "Ein Weg.", "title_2": "Bank",
        "text_2": "Eine Bank am Weg.", "reason": "Zweierlei.",
    }  # fmt: skip
    preview = desk.post(address, data={**sent, "preview": "1"})
    assert preview.status_code == 200
    assert "Das wird daraus" in _text(preview)
    for fault, status in (({"text_2": ""}, 422), ({"version": "7"}, 409), ({"reason": ""}, 422)):
        answer = desk.post(address, data={**sent, **fault})
        assert (answer.status_code, "Ein Weg." in _text(answer)) == (status, True), fault
    assert fresh(idea).version == 1
    for _ in range(2):
        answer = desk.post(address, data=sent)
        assert (answer.status_code, answer.location) == (303, f"/verwaltung/ideen/{idea.id}")
    assert db.session.scalar(select(func.count()).select_from(Idea)) == 2


def test_a_moderator_does_not_divide_an_own_idea(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published", by=cast.bernd), as_person(cast.bernd)
    assert desk.get(f"/verwaltung/ideen/{idea.id}/aufteilen").status_code == 403
    assert desk.post(f"/verwaltung/ideen/{idea.id}/aufteilen", data={"version": "1"}).status_code == 403


def test_a_stale_text_is_shown_before_it_is_merged(cast: Cast, as_person: Browser) -> None:
    gone, into = received(cast), received(cast, "published")
    improved(gone, cast, "Inzwischen ganz anders.")
    sent = {"version": "1", "into_version": "1", "reason": "Mein Satz."}
    answer = as_person(cast.bernd).post(f"/verwaltung/ideen/{gone.id}/zusammenfuehren/{into.id}", data=sent)
    assert answer.status_code == 409
    assert "Inzwischen ganz anders." in _text(answer)
    assert "Mein Satz." in _text(answer)


@pytest.mark.parametrize("who", ["dilek", "anna", "gerda"])
def test_other_desks_neither_see_nor_do_anything(cast: Cast, as_person: Browser, who: str) -> None:
    a, b, theirs = received(cast, "published"), received(cast), received(cast, authority=cast.elsewhere)
    other = as_person(getattr(cast, who))
    sent = {"version": "1", "into_version": "1", "reason": "x", "to": str(cast.elsewhere.id), "seen": "x"}
    for step in (
        f"zusammenfuehren/{b.id}", f"zusammenfuehren/{theirs.id}", f"verschieden/{b.id}", "trennen", "aufteilen",
        "abgeben", "verbesserung/freigeben", "verbesserung/ablehnen",
    ):  # fmt: skip
        assert other.post(f"/verwaltung/ideen/{a.id}/{step}", data=sent).status_code in {403, 404}, step
    for step in (f"zusammenfuehren/{b.id}", "zusammenfuehren", "aufteilen", "abgeben", "verbesserung"):
        assert other.get(f"/verwaltung/ideen/{a.id}/{step}").status_code in {403, 404}, step
    own_into_theirs = f"/verwaltung/ideen/{theirs.id}/zusammenfuehren/{a.id}"
    assert other.post(own_into_theirs, data=sent).status_code == 404
    assert (fresh(a).state, fresh(theirs).state) == ("published", "submitted")


def test_the_projects_on_offer_are_those_of_the_own_desk(cast: Cast, as_person: Browser) -> None:
    idea, project = received(cast, "published"), promoted(cast, title="Radweg am Feld")
    page = _text(as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}/projekt-waehlen?q=radweg"))
    assert f'href="/verwaltung/projekte/{project.id}/ideen?idee={idea.id}"' in page


def test_what_waits_stands_above_the_decisions_and_rare_steps_are_folded_away(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    with transaction():
        offer_hand_over(fresh(idea), to=cast.elsewhere, by=cast.bernd, reason="Dorthin.", version=1)
        write_amendment(idea, title="Radweg", text="Ein besserer Text.", version=1)
        amend_idea(idea, by=cast.anna)
        comment(idea, by=cast.carla, text="Gut so.", lang="de")
        for _ in range(2):
            db.session.add(Report(thing_id=idea.id, cause="insult", text="x"))
    page = _text(desk.get(f"/verwaltung/ideen/{idea.id}"))
    decisions = page.index('class="actions"')
    for waiting in ("Ein verbesserter Text wartet", "Angeboten an", "1 Kommentar</a>", "2 offene Meldungen</a>"):
        assert page.index(waiting) < decisions, waiting
    folded = page.index("Weitere Schritte</summary>")
    assert decisions < folded < page.index("/aufteilen") < page.index("/schwaerzen") < page.index('class="chron')
    assert "ausblenden" in page[folded:]


def test_who_wrote_the_idea_hears_of_no_report_about_it(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "published", by=cast.bernd)
    with transaction():
        db.session.add(Report(thing_id=idea.id, cause="insult", text="x"))
    assert "offene Meldung" not in _text(as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}"))


def test_the_line_above_the_inbox_has_spaces_between_its_sentences(cast: Cast, as_person: Browser) -> None:
    with time_machine.travel("2026-11-02 09:00+01:00", tick=False):
        received(cast)
    with time_machine.travel("2026-11-26 09:00+01:00", tick=False):
        page = _text(as_person(cast.bernd).get("/verwaltung/eingang"))
    assert re.search(r"1 Vorgang wartet\. +1 ist überfällig", page)


def test_a_page_that_is_not_there_leads_back_to_the_inbox(cast: Cast, as_person: Browser) -> None:
    way = 'class="btn" href="/verwaltung/eingang"'
    answer = as_person(cast.bernd).get("/verwaltung/ideen/99999")
    assert (answer.status_code, way in _text(answer)) == (404, True)
    assert way not in _text(as_person(cast.bernd).get("/ideen/99999"))
    assert way not in _text(as_person(cast.carla).get("/verwaltung/ideen/99999"))
