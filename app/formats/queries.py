"""Reading formats and contributions: one visibility rule for every page of them."""

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.core.database import db, to_change
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.things.models import Thing
from app.things.queries import belongs_to, is_visible_to

PAGE_SIZE = 20


def visible_formats(person: Person | None) -> Select[ParticipationFormat]:
    """The formats this reader may see: public ones, and those she is invited to or runs."""
    return select(ParticipationFormat).where(is_visible_to(person))


def find_visible(number: int, to: Person | None = None) -> ParticipationFormat | None:
    """The format with that number, if this reader may see it."""
    return _one(visible_formats(to).where(ParticipationFormat.id == number))


def find_on_desk(number: int, to: Person) -> ParticipationFormat | None:
    """The format in any state, if this person moderates there or was given it to run."""
    desks = to.authorities_as("moderator")
    runs = belongs_to(Thing.id, to, "facilitator")
    wanted = select(ParticipationFormat).where(ParticipationFormat.id == number)
    return _one(wanted.where(Thing.authority_id.in_(desks) | runs))


def find_section(section_id: int, to: Person | None = None) -> FormatSection | None:
    """A section of a format this reader may see."""
    wanted = select(FormatSection).join(ParticipationFormat).where(FormatSection.id == section_id, is_visible_to(to))
    return db.session.scalar(wanted.options(joinedload(FormatSection.format)))


def find_contribution(number: int, to: Person | None = None) -> Contribution | None:
    """The contribution with that number, if this reader may read its words: the format's visibility, and its own."""
    shown = and_(is_visible_to(to), Contribution.removed_at.is_(None))
    return _contribution(select(Contribution).where(Contribution.id == number, shown))


def is_by(person: Person) -> ColumnElement[bool]:
    """Written by this person, or for an organisation she speaks for today."""
    bodies = [held.organisation_id for held in person.valid_memberships if held.organisation_id and held.may_speak]
    is_own = and_(Contribution.organisation_id.is_(None), Contribution.author_id == person.id)
    return or_(is_own, Contribution.organisation_id.in_(bodies))


def find_own_contribution(number: int, to: Person) -> Contribution | None:
    """The contribution this person wrote, or an organisation she speaks for; held back or not, never a removed one."""
    wanted = select(Contribution).where(Contribution.id == number, is_by(to), Contribution.removed_at.is_(None))
    return _contribution(wanted)


def find_contribution_on_desk(number: int, to: Person) -> Contribution | None:
    """The contribution in any state, if this person moderates there or runs its format."""
    desks = to.authorities_as("moderator")
    runs = belongs_to(Contribution.format_id, to, "facilitator")
    wanted = select(Contribution).where(Contribution.id == number, Contribution.removed_at.is_(None))
    return _contribution(wanted.where(Thing.authority_id.in_(desks) | runs))


def _contribution(wanted: Select[Contribution]) -> Contribution | None:
    found: Contribution | None = db.session.scalar(to_change(wanted, of=Contribution))
    if found is None:
        return None
    # A contribution is never seen where its format is not: one hidden or not yet announced takes them along.
    is_there = found.format.published_at is not None and found.format.restricted_at is None
    return found if is_there else None


def _one(wanted: Select[ParticipationFormat]) -> ParticipationFormat | None:
    found: ParticipationFormat | None = db.session.scalar(to_change(wanted, of=ParticipationFormat))
    return found
