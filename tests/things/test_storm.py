"""Parallel fire: one row per pair, the counter equals the rows; and the same rig catches what does it naively."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.things.following import follow, unfollow
from app.things.helping import end_offer, offer_help
from app.things.models import HelpOffer, Support, Thing
from app.things.supporting import support, take_back_support
from tests.cast import Cast, a_person
from tests.things.stage import counters, recounted
from tests.worlds import an_idea

THREADS, PEOPLE, TIMES = 6, 4, 3
Act = Callable[[int, int, int], None]


@pytest.fixture
def crowd(app: Flask, cast: Cast) -> list[int]:
    with transaction():
        return [a_person(f"P{n}").id for n in range(PEOPLE)]


def fire(app: Flask, act: Act, rounds: list[Any]) -> list[BaseException]:
    """All threads at once do `act(round, thread)` for each round; returns what went wrong."""
    barrier, wrong = Barrier(THREADS), []

    def work(thread: int) -> None:
        with app.app_context():
            for one in rounds:
                barrier.wait(20)
                try:
                    act(*one, thread)
                except Exception as error:
                    wrong.append(error)
            db.session.remove()

    threads = [Thread(target=work, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def every_round(idea: Idea, crowd: list[int]) -> list[tuple[int, int]]:
    return [(idea.id, person) for _time in range(TIMES) for person in crowd]


def locked(number: int) -> Thing:
    found = db.session.scalar(select(Thing).where(Thing.id == number).with_for_update(of=Thing))
    assert found is not None
    return found


def test_many_supports_of_the_same_people_are_one_each(app: Flask, cast: Cast, crowd: list[int]) -> None:
    idea = an_idea(cast)

    def act(number: int, person: int, _thread: int) -> None:
        with transaction():
            # Without the lock of the door: the verb alone must hold.
            support(db.session.get_one(Thing, number), db.session.get_one(Person, person))

    assert fire(app, act, every_round(idea, crowd)) == []
    assert counters(idea.id) == recounted(idea.id) == (PEOPLE, 0, 0)


def test_given_and_taken_back_at_the_same_time_still_adds_up(app: Flask, cast: Cast, crowd: list[int]) -> None:
    idea = an_idea(cast)
    verbs = [support, take_back_support, follow, unfollow]

    def act(number: int, person: int, thread: int) -> None:
        with transaction():
            verbs[thread % len(verbs)](locked(number), db.session.get_one(Person, person))

    assert fire(app, act, every_round(idea, crowd)) == []
    assert counters(idea.id) == recounted(idea.id)


def test_offers_made_and_ended_at_the_same_time_add_up(app: Flask, cast: Cast, crowd: list[int]) -> None:
    idea = an_idea(cast)

    def act(number: int, person: int, thread: int) -> None:
        with transaction():
            thing = locked(number)
            if thread % 2:
                offer_help(thing, db.session.get_one(Person, person), "Hilfe", "P")
            else:
                mine = (HelpOffer.thing_id == number, HelpOffer.person_id == person)
                if (offer := db.session.scalar(select(HelpOffer).where(*mine))) is not None:
                    end_offer(offer)

    assert fire(app, act, every_round(idea, crowd)) == []
    assert counters(idea.id) == recounted(idea.id)


def test_the_door_answers_every_click_alike(
    app: Flask, cast: Cast, crowd: list[int], as_person: Callable[..., Any]
) -> None:
    idea = an_idea(cast)
    browsers = {(n, person): as_person(db.session.get(Person, person)) for n in range(THREADS) for person in crowd}
    answered = []

    def act(number: int, person: int, thread: int) -> None:
        answered.append(browsers[thread, person].post(f"/mitmachen/{number}/unterstuetzen").status_code)

    assert fire(app, act, [(idea.id, person) for person in crowd]) == []
    assert answered == [303] * (THREADS * PEOPLE)
    assert counters(idea.id) == recounted(idea.id) == (PEOPLE, 0, 0)


def test_negative_control_a_counter_read_before_loses_supports(app: Flask, cast: Cast, crowd: list[int]) -> None:
    idea = an_idea(cast)
    together = Barrier(THREADS)

    def act(number: int, _person: int, thread: int) -> None:
        db.session.rollback()
        seen = db.session.scalar(select(Thing.supports).where(Thing.id == number)) or 0
        together.wait(20)
        with transaction():
            person = crowd[thread % PEOPLE]
            if not db.session.get(Support, (number, person)):
                db.session.add(Support(thing_id=number, person_id=person, at=now()))
                db.session.execute(
                    update(Thing.__table__).where(Thing.__table__.c.id == number).values(supports=seen + 1)
                )

    fire(app, act, [(idea.id, crowd[0])])
    assert counters(idea.id) != recounted(idea.id)


def test_negative_control_without_a_key_one_person_supports_twice(app: Flask, cast: Cast, crowd: list[int]) -> None:
    with transaction():
        db.session.execute(text("CREATE TABLE loose_support (thing_id integer, person_id integer)"))
    together = Barrier(THREADS)
    idea = an_idea(cast)

    def act(number: int, person: int, _thread: int) -> None:
        db.session.rollback()
        mine = {"thing": number, "person": person}
        found = text("SELECT 1 FROM loose_support WHERE thing_id = :thing AND person_id = :person")
        is_there = db.session.execute(found, mine).first()
        together.wait(20)
        if not is_there:
            with transaction():
                db.session.execute(text("INSERT INTO loose_support VALUES (:thing, :person)"), mine)

    fire(app, act, [(idea.id, person) for person in crowd])
    db.session.rollback()
    pairs = db.session.execute(text("SELECT count(*), person_id FROM loose_support GROUP BY person_id")).all()
    assert max(count for count, _person in pairs) > 1
