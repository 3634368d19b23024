"""From idea to project: what goes along, who may, and that two deciders make one project."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm.attributes import set_committed_value

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry
from app.projects.editing import change_status
from app.projects.models import Project
from app.projects.promoting import ProjectIsEmpty, promote_idea
from app.projects.queries import find_project_of
from app.things.models import ThingLink
from tests.cast import Cast
from tests.ideas_desk.stage import TEXT, improved, received
from tests.projects.stage import fresh, idea_of, promoted

Browser = Callable[..., Any]
TYPED = {"version": "1", "title": "Radweg", "description": "Ein Weg am Feld.", "lead": "", "reason": "Passt zum Ziel"}


def _count(table: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_everything_that_belongs_to_the_idea_goes_along(cast: Cast) -> None:
    idea = received(cast, "published")
    project = fresh(promoted(cast, idea=idea))
    assert {tag.goal_id: tag.relation for tag in project.goal_tags} == {
        cast.sub_goal.id: "main",
        cast.other_sub_goal.id: "further",
    }
    assert [town.id for town in project.municipalities] == [cast.naunhof.id]
    assert (project.authority_id, project.origin, project.state) == (cast.here.id, "online", "proposed")
    assert project.lead is None
    assert project.is_public
    assert project.listed_at is not None
    link = db.session.scalars(select(ThingLink)).one()
    assert (link.kind, link.from_id, link.to_id, link.actor_id) == ("promoted_to", idea.id, project.id, cast.bernd.id)


def test_both_ends_tell_of_it(cast: Cast) -> None:
    idea = received(cast, "pooled")
    project = promoted(cast, idea=idea)
    entries = {
        entry.thing_id: entry
        for entry in db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "promote_idea"))
    }
    assert entries[idea.id].details == {"project": project.id}
    assert entries[project.id].details == {"idea": idea.id}
    assert {entry.actor_role for entry in entries.values()} == {"project_editor"}
    assert {entry.audience for entry in entries.values()} == {"public"}
    assert idea_of(idea.id).state == "promoted"
    found = find_project_of(idea_of(idea.id))
    assert found is not None
    assert found.id == project.id


@pytest.mark.parametrize("state", ["submitted", "refused", "closed"])
def test_only_public_open_ideas_become_projects(cast: Cast, state: str) -> None:
    idea = received(cast, state)
    with pytest.raises(NotAllowedNow), transaction():
        promote_idea(idea_of(idea.id), by=cast.bernd, version=1, title="T", description="D")
    assert _count(Project) == 0


def test_a_stale_version_or_an_empty_text_leaves_nothing_behind(cast: Cast) -> None:
    idea = received(cast, "published")
    with transaction():
        idea = idea_of(idea.id)
        with pytest.raises(VersionIsStale):
            promote_idea(idea, by=cast.bernd, version=7, title="T", description="D")
        with pytest.raises(ProjectIsEmpty):
            promote_idea(idea, by=cast.bernd, version=1, title=" ", description="D")
    assert (_count(Project), _count(ThingLink)) == (0, 0)
    assert idea_of(idea.id).state == "published"


def test_the_page_shows_what_is_carried_over_before_the_button(cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "published")
    page = as_person(cast.bernd).get(f"/verwaltung/ideen/{idea.id}/projekt").get_data(as_text=True)
    for shown in (TEXT, "Radverkehr stärken", "Bus für alle", "Naunhof", "Anna Beispiel", "Landkreis Hier"):
        assert shown in page, shown
    assert _count(Project) == 0


def test_the_button_makes_one_project_however_often_it_is_pressed(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast, "published"), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/projekt"
    first = desk.post(address, data=TYPED)
    second = desk.post(address, data=TYPED)
    project = db.session.scalars(select(Project)).one()
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.location == second.location == f"/verwaltung/projekte/{project.id}"
    assert desk.get(address).location == first.location
    assert project.title == "Radweg"


def test_who_may_not_gets_nowhere(cast: Cast, client: Any, as_person: Browser) -> None:
    idea = received(cast, "published")
    address = f"/verwaltung/ideen/{idea.id}/projekt"
    answers = {
        "emil": client.post(address, data=TYPED).status_code,
        "anna": as_person(cast.anna).post(address, data=TYPED).status_code,
        "dilek": as_person(cast.dilek).post(address, data=TYPED).status_code,
        "bernd without second factor": as_person(cast.bernd, is_verified_twice=False)
        .post(address, data=TYPED)
        .status_code,
    }
    assert answers == {"emil": 302, "anna": 404, "dilek": 404, "bernd without second factor": 302}
    assert _count(Project) == 0


def test_faults_keep_what_was_typed(cast: Cast, as_person: Browser) -> None:
    idea, desk = received(cast), as_person(cast.bernd)
    address = f"/verwaltung/ideen/{idea.id}/projekt"
    assert desk.post(address, data=TYPED).status_code == 409
    idea = received(cast, "published")
    address = f"/verwaltung/ideen/{idea.id}/projekt"
    empty = desk.post(address, data={**TYPED, "title": " "})
    stale = desk.post(address, data={**TYPED, "version": "7"})
    assert (empty.status_code, stale.status_code) == (422, 409)
    assert "Ein Weg am Feld." in empty.get_data(as_text=True)
    assert "Passt zum Ziel" in stale.get_data(as_text=True)
    assert _count(Project) == 0


def test_a_version_replaced_meanwhile_cannot_slip_in(cast: Cast) -> None:
    idea = received(cast)
    improved(idea, cast, "Ein anderer Text")
    assert idea_of(idea.id).version == 2


def test_two_editors_at_the_same_moment_make_one_project(app: Flask, cast: Cast, as_person: Browser) -> None:
    idea = received(cast, "published")
    db.session.remove()
    browsers = [as_person(cast.bernd) for _ in range(4)]
    start, answers = Barrier(4), []

    def press(browser: Any) -> None:
        start.wait()
        answers.append(browser.post(f"/verwaltung/ideen/{idea.id}/projekt", data=TYPED))

    threads = [Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len({answer.location for answer in answers}) == 1
    assert (_count(Project), _count(ThingLink)) == (1, 1)


def test_without_reading_under_the_lock_there_would_be_two(cast: Cast) -> None:
    idea = received(cast, "published")
    promoted(cast, idea=idea)
    with transaction():
        late = db.session.get(type(idea), idea.id)
        assert late is not None
        set_committed_value(late, "state", "published")  # what a decider saw who read before the other one saved
        promote_idea(late, by=cast.bernd, version=1, title="Zweites", description="D")
    assert _count(Project) == 2


def test_when_the_project_ends_the_idea_waits_in_the_pool_again(cast: Cast) -> None:
    idea = received(cast, "published")
    project = promoted(cast, idea=idea)
    with transaction():
        change_status(fresh(project), by=cast.bernd, state="dropped", reason="Kein Geld")
    returned = idea_of(idea.id)
    assert (returned.state, returned.answer) == ("pooled", "Kein Geld")
    assert find_project_of(returned) is None
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "return_idea")).one()
    assert (entry.thing_id, entry.reason, entry.audience) == (idea.id, "Kein Geld", "public")
    again = promoted(cast, idea=returned, title="Zweiter Anlauf")
    found = find_project_of(idea_of(idea.id))
    assert found is not None
    assert found.id == again.id
