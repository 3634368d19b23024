"""What of formats waits at Bernd's desk, until when, and at nobody else's."""

from datetime import timedelta
from uuid import uuid4

from app.accounts.models import Person
from app.core.clock import today
from app.core.database import db, transaction
from app.core.working_days import desk_day
from app.formats.contributing import contribute, voice_of
from app.formats.models import ParticipationFormat
from app.forums.models import Thread
from app.inbox.kinds import Item
from app.inbox.queries import Filter, waiting_for
from tests.cast import Cast
from tests.format_worlds import a_format

KINDS = ("contribution_held", "format_results", "format_draft")


def waiting(person: Person) -> list[Item]:
    db.session.expire_all()
    return [item for item in waiting_for(person, Filter())[0] if item.kind in KINDS]


def held(cast: Cast, format: ParticipationFormat) -> Thread:
    with transaction():
        there = db.session.merge(format).sections[0]
        return contribute(
            Thread, there, voice_of(cast.anna), by=cast.anna, text="Erster.", title="Wartet", once=str(uuid4()),
            is_held=True,
        )  # fmt: skip


def test_a_held_contribution_waits_two_working_days(cast: Cast) -> None:
    format = a_format(cast)
    said = held(cast, format)
    item = waiting(cast.bernd)[0]
    assert (item.kind, item.number, item.thing_id) == ("contribution_held", said.id, format.id)
    assert item.due_on == desk_day("contribution", cast.here)
    assert waiting(cast.dilek) == waiting(cast.gerda) == []


def test_results_wait_until_they_are_published(cast: Cast) -> None:
    closed = a_format(cast, state="closed")
    for state in ("open", "announced", "concluded", "cancelled"):
        a_format(cast, state=state)
    item = waiting(cast.bernd)[0]
    assert (item.kind, item.number, item.due_on) == ("format_results", closed.id, desk_day("results", cast.here))
    assert len(waiting(cast.bernd)) == 1
    assert waiting(cast.dilek) == []


def test_what_begins_soon_and_is_not_ready_waits(cast: Cast) -> None:
    near, far, gap = (a_format(cast, state=state) for state in ("draft", "draft", "announced"))
    with transaction():
        there = db.session.merge(far)
        there.opens_on, there.closes_on = today() + timedelta(days=60), today() + timedelta(days=70)
        db.session.merge(gap).who_decides = "Der {Rat}."
    items = {item.number: item for item in waiting(cast.bernd)}
    assert set(items) == {near.id, gap.id}
    assert items[near.id].due_on == today()
    assert (items[near.id].state, items[gap.id].state) == ("draft", "announced")
