"""What the tests of taking part look at: the database as it is by now."""

from typing import Any

from sqlalchemy import func, select

from app.core.database import db
from app.core.journal import JournalEntry
from app.things.models import Follow, HelpMessage, HelpOffer, Support, Thing


def rows(model: Any, **values: Any) -> int:
    """How many rows of that kind with those values there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).filter_by(**values)) or 0


def counters(number: int) -> tuple[int, int, int]:
    """Supports, followers and helpers as the thing's own row has them."""
    db.session.rollback()
    counted = select(Thing.supports, Thing.followers, Thing.helpers).where(Thing.id == number)
    row = db.session.execute(counted).one()
    return row[0], row[1], row[2]


def recounted(number: int) -> tuple[int, int, int]:
    """The same, counted anew."""
    helps = rows(HelpOffer, thing_id=number, ended_at=None)
    return rows(Support, thing_id=number), rows(Follow, thing_id=number), helps


def told(verb: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Audience, role and details of what the journal says under that verb."""
    db.session.rollback()
    entries = select(JournalEntry).where(JournalEntry.verb == verb).order_by(JournalEntry.id)
    return [(entry.audience, entry.actor_role, entry.details) for entry in db.session.scalars(entries)]


def only_offer() -> HelpOffer:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(select(HelpOffer)).one()


def messages() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(HelpMessage.text).order_by(HelpMessage.id)))
