"""Proposing, deciding and ending correspondences: the rules, and who may."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Membership, Person
from app.concepts.connecting import (
    AlreadyConnected,
    GoalIsGone,
    KindIsUnknown,
    SameConcept,
    accept_correspondence,
    end_correspondence,
    propose_correspondence,
    refuse_correspondence,
)
from app.concepts.connections import connected_goals, find_correspondence
from app.concepts.models import Goal, GoalCorrespondence
from app.core.database import db, transaction
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry
from app.notifications.digest_wording import worded
from app.notifications.digesting import digest_for
from app.things.following import follow
from tests.cast import LATER, Cast
from tests.concepts.pairs import a_bond, a_counterpart, a_proposal

DESK = "/verwaltung/entsprechungen"


@pytest.fixture
def other(cast: Cast) -> Goal:
    """Dilek's Teilziel."""
    with transaction():
        return a_counterpart(cast)[1]


@pytest.fixture
def pair(cast: Cast, other: Goal) -> GoalCorrespondence:
    """What Bernd has proposed to Dilek."""
    with transaction():
        return a_proposal(cast, cast.sub_goal, other)


def steps() -> list[tuple[str, str, int]]:
    found = db.session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    return [(row.verb, row.audience, row.thing_id) for row in found if "correspondence" in row.verb]


def test_a_proposal_asks_the_other_side_and_is_written_down_at_both_goals(cast: Cast, pair: GoalCorrespondence) -> None:
    ends = (pair.low_id, pair.high_id)
    assert (pair.state, pair.asked_id, pair.proposed_by_id) == ("proposed", cast.elsewhere.id, cast.bernd.id)
    assert steps() == [("propose_correspondence", "staff", goal_id) for goal_id in ends]
    assert connected_goals(cast.sub_goal.id) == []


def test_what_is_no_proposal_is_refused(cast: Cast, other: Goal, pair: GoalCorrespondence) -> None:
    mine = cast.other_sub_goal
    wrong: list[tuple[type[Exception], Goal, Goal, str, str]] = [
        (ReasonIsMissing, mine, other, "same", "  "),
        (KindIsUnknown, mine, other, "similar", "x"),
        (SameConcept, mine, cast.sub_goal, "same", "x"),
        (AlreadyConnected, cast.sub_goal, other, "mutual", "x"),
        (AlreadyConnected, other, cast.sub_goal, "mutual", "x"),
    ]
    for fault, goal, counterpart, kind, reason in wrong:
        with pytest.raises(fault), transaction():
            propose_correspondence(goal, counterpart, kind=kind, reason=reason, by=cast.bernd)
    with transaction():
        mine.is_retired = True
    with pytest.raises(GoalIsGone), transaction():
        propose_correspondence(mine, other, kind="same", reason="x", by=cast.bernd)
    assert db.session.scalar(select(func.count()).select_from(GoalCorrespondence)) == 1


def test_accepted_it_is_shown_at_both_and_followers_hear_of_it(
    app: Flask, cast: Cast, other: Goal, pair: GoalCorrespondence
) -> None:
    with transaction():
        follow(cast.sub_goal, cast.anna)
    with transaction():
        accept_correspondence(pair, by=cast.dilek, version=1)
    assert [row.key for row in connected_goals(cast.sub_goal.id)] == ["velo"]
    assert [row.key for row in connected_goals(other.id)] == ["rad"]
    assert {audience for verb, audience, _thing in steps() if verb == "accept_correspondence"} == {"public"}
    with app.test_request_context():
        told = worded(digest_for(cast.anna, pair.proposed_at - LATER, pair.proposed_at + LATER))
    assert [item.lines for item in told.items] == [["Es entspricht jetzt „Sicher radeln“ in KEK Drüben."]]


def test_refused_it_can_be_proposed_anew_and_a_decision_on_the_old_words_is_stale(
    cast: Cast, other: Goal, pair: GoalCorrespondence
) -> None:
    with pytest.raises(ReasonIsMissing), transaction():
        refuse_correspondence(pair, by=cast.dilek, answer=" ", version=1)
    with transaction():
        refuse_correspondence(pair, by=cast.dilek, answer="Bei uns geht es um Freizeit.", version=1)
    with transaction():
        again = propose_correspondence(other, cast.sub_goal, kind="mutual", reason="Doch.", by=cast.dilek)
    assert again.id == pair.id
    assert (again.state, again.version, again.asked_id) == ("proposed", 2, cast.here.id)
    assert (again.answer, again.decided_at, again.kind) == (None, None, "mutual")
    with pytest.raises(VersionIsStale), transaction():
        accept_correspondence(pair, by=cast.bernd, version=1)


