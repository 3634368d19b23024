"""What is public, once for every kind; the chronicle of a thing; where it came from and what it became."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from app.core.database import db
from app.core.journal import JournalEntry
from app.things.models import Thing, ThingLink


def is_public() -> ColumnElement[bool]:
    """The one condition for "everybody may read it"; never the state."""
    return and_(Thing.published_at.is_not(None), Thing.restricted_at.is_(None), Thing.audience_id.is_(None))


def chronicle_of(thing_id: int, *audiences: str) -> Sequence[JournalEntry]:
    """What happened to the thing, oldest first, as far as these audiences may read it."""
    entries = select(JournalEntry).where(JournalEntry.thing_id == thing_id, JournalEntry.audience.in_(audiences))
    return db.session.scalars(entries.order_by(JournalEntry.at, JournalEntry.id)).all()


def public_links_of(thing_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Links to and from the thing whose other end is public: kind, direction, and that end's number and title."""
    is_other_end = or_(
        and_(ThingLink.from_id == thing_id, Thing.id == ThingLink.to_id),
        and_(ThingLink.to_id == thing_id, Thing.id == ThingLink.from_id),
    )
    links = (
        select(
            ThingLink.kind, (ThingLink.from_id == thing_id).label("is_outgoing"), ThingLink.at, ThingLink.reason,
            Thing.id, Thing.kind.label("thing_kind"), Thing.title, Thing.slug,
        )
        .join(Thing, is_other_end)
        .where(is_public())
        .order_by(ThingLink.at, ThingLink.id)
    )  # fmt: skip
    return db.session.execute(links).all()
