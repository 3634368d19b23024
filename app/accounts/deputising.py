"""Who stands in for an approver: somebody of the same authority, until a day."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import Membership, Person
from app.accounts.registering import end_role
from app.core.clock import today
from app.core.database import db, to_change
from app.core.errors import DomainError

LONGEST = timedelta(days=365)

DEPUTIES = ("moderator", "project_editor", "approver", "admin")
"""Who may stand in: somebody who works on ideas there, not whoever only types them in."""


class DeputyDoesNotFit(DomainError):
    """A deputy works for the same authority and is no approver there yet; a deputy names none in turn."""


class DayIsPast(DomainError):
    """A deputy stands in until a day that is still to come, or until today."""


class DayIsFar(DomainError):
    """A deputy stands in for a year at most; whoever is away longer names her again."""


def name_deputy(deputy: Person, *, by: Person, authority_id: int, until: date | None) -> Membership:
    """From now on the deputy decides as the approver does; naming again moves the last day."""
    if until is None or until < today():
        raise DayIsPast
    if until > today() + LONGEST:
        raise DayIsFar
    if not approves_in_own_name(by, authority_id) or deputy.id == by.id or not _works_at(deputy, authority_id):
        raise DeputyDoesNotFit
    held = db.session.scalar(
        to_change(
            select(Membership).where(
                Membership.person_id == deputy.id, Membership.role == "approver",
                Membership.authority_id == authority_id,
            ),
            of=Membership,
        )
    )  # fmt: skip
    if held is None:
        held = Membership(person_id=deputy.id, role="approver", authority_id=authority_id)
        db.session.add(held)
    elif held.is_valid and held.deputy_for_id != by.id:
        raise DeputyDoesNotFit
    held.deputy_for, held.until = by, until
    db.session.flush()
    return held


def end_deputy(held: Membership) -> None:
    """The approver is back: the deputy decides on nothing any more."""
    end_role(held)


def approves_in_own_name(person: Person, authority_id: int | None) -> bool:
    """An approver there, not somebody's deputy."""
    return any(
        held.role == "approver" and held.authority_id == authority_id and held.deputy_for_id is None
        for held in person.valid_memberships
    )


def stands_in_for(person: Person, authority_id: int | None) -> int | None:
    """Whose deputy this person is there, if anybody's."""
    held = (one for one in person.valid_memberships if one.role == "approver" and one.authority_id == authority_id)
    return next((one.deputy_for_id for one in held), None)


def approvers_at(authority_id: int | None) -> list[Person]:
    """Everybody who may release there today, deputies included."""
    held = select(Membership.person_id).where(Membership.authority_id == authority_id, Membership.role == "approver")
    people = db.session.scalars(
        select(Person).where(Person.id.in_(held), Person.erased_at.is_(None)).order_by(Person.id)
    )
    return [person for person in people if person.has_role("approver", authority_id)]


def deputies_at(authority_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who stands in for whom at these authorities, and until when."""
    approver = Person.__table__.alias("approver")
    held = (
        select(
            Membership.id, Membership.until, Membership.authority_id, Membership.deputy_for_id,
            Person.display_name, Person.email, approver.c.display_name.label("for_name"),
            approver.c.email.label("for_email"),
        )
        .join(Person, Person.id == Membership.person_id)
        .join(approver, approver.c.id == Membership.deputy_for_id)
        .where(
            Membership.authority_id.in_(authority_ids), Membership.role == "approver", Membership.is_valid,
        )
        .order_by(Membership.until, Membership.id)
    )  # fmt: skip
    return db.session.execute(held).all()


def possible_deputies(authority_id: int, *, by: Person) -> list[Person]:
    """Colleagues of that authority who do not approve there themselves."""
    held = select(Membership.person_id).where(Membership.authority_id == authority_id, Membership.role.in_(DEPUTIES))
    people = db.session.scalars(
        select(Person).where(Person.id.in_(held), Person.id != by.id, Person.erased_at.is_(None)).order_by(Person.email)
    )
    return [one for one in people if _works_at(one, authority_id) and not approves_in_own_name(one, authority_id)]


def find_deputy(membership_id: int, to: Person) -> Membership | None:
    """The deputy with that membership, if this approver named him or her."""
    named = select(Membership).where(Membership.id == membership_id, Membership.deputy_for_id == to.id)
    return db.session.scalar(to_change(named, of=Membership))


def _works_at(person: Person, authority_id: int) -> bool:
    return any(held.role in DEPUTIES and held.authority_id == authority_id for held in person.valid_memberships)
