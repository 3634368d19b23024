"""The clock: formats open on their first day and close after their last, once, and each by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.core.clock import clock_at, now, today
from app.core.database import db, transaction
from app.core.journal import JournalEntry
from app.formats.keeping_time import formats_due, keep_on_time
from app.formats.models import ParticipationFormat
from app.notifications import working
from app.notifications.working import keep_clock
from tests.cast import Cast
from tests.format_worlds import a_format


def steps_of(format: ParticipationFormat) -> list[tuple[str, str]]:
    entries = select(JournalEntry).where(JournalEntry.thing_id == format.id).order_by(JournalEntry.id)
    return [(entry.verb, entry.actor_role) for entry in db.session.scalars(entries) if entry.audience == "public"]


def state_of(format: ParticipationFormat) -> str:
    db.session.expire_all()
    return db.session.get_one(ParticipationFormat, format.id).state


def test_it_opens_and_closes_by_the_calendar_once(cast: Cast) -> None:
    format = a_format(cast, state="announced")
    for _twice in range(2):
        keep_clock()
        assert state_of(format) == "open"
    with clock_at(now() + timedelta(days=20)):
        keep_clock()
        assert state_of(format) == "open", "its last day is a whole day"
    with clock_at(now() + timedelta(days=21)):
        for _twice in range(2):
            keep_clock()
            assert state_of(format) == "closed"
    assert db.session.get_one(ParticipationFormat, format.id).results_due_on is not None
    assert steps_of(format) == [
        ("announce_format", "moderator"), ("open_format", "clock"), ("close_format", "clock"),
    ]  # fmt: skip


def test_the_day_begins_here_and_not_in_greenwich(cast: Cast) -> None:
    format = a_format(cast, state="announced")
    with transaction():
        there = db.session.merge(format)
        there.opens_on, there.closes_on = datetime(2027, 7, 1).date(), datetime(2027, 7, 2).date()  # noqa: DTZ001
    for moment, due in (
        (datetime(2027, 6, 30, 21, 59, tzinfo=UTC), False), (datetime(2027, 6, 30, 22, 0, tzinfo=UTC), True),
    ):  # fmt: skip
        with clock_at(moment):
            assert (format.id in formats_due()) is due


def test_one_nobody_looked_at_for_long_opens_and_closes(cast: Cast) -> None:
    format = a_format(cast, state="announced")
    with clock_at(now() + timedelta(days=30)):
        keep_clock()
    assert state_of(format) == "closed"


def test_one_that_fails_holds_up_no_other(
    cast: Cast, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    broken, fine = a_format(cast, state="announced"), a_format(cast, state="announced")
    keep = working.keep_on_time

    def keep_but_one(number: int) -> None:
        if number == broken.id:
            raise RuntimeError("something is wrong with this one")
        keep(number)

    monkeypatch.setattr(working, "keep_on_time", keep_but_one)
    working.keep_clock()
    assert (state_of(broken), state_of(fine)) == ("announced", "open")
    assert f"format {broken.id} is due and could not be moved on" in caplog.text


def test_what_is_not_due_is_left(cast: Cast) -> None:
    format = a_format(cast, state="announced")
    with transaction():
        there = db.session.merge(format)
        there.closes_on = today() + timedelta(days=301)
        there.opens_on = today() + timedelta(days=300)
    with transaction():
        keep_on_time(format.id)
        keep_on_time(0)
    assert state_of(format) == "announced"
