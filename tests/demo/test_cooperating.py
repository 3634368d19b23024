"""Cooperations of the sample world: in every state, agreed by nobody but their partners, loaded once."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Membership
from app.cooperations.agreeing import said_yes_to
from app.cooperations.costing import costs_of
from app.cooperations.filing import papers_of, public_papers
from app.cooperations.leaving import cooperations_due
from app.cooperations.making_projects import find_project_made
from app.cooperations.models import Cooperation, Declaration
from app.cooperations.queries import answers_waiting, due_soon, find_room, fundings_of
from app.cooperations.workflow import STATES
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.demo.cooperating import PLANS, CooperationPlan, missing_cooperations
from app.demo.drawing import take_in_files
from app.demo.people import figure_person, load_people, town_hall_of
from app.demo.plans import read
from app.demo.staging import missing_files, stage_world
from app.files.models import Attachment
from app.files.storing import open_store
from tests.demo.test_gathering import faults

MARK = "(Beispiel, erfunden)"


def plans() -> list[CooperationPlan]:
    return [CooperationPlan.model_validate(plan) for plan in read(PLANS)]


def cooperation(key: str) -> Cooperation:
    once = next(plan.once for plan in plans() if plan.key == key)
    return db.session.scalars(select(Cooperation).where(Cooperation.once == once)).one()


def everyone() -> list[Cooperation]:
    return list(db.session.scalars(select(Cooperation).order_by(Cooperation.id)))


@pytest.mark.once
def test_every_state_is_shown_and_says_that_it_is_invented(stage: Flask) -> None:
    assert len(everyone()) == len(plans())
    assert {one.state for one in everyone()} == set(STATES)
    for one in everyone():
        assert one.title.endswith(MARK)
        assert one.working.what.startswith("Beispiel, erfunden")
        said = [declaration for partner in one.partners for declaration in partner.declarations]
        assert all("erfunden" in declaration.function for declaration in said)
        assert all("erfunden" in (declaration.person_name or "") for declaration in said)
    assert any(one.is_public and one.state == "proposed" for one in everyone())
    assert any(not one.is_public and one.state == "proposed" for one in everyone())


@pytest.mark.once
def test_all_seven_have_agreed_on_one_text(stage: Flask) -> None:
    one = cooperation("bauhof")
    assert (one.state, one.agreed_version, len(one.present)) == ("agreed", 2, 7)
    assert one.region is not None
    assert one.home.slug == "verbund-partheland"
    assert said_yes_to(one, 2) == {partner.organisation_id for partner in one.partners}
    councils = [declared.council for partner in one.partners if (declared := partner.declared(2))]
    assert sorted(councils) == ["decided"] * 6 + ["pending"]
    costs = costs_of(one, one.in_force)  # type: ignore[arg-type]
    assert costs is not None
    for division in costs.divisions:
        assert sum(share.cents for share in division.shares) == 41_235_000 - 14_250_000
    granted, refused = sorted(fundings_of(one), key=lambda funding: funding.is_refused)
    assert granted.granted_cents == 14_250_000
    assert refused.is_refused
    assert [funding.cooperation_id for funding in due_soon(today())] == [one.id]
    room = find_room(one)
    assert room is not None
    assert room.comments >= 4


@pytest.mark.once
def test_a_second_text_is_asked_about_while_the_first_holds(stage: Flask) -> None:
    one = cooperation("vergabe")
    assert (one.state, one.agreed_version, one.version) == ("agreed", 1, 2)
    bea, boris = town_hall_of("bea.vorlage"), town_hall_of("boris.vorlage")
    assert said_yes_to(one, 2) == {one.keeper_id, boris.id}
    waiting = one.partner_of(bea.id)
    assert waiting is not None
    assert waiting.last_yes is not None
    assert waiting.last_yes.version == 1


@pytest.mark.once
def test_one_has_left_one_has_joined_later_and_the_text_still_holds(stage: Flask) -> None:
    one = cooperation("ferienprogramm")
    left = one.partner_of(town_hall_of("mara.vorlage").id)
    assert left is not None
    assert left.leaves_on is not None
    assert left.leaves_on < today()
    assert left.withdrawn_at is not None
    assert left.leave_reason
    assert one.state == "agreed"
    joined = one.partner_of(town_hall_of("piet.vorlage").id)
    assert joined is not None
    assert joined.has_accepted(one.agreed_version)
    assert len(one.present) == 3


@pytest.mark.once
def test_what_is_over_ended_by_its_day_and_what_was_withdrawn_never_held(stage: Flask) -> None:
    over, withdrawn = cooperation("regionalmarkt"), cooperation("loeschfahrzeug")
    assert over.in_force is not None
    assert over.in_force.terms.ends_on is not None
    assert over.ended_on == over.in_force.terms.ends_on + timedelta(days=1)
    assert (withdrawn.state, withdrawn.agreed_version) == ("withdrawn", None)
    assert cooperations_due() == []


@pytest.mark.once
def test_one_became_a_project_of_the_catalogue_with_the_goals_of_its_idea(stage: Flask) -> None:
    one = cooperation("rastplaetze")
    project = find_project_made(one.id)
    assert project is not None
    assert {town.name for town in project.municipalities} == {"Brandis", "Naunhof", "Parthenstein"}
    assert project.goal_tags
    assert project.lead is None, "who leads the cooperation has not agreed to bear the project"


@pytest.mark.once
def test_every_visitor_of_a_town_hall_finds_something_to_answer(stage: Flask) -> None:
    for key in ("nadja.vorlage", "boris.vorlage", "bea.vorlage", "otto.vorlage", "arno.amt"):
        assert answers_waiting(figure_person(key)), key
    calendar = cooperation("kalender")
    assert len(said_yes_to(calendar, 1)) == 2
    prepared = calendar.partner_of(town_hall_of("boris.vorlage").id)
    assert prepared is not None
    assert prepared.prepared is not None
    assert [partner.organisation.name for partner in calendar.partners if partner.asks_since] == [
        town_hall_of("gero.vorlage").name
    ]
    archive = cooperation("archiv").partner_of(town_hall_of("nadja.vorlage").id)
    assert archive is not None
    assert archive.prepared_by_id == figure_person("arno.amt").id


@pytest.mark.once
def test_nothing_happens_in_the_future_and_all_in_order(stage: Flask) -> None:
    for one in everyone():
        rows = db.session.scalars(
            select(JournalEntry).where(JournalEntry.thing_id == one.id).order_by(JournalEntry.id)
        ).all()
        assert [row.at for row in rows] == sorted(row.at for row in rows)
        assert all(row.at < now() and row.told_at for row in rows)
    said = db.session.scalars(select(Declaration)).all()
    assert all(declaration.decided_on is None or declaration.decided_on < today() for declaration in said)


@pytest.mark.once
def test_outside_nobody_finds_what_is_not_released(stage: Flask, visitor: Any) -> None:
    closed = [one for one in everyone() if not one.is_public]
    assert {one.once for one in closed} == {
        plan.once for plan in plans() if plan.key in ("winterdienst-entwurf", "archiv", "loeschfahrzeug")
    }
    pages = ("/", "/suche?q=Beispiel", "/gemeinden/14729070", "/gemeinden/14729300", "/regionen/partheland")
    for page in pages:
        text = visitor.get(page, follow_redirects=True).get_data(as_text=True)
        for one in closed:
            assert one.title not in text, page


def test_a_second_load_brings_nothing_twice_and_papers_come_along(stage: Flask, demo_app: Flask) -> None:
    """`stage` has no papers; `demo_app` is loaded with them."""
    with demo_app.app_context():
        store = open_store(demo_app.config)
        with transaction():
            load_people()
        files = take_in_files([file for file in missing_files() if file.name.endswith(".pdf")], store)
        with transaction():
            stage_world(files)
        one = cooperation("bauhof")
        assert [paper.kind for paper in papers_of(one)] == ["funding_notice", "signed", "council_decision"]
        assert [paper.kind for paper in public_papers(one)] == ["signed"]
        assert faults(demo_app) == {}
        counted = [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES]
        with transaction():
            assert missing_cooperations() == []
            stage_world()
        assert [db.session.scalar(select(func.count()).select_from(table)) for table in TABLES] == counted


TABLES = (Cooperation.__table__, Declaration.__table__, JournalEntry.__table__, Attachment.__table__)


def test_where_a_visitor_has_ended_a_role_the_rest_is_still_loaded(demo_app: Flask) -> None:
    with transaction():
        load_people()
        mara = figure_person("mara.vorlage")
        for held in db.session.scalars(select(Membership).where(Membership.person_id == mara.id)):
            db.session.delete(held)
    db.session.expire_all()
    with transaction():
        stage_world()
    there = {one.once for one in everyone()}
    assert {plan.key for plan in plans() if plan.once not in there} == {
        "archiv", "bauhof", "ferienprogramm", "regionalmarkt",
    }  # fmt: skip
