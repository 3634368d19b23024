"""Somebody tags an idea with a goal in the moment an edition that retires it is adopted: the tag stays and counts."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import Person
from app.concepts.models import Goal
from app.core.clock import today
from app.core.database import db, to_change, transaction
from app.core.journal import record
from app.coverage import tallying
from app.coverage.queries import coverage_of
from app.editions.adopting import adopt_edition
from app.editions.queries import find_edition_on_desk
from app.ideas.models import Idea, IdeaGoal
from tests.cast import Cast
from tests.editions.drafts import RETIRED, drafted, goals, small
from tests.editions.test_adopting import caught, tagged_idea


class Race:
    """One who tags an idea with the goal `bus`, and one who adopts the edition without it, each in a thread."""

    def __init__(self, app: Flask, cast: Cast, folder: Path) -> None:
        if db.engine.dialect.name != "postgresql":
            pytest.skip("SQLite lets one transaction write at a time, so nobody adopts while somebody tags")
        self.app, self.concept = app, small(folder)
        self.bus, self.rad = (goals(self.concept)[key].id for key in ("bus", "rad"))
        self.idea = tagged_idea(cast, goals(self.concept)["z2"]).id
        self.draft, self.gerda = drafted(cast, folder, RETIRED).id, cast.gerda.id
        self.may_adopt, self.is_adopted = Event(), Event()
        db.session.remove()

    def tag(self, pause: Callable[[], Any]) -> None:
        with self.app.app_context(), transaction():
            idea = db.session.scalar(to_change(select(Idea).where(Idea.id == self.idea), of=Idea))
            bus = db.session.get_one(Goal, self.bus)
            assert not bus.is_retired
            pause()
            idea.goal_tags.append(IdeaGoal(goal=bus))
            record(idea.id, "tag_idea", role="moderator")

    def adopt(self) -> None:
        self.may_adopt.wait(10)
        with self.app.app_context():
            with transaction():
                gerda = db.session.get_one(Person, self.gerda)
                draft = find_edition_on_desk("kek-klein", self.draft, to=gerda)
                assert draft is not None
                adopt_edition(draft, by=gerda, adopted_on=today(), version=1)
            self.is_adopted.set()

    def let_adopt(self, seconds: float) -> bool:
        """Let the other one go on, and wait so long for the commit; whether it came."""
        self.may_adopt.set()
        return self.is_adopted.wait(seconds)

    def run(self, pause: Callable[[], Any]) -> bool:
        """Both of them; whether the tallies are right in the end. The tag is there in any case."""
        faults = list[BaseException]()
        works = (lambda: self.tag(pause), self.adopt)
        threads = [Thread(target=caught, args=(work, faults)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert faults == []
        db.session.rollback()
        assert self.bus in set(db.session.scalars(select(IdeaGoal.goal_id).where(IdeaGoal.idea_id == self.idea)))
        assert db.session.get_one(Goal, self.bus).is_retired
        return db.session.scalars(tallying.wrong_tallies()).all() == []


def test_adopted_between_the_look_and_the_tag(app: Flask, cast: Cast, tmp_path: Path) -> None:
    race, came = Race(app, cast, tmp_path), list[bool]()
    assert race.run(lambda: came.append(race.let_adopt(10)))
    assert came == [True]
    assert coverage_of(race.concept.id)[race.rad].idea_count == 1


def counted_while_adopting(race: Race, monkeypatch: pytest.MonkeyPatch, seconds: float) -> tuple[bool, bool]:
    """The other one may adopt when the way up from the tagged goal has been read; whether it came, and all is right."""
    came, read = list[bool](), tallying.above

    def above(numbers: Any) -> Any:
        ways = read(numbers)
        if not race.may_adopt.is_set():
            came.append(race.let_adopt(seconds))
        return ways

    monkeypatch.setattr(tallying, "above", above)
    return race.run(lambda: None), came == [True]


def test_who_counts_holds_the_graph(app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    race = Race(app, cast, tmp_path)
    assert counted_while_adopting(race, monkeypatch, 0.5) == (True, False)
    assert coverage_of(race.concept.id)[race.rad].idea_count == 1


def test_negative_control_without_holding_it_the_count_is_wrong(
    app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    race = Race(app, cast, tmp_path)
    monkeypatch.setattr(tallying, "_hold_concepts", lambda _goals: None)
    assert counted_while_adopting(race, monkeypatch, 10) == (False, True)
