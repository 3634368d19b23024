"""Wish to hear of a thing or a place, in the digest, as often as one likes."""

from sqlalchemy import delete

from app.accounts.models import DIGESTS, Person
from app.core.database import db
from app.things.models import Follow, Thing
from app.things.taking_part import count, insert_once


def follow(thing: Thing, person: Person) -> bool:
    """Tell this person what becomes of the thing; False where she hears of it already."""
    if insert_once(Follow, thing_id=thing.id, person_id=person.id) is None:
        return False
    count(thing, "followers", +1)
    return True


def unfollow(thing: Thing, person: Person) -> bool:
    """Tell her no more, whatever has become of the thing; False where she did not follow it."""
    gone = delete(Follow).where(Follow.thing_id == thing.id, Follow.person_id == person.id)
    if db.session.execute(gone.returning(Follow.id)).first() is None:
        return False
    count(thing, "followers", -1)
    return True


def follow_place(municipality_id: int, person: Person) -> bool:
    """Tell this person of new ideas and projects there; False where she hears of them already."""
    return insert_once(Follow, municipality_id=municipality_id, person_id=person.id) is not None


def unfollow_place(municipality_id: int, person: Person) -> bool:
    """Tell her no more of that place; False where she did not follow it."""
    gone = delete(Follow).where(Follow.municipality_id == municipality_id, Follow.person_id == person.id)
    return db.session.execute(gone.returning(Follow.id)).first() is not None


def choose_office_mails(person: Person, *, monday: bool | None = None, morning: bool | None = None) -> None:
    """Which mails come to her for her role here; what is not said stays as it was."""
    person.monday_mail = person.monday_mail if monday is None else monday
    person.due_mail = person.due_mail if morning is None else morning


def choose_digest(person: Person, how_often: str) -> None:
    """How often she hears of all she follows: every day, every week, or not at all."""
    if how_often not in DIGESTS:
        raise ValueError(how_often)
    person.digest = how_often
