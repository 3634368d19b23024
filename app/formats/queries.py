"""Reading formats and contributions: one visibility rule for every page of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from app.accounts.models import Person
from app.core.database import db, to_change
from app.formats.models import Contribution, ParticipationFormat
from app.things.models import Thing
from app.things.queries import belongs_to, is_meant_for, is_visible_to

PAGE_SIZE = 20


def is_shown() -> ColumnElement[bool]:
    """Whoever sees the format reads the words of this contribution."""
    return and_(
        Contribution.published_at.is_not(None), Contribution.restricted_at.is_(None), Contribution.removed_at.is_(None)
    )


def is_on_desk(person: Person, audience: Any = Thing.id) -> ColumnElement[bool]:
    """At a desk this person moderates, or in a format she was given to run; to staff once they are verified twice."""
    if person.is_staff and not person.is_verified_twice:
        return false()
    is_hers = Thing.authority_id.in_(person.authorities_as("moderator"))
    return or_(is_hers, belongs_to(audience, person, "facilitator"))


def visible_formats(person: Person | None) -> Select[ParticipationFormat]:
    """The formats this reader may see: public ones, and those she is invited to or runs."""
    return select(ParticipationFormat).where(is_visible_to(person))


def find_visible(number: int, to: Person | None = None) -> ParticipationFormat | None:
    """The format with that number, if this reader may see it."""
    return _one(visible_formats(to).where(ParticipationFormat.id == number))


def find_on_desk(number: int, to: Person) -> ParticipationFormat | None:
    """The format in any state, if this person moderates there or was given it to run."""
    return _one(select(ParticipationFormat).where(ParticipationFormat.id == number, is_on_desk(to)))


def find_contribution(number: int, to: Person | None = None) -> Contribution | None:
    """The contribution with that number, if this reader may read its words: the format's visibility, and its own."""
    shown = and_(is_visible_to(to), Contribution.removed_at.is_(None))
    return _contribution(select(Contribution).where(Contribution.id == number, shown))


def is_by(person: Person) -> ColumnElement[bool]:
    """Written by this person, or for an organisation she speaks for today."""
    bodies = person.spoken_for
    is_own = and_(Contribution.organisation_id.is_(None), Contribution.author_id == person.id)
    return or_(is_own, Contribution.organisation_id.in_(bodies))


def find_own_contribution(number: int, to: Person) -> Contribution | None:
    """The contribution this person wrote, or an organisation she speaks for, in a format she still belongs to; held
    back or not, never a removed one."""
    return _contribution(_by(number, to).where(is_meant_for(to)))


def find_own_words(number: int, to: Person) -> Contribution | None:
    """The same, though she may belong to its format no more: to take her words or her name away, never to read on."""
    return _contribution(_by(number, to))


def find_contribution_on_desk(number: int, to: Person) -> Contribution | None:
    """The contribution in any state, if this person moderates there or runs its format."""
    wanted = select(Contribution).where(Contribution.id == number, Contribution.removed_at.is_(None))
    return _contribution(wanted.where(is_on_desk(to, Contribution.format_id)))


def _by(number: int, person: Person) -> Select[Contribution]:
    return select(Contribution).where(Contribution.id == number, is_by(person), Contribution.removed_at.is_(None))


def _contribution(wanted: Select[Contribution]) -> Contribution | None:
    found: Contribution | None = db.session.scalar(to_change(wanted, of=Contribution))
    # A contribution is never seen where its format is not.
    return found if found is not None and found.format.is_shown else None


def _one(wanted: Select[ParticipationFormat]) -> ParticipationFormat | None:
    found: ParticipationFormat | None = db.session.scalar(to_change(wanted, of=ParticipationFormat))
    return found
