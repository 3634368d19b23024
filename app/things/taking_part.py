"""How one person stands to a thing: supports it, follows it, has offered to help."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select, update

from app.accounts.models import Person
from app.core.database import Base, db, insert_into, touch
from app.core.errors import NotAllowedNow
from app.things.models import Follow, HelpOffer, Support, Thing


@dataclass(frozen=True)
class Part:
    """What the buttons of a thing need to know about the reader. `offer_id` is her offer of help that still holds."""

    supports: bool = False
    follows: bool = False
    offer_id: int | None = None
    is_author: bool = False

    @property
    def helps(self) -> bool:
        return self.offer_id is not None


def writes_along(thing: Thing, person: Person) -> bool:
    """Whether the thing is this person's own: written by her, with her, or for an organisation she speaks for."""
    organisation = getattr(thing, "organisation_id", None)
    if organisation is not None and person.speaks_for(organisation):
        return True
    is_author = organisation is None and getattr(thing, "author_id", None) == person.id
    return is_author or person.id in getattr(thing, "co_author_ids", ())


def part_of(thing: Thing, person: Person | None) -> Part:
    """How this reader stands to the thing, in one query beside its co-authors; nobody signed in costs none."""
    if person is None:
        return Part()
    offer = select(HelpOffer.id).where(
        HelpOffer.thing_id == thing.id, HelpOffer.person_id == person.id, HelpOffer.ended_at.is_(None)
    )
    supports = exists().where(Support.thing_id == thing.id, Support.person_id == person.id)
    follows = exists().where(Follow.thing_id == thing.id, Follow.person_id == person.id)
    row = db.session.execute(select(supports, follows, offer.scalar_subquery())).one()
    return Part(bool(row[0]), bool(row[1]), row[2], is_author=writes_along(thing, person))


def follows(person: Person | None, *, thing_id: int | None = None, municipality_id: int | None = None) -> bool:
    """Whether this reader follows that thing or that place."""
    if person is None:
        return False
    aim = Follow.thing_id == thing_id if thing_id is not None else Follow.municipality_id == municipality_id
    return bool(db.session.scalar(select(exists().where(aim, Follow.person_id == person.id))))


def ensure_open(thing: Thing, verb: str) -> None:
    """Let the step pass while people may take part in the thing, else raise `NotAllowedNow`."""
    if not thing.is_open:
        raise NotAllowedNow(verb, str(getattr(thing, "state", thing.kind)))


def insert_once(model: type[Base], **values: Any) -> int | None:
    """Insert the row unless one with the same key is there; something true exactly when it was inserted.

    The key of the table decides, not a look before: two clicks at the same moment make one row.
    """
    table: Any = model.__table__
    inserted = insert_into(table).values(values).on_conflict_do_nothing()
    return db.session.execute(inserted.returning(*table.primary_key)).scalar()


def count(thing: Thing, name: str, step: int) -> None:
    """Move a counter of the thing in the database itself, so that no parallel step is lost."""
    counter = getattr(Thing, name)
    table: Any = Thing.__table__
    db.session.execute(update(table).where(table.c.id == thing.id).values({name: table.c[name] + step}))
    db.session.expire(thing, [counter.key])
    thing.counted(name, step)
    touch(thing.id)
