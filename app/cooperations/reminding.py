"""Days of programmes that must not be missed are told once, two weeks ahead."""

from sqlalchemy import select

from app.cooperations.models import Cooperation, Funding
from app.cooperations.queries import due_soon
from app.core.clock import today
from app.core.database import db, to_change
from app.core.journal import JournalEntry, record


def warn_of_fundings() -> int:
    """The clock's verb: write down, once for each programme and day, that a day comes near; returns how many."""
    due = [(funding.cooperation_id, funding.id) for funding in due_soon(today())]
    return sum(_warn(number, funding) for number, funding in due)


def _warn(number: int, funding_id: int) -> bool:
    # Held first: of two workers who look at the same moment one writes it down.
    db.session.scalar(to_change(select(Cooperation.id).where(Cooperation.id == number), of=Cooperation))
    funding = db.session.get(Funding, funding_id, populate_existing=True)
    if funding is None or funding.due_on is None:
        return False
    day = funding.due_on.isoformat()
    told = select(JournalEntry.details).where(JournalEntry.thing_id == number, JournalEntry.verb == "funding_due")
    if {"funding": funding.id, "due_on": day} in db.session.scalars(told).all():
        return False
    record(
        number, "funding_due", role="clock", audience="direct", settles=False, funding=funding.id, due_on=day,
    )  # fmt: skip
    return True
