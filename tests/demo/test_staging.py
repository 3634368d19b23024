"""The sample world obeys every rule, shows every state, and is loaded once."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default as default_policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Invitation, Mandate, Membership, Person
from app.accounts.registering import check_password
from app.concepts.models import GoalCorrespondence
from app.core.clock import clock_at, now, today
from app.core.database import db, transaction
from app.core.jobs import Job
from app.core.journal import JournalEntry
from app.core.working_days import is_working_day
from app.demo.crowding import load_ideas, load_projects
from app.demo.deskwork import read_papers
from app.demo.people import FIGURES, PASSWORD, load_people, visitors
from app.demo.plans import GroundIsMissing, read_world
from app.demo.staging import stage_world
from app.discussion.models import Comment, CommentSupport
from app.editions.models import ConceptEdition
from app.files.models import Attachment
from app.formats.models import ParticipationFormat
from app.formats.outcome import ideas_of
from app.ideas.models import CoAuthor, HandOver, Idea, IdeaGoal, IdeaVersion, KeptApart
from app.ideas.queries import IdeaFilter, count_public_ideas
from app.ideas.workflow import OUTCOMES
from app.notifications.working import work_once
from app.projects.models import Project
from app.reference_sheets.models import ReferenceSheet
from app.restrictions.models import Report, Restriction
from app.statements.models import StatementRequest
from app.things.models import Follow, HelpMessage, HelpOffer, Support

PUBLIC_STATES = ("published", "pooled", "closed", "promoted", "merged", "withdrawn")


def counts() -> dict[str, Any]:
    tables = (
        Person, Membership, Idea, IdeaVersion, IdeaGoal, Project, JournalEntry, Support, Follow, Comment,
        CommentSupport, HelpOffer, HelpMessage, Report, Restriction, Attachment, HandOver, KeptApart, CoAuthor, Mandate,
        Invitation, Job, ConceptEdition, GoalCorrespondence, ReferenceSheet,
    )  # fmt: skip
    return {t.__tablename__: db.session.scalar(select(func.count()).select_from(t.__table__)) for t in tables}


def sample() -> list[Idea]:
    return list(db.session.scalars(select(Idea).where(Idea.once.startswith("demo-")).order_by(Idea.id)))


def test_a_second_load_brings_nothing_twice(demo_app: Flask) -> None:
    runner = demo_app.test_cli_runner()
    first = runner.invoke(args=["demo", "load"])
    assert first.output == f"Vorführung: {len(FIGURES)} Personen und {len(read_world())} Ideen neu geladen.\n"
    before, secrets = counts(), [visitor.person.totp_secret for visitor in visitors()]
    assert runner.invoke(args=["demo", "load"]).output == "Vorführung: 0 Personen und 0 Ideen neu geladen.\n"
    db.session.expire_all()
    assert counts() == before
    assert [visitor.person.totp_secret for visitor in visitors()] == secrets


@pytest.mark.once
def test_every_state_and_every_outcome_is_shown(stage: Flask) -> None:
    states = {idea.state for idea in sample()}
    assert states >= {
        "draft", "submitted", "revision_requested", "published", "pooled", "closed", "promoted", "refused", "withdrawn",
        "merged",
    }  # fmt: skip
    assert {idea.outcome for idea in sample()} >= set(OUTCOMES)


@pytest.mark.once
def test_the_desk_has_work_that_is_late_due_today_and_due_soon(stage: Flask) -> None:
    dues = {idea.publish_due_on for idea in sample() if idea.state == "submitted" and idea.publish_due_on}
    assert min(dues) < today()
    assert any(today() < due <= today() + timedelta(days=5) for due in dues)
    first = today()
    while not is_working_day(first, "SN"):
        first += timedelta(days=1)
    assert first in dues
    answers = {idea.answer_due_on for idea in sample() if idea.state == "published" and idea.answer_due_on}
    assert min(answers) < today() < max(answers)


@pytest.mark.once
def test_nothing_happens_in_the_future_and_all_in_order(stage: Flask) -> None:
    for idea in sample():
        chronicle = select(JournalEntry).where(JournalEntry.thing_id == idea.id).order_by(JournalEntry.id)
        moments = [entry.at for entry in db.session.scalars(chronicle)]
        assert moments == sorted(moments)
        assert all(moment < now() for moment in moments)
        assert idea.created_at <= (idea.submitted_at or now())
    oldest = min(idea.submitted_at for idea in sample() if idea.submitted_at)
    assert timedelta(weeks=9) < now() - oldest < timedelta(weeks=11)


@pytest.mark.once
def test_it_can_be_staged_on_any_day_and_early_in_the_morning(demo_app: Flask) -> None:
    saturday = now().replace(hour=0, minute=10) + timedelta(days=5 - now().weekday())
    for moment in (saturday, saturday + timedelta(days=1), saturday + timedelta(days=2)):
        with pytest.raises(ZeroDivisionError), clock_at(moment), transaction():
            load_people()
            stage_world()
            assert all(idea.submitted_at is None or idea.submitted_at < moment for idea in sample())
            assert len(sample()) == len(read_world()) + len(read_papers())
            raise ZeroDivisionError


@pytest.mark.once
def test_public_is_exactly_what_was_published(stage: Flask) -> None:
    for idea in sample():
        was_published = db.session.scalar(
            select(func.count()).where(JournalEntry.thing_id == idea.id, JournalEntry.verb == "publish_idea")
        )
        assert (idea.published_at is not None) == bool(was_published)
        assert (idea.listed_at is not None) == idea.is_public == (bool(was_published) and idea.restricted_at is None)
        assert not idea.is_public or idea.state in PUBLIC_STATES
    public = db.session.scalar(select(func.count(Idea.id)).where(Idea.listed_at.is_not(None), Idea.state != "merged"))
    assert count_public_ideas(IdeaFilter()) == public


def test_history_is_quiet_and_the_newest_mails_are_sent(stage: Flask) -> None:
    with transaction():
        untold = db.session.scalar(select(func.count()).where(JournalEntry.told_at.is_(None)))
    assert untold == 8
    while work_once():
        pass
    mails = list((stage.config["DATA"] / "mail").glob("*.eml"))
    # The four, the town halls that hear of the newest ideas, the invitation, and what offices were asked and still are.
    subjects = [message_from_bytes(mail.read_bytes(), policy=default_policy)["subject"] for mail in mails]
    asked = db.session.scalar(select(func.count()).where(StatementRequest.state == "open"))
    assert sum("Stellungnahme" in subject for subject in subjects) >= asked


@pytest.mark.once
def test_staff_have_second_factor_and_everybody_the_password(stage: Flask) -> None:
    for visitor in visitors():
        assert check_password(visitor.person, PASSWORD)
        assert bool(visitor.person.totp_secret) == visitor.person.is_staff


def test_without_register_it_says_what_is_missing(app: Flask) -> None:
    with pytest.raises(GroundIsMissing, match="municipalities load"), transaction():
        load_people()
    assert db.session.scalar(select(func.count(Person.id))) == 0


def test_outside_a_demonstration_the_commands_refuse(app: Flask) -> None:
    for command in (["demo", "load"], ["demo", "people"], ["demo", "load", "--ideas", "3"]):
        answer = app.test_cli_runner().invoke(args=command)
        assert answer.exit_code == 1
        assert "keine Vorführung" in answer.output
    assert db.session.scalar(select(func.count(Person.id))) == 0


def test_bulk_data_is_the_same_for_the_same_seed_and_keeps_the_rules(demo_app: Flask, tmp_path: Path) -> None:
    assert sum(load_ideas(120, seed=7)) == 120
    assert sum(load_projects(30, seed=7)) == 30
    assert sum(load_ideas(120, seed=7)) == 0
    bulk = select(Idea).where(Idea.source_key.startswith("bulk:7:")).order_by(Idea.id)
    ideas = db.session.scalars(bulk).all()
    for idea in ideas:
        assert idea.is_public == (idea.listed_at is not None) == (idea.state in PUBLIC_STATES)
        assert idea.current.title == idea.title
        assert sum(tag.is_main for tag in idea.goal_tags) == 1
        assert idea.authority_id == idea.municipalities[0].district.authority_id
    titles = [idea.title for idea in ideas]
    assert sum(load_ideas(150, seed=7)) == 30
    assert [idea.title for idea in db.session.scalars(bulk)][:120] == titles
    assert sum(load_ideas(20, seed=8)) == 20
    other = select(Idea.title).where(Idea.source_key.startswith("bulk:8:")).order_by(Idea.id)
    assert titles[:20] != list(db.session.scalars(other))
    while work_once():
        pass
    assert not (demo_app.config["DATA"] / "mail").exists()


def test_bulk_loading_from_the_terminal_says_how_many(demo_app: Flask) -> None:
    runner = demo_app.test_cli_runner()
    answer = runner.invoke(args=["demo", "load", "--ideas", "3", "--projects", "2", "--seed", "5"])
    assert "3 Ideen in Menge" in answer.output
    assert "2 Projekte in Menge" in answer.output


@pytest.mark.once
def test_the_list_of_people_names_addresses_roles_and_password(stage: Flask) -> None:
    output = stage.test_cli_runner().invoke(args=["demo", "people"]).output
    assert "bernd.muster@example.org" in output
    assert "Redaktion, Projektbearbeitung, Verwaltung der Plattform" in output
    assert PASSWORD in output


def test_what_a_result_says_was_taken_up_can_be_read_and_nothing_is_decided_on_a_sunday(stage: Flask) -> None:
    with stage.test_request_context():
        formats = db.session.scalars(select(ParticipationFormat)).all()
        review = next(one for one in formats if one.title.startswith("Rückblick"))
        assert "Einen Vorschlag haben wir als Idee aufgegriffen" in (review.result or "")
        assert [idea.title for idea in ideas_of(review) if idea.is_named] == ["Ein Bus am Sonntag"]
        days = [(one.decision_on, one.authority.land) for one in formats if one.decision_on and one.authority]
        assert all(is_working_day(day, land) for day, land in days)
        for call in (one for one in formats if one.format_kind == "call" and one.opens_on):
            for idea in ideas_of(call):
                received = db.session.get_one(Idea, idea.number).submitted_at
                assert received is not None
                assert received.date() >= call.opens_on, f"{idea.title} is older than its call"