def test_either_side_ends_it_with_a_reason_and_nobody_twice(cast: Cast, other: Goal, pair: GoalCorrespondence) -> None:
    with transaction():
        accept_correspondence(pair, by=cast.dilek, version=1)
    with pytest.raises(ReasonIsMissing), transaction():
        end_correspondence(pair, by=cast.bernd, reason="", version=1)
    with transaction():
        end_correspondence(pair, by=cast.bernd, reason="Neu gefasst.", version=1)
    assert connected_goals(other.id) == []
    for verb in (
        lambda: end_correspondence(pair, by=cast.dilek, reason="Auch.", version=1),
        lambda: accept_correspondence(pair, by=cast.dilek, version=1),
        lambda: refuse_correspondence(pair, by=cast.dilek, answer="Nein.", version=1),
    ):
        with pytest.raises(NotAllowedNow), transaction():
            verb()


def test_a_proposal_about_a_goal_that_is_gone_cannot_be_accepted(cast: Cast, pair: GoalCorrespondence) -> None:
    with transaction():
        cast.sub_goal.is_retired = True
    with pytest.raises(GoalIsGone), transaction():
        accept_correspondence(pair, by=cast.dilek, version=1)


def decided_at_once(app: Flask, pair_id: int, person_id: int, find: Callable[..., Any]) -> list[str]:
    """Two accept and two refuse at the same moment; what came of each."""
    outcomes: list[str] = []
    barrier = threading.Barrier(4)

    def work(accepts: bool) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    person = db.session.get_one(Person, person_id)
                    pair = find(pair_id, person)
                    barrier.wait(2) if find is not find_correspondence else None
                    if accepts:
                        accept_correspondence(pair, by=person, version=1)
                    else:
                        refuse_correspondence(pair, by=person, answer="Nein.", version=1)
                outcomes.append("won")
            except NotAllowedNow:
                outcomes.append("late")
            except threading.BrokenBarrierError:
                outcomes.append("queued")
            db.session.remove()

    threads = [threading.Thread(target=work, args=(n % 2 == 0,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return sorted(outcomes)


def test_of_several_who_decide_at_once_exactly_one_wins(app: Flask, cast: Cast, pair: GoalCorrespondence) -> None:
    assert decided_at_once(app, pair.id, cast.dilek.id, find_correspondence) == ["late", "late", "late", "won"]
    decisions = [step for step in steps() if step[0] != "propose_correspondence"]
    assert len(decisions) == 2
    assert len({verb for verb, _audience, _thing in decisions}) == 1


def test_negative_control_without_the_lock_several_win(app: Flask, cast: Cast, pair: GoalCorrespondence) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time, with or without a lock on the row")
    outcomes = decided_at_once(app, pair.id, cast.dilek.id, lambda number, _to: db.session.get(type(pair), number))
    assert outcomes == ["won"] * 4


def test_two_sides_that_propose_the_same_at_once_make_one_proposal(app: Flask, cast: Cast, other: Goal) -> None:
    ends, people = (cast.sub_goal.id, other.id), (cast.bernd.id, cast.dilek.id)
    barrier, outcomes = threading.Barrier(2), []

    def work(own: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                with transaction():
                    goals = [db.session.get_one(Goal, ends[n]) for n in (own, 1 - own)]
                    by = db.session.get_one(Person, people[own])
                    propose_correspondence(goals[0], goals[1], kind="same", reason="x", by=by)
                outcomes.append("proposed")
            except AlreadyConnected:
                outcomes.append("known")
            db.session.remove()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert sorted(outcomes) == ["known", "proposed"]
    assert db.session.scalar(select(func.count()).select_from(GoalCorrespondence)) == 1


# ---- the desk -------------------------------------------------------------------------------------------


def test_from_the_own_goal_over_similar_words_to_a_proposal(
    cast: Cast, other: Goal, as_person: Callable[..., Any]
) -> None:
    bernd = as_person(cast.bernd)
    own = f"{DESK}/neu/{cast.sub_goal.id}"
    assert own in bernd.get(f"{DESK}/neu").get_data(as_text=True)
    assert f"{own}/mit/{other.id}" in bernd.get(own).get_data(as_text=True)
    address = f"{own}/mit/{other.id}"
    assert other.title in bernd.get(address).get_data(as_text=True)
    empty = bernd.post(address, data={"kind": "same", "reason": ""})
    assert (empty.status_code, "in einem Satz" in empty.get_data(as_text=True)) == (422, True)
    told = bernd.post(address, data={"kind": "same", "reason": "Beide meinen Radeln."})
    assert told.status_code == 303
    again = bernd.post(address, data={"kind": "same", "reason": "Beide meinen Radeln."})
    assert again.location == told.location
    assert "Beide meinen Radeln." in bernd.get(f"{DESK}/vorgeschlagen").get_data(as_text=True)


def test_the_other_side_accepts_with_one_click(
    cast: Cast, pair: GoalCorrespondence, as_person: Callable[..., Any]
) -> None:
    dilek, bernd = as_person(cast.dilek), as_person(cast.bernd)
    shown = dilek.get(DESK).get_data(as_text=True)
    assert pair.reason in shown
    assert cast.sub_goal.title in shown
    address = f"{DESK}/{pair.id}/annehmen"
    assert bernd.post(address, data={"version": 1}).status_code == 403
    assert dilek.post(address, data={"version": 1}).status_code == 303
    assert db.session.get_one(GoalCorrespondence, pair.id).state == "accepted"
    assert "Sicher radeln" in bernd.get(f"{DESK}/geltend").get_data(as_text=True)


def test_what_was_decided_meanwhile_is_said_and_the_text_is_kept(
    cast: Cast, pair: GoalCorrespondence, as_person: Callable[..., Any]
) -> None:
    dilek = as_person(cast.dilek)
    address = f"{DESK}/{pair.id}"
    assert dilek.post(f"{address}/ablehnen", data={"version": 1, "answer": ""}).status_code == 422
    with transaction():
        accept_correspondence(pair, by=cast.dilek, version=1)
    late = dilek.post(f"{address}/ablehnen", data={"version": 1, "answer": "Bei uns nicht, weil …"})
    assert (late.status_code, "Bei uns nicht, weil …" in late.get_data(as_text=True)) == (409, True)
    assert dilek.post(f"{address}/annehmen", data={"version": 1}).status_code == 409
    assert dilek.post(f"{address}/beenden", data={"version": 1, "ending": "Neu gefasst."}).status_code == 303


def test_a_third_office_sees_nothing_of_it(cast: Cast, pair: GoalCorrespondence, as_person: Callable[..., Any]) -> None:
    with transaction():
        db.session.add(Membership(person_id=cast.carla.id, role="moderator", authority_id=cast.partheland.authority_id))
    db.session.refresh(cast.carla)
    carla = as_person(cast.carla)
    for page in ("", "/vorgeschlagen", "/geltend", "/abgeschlossen"):
        assert pair.reason not in carla.get(f"{DESK}{page}").get_data(as_text=True)
    assert carla.get(f"{DESK}/{pair.id}").status_code == 404
    assert carla.get(f"{DESK}/neu/{cast.sub_goal.id}").status_code == 404
    for step in ("annehmen", "ablehnen", "beenden"):
        assert carla.post(f"{DESK}/{pair.id}/{step}", data={"version": 1}).status_code == 404
    assert as_person(cast.anna).get(DESK).status_code == 403


def test_in_one_office_somebody_else_decides(cast: Cast, other: Goal, as_person: Callable[..., Any]) -> None:
    with transaction():
        db.session.add(Membership(person_id=cast.bernd.id, role="moderator", authority_id=cast.elsewhere.id))
        pair = a_proposal(cast, cast.sub_goal, other)
    db.session.refresh(cast.bernd)
    bernd = as_person(cast.bernd)
    assert bernd.post(f"{DESK}/{pair.id}/annehmen", data={"version": 1}).status_code == 403
    assert "eine Kollegin oder ein Kollege" in bernd.get(f"{DESK}/{pair.id}").get_data(as_text=True)
    assert as_person(cast.dilek).post(f"{DESK}/{pair.id}/annehmen", data={"version": 1}).status_code == 303


def test_what_rests_because_a_goal_is_gone_is_named_at_the_desk(
    cast: Cast, other: Goal, as_person: Callable[..., Any]
) -> None:
    with transaction():
        a_bond(cast, cast.sub_goal, other)
        other.is_retired = True
    assert connected_goals(cast.sub_goal.id) == []
    assert "Ruht:" in as_person(cast.bernd).get(f"{DESK}/geltend").get_data(as_text=True)
