"""Reading organisations: one for one reader, its members, its mandates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select

from app.accounts.models import Mandate, Membership, Organisation, Person
from app.accounts.organising import AGENT_KINDS
from app.core.clock import today
from app.core.database import db, to_change
from app.core.paging import page_of

PAGE_SIZE = 50


@dataclass(frozen=True)
class Member:
    """One line in the list of members; addresses of accounts are nobody's business, not even here."""

    membership_id: int
    person_id: int
    name: str | None
    role: str
    function: str | None
    until: date | None


# ---- for one reader ------------------------------------------------------------------------------


def find_organisation(number: int, to: Person) -> Organisation | None:
    """The organisation, for those who speak for it today."""
    return _held(number, to) if to.speaks_for(number) else None


def find_joined(number: int, to: Person) -> Organisation | None:
    """The organisation, for everybody who belongs to it in whatever role."""
    return _held(number, to) if any(held.organisation_id == number for held in to.valid_memberships) else None


def find_member(membership_id: int, to: Person) -> Membership | None:
    """Somebody's place in an organisation the reader speaks for."""
    body = db.session.scalar(select(Membership.organisation_id).where(Membership.id == membership_id))
    if body is None or not to.speaks_for(body) or _held(body, to) is None:
        return None
    return db.session.scalar(to_change(select(Membership).where(Membership.id == membership_id), of=Membership))


def find_mandate(mandate_id: int, to: Person) -> Mandate | None:
    """A mandate given by an organisation the reader speaks for."""
    mandate = db.session.scalar(to_change(select(Mandate).where(Mandate.id == mandate_id), of=Mandate))
    return mandate if mandate is not None and to.speaks_for(mandate.principal_id) else None


def _held(number: int, to: Person) -> Organisation | None:
    """The organisation; inside a change it is locked first and what the reader may do there is read anew."""
    statement = select(Organisation).where(Organisation.id == number)
    organisation = db.session.scalar(to_change(statement, of=Organisation))
    if organisation is not None:
        db.session.refresh(to, ["memberships"])
    return organisation


# ---- lists ---------------------------------------------------------------------------------------


def members_of(organisation_id: int, cursor: str | None = None) -> tuple[list[Member], str | None]:
    """Representatives first, then those who work along, then members; only who belongs there today."""
    rank = case((Membership.role == "representative", 2), (Membership.role == "officer", 1), else_=0)
    columns: tuple[Any, ...] = (
        Membership.id, Membership.person_id, Person.display_name, Membership.role, Membership.function,
        Membership.until,
    )  # fmt: skip
    members = (
        select(*columns)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id == organisation_id, _is_valid(), Person.erased_at.is_(None))
    )
    order: list[Any] = [rank, Membership.id]
    page = page_of(members, order, cursor, PAGE_SIZE)
    rows = [Member(r.id, r.person_id, r.display_name, r.role, r.function, r.until) for r in page.rows]
    return rows, page.next


def successors_of(organisation_id: int, person_id: int) -> list[Member]:
    """Whom the role can be handed to: everybody else who belongs there without a last day."""
    return [
        member
        for member in members_of(organisation_id)[0]
        if member.person_id != person_id and member.until is None
    ]  # fmt: skip


def is_last_representative(organisation_id: int, person: Person) -> bool:
    """Whether the organisation would be left without a lasting representative if this person went."""
    if not person.leads(organisation_id):
        return False
    others = (
        select(func.count())
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id, Membership.role == "representative",
            Membership.until.is_(None), Membership.person_id != person.id,
            Person.erased_at.is_(None), Person.email.is_not(None),
        )
    )  # fmt: skip
    return not db.session.scalar(others)


def mandates_given_by(organisation_id: int) -> Sequence[Mandate]:
    """Who prepares for this organisation today."""
    return _mandates(Mandate.principal_id == organisation_id)


def mandates_held_by(*organisation_ids: int) -> Sequence[Mandate]:
    """For whom these organisations prepare today."""
    return _mandates(Mandate.agent_id.in_(organisation_ids))


def mandates_for(person: Person) -> Sequence[Mandate]:
    """For whom this person may prepare ideas today, and as which organisation."""
    agents = person.spoken_for
    return mandates_held_by(*agents) if agents else []


def possible_agents(principal: Organisation) -> Sequence[Organisation]:
    """The bodies a mandate can go to, by name."""
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.kind.in_(AGENT_KINDS), Organisation.id != principal.id)
        .order_by(Organisation.name, Organisation.id)
    ).all()


def _mandates(condition: Any) -> Sequence[Mandate]:
    return db.session.scalars(select(Mandate).where(condition, Mandate.is_valid).order_by(Mandate.id).limit(500)).all()


def _is_valid() -> Any:
    return or_(Membership.until.is_(None), Membership.until >= today())
