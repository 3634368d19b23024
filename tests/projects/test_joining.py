"""Several ideas in one project: what joins it, how one leaves again, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.ideas.submitting import retag
from app.projects.editing import change_status
from app.projects.models import Project
from app.projects.promoting import ProjectIsClosed, add_idea_to_project, return_from_project
from app.projects.queries import find_project_of, ideas_behind
from app.things.models import ThingLink
from tests.cast import Cast
from tests.ideas_desk.stage import received
from tests.projects.stage import fresh, idea_of, promoted

Browser = Callable[..., Any]


def another(cast: Cast, state: str = "pooled") -> Idea:
    """An idea for Brandis with one goal the project lacks."""
    idea = received(cast, state, title="Bus nach Brandis")
    with transaction():
        idea = idea_of(idea.id)
        retag(idea, [cast.other_sub_goal], main=cast.other_sub_goal)
        idea.municipalities = [cast.brandis]
    return idea


def narrow(cast: Cast) -> Project:
    """A project for Naunhof with one goal."""
    project = promoted(cast)
    with transaction():
        project = fresh(project)
        project.goal_tags = [tag for tag in project.goal_tags if tag.goal_id == cast.sub_goal.id]
    return project


def joined(cast: Cast, project: Project, idea: Idea, **values: Any) -> None:
    with transaction():
        add_idea_to_project(fresh(project), idea_of(idea.id), **{"by": cast.bernd, "version": 1, **values})


def test_goals_and_places_are_united_and_both_ends_tell(cast: Cast, client: Any) -> None:
    project, idea = narrow(cast), another(cast)
    joined(cast, project, idea, reason="Gehört dazu.")
    now_there = fresh(project)
    assert {tag.goal_id: tag.relation for tag in now_there.goal_tags} == {
        cast.sub_goal.id: "main",
        cast.other_sub_goal.id: "further",
    }
    assert {town.id for town in now_there.municipalities} == {cast.naunhof.id, cast.brandis.id}
    assert len(ideas_behind(project.id)) == 2
    assert idea_of(idea.id).state == "promoted"
    entry = db.session.scalars(select(JournalEntry).where(JournalEntry.verb == "add_idea")).one()
    assert (entry.thing_id, entry.details, entry.audience) == (project.id, {"idea": idea.id}, "public")
    page = client.get(f"/projekte/{project.id}-{project.slug}").get_data(as_text=True)
    assert f"/ideen/{idea.id}-{idea.slug}" in page
    assert page.count("Gehört dazu.") == 1


def test_a_project_for_all_stays_one(cast: Cast) -> None:
    project, idea = narrow(cast), another(cast)
    with transaction():
        fresh(project).municipalities = []
    joined(cast, project, idea)
    assert fresh(project).municipalities == []


@pytest.mark.parametrize("state", ["submitted", "closed", "refused"])
def test_only_public_open_ideas_join(cast: Cast, state: str) -> None:
    project, idea = promoted(cast), received(cast, state)
    with pytest.raises(NotAllowedNow):
        joined(cast, project, idea)
    assert len(ideas_behind(project.id)) == 1


def test_what_does_not_fit_is_refused(cast: Cast) -> None:
    project, idea = promoted(cast), received(cast, "published")
    with pytest.raises(VersionIsStale):
        joined(cast, project, idea, version=7)
    for ended in ("dropped", "finished"):
        with pytest.raises(ProjectIsClosed):
            joined(cast, promoted(cast, ended), idea)
    with transaction():
        fresh(project).authority_id = cast.elsewhere.id
    with pytest.raises(ProjectIsClosed):
        joined(cast, project, idea)
    assert idea_of(idea.id).state == "published"


def test_one_idea_leaves_and_may_come_back_and_dropping_touches_only_who_is_there(cast: Cast) -> None:
    project, idea = promoted(cast), another(cast)
    first = ideas_behind(project.id)[0]
    joined(cast, project, idea)
    with pytest.raises(ReasonIsMissing), transaction():
        return_from_project(fresh(project), idea_of(idea.id), by=cast.bernd, reason=" ")
    with transaction():
        return_from_project(fresh(project), idea_of(idea.id), by=cast.bernd, reason="Passt doch nicht.")
    assert (idea_of(idea.id).state, idea_of(idea.id).answer) == ("pooled", "Passt doch nicht.")
    assert idea_of(first.id).state == "promoted"
    elsewhere = promoted(cast, idea=idea_of(idea.id), title="Busprojekt")
    with transaction():
        change_status(fresh(project), by=cast.bernd, state="dropped", reason="Kein Geld")
    assert idea_of(first.id).state == "pooled"
    found = find_project_of(idea_of(idea.id))
    assert found is not None
    assert found.id == elsewhere.id
    joined(cast, elsewhere, first)
    assert len(db.session.scalars(select(ThingLink).where(ThingLink.to_id == elsewhere.id)).all()) == 2


def test_the_way_through_the_pages(cast: Cast, as_person: Browser) -> None:
    project, idea, desk = narrow(cast), another(cast), as_person(cast.bernd)
    address = f"/verwaltung/projekte/{project.id}/ideen"
    assert f'href="{address}"' in desk.get(f"/verwaltung/projekte/{project.id}").get_data(as_text=True)
    assert f"{address}?idee={idea.id}" in desk.get(f"{address}?q=brandis").get_data(as_text=True)
    page = desk.get(f"{address}?idee={idea.id}").get_data(as_text=True)
    for shown in ("Bus für alle", "Brandis", "Bus nach Brandis"):
        assert shown in page, shown
    sent = {"idee": str(idea.id), "version": "1", "reason": "Gehört dazu."}
    assert desk.post(address, data={**sent, "version": "7"}).status_code == 409
    for _ in range(2):
        answer = desk.post(address, data=sent)
        assert (answer.status_code, answer.location) == (303, f"/verwaltung/projekte/{project.id}")
    back = f"/verwaltung/projekte/{project.id}/zurueckgeben"
    assert desk.get(f"{back}?idee={idea.id}").status_code == 200
    assert desk.post(back, data={**sent, "reason": ""}).status_code == 422
    for _ in range(2):
        assert desk.post(back, data={**sent, "reason": "Doch nicht."}).status_code == 303
    assert idea_of(idea.id).state == "pooled"
    assert desk.get(f"{back}?idee={idea.id}").status_code == 404


def test_nobody_else_adds_and_nothing_of_elsewhere_is_added(cast: Cast, as_person: Browser) -> None:
    project, idea = promoted(cast), another(cast)
    sent = {"idee": str(idea.id), "version": "1", "reason": "x"}
    for person in (cast.anna, cast.dilek, cast.gerda):
        assert as_person(person).post(f"/verwaltung/projekte/{project.id}/ideen", data=sent).status_code == 404
    with transaction():
        idea_of(idea.id).authority_id = cast.elsewhere.id
    desk = as_person(cast.bernd)
    assert desk.post(f"/verwaltung/projekte/{project.id}/ideen", data=sent).status_code == 404
    page = desk.get(f"/verwaltung/projekte/{project.id}/ideen?idee={idea.id}").get_data(as_text=True)
    assert "Bus nach Brandis" not in page
