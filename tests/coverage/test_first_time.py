"""Two who settle the same new thing for the first time at the very same moment: it is counted once."""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.core.database import db, touch, transaction
from app.coverage import tallying
from app.coverage.models import CoverageShare, GoalTally
from tests.cast import Cast
from tests.coverage.stage import assert_exact, covered, public_idea


@pytest.fixture
def new_idea(cast: Cast) -> int:
    """A public idea that nobody has counted yet."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    number = public_idea(cast).id
    with transaction():
        db.session.execute(delete(CoverageShare))
        db.session.execute(delete(GoalTally))
    return number


@pytest.fixture
def both_settle(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[BaseException]]:
    """Two transactions that each wait, once they have read how the thing is counted, for the other to have read too."""
    have_read, read = Barrier(2), tallying._shares

    def read_and_wait(things: Any) -> Any:
        found = read(things)
        with suppress(BrokenBarrierError):
            have_read.wait(1)
        return found

    monkeypatch.setattr(tallying, "_shares", read_and_wait)

    def settle_twice(number: int) -> list[BaseException]:
        wrong: list[BaseException] = []

        def settle() -> None:
            with app.app_context():
                try:
                    with transaction():
                        touch(number)
                except IntegrityError as error:
                    wrong.append(error)
                db.session.remove()

        threads = [Thread(target=settle) for _n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return wrong

    return settle_twice


def test_the_second_waits_until_the_first_has_counted(
    cast: Cast, new_idea: int, both_settle: Callable[[int], list[BaseException]]
) -> None:
    assert both_settle(new_idea) == []
    assert covered(cast.sub_goal).idea_count == 1
    assert_exact(cast)


def test_negative_control_without_holding_the_thing_both_count_it(
    new_idea: int, both_settle: Callable[[int], list[BaseException]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tallying, "_hold_things", list)
    assert len(both_settle(new_idea)) == 1
