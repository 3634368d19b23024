"""The life around the sample world: every page has something to show, and nothing shows what is hidden."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, false, func, select

from app.accounts.inviting import open_invitations_for
from app.accounts.models import Authority, Mandate, Person
from app.accounts.queries import find_authority
from app.accounts.registering import end_role
from app.core.database import db, transaction
from app.core.jobs import Job
from app.core.journal import JournalEntry
from app.demo.chattering import load_comments
from app.demo.drawing import DRAWINGS
from app.demo.people import figure_person, load_people
from app.demo.plans import GroundIsMissing, read_scenes, read_world
from app.demo.staging import stage_world
from app.discussion.models import Comment
from app.discussion.queries import held_comments
from app.files.models import Attachment
from app.files.storing import open_store
from app.ideas.amending import release_amendment, waiting_amendment
from app.ideas.models import Idea, KeptApart
from app.ideas.prepared_queries import waiting_for
from app.ideas.preparing import take_back_prepared_idea
from app.ideas.queries import find_by_once
from app.ideas.submitting import delete_draft
from app.ideas.together_queries import open_hand_over
from app.restrictions.models import Report, Restriction
from app.restrictions.queries import desk_counts
from app.things.models import HelpOffer, Support, Thing
from app.things.supporting import take_back_support
from app.upkeep.checking import check_everything

OFFICES = ("landkreis-leipzig", "landkreis-nordsachsen", "landkreis-ludwigslust-parchim", "verbund-partheland")


def idea(key: str) -> Idea:
    found = find_by_once(f"demo-{key}")
    assert found is not None
    return found


def crowd_of(thing: Thing) -> list[Person]:
    """Who supports it."""
    return list(db.session.scalars(select(Person).join(Support).where(Support.thing_id == thing.id)))


def faults(app: Flask) -> dict[str, Any]:
    return {finding.name: finding.ids for finding in check_everything(open_store(app.config)) if finding.ids}


@pytest.mark.once
def test_whatever_the_scenes_name_is_there() -> None:
    keys = {plan.key for plan in read_world()}
    for key, scene in read_scenes().items():
        assert key in keys
        assert {turn.aim for turn in scene.turns if turn.do in {"merge", "keep_apart"}} <= keys
        assert {file.draw for file in scene.files} <= set(DRAWINGS)


def test_files_come_the_real_way_and_everything_holds(demo_app: Flask) -> None:
    assert demo_app.test_cli_runner().invoke(args=["demo", "load"]).exit_code == 0
    files = db.session.scalars(select(Attachment).order_by(Attachment.id)).all()
    assert {file.media_type for file in files} == {"image/webp", "application/pdf"}
    # What partners file among themselves is shown to nobody else.
    assert all(file.alt and file.sha256 and file.is_shown == (file.thing.kind != "room") for file in files)
    assert len({file.thing_id for file in files if file.is_picture and file.thing.kind == "idea"}) >= 2
    assert any(file.thing.kind == "project" for file in files)
    assert faults(demo_app) == {}


@pytest.mark.once
def test_everything_holds_and_every_desk_has_a_report(stage: Flask) -> None:
    assert faults(stage) == {}
    for slug in OFFICES:
        office = find_authority(slug)
        assert office is not None
        waiting = select(func.count(Report.id)).join(Report.thing).where(Report.settled_at.is_(None))
        assert db.session.scalar(waiting.where(Thing.authority_id == office.id))
    assert {told.outcome for told in db.session.scalars(select(Report))} == {None, "left", "restricted"}


@pytest.mark.once
def test_each_figure_finds_its_work(stage: Flask) -> None:
    nadja, gerda, nora = (figure_person(key) for key in ("nadja.vorlage", "gerda.gegenleserin", "nora.muster"))
    assert len(waiting_for(nadja)[0]) == 1
    assert desk_counts(gerda, false()).objections == 1
    assert len(held_comments(nora)[0]) == 1
    assert len(open_invitations_for(figure_person("olga.neuling"))) == 1
    assert waiting_amendment(idea("obstbaeume-feldwege")) is not None
    offered = open_hand_over(idea("trimmpfad-parthe").id)
    assert offered is not None
    assert offered.receiver.slug == "verbund-partheland"


@pytest.mark.once
def test_what_the_desks_decided_is_there(stage: Flask) -> None:
    assert idea("baenke-friedhof").state == "merged"
    assert idea("badesteg-naunhof").authority.slug == "verbund-partheland"  # type: ignore[union-attr]
    assert idea("haeuser-buchen").version == 2
    assert idea("bahnhof-wurzen").title == "Neue Fahrradständer am Bahnhof"
    assert idea("obstbaeume-feldwege").co_author_ids == {figure_person("emil.exempel").id}
    assert db.session.scalar(select(func.count()).select_from(KeptApart)) == 1
    assert db.session.scalars(select(Mandate)).one().is_valid
    assert {one.slug for one in db.session.scalars(select(Authority)) if one.holds_first_comments} == {OFFICES[1]}


@pytest.mark.once
def test_people_talk_two_levels_deep_in_all_their_roles(stage: Flask) -> None:
    said = db.session.scalars(select(Comment)).all()
    assert len(said) >= 35
    assert {one.author_kind for one in said} == {"person", "organisation", "office"}
    for state in ("edited_at", "removed_at", "restricted_at"):
        assert sum(getattr(one, state) is not None for one in said) == 1
    assert sum(one.is_held for one in said) == 1
    assert any(one.parent_id for one in said)
    objected = db.session.scalars(select(Restriction).where(Restriction.comment_id.is_not(None))).one()
    assert objected.objected_at
    assert objected.decided_at is None


@pytest.mark.once
def test_supports_and_offers_are_plausible(stage: Flask) -> None:
    counted = db.session.scalars(select(Thing.supports).where(Thing.supports > 0)).all()
    assert len(counted) >= 15
    assert max(counted) <= 31
    assert any(offer.messages for offer in db.session.scalars(select(HelpOffer)))


@pytest.mark.once
def test_nothing_hidden_shows_on_public_pages(stage: Flask, visitor: Any) -> None:
    hidden, gone, held = idea("transporter-lindenstrasse"), idea("baenke-friedhof"), idea("trimmpfad-parthe")
    assert visitor.get(f"/ideen/{hidden.id}").status_code == 404
    assert visitor.get(f"/ideen/{held.id}").status_code == 404
    assert visitor.get(f"/ideen/{gone.id}", follow_redirects=True).status_code == 200
    prepared = idea("ladepunkte-naunhof")
    pages = [
        "/",
        "/ideen",
        "/ideen?q=Transporter",
        "/suche?q=Transporter",
        "/gemeinden/14729300",
        "/gemeinden/14729160",
    ]
    for page in pages:
        text = visitor.get(page).get_data(as_text=True)
        for title in (hidden.title, held.title, prepared.title):
            assert title not in text
    talked = visitor.get(f"/ideen/{idea('schwimmkurse-wurzen').id}", follow_redirects=True).get_data(as_text=True)
    assert "Ringstraße 900" not in talked
    assert "Bitte keine Adressen hier" in talked
    waiting = visitor.get(f"/ideen/{idea('rufbus-torgau').id}", follow_redirects=True).get_data(as_text=True)
    assert "am Sonntag zur Besuchszeit" not in waiting
    assert "sieben haben sich schon gemeldet" not in visitor.get(
        f"/ideen/{idea('obstbaeume-feldwege').id}", follow_redirects=True
    ).get_data(as_text=True)


def test_what_people_made_of_it_since_stays(stage: Flask) -> None:
    with transaction():
        improved = idea("obstbaeume-feldwege")
        waiting = waiting_amendment(improved)
        assert waiting is not None
        seen = waiting.proposed_at
        release_amendment(improved, by=figure_person("bernd.muster"), version=improved.version, seen=seen)
        take_back_support(improved, crowd_of(improved)[0])
        end_role(figure_person("arno.amt").memberships[0])
    before = improved.supports
    with transaction():
        assert load_people() == 0
        assert stage_world() == 0
    db.session.expire_all()
    assert waiting_amendment(improved) is None
    assert improved.supports == before
    assert figure_person("arno.amt").memberships == []


@pytest.mark.once
def test_a_draft_thrown_away_comes_back_even_when_nobody_may_prepare_it(stage: Flask) -> None:
    with transaction():
        prepared = idea("ladepunkte-naunhof")
        take_back_prepared_idea(prepared, by=figure_person("arno.amt"))
        db.session.flush()
        db.session.execute(delete(JournalEntry).where(JournalEntry.thing_id == prepared.id))
        delete_draft(prepared)
        end_role(figure_person("arno.amt").memberships[0])
    db.session.expire_all()
    with transaction():
        assert stage_world() == 1
    assert idea("ladepunkte-naunhof").state == "draft"
    assert not idea("ladepunkte-naunhof").is_prepared


# ---- bulk -----------------------------------------------------------------------------------------


def test_bulk_comments_are_counted_and_the_same_for_the_same_seed(stage: Flask) -> None:
    jobs = db.session.scalar(select(func.count()).select_from(Job))
    assert sum(load_comments(1300, seed=3)) == 1300
    assert sum(load_comments(1300, seed=3)) == 0
    bulk = select(Comment).where(Comment.once.startswith("bulk:3:"))
    said = {one.once: (one.thing_id, one.text, one.author_name) for one in db.session.scalars(bulk)}
    answers = sum(one.parent_id is not None for one in db.session.scalars(bulk))
    assert 420 <= answers <= 440
    assert faults(stage) == {}
    assert db.session.scalar(select(func.count()).select_from(Job)) == jobs
    busiest = db.session.scalars(select(Thing).order_by(Thing.comments.desc()).limit(1)).one()
    assert busiest.comments > 100
    with transaction():
        for one in db.session.scalars(bulk.where(Comment.parent_id.is_not(None))):
            db.session.delete(one)
    assert sum(load_comments(1300, seed=3)) == answers
    assert {one.once: (one.thing_id, one.text, one.author_name) for one in db.session.scalars(bulk)} == said


def test_without_anything_public_nobody_can_comment(demo_app: Flask) -> None:
    with transaction():
        for thing in db.session.scalars(select(Thing).where(Thing.kind.in_(("idea", "project")))):
            thing.published_at = None
            thing.relist()
    with pytest.raises(GroundIsMissing, match="demo load"):
        list(load_comments(3, seed=1))


@pytest.mark.once
def test_the_terminal_says_how_many(stage: Flask) -> None:
    answer = stage.test_cli_runner().invoke(args=["demo", "load", "--comments", "9", "--seed", "5"])
    assert "9 Kommentare in Menge" in answer.output
