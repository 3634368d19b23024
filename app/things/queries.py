"""What is public, once for every kind; the chronicle of a thing; where it came from; who takes part in it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select

from app.accounts.models import Person
from app.accounts.queries import mandated_to
from app.core.clock import today
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.core.paging import Page, page_of
from app.policies.table import may
from app.things.models import AudienceMember, Follow, HelpMessage, HelpOffer, Support, Thing, ThingLink
from app.things.supporting import HELPED_KINDS, SUPPORTED_KINDS

PAGE_SIZE = 30


def is_public(thing: Any = Thing) -> ColumnElement[bool]:
    """The one condition for "everybody may read it"; never the state. `thing`: the columns of an alias."""
    return and_(thing.published_at.is_not(None), thing.restricted_at.is_(None), thing.audience_id.is_(None))


def is_visible_to(person: Person | None) -> ColumnElement[bool]:
    """Public; or meant for an audience this person belongs to; or it stands at a desk she works at.

    What stands under a closed audience is found on no other surface than the pages that ask this.
    """
    if person is None:
        return is_public()
    return and_(Thing.published_at.is_not(None), Thing.restricted_at.is_(None), is_meant_for(person))


def is_meant_for(person: Person) -> ColumnElement[bool]:
    """Open to everybody or to an audience this person belongs to today, or at a desk she works at; shown or not."""
    desks = person.authorities_as("moderator") if person.is_verified_twice else set()
    return or_(Thing.audience_id.is_(None), belongs_to(Thing.audience_id, person), Thing.authority_id.in_(desks))


def belongs_to(audience: Any, person: Person, *roles: str) -> ColumnElement[bool]:
    """Whether this person belongs to the audience with that number today, as one of the roles (none: as any)."""
    bodies = [held.organisation_id for held in person.valid_memberships if held.organisation_id]
    is_one = or_(
        AudienceMember.person_id == person.id, AudienceMember.email == person.email,
        AudienceMember.organisation_id.in_(bodies),
        and_(AudienceMember.role == "partner", AudienceMember.organisation_id.in_(mandated_to(person))),
    )  # fmt: skip
    as_one = [AudienceMember.role.in_(roles)] if roles else []
    is_still = or_(AudienceMember.until.is_(None), AudienceMember.until >= today())
    return exists().where(AudienceMember.audience_id == audience, is_one, is_still, *as_one)


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


# ---- taking part --------------------------------------------------------------------------------


def find_public(number: int, to: Person | None = None) -> Thing | None:
    """The thing with that number, if everybody may read it. A statement is none: it is part of its idea."""
    return _find(Thing.id == number, _is_shown_to(None))


def find_to_follow(number: int, to: Person | None = None) -> Thing | None:
    """The thing with that number this reader may see, public or open to an audience she belongs to."""
    return _find(Thing.id == number, _is_shown_to(to))


def find_to_support(number: int, to: Person | None = None) -> Thing | None:
    """The thing with that number this reader may see, if it is one to support."""
    return _find(Thing.id == number, is_visible_to(to), Thing.kind.in_(SUPPORTED_KINDS))


def find_to_help(number: int, to: Person | None = None) -> Thing | None:
    """The public thing with that number, if it is one to lend a hand with."""
    return _find(Thing.id == number, is_public(), Thing.kind.in_(HELPED_KINDS))


def find_to_leave(number: int, to: Person) -> Thing | None:
    """The thing this person follows, though it may be shown no more; or any that she sees."""
    followed = select(Follow.thing_id).where(Follow.person_id == to.id)
    return _find(Thing.id == number, or_(_is_shown_to(to), Thing.id.in_(followed)))


def find_supported(number: int, to: Person) -> Thing | None:
    """The thing this person supports, though it may be shown no more; or any of that kind. A dot is none: its board
    takes it back."""
    supported = select(Support.thing_id).where(Support.person_id == to.id)
    is_there = or_(is_visible_to(to), Thing.id.in_(supported))
    return _find(Thing.id == number, is_there, Thing.kind.in_(SUPPORTED_KINDS))


def _is_shown_to(person: Person | None) -> ColumnElement[bool]:
    return and_(is_visible_to(person), Thing.kind != "statement")


def _find(*conditions: ColumnElement[bool]) -> Thing | None:
    return db.session.scalar(to_change(select(Thing).where(*conditions), of=Thing))


def follows_of(person: Person, cursor: str | None = None) -> Page:
    """What this person follows, the last first; what she may see no more without its title. One query."""
    columns = (Follow.thing_id.label("number"), Follow.municipality_id, *_shown_to(person))
    rows = select(*columns).outerjoin(Thing, Thing.id == Follow.thing_id).where(Follow.person_id == person.id)
    return _page(rows, [Follow.id], cursor)


def supports_of(person: Person, cursor: str | None = None) -> Page:
    """What this person supports, the last first; what she may see no more without its title. One query."""
    supported = select(Support.thing_id.label("number"), *_shown_to(person)).join(Thing)
    rows = supported.where(Support.person_id == person.id, Thing.kind.in_(SUPPORTED_KINDS))
    return _page(rows, [Support.at, Support.thing_id], cursor)


def _shown_to(person: Person) -> tuple[ColumnElement[Any], ...]:
    is_shown = is_visible_to(person)
    return case((is_shown, Thing.kind)).label("kind"), case((is_shown, Thing.title)).label("title")


def find_offer(offer_id: int, to: Person) -> HelpOffer | None:
    """The offer of help, if this person made it, answers it, or moderates where it was made."""
    offer = db.session.scalar(to_change(select(HelpOffer).where(HelpOffer.id == offer_id), of=HelpOffer))
    return offer if offer is not None and may(to, "read_help", offer) else None


def offers_among(is_seen: ColumnElement[bool], is_own: ColumnElement[bool], cursor: str | None = None) -> Page:
    """The offers the reader may see, the last first. The title is there where the thing is public or her own."""
    last = select(func.max(HelpMessage.at)).where(HelpMessage.offer_id == HelpOffer.id).scalar_subquery()
    rows = select(
        HelpOffer.id, HelpOffer.person_id, HelpOffer.person_name, HelpOffer.at, HelpOffer.ended_at, Thing.kind,
        HelpOffer.thing_id.label("number"), case((or_(is_public(), is_own), Thing.title)).label("title"),
        last.label("last_at"),
    )  # fmt: skip
    return _page(rows.join(Thing, Thing.id == HelpOffer.thing_id).where(is_seen), [HelpOffer.id], cursor)


def messages_of(offer_id: int, cursor: str | None = None) -> Page:
    """The lines written about an offer, the last first."""
    rows = select(HelpMessage.id, HelpMessage.author_id, HelpMessage.author_name, HelpMessage.text, HelpMessage.at)
    return _page(rows.where(HelpMessage.offer_id == offer_id), [HelpMessage.id], cursor)


def _page(rows: Select[*tuple[Any, ...]], order: list[Any], cursor: str | None) -> Page:
    return page_of(rows, order, cursor, PAGE_SIZE)
