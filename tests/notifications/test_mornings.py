"""The warning in the morning: on working days of the Land, about one's own things, in calm words."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.core.database import db, transaction
from app.ideas.models import Idea
from app.inbox.models import Assignment
from app.notifications.mornings import due_this_morning, queue_mornings
from app.privacy.erasing import erase_person
from tests.cast import Cast
from tests.inbox.stage import a_colleague
from tests.worlds import an_idea

Mails = Callable[[], list[Any]]
TUESDAY = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
"""Half past six here."""


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(TUESDAY - timedelta(hours=20), tick=False) as clock:
        yield clock


def to(mails: Mails, address: str) -> list[Any]:
    return [mail for mail in mails() if mail["To"] == address and "morning-" in mail["Message-ID"]]


def text_of(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


def due(idea: Idea, day: date) -> Idea:
    with transaction():
        idea.publish_due_on = idea.answer_due_on = day
    return idea


def test_the_desk_hears_at_half_past_six_of_what_is_near(cast: Cast, mails: Mails, clock: Any) -> None:
    day = TUESDAY.date()
    for title, left in (("Vorbei", -3), ("Heute", 0), ("Übermorgen", 2), ("Später", 3)):
        due(an_idea(cast, "submitted", title), day + timedelta(days=left))
    clock.move_to(TUESDAY - timedelta(seconds=1))
    assert to(mails, "bernd@example.org") == []
    clock.move_to(TUESDAY)
    (mail,) = to(mails, "bernd@example.org")
    text = text_of(mail)
    assert [word in text for word in ("„Vorbei“", "„Heute“", "„Übermorgen“", "„Später“")] == [True, True, True, False]
    assert "heute fällig" in text
    assert "/verwaltung/" in text
    clock.move_to(TUESDAY + timedelta(hours=2))
    assert len(to(mails, "bernd@example.org")) == 1
    assert to(mails, "dilek@example.org") == []
    assert to(mails, "anna@example.org") == []


def test_own_things_come_first_and_those_of_colleagues_not_at_all(cast: Cast, clock: Any) -> None:
    clock.move_to(TUESDAY)
    day = TUESDAY.date()
    others, open_one, own = (due(an_idea(cast, "submitted", f"Idee {n}"), day - timedelta(days=n)) for n in (3, 2, 1))
    colleague = a_colleague(cast)
    with transaction():
        db.session.add(Assignment(kind="idea", number=own.id, person_id=cast.bernd.id))
        db.session.add(Assignment(kind="idea", number=others.id, person_id=colleague.id))
    assert [item.thing_id for item in due_this_morning(cast.bernd)] == [own.id, open_one.id]
    with transaction():
        erase_person(db.session.merge(colleague))
    items = due_this_morning(db.session.merge(cast.bernd))
    assert [item.thing_id for item in items] == [own.id, others.id, open_one.id]


def test_nobody_is_warned_on_holidays_of_the_land_or_at_weekends(cast: Cast, clock: Any) -> None:
    due(an_idea(cast, "submitted"), date(2026, 11, 1))
    silent = {
        date(2026, 11, 18): 0,  # Buß- und Bettag: a holiday in Sachsen alone; Dilek works in Mecklenburg-Vorpommern
        date(2026, 11, 19): 1,
        date(2026, 11, 21): 0,
    }
    for day, warned in silent.items():
        clock.move_to(datetime(day.year, day.month, day.day, 6, tzinfo=UTC))
        assert bool(due_this_morning(cast.bernd)) == bool(warned)
    clock.move_to(datetime(2026, 11, 18, 6, tzinfo=UTC))
    with transaction():
        assert queue_mornings(date(2026, 11, 18)) == 1
    clock.move_to(datetime(2026, 11, 21, 6, tzinfo=UTC))
    with transaction():
        assert queue_mornings(date(2026, 11, 21)) == 0


def test_a_morning_that_is_over_warns_nobody(cast: Cast, mails: Mails, clock: Any) -> None:
    due(an_idea(cast, "submitted"), TUESDAY.date())
    mails()
    clock.move_to(TUESDAY + timedelta(days=1))
    subjects = [mail["Message-ID"] for mail in to(mails, "bernd@example.org")]
    assert not [name for name in subjects if "2026-11-24" in name]


def test_two_working_days_reach_over_the_weekend(cast: Cast, clock: Any) -> None:
    due(an_idea(cast, "submitted"), date(2026, 11, 30))
    clock.move_to(datetime(2026, 11, 26, 6, tzinfo=UTC))
    assert len(due_this_morning(cast.bernd)) == 1
    clock.move_to(datetime(2026, 11, 25, 6, tzinfo=UTC))
    assert due_this_morning(cast.bernd) == []


def test_whoever_ended_it_gets_none(cast: Cast, mails: Mails, clock: Any) -> None:
    due(an_idea(cast, "submitted"), TUESDAY.date())
    with transaction():
        cast.bernd.due_mail = False
    mails()
    clock.move_to(TUESDAY)
    assert to(mails, "bernd@example.org") == []
