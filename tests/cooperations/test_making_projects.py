"""An agreed cooperation becomes a project or part of one: once, told on both ends, with what is public alone."""

from typing import Any

import pytest
from flask import Flask

from app.cooperations.chronicle import public_steps, told_of
from app.cooperations.making_projects import (
    Entry,
    IsInCatalogue,
    entry_for,
    find_project_made,
    idea_to_promote,
    join_project,
    make_project,
    project_of_origin,
)
from app.cooperations.models import Cooperation
from app.cooperations.proposing import begin_cooperation, edit_draft
from app.cooperations.showing import shown_of
from app.core.clock import today
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import JournalEntry
from app.ideas.models import Idea
from app.projects.editing import CostIsBackwards, change_status
from app.projects.models import Project
from app.projects.promoting import ProjectIsClosed, ProjectIsEmpty
from app.things.models import Thing, ThingLink
from tests.cast import Cast
from tests.cooperation_worlds import MAYOR, Towns, a_cooperation, four_towns, lay, say, terms_for
from tests.projects.stage import promoted
from tests.worlds import an_idea

ENTRY = Entry("Gemeinsamer Bauhof", "Ein Bauhof für alle.", "Weniger Stillstand.", 10_000, 12_000)


def of_idea(cast: Cast, towns: Towns, origin: Thing, **values: Any) -> Cooperation:
    """An agreed cooperation of Naunhof and Brandis that arose from an idea or a project."""
    two = (towns.naunhof, towns.brandis)
    with transaction():
        cooperation = begin_cooperation(
            towns.naunhof.body, by=towns.naunhof.mayor, home=cast.here, terms=terms_for(*two, **values), origin=origin
        )
    lay(cooperation, towns.naunhof)
    say(cooperation, towns.brandis)
    return cooperation


def make(cooperation: Cooperation, cast: Cast, entry: Entry = ENTRY, **values: Any) -> Project:
    with transaction():
        found = db.session.get_one(Cooperation, cooperation.id)
        return make_project(found, entry, **{"by": cast.bernd, "version": 1, **values})


def verbs_of(number: int) -> list[tuple[str, str]]:
    rows = db.session.scalars(db.select(JournalEntry).where(JournalEntry.thing_id == number).order_by(JournalEntry.id))
    return [(row.verb, row.audience) for row in rows]


def test_it_becomes_a_public_proposal_for_the_towns_that_said_yes(app: Flask, cast: Cast) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(
        cast, towns.naunhof, towns.brandis, towns.borsdorf, lead_id=towns.brandis.body.id, rule="from_n", threshold=2
    )
    say(agreed, towns.brandis)
    project = make(agreed, cast, reason="Der Kreistag soll es sehen.")
    assert project.is_public
    assert (project.state, project.origin, project.authority_id) == ("proposed", "cooperation", cast.here.id)
    assert {town.name for town in project.municipalities} == {"Brandis", "Naunhof"}
    assert (project.title, project.description, project.aim) == (ENTRY.title, ENTRY.description, ENTRY.aim)
    assert (project.cost_min, project.cost_max, project.lead) == (10_000, 12_000, None)
    link = db.session.scalars(db.select(ThingLink).where(ThingLink.to_id == project.id)).one()
    assert (link.kind, link.from_id, link.actor_id) == ("promoted_to", agreed.id, cast.bernd.id)
    assert verbs_of(project.id) == [("make_project", "public")]
    assert ("make_project", "public") in verbs_of(agreed.id)
    with app.test_request_context("/", headers={"Accept-Language": "de"}):
        found = db.session.get_one(Cooperation, agreed.id)
        last = told_of(public_steps(found), found)[-1]
    assert (last.headline, last.text) == (
        f"{cast.here.name} nimmt sie als Projekt Nr. {project.id} in den Projektkatalog auf",
        "Der Kreistag soll es sehen.",
    )  # fmt: skip


