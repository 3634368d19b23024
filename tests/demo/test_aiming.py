"""What the demonstration makes of the goals: a draft nobody takes for the district's own, pairs, reference sheets."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Authority
from app.accounts.queries import find_authority
from app.concepts.connecting import end_correspondence
from app.concepts.models import Concept, Goal, GoalCorrespondence
from app.concepts.queries import find_concept
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.demo.people import editor_of, figure_person
from app.demo.plans import read_goal_work
from app.demo.staging import stage_world
from app.editions.drafting import discard_draft
from app.editions.models import ConceptEdition
from app.editions.queries import find_open_draft
from app.reference_sheets.declaring import delete_sheet
from app.reference_sheets.models import SHEET_STATES, ReferenceSheet
from app.reference_sheets.queries import find_by_once

OFFICES = ("landkreis-leipzig", "landkreis-nordsachsen", "landkreis-ludwigslust-parchim", "verbund-partheland")


def concept(slug: str) -> Concept:
    found = find_concept(slug)
    assert found is not None
    return found


def office(slug: str) -> Authority:
    found = find_authority(slug)
    assert found is not None
    return found


def draft() -> ConceptEdition:
    found = find_open_draft(concept("kek-nordsachsen").id)
    assert found is not None
    return found


def pairs() -> list[GoalCorrespondence]:
    return list(db.session.scalars(select(GoalCorrespondence).order_by(GoalCorrespondence.id)))


# ---- the draft ------------------------------------------------------------------------------------


@pytest.mark.once
def test_whatever_is_invented_in_the_draft_says_so(stage: Flask) -> None:
    known = set(db.session.scalars(select(Goal.key).where(Goal.concept_id == concept("kek-nordsachsen").id)))
    invented = [goal for goal in draft().file["goals"] if goal["key"] not in known]
    assert len(invented) == sum(len(part.goals) for part in read_goal_work().draft.parts)
    assert all("erfunden" in goal["title"] and "erfunden" in goal["notes"][0] for goal in invented)
    assert all("erfunden" in goal[name] for goal in invented for name in ("text", "short_title") if goal[name])
    assert {goal["kind"] for goal in invented} == {"goal", "sub_goal"}


@pytest.mark.once
def test_the_draft_is_worked_on_by_two_and_read_by_nobody_else(stage: Flask, visitor: Any) -> None:
    entries = db.session.scalars(select(JournalEntry).where(JournalEntry.verb.in_(("begin_draft", "change_draft"))))
    seen = [(entry.actor_id, entry.audience, entry.told_at is not None) for entry in entries]
    assert {actor for actor, _audience, _told in seen} == {
        figure_person("nora.muster").id, figure_person("nils.muster").id
    }  # fmt: skip
    assert {(audience, told) for _actor, audience, told in seen} == {("staff", True)}
    for address in ("/konzepte/kek-nordsachsen", "/konzepte", "/api/v1/concepts/kek-nordsachsen"):
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "(erfunden)" not in answer.get_data(as_text=True)


# ---- correspondences ------------------------------------------------------------------------------


@pytest.mark.once
def test_most_pairs_hold_one_is_refused_and_each_desk_has_some_waiting(stage: Flask) -> None:
    states = [pair.state for pair in pairs()]
    assert states.count("accepted") > len(states) / 2
    refused = [pair for pair in pairs() if pair.state == "refused"]
    assert [bool(pair.answer) for pair in refused] == [True]
    asked = {pair.asked_id for pair in pairs() if pair.state == "proposed"}
    assert asked >= {office(slug).id for slug in ("landkreis-leipzig", "landkreis-nordsachsen", "verbund-partheland")}


@pytest.mark.once
def test_each_pair_was_decided_by_the_side_that_was_asked(stage: Flask) -> None:
    for pair in pairs():
        if pair.state != "proposed":
            slug = db.session.get_one(Authority, pair.asked_id).slug
            assert pair.decided_by_id == editor_of(slug).id != pair.proposed_by_id
            assert pair.decided_at is not None
            assert pair.decided_at > pair.proposed_at


# ---- reference sheets -----------------------------------------------------------------------------


@pytest.mark.once
def test_there_are_sheets_in_every_state_and_one_asked_at_every_desk(stage: Flask) -> None:
    sheets = db.session.scalars(select(ReferenceSheet)).all()
    assert {sheet.state for sheet in sheets} == set(SHEET_STATES)
    assert {sheet.about.kind for sheet in sheets if sheet.about is not None} == {"idea", "project"}
    assert {sheet.authority_id for sheet in sheets if sheet.state == "asked"} == {office(slug).id for slug in OFFICES}
    assert all(sheet.published_at is None for sheet in sheets)
    assert all(entry["title"] for sheet in sheets for entry in sheet.entries)


# ---- loaded again ---------------------------------------------------------------------------------


def test_what_people_made_of_it_since_is_not_made_again(stage: Flask) -> None:
    with transaction():
        discard_draft(draft(), by=figure_person("nora.muster"))
        held = next(pair for pair in pairs() if pair.state == "accepted")
        end_correspondence(held, by=editor_of("landkreis-leipzig"), reason="Doch nicht.", version=held.version)
        gone = find_by_once("demo-sheet-schwimmen")
        assert gone is not None
        delete_sheet(gone)
    before = [pair.state for pair in pairs()]
    with transaction():
        assert stage_world() == 0
    assert [pair.state for pair in pairs()] == before
    assert find_open_draft(concept("kek-nordsachsen").id) is None
    assert db.session.scalar(select(func.count(ReferenceSheet.id))) == len(read_goal_work().sheets)
