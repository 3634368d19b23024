"""Find a thing worth doing: once per person, counted, taken back at any time, never listed by name."""

from sqlalchemy import delete

from app.accounts.models import Person
from app.core.database import db
from app.things.models import Support, Thing
from app.things.taking_part import count, ensure_open, insert_once

SUPPORTED_KINDS, HELPED_KINDS = ("idea", "project", "thread"), ("idea", "project")


def support(thing: Thing, person: Person) -> bool:
    """Count this person's support; False where it counts already, which does no harm."""
    ensure_open(thing, "support")
    if insert_once(Support, thing_id=thing.id, person_id=person.id) is None:
        return False
    count(thing, "supports", +1)
    return True


def take_back_support(thing: Thing, person: Person) -> bool:
    """Count it no longer, whatever has become of the thing; False where there was nothing to take back."""
    gone = delete(Support).where(Support.thing_id == thing.id, Support.person_id == person.id)
    if db.session.execute(gone.returning(Support.thing_id)).first() is None:
        return False
    count(thing, "supports", -1)
    return True