def test_leading_among_the_partners_is_not_answering_for_the_project(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", lead_id=towns.brandis.body.id)
    project = make(agreed, cast)
    page = client.get(f"/projekte/{project.id}-{project.slug}").text
    assert "Federführend in der Kooperation: Stadt Brandis." in page
    assert "<dt>Federführend in der Kooperation</dt>" in page
    assert "zugestimmt am" not in page
    assert client.get(f"/api/v1/projects/{project.id}").json["lead"] is None
    assert f"Aus Kooperation Nr. {agreed.id} von Gemeinden wird ein Projektvorschlag" in page
    assert f'href="/kooperationen/{agreed.id}-{agreed.slug}"' in page
    assert "Stadt Brandis, Stadt Naunhof" in page
    public = client.get(f"/kooperationen/{agreed.id}-{agreed.slug}").text
    assert f'href="/projekte/{project.id}-{project.slug}"' in public


def test_nobody_is_named_as_lead_where_nobody_leads(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    project = make(a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed"), cast)
    assert project.lead is None
    assert "Federführend" not in client.get(f"/projekte/{project.id}-{project.slug}").text


def test_the_towns_stay_out_where_the_desk_says_so(cast: Cast) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    assert make(agreed, cast, with_towns=False).municipalities == []


def test_the_entry_is_filled_from_what_is_public_alone(cast: Cast) -> None:
    towns = four_towns(cast)
    costs = {"total_cents": 10_000_01, "purpose": "Geheimer Zweck.", "starts_on": today()}
    closed, shown = (
        a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed", public_parts=parts, **costs)
        for parts in ((), ("costs", "text"))
    )
    entries = [entry_for(found) for one in (closed, shown) if (found := shown_of(one))]
    assert [(one.cost_min, one.cost_max) for one in entries] == [(None, None), (10_001, 10_001)]
    assert {one.description for one in entries} == {"Ein Bauhof für alle."}
    assert {one.aim for one in entries} == {""}
    assert [make(one, cast).starts_on for one in (closed, shown)] == [None, today()]


def test_the_idea_it_arose_from_goes_along_with_its_goals(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    idea = an_idea(cast, "pooled")
    agreed = of_idea(cast, towns, idea)
    project = make(agreed, cast, idea_version=1)
    found = db.session.get_one(Idea, idea.id)
    assert found.state == "promoted"
    assert [(tag.goal_id, tag.relation) for tag in project.goal_tags] == [(cast.sub_goal.id, "main")]
    assert verbs_of(project.id) == [("make_project", "public"), ("add_idea", "public")]
    page = client.get(f"/ideen/{idea.id}-{found.slug}").text
    assert f'href="/kooperationen/{agreed.id}-' in page
    assert "daraus entstand die Kooperation" in page


def test_an_idea_that_cannot_go_along_stays_and_gives_its_goals(cast: Cast) -> None:
    towns = four_towns(cast)
    for state in ("closed", "pooled"):
        idea = an_idea(cast, state)
        agreed = of_idea(cast, towns, idea)
        assert (idea_to_promote(agreed) is None) == (state == "closed")
        project = make(agreed, cast, idea_version=None)
        assert db.session.get_one(Idea, idea.id).state == state
        assert [tag.goal_id for tag in project.goal_tags] == [cast.sub_goal.id]


def test_a_second_time_is_refused_unless_its_project_came_to_nothing(cast: Cast) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    project = make(agreed, cast)
    other = promoted(cast)
    with pytest.raises(IsInCatalogue):
        make(agreed, cast)
    with pytest.raises(IsInCatalogue), transaction():
        join_project(agreed, other, by=cast.bernd, version=1)
    with transaction():
        change_status(db.session.get_one(Project, project.id), by=cast.bernd, state="dropped", reason="Kein Geld.")
    assert find_project_made(agreed.id) is None
    again = make(agreed, cast)
    found = find_project_made(agreed.id)
    assert found is not None
    assert found.id == again.id != project.id


def test_only_what_is_agreed_public_and_was_shown_is_taken_up(cast: Cast) -> None:
    towns = four_towns(cast)
    two = (towns.naunhof, towns.brandis)
    proposal = a_cooperation(cast, *two, public_from="proposed")
    closed = a_cooperation(cast, *two, state="agreed", public_from="never")
    for one in (proposal, closed):
        with pytest.raises(NotAllowedNow):
            make(one, cast)
    agreed = a_cooperation(cast, *two, state="agreed")
    for version in (0, 2):
        with pytest.raises(VersionIsStale):
            make(agreed, cast, version=version)
    with transaction():
        terms = agreed.working.model_copy(update={"public_from": "never"})
        edit_draft(agreed, terms, by=towns.naunhof.mayor, version=agreed.draft_version)
    lay(agreed, towns.naunhof)
    say(agreed, towns.brandis)
    for version in (1, 2):
        with pytest.raises(NotAllowedNow):
            make(agreed, cast, version=version)
    assert db.session.scalars(db.select(Project)).all() == []


def test_nothing_is_left_behind_where_something_is_wrong(cast: Cast) -> None:
    towns = four_towns(cast)
    idea = an_idea(cast, "pooled")
    agreed = of_idea(cast, towns, idea)
    for entry, values, fault in (
        (Entry("", "Text"), {}, ProjectIsEmpty), (Entry("Titel", " "), {}, ProjectIsEmpty),
        (Entry("Titel", "Text", cost_min=2, cost_max=1), {}, CostIsBackwards),
        (ENTRY, {"idea_version": 7}, VersionIsStale),
    ):  # fmt: skip
        db.session.rollback()
        # The door answers inside its transaction: nothing may have been changed when the rule says no.
        with transaction(), pytest.raises(fault):
            found = db.session.get_one(Cooperation, agreed.id)
            make_project(found, entry, **{"by": cast.bernd, "version": 1, **values})
        assert db.session.scalars(db.select(Project)).all() == []
    assert find_project_made(agreed.id) is None


@pytest.mark.parametrize("with_towns", [True, False])
def test_it_joins_a_project_with_its_towns_or_without(cast: Cast, client: Any, with_towns: bool) -> None:
    towns = four_towns(cast)
    project = promoted(cast)
    agreed = a_cooperation(
        cast, towns.borsdorf, towns.brandis, state="agreed", lead_id=towns.borsdorf.body.id, total_cents=99_00
    )
    with transaction():
        found = db.session.get_one(Project, project.id)
        join_project(agreed, found, by=cast.bernd, version=1, reason="Gehört dazu.", with_towns=with_towns)
    found = db.session.get_one(Project, project.id)
    brought = ["Borsdorf", "Brandis"] if with_towns else []
    assert [town.name for town in found.municipalities] == ["Naunhof", *brought]
    assert (found.lead, found.title, found.cost_min) == (None, "Radweg nach Brandis", None)
    page = client.get(f"/projekte/{found.id}-{found.slug}").text
    assert ("Orte dazugekommen: Borsdorf, Brandis." in page) == with_towns
    assert "Federführend in der Kooperation: Stadt Borsdorf." in page
    assert f"Kooperation Nr. {agreed.id} von Gemeinden wird Teil des Projekts" in page
    item = client.get(f"/api/v1/projects/{found.id}").json
    assert item["partners"] == ["Stadt Borsdorf", "Stadt Brandis"]
    listed = {one["number"]: one["partners"] for one in client.get("/api/v1/projects").json["items"]}
    assert listed[found.id] == ["Stadt Borsdorf", "Stadt Brandis"]


def test_the_lead_a_project_has_stays(cast: Cast) -> None:
    towns = four_towns(cast)
    project = promoted(cast)
    agreed = a_cooperation(cast, towns.borsdorf, towns.brandis, state="agreed", lead_id=towns.borsdorf.body.id)
    with transaction():
        found = db.session.get_one(Project, project.id)
        found.lead = "Landkreis Hier"
        join_project(agreed, found, by=cast.bernd, version=1)
    assert db.session.get_one(Project, project.id).lead == "Landkreis Hier"


def test_it_joins_no_project_that_is_over_elsewhere_or_hidden(cast: Cast) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.brandis, state="agreed")
    over, elsewhere, hidden = promoted(cast, "finished"), promoted(cast), promoted(cast)
    with transaction():
        db.session.get_one(Project, elsewhere.id).authority_id = cast.elsewhere.id
        db.session.get_one(Project, hidden.id).hide()
    for project in (over, elsewhere, hidden):
        with pytest.raises(ProjectIsClosed), transaction():
            join_project(agreed, db.session.get_one(Project, project.id), by=cast.bernd, version=1)
    assert find_project_made(agreed.id) is None


def test_the_project_it_arose_from_is_offered(cast: Cast) -> None:
    towns = four_towns(cast)
    project = promoted(cast)
    found = project_of_origin(of_idea(cast, towns, project))
    assert found is not None
    assert found.id == project.id
    idea = db.session.scalars(db.select(Idea)).first()
    assert idea is not None
    by_idea = project_of_origin(of_idea(cast, towns, idea))
    assert by_idea is not None
    assert by_idea.id == project.id
    assert project_of_origin(a_cooperation(cast, towns.naunhof, towns.brandis)) is None


def test_partners_of_a_hidden_cooperation_stand_nowhere(cast: Cast, client: Any) -> None:
    towns = four_towns(cast)
    agreed = a_cooperation(cast, towns.naunhof, towns.borsdorf, state="agreed", title="Mühlenbund")
    project = make(agreed, cast)
    with transaction():
        db.session.get_one(Thing, agreed.id).hide()
    assert client.get(f"/api/v1/projects/{project.id}").json["partners"] == []
    assert "Mühlenbund" not in client.get(f"/projekte/{project.id}-{project.slug}").text
    assert MAYOR not in client.get(f"/projekte/{project.id}-{project.slug}").text
