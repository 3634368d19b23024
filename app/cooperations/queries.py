"""Reading cooperations: one visibility rule for partners and public, and what the pages of both ask."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Organisation, Person
from app.accounts.queries import mandated_to
from app.cooperations.models import (
    PARTNER_KINDS,
    Cooperation,
    CooperationVersion,
    Declaration,
    Funding,
    Partner,
    PartnerRoom,
)
from app.cooperations.workflow import WORKFLOW
from app.core.clock import today
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.things.queries import belongs_to, is_public

PAGE_SIZE = 20
DUE_AHEAD = 14


def is_partner(person: Person) -> ColumnElement[bool]:
    """This person belongs to one of its partners, or prepares for one by mandate; whether it has been laid or not."""
    return belongs_to(Cooperation.id, person, "partner")


def find_visible(number: int, to: Person | None = None) -> Cooperation | None:
    """The cooperation everybody may read of; a partner reads the rest on the partners' own page."""
    return _one(select(Cooperation).where(Cooperation.id == number, is_public(Cooperation)))


def find_as_partner(number: int, to: Person) -> Cooperation | None:
    """The cooperation, for the people of its partners: its texts, what each declared, what is said and filed.

    Also where a desk has hidden its public page: that shuts out everybody else, never the partners.
    """
    return _one(select(Cooperation).where(Cooperation.id == number, is_partner(to)))


def find_partner(number: int, organisation: int, to: Person) -> Partner | None:
    """That body's place in the cooperation, for its own people: whoever belongs to another partner finds nothing.

    The cooperation is locked first, so that two partners who declare at once see each other.
    """
    cooperation = find_as_partner(number, to)
    place = cooperation.partner_of(organisation) if cooperation is not None else None
    if place is None or not (to.speaks_for(organisation) or to.prepares_for(organisation)):
        return None
    set_committed_value(place, "cooperation", cooperation)  # Whoever gets the place keeps what was loaded around it.
    return place


def find_by_once(once: str) -> Cooperation | None:
    """What an earlier sending of the same form has made."""
    return _one(select(Cooperation).where(Cooperation.once == once))


def find_room(cooperation: Cooperation) -> PartnerRoom | None:
    """Where its partners talk; none before the first text is laid."""
    return db.session.scalar(select(PartnerRoom).where(PartnerRoom.cooperation_id == cooperation.id))


def find_in_catalogue(number: int, to: Person) -> Cooperation | None:
    """The agreed cooperation, for those who keep the catalogue of its authority."""
    desks = to.authorities_as("project_editor")
    statement = select(Cooperation).where(
        Cooperation.id == number, is_public(Cooperation), Cooperation.authority_id.in_(desks)
    )
    return _one(statement)


def bodies_of(person: Person) -> Sequence[Organisation]:
    """The bodies this person may begin a cooperation for: her own, and those she prepares for by mandate, by name."""
    own = person.spoken_for
    bodies = select(Organisation).where(
        or_(Organisation.id.in_(own), Organisation.id.in_(mandated_to(person))), Organisation.retired_at.is_(None),
        Organisation.kind.in_(PARTNER_KINDS),
    )  # fmt: skip
    return db.session.scalars(bodies.order_by(Organisation.name, Organisation.id)).all()


def cooperations_of(person: Person, cursor: str | None = None) -> Page:
    """The cooperations of this person's bodies: those that wait for an answer of theirs (`is_asked`), then what
    changed last."""
    is_asked = case((_is_asked(person), 1), else_=0)
    order: list[Any] = [is_asked, Cooperation.updated_at, Cooperation.id]
    rows: Any = select(
        Cooperation.id, Cooperation.title, Cooperation.slug, Cooperation.state, Cooperation.version,
        Cooperation.agreed_version, Cooperation.updated_at, Cooperation.keeper_id,
        Organisation.name.label("keeper"), is_asked.label("is_asked"),
    )  # fmt: skip
    rows = rows.join(Organisation, Organisation.id == Cooperation.keeper_id).where(is_partner(person))
    return page_of(rows, order, cursor, PAGE_SIZE)


