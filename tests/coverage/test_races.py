"""Many at once on the same goals: all get through, and every tally is exact; the same rig catches a careless count."""

from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread

from flask import Flask
from sqlalchemy import select, update

from app.accounts.models import Person
from app.concepts.loading import load_concept
from app.concepts.models import Goal
from app.concepts.reading import read_concept
from app.core.database import db, transaction
from app.coverage.models import EVERYWHERE, GoalTally
from app.coverage.tallying import recounting
from app.ideas.models import Idea
from app.ideas.moderating import tag_idea
from app.things.supporting import support, take_back_support
from tests.cast import Cast, a_person
from tests.concepts.files import SMALL, written
from tests.coverage.stage import RETIRED, assert_exact, covered, public_idea
from tests.invariants import assert_sound

THREADS, TIMES = 8, 5
Act = Callable[[int, int], None]


def fire(app: Flask, act: Act) -> list[BaseException]:
    """All threads at once do `act(thread, time)` again and again; returns what went wrong."""
    barrier, wrong = Barrier(THREADS), []

    def work(thread: int) -> None:
        with app.app_context():
            barrier.wait(20)
            for time in range(TIMES):
                try:
                    act(thread, time)
                except Exception as error:
                    wrong.append(error)
            db.session.remove()

    threads = [Thread(target=work, args=(n,)) for n in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


def locked(number: int) -> Idea:
    return db.session.get_one(Idea, number, with_for_update={"of": Idea})


def test_supported_and_tagged_at_once_everything_is_exact(app: Flask, cast: Cast) -> None:
    ideas = [public_idea(cast).id for _n in range(THREADS)]
    with transaction():
        people = [a_person(f"P{n}").id for n in range(THREADS)]

    def act(thread: int, time: int) -> None:
        number = ideas[(thread + time) % THREADS]
        with transaction():
            idea, person = locked(number), db.session.get_one(Person, people[thread])
            if thread % 2:
                goals = [cast.other_sub_goal.id, cast.sub_goal.id][: 1 + time % 2]
                tag_idea(idea, [db.session.get_one(Goal, key) for key in goals], by=person)
            else:
                (take_back_support if time == TIMES - 1 else support)(idea, person)

    assert fire(app, act) == []
    assert_exact(cast)
    assert covered(cast.concept).idea_count == THREADS
    assert_sound()


def test_changed_from_two_sides_at_once_one_idea_counts_once(app: Flask, cast: Cast) -> None:
    number = public_idea(cast).id
    with transaction():
        people = [a_person(f"P{n}").id for n in range(THREADS)]

    def act(thread: int, time: int) -> None:
        with transaction():
            # Without the lock of the door: the verb alone must hold.
            person = db.session.get_one(Person, people[thread])
            (take_back_support if time % 2 else support)(db.session.get_one(Idea, number), person)

    assert fire(app, act) == []
    assert covered(cast.field).supports == THREADS
    assert_exact(cast)


def test_an_edition_is_loaded_and_all_is_counted_anew_while_others_tag(app: Flask, cast: Cast, tmp_path: Path) -> None:
    files = [read_concept(written(tmp_path, text)) for text in (SMALL, RETIRED)]
    with transaction():
        load_concept(files[0])
    goals = list(db.session.scalars(select(Goal.id).where(Goal.key.in_(["rad", "bus"])).order_by(Goal.id)))
    ideas = [public_idea(cast).id for _n in range(THREADS)]

    def act(thread: int, time: int) -> None:
        if thread == 0:
            with transaction():
                load_concept(files[1 - time % 2])
        elif thread == 1:
            for step in recounting():
                with transaction():
                    step()
        else:
            with transaction():
                tags = [db.session.get_one(Goal, number) for number in goals[time % 3 :]]
                bernd = db.session.get_one(Person, cast.bernd.id)
                tag_idea(locked(ideas[(thread + time) % THREADS]), tags, by=bernd)

    assert fire(app, act) == []
    assert_exact(cast)
    assert_sound()


def test_negative_control_a_tally_read_and_then_written_loses_counts(app: Flask, cast: Cast) -> None:
    public_idea(cast)
    key = (cast.aim.id, EVERYWHERE, "idea:published")
    together = Barrier(THREADS)

    def act(_thread: int, time: int) -> None:
        if time:
            return
        db.session.rollback()
        seen = db.session.get_one(GoalTally, key).supports
        together.wait(20)
        with transaction():
            table = GoalTally.__table__
            its = [column == value for column, value in zip(table.primary_key, key, strict=True)]
            db.session.execute(update(table).where(*its).values(supports=seen + 1))

    assert fire(app, act) == []
    assert covered(cast.aim).supports < THREADS
