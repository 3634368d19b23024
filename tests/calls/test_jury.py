"""Jury and prizes: each member for herself, nobody for her own idea, nobody reads along but the desk."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.accounts.models import Membership
from app.calls.awarding import AwardedAlready, NoIdeaOfCall, all_awards, award_idea, move_up, take_back_award
from app.calls.judging import IdeaIsOwn, judge_idea
from app.calls.models import Award, CallEntry, JuryVote
from app.calls.queries import tallies, to_judge
from app.core.clock import now
from app.core.database import db, transaction
from app.formats.models import ParticipationFormat
from app.ideas.models import CoAuthor, Idea
from app.things.models import ThingLink
from tests.calls.stage import a_call, an_entry, closed, concluded, seat
from tests.cast import Cast
from tests.format_worlds import a_format, a_thread
from tests.things.test_storm import THREADS, fire


def test_a_juror_gives_points_changes_them_and_is_led_on(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    first, second = an_entry(cast, call), an_entry(cast, call, title="Mehr Bäume")
    an_entry(cast, call, "submitted", "Noch geheim")
    seat(call, cast.frieda)
    frieda, page = as_person(cast.frieda), f"/konto/jury/{call.id}"
    assert "0 von 2 bewertet" in frieda.get(page).get_data(as_text=True)
    assert "Noch geheim" not in frieda.get(page).get_data(as_text=True)
    assert frieda.post(f"{page}/{first.id}", data={"remark": "Gut"}).status_code == 422
    answer = frieda.post(f"{page}/{first.id}", data={"points": "4", "remark": "Gut"})
    assert answer.location == f"{page}/{second.id}"
    closed(call, cast)
    assert frieda.post(f"{page}/{second.id}", data={"points": "1"}).location == page
    assert frieda.post(f"{page}/{first.id}", data={"points": "5"}).status_code == 303
    assert "2 von 2 bewertet" in frieda.get("/konto/jury").get_data(as_text=True)
    assert [(one.number, one.points, one.votes) for one in tallies(call)] == [(first.id, 5, 1), (second.id, 1, 1)]
    concluded(call, cast)
    assert frieda.post(f"{page}/{first.id}", data={"points": "0"}).status_code == 409


def test_nobody_else_enters_the_jury_or_reads_its_votes(client: Any, as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    idea = an_entry(cast, call)
    seat(call, cast.frieda, cast.gerda)
    as_person(cast.frieda).post(f"/konto/jury/{call.id}/{idea.id}", data={"points": "3", "remark": "Kanarienvogel"})
    for person in (cast.anna, cast.bernd, cast.dilek):
        assert as_person(person).get(f"/konto/jury/{call.id}").status_code == 404
        assert as_person(person).post(f"/konto/jury/{call.id}/{idea.id}", data={"points": "3"}).status_code == 404
    gerda = as_person(cast.gerda)
    for address in (f"/konto/jury/{call.id}", f"/konto/jury/{call.id}/{idea.id}", f"/beteiligung/{call.id}-x"):
        assert "Kanarienvogel" not in gerda.get(address, follow_redirects=True).get_data(as_text=True)
    desk = f"/verwaltung/beteiligung/{call.id}/jury"
    assert "Kanarienvogel" in as_person(cast.bernd).get(desk).get_data(as_text=True)
    assert {as_person(one).get(desk).status_code for one in (cast.frieda, cast.dilek, cast.anna)} <= {403, 404}


def test_nobody_judges_an_own_idea_and_what_became_one_does_not_count(cast: Cast) -> None:
    call = a_call(cast)
    idea = an_entry(cast, call)
    seat(call, cast.anna, cast.frieda, cast.gerda)
    with pytest.raises(IdeaIsOwn), transaction():
        judge_idea(call, idea, by=cast.anna, points=5)
    with transaction():
        judge_idea(call, idea, by=cast.frieda, points=5)
        judge_idea(call, idea, by=cast.gerda, points=2)
    with transaction():
        db.session.add(CoAuthor(idea_id=idea.id, person_id=cast.gerda.id))
        body = db.session.scalar(select(Membership.organisation_id).where(Membership.person_id == cast.frieda.id))
    [tally] = tallies(call)
    assert (tally.points, tally.votes, tally.left_out) == (5, 1, 1)
    with transaction():
        db.session.get(Idea, idea.id).organisation_id = body  # type: ignore[union-attr]
    [tally] = tallies(call)
    assert (tally.points, tally.votes, tally.left_out) == (0, 0, 2)


def test_nobody_judges_an_idea_made_of_her_own_contribution(cast: Cast) -> None:
    call = a_call(cast)
    idea = an_entry(cast, call)
    seat(call, cast.carla)
    with transaction():
        judge_idea(call, idea, by=cast.carla, points=5)
    said = a_thread(cast, a_format(cast), by=cast.carla)
    with transaction():
        db.session.add(ThingLink(kind="arose_from", from_id=idea.id, to_id=said.id, actor_id=cast.bernd.id))
    with pytest.raises(IdeaIsOwn), transaction():
        judge_idea(call, idea, by=cast.carla, points=4)
    assert [row.is_own for row in to_judge(call, cast.carla)] == [True]
    [tally] = tallies(call)
    assert (tally.votes, tally.left_out) == (0, 1)


def test_prizes_are_given_in_order_once_an_idea_and_taken_back(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    first, second, foreign = an_entry(cast, call), an_entry(cast, call), an_entry(cast, a_call(cast))
    closed(call, cast)
    bernd, page = as_person(cast.bernd), f"/verwaltung/beteiligung/{call.id}/preise"
    said = {"title": "1. Preis", "idea": first.id, "reason": "Nützt allen."}
    assert bernd.post(page, data={**said, "reason": ""}).status_code == 422
    assert bernd.post(page, data={**said, "idea": foreign.id}).status_code == 422
    assert bernd.post(page, data=said).status_code == 303
    assert bernd.post(page, data=said).status_code == 409
    with transaction():
        award_idea(call, second.id, by=cast.bernd, title="2. Preis", reason="Auch.")
        with pytest.raises(AwardedAlready):
            award_idea(call, second.id, by=cast.bernd, title="2. Preis", reason="Auch.")
        with pytest.raises(NoIdeaOfCall):
            award_idea(call, foreign.id, by=cast.bernd, title="3. Preis", reason="Auch.")
    with transaction():
        assert move_up(call, all_awards(call)[1].id)
    assert [one.title for one in all_awards(call)] == ["2. Preis", "1. Preis"]
    assert bernd.get(f"/verwaltung/beteiligung/{call.id}/jury").status_code == 200
    with transaction():
        assert take_back_award(call, all_awards(call)[0].id, by=cast.bernd)
    assert [one.title for one in all_awards(call)] == ["1. Preis"]
    assert as_person(cast.dilek).post(page, data=said).status_code == 404


# ---- all at once -----------------------------------------------------------------------------------


def test_parallel_fire_leaves_one_vote_one_prize_and_one_call(app: Any, cast: Cast) -> None:
    call, _other = a_call(cast), a_call(cast)
    idea = an_entry(cast, call)
    numbers = (call.id, idea.id, cast.frieda.id, cast.bernd.id)
    db.session.remove()

    def vote(number: int, idea_id: int, person_id: int, bernd_id: int, thread: int) -> None:
        with transaction():
            found, one, by = (db.session.get(*pair) for pair in ((ParticipationFormat, number), (Idea, idea_id), (type(cast.anna), person_id)))  # fmt: skip # noqa: E501
            judge_idea(found, one, by=by, points=thread % 6)  # type: ignore[arg-type]

    assert fire(app, vote, [numbers]) == []
    assert db.session.scalar(select(func.count()).select_from(JuryVote)) == 1
    db.session.remove()
    with transaction():
        db.session.get(ParticipationFormat, numbers[0]).state = "closed"  # type: ignore[union-attr]

    def prize(number: int, idea_id: int, person_id: int, bernd_id: int, thread: int) -> None:
        with transaction():
            found, by = db.session.get(ParticipationFormat, number), db.session.get(type(cast.anna), bernd_id)
            award_idea(found, idea_id, by=by, title=f"{thread}", reason="Weil.")  # type: ignore[arg-type]

    wrong = fire(app, prize, [numbers])
    assert [type(one) for one in wrong] == [AwardedAlready] * (THREADS - 1)
    assert db.session.scalar(select(func.count()).select_from(Award)) == 1
    assert db.session.scalar(select(func.count()).select_from(CallEntry)) == 1


def test_the_same_fire_catches_who_looks_first_and_writes_then(app: Any, cast: Cast) -> None:
    call = a_call(cast)
    idea = an_entry(cast, call)
    numbers = (call.id, idea.id, cast.frieda.id)
    db.session.remove()

    def naively(number: int, idea_id: int, person_id: int, thread: int) -> None:
        db.session.rollback()
        key = {"call_id": number, "idea_id": idea_id, "person_id": person_id}
        seen = db.session.get(JuryVote, key)
        db.session.rollback()
        gate.wait(20)
        if seen is None:
            with transaction():
                db.session.execute(
                    text("insert into jury_vote (call_id, idea_id, person_id, points, at) values (:c, :i, :p, 1, :at)"),
                    {"c": number, "i": idea_id, "p": person_id, "at": now()},
                )

    from threading import Barrier

    gate = Barrier(THREADS)
    assert len(fire(app, naively, [numbers])) == THREADS - 1


def test_a_prize_that_looks_like_a_slip_needs_a_tick_and_a_reason(as_person: Callable[..., Any], cast: Cast) -> None:
    call = a_call(cast)
    one, two = an_entry(cast, call, title="Eine Bank"), an_entry(cast, call, title="Ein Brunnen")
    seat(call, cast.gerda)
    with transaction():
        judge_idea(call, one, by=cast.gerda, points=5)
    closed(call, cast)
    bernd, page = as_person(cast.bernd), f"/verwaltung/beteiligung/{call.id}/preise"
    given = {"title": "1. Preis", "idea": str(one.id), "reason": "Schön.", "sat_on": "2999-01-01"}
    assert bernd.post(page, data=given).status_code == 422
    assert bernd.post(page, data={**given, "sat_on": ""}).status_code == 303
    odd = {**given, "idea": str(two.id), "sat_on": ""}
    for more in ({}, {"contrary": "Beide."}, {"sure": "y"}):
        warned = bernd.post(page, data=odd | more)
        assert warned.status_code == 422
        assert "hat diesen Preis schon" in warned.get_data(as_text=True)
    unvoted = bernd.post(page, data=odd | {"title": "2. Preis"})
    assert "Niemand aus der Jury" in unvoted.get_data(as_text=True)
    assert bernd.post(page, data=odd | {"sure": "y", "contrary": "Beide gleich gut."}).status_code == 303
    assert "Beide gleich gut." in bernd.get(f"/verwaltung/beteiligung/{call.id}/jury").get_data(as_text=True)