def answers_waiting(person: Person | None) -> int | None:
    """How many cooperations wait for an answer of the bodies this person speaks or prepares for; None where she
    speaks for none that could take part. One query at most."""
    own = person.spoken_for if person is not None else []
    if person is None or not own:
        return None
    asked = select(func.count()).select_from(Cooperation).where(_is_asked(person))
    bodies = select(Organisation.id).where(Organisation.id.in_(own), Organisation.kind.in_(PARTNER_KINDS))
    count, can_take_part = db.session.execute(select(asked.scalar_subquery(), exists(bodies))).one()
    return count if can_take_part else None


def answers_asked(person: Person, limit: int) -> Sequence[Row[Any]]:
    """The cooperations that wait for an answer of those bodies, the longest waiting first: number, title, text and the
    day it was laid before them; `total`: how many there are."""
    total, laid = func.count().over().label("total"), CooperationVersion
    rows: Any = select(Cooperation.id, Cooperation.title, Cooperation.version, laid.at, total)
    is_laid = and_(laid.cooperation_id == Cooperation.id, laid.number == Cooperation.version)
    asked = rows.join(laid, is_laid).where(_is_asked(person)).order_by(laid.at, Cooperation.id)
    found: Sequence[Row[Any]] = db.session.execute(asked.limit(limit)).all()
    return found


def speaks_for_a_partner(person: Person) -> bool:
    """Whether she speaks for a body that can take part; only such bodies are given mandates to prepare for others."""
    held = (one.organisation for one in person.valid_memberships if one.may_speak)
    return any(body is not None and body.kind in PARTNER_KINDS for body in held)


def mandates_of(person: Person) -> set[int]:
    """The bodies this person prepares for today."""
    return set(db.session.scalars(mandated_to(person)))


def _is_asked(person: Person) -> ColumnElement[bool]:
    """A body she speaks or prepares for has not answered the text laid last."""
    own = person.spoken_for
    said_of_it = (
        Declaration.partner_id == Partner.id, Declaration.version == Cooperation.version,
        Declaration.superseded_at.is_(None),
    )  # fmt: skip
    # By itself it would look at the number of any cooperation's text: this one stands two queries further out.
    has_answered = select(Declaration.id).where(*said_of_it).correlate(Partner, Cooperation.__table__).exists()
    is_there = or_(Partner.leaves_on.is_(None), Partner.leaves_on >= today())
    return and_(
        Cooperation.state.in_(("proposed", "agreed")),
        exists().where(
            Partner.cooperation_id == Cooperation.id,
            or_(Partner.organisation_id.in_(own), Partner.organisation_id.in_(mandated_to(person))),
            Partner.withdrawn_at.is_(None), Partner.asks_since.is_(None), is_there, ~has_answered,
        ),
    )  # fmt: skip


def fundings_of(cooperation: Cooperation) -> Sequence[Funding]:
    """Money from programmes, the next day that must not be missed first."""
    rows = select(Funding).where(Funding.cooperation_id == cooperation.id)
    return db.session.scalars(rows.order_by(Funding.due_on.is_(None), Funding.due_on, Funding.id)).all()


def find_funding(number: int, item_id: int, to: Person) -> Funding | None:
    """Money from a programme, for the people of the partners; the cooperation is locked first."""
    cooperation = find_as_partner(number, to)
    if cooperation is None:
        return None
    wanted = select(Funding).where(Funding.cooperation_id == cooperation.id, Funding.id == item_id)
    return db.session.scalar(wanted.execution_options(populate_existing=True))


def due_soon(on: date, days: int = DUE_AHEAD) -> Sequence[Funding]:
    """The days of programmes that must not be missed and lie within so many days from then on, the next first: of
    cooperations that are not over; each with its cooperation."""
    rows = (
        select(Funding).join(Funding.cooperation).options(contains_eager(Funding.cooperation))
        .where(
            Funding.due_on >= on, Funding.due_on <= on + timedelta(days=days),
            Cooperation.state.in_(WORKFLOW["keep_funding"]),
        )
    )  # fmt: skip
    return db.session.scalars(rows.order_by(Funding.due_on, Funding.id)).all()


def _one(statement: Select[Any]) -> Cooperation | None:
    loaded = statement.options(
        selectinload(Cooperation.versions), selectinload(Cooperation.partners).selectinload(Partner.declarations)
    )
    found: Cooperation | None = db.session.scalar(
        to_change(loaded, of=Cooperation).execution_options(populate_existing=True)
    )
    return found
