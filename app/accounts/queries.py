"""People and bodies, by what is known of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from app.accounts.models import Authority, Mandate, Membership, Organisation, Person
from app.core.database import db, to_change


def all_authorities() -> Sequence[Authority]:
    """Every authority of this installation, by name."""
    return db.session.scalars(select(Authority).order_by(Authority.name)).all()


def find_authority(slug: str) -> Authority | None:
    return db.session.scalar(select(Authority).where(Authority.slug == slug))


def find_person(email: str) -> Person | None:
    """The person with that address, however it is capitalised."""
    return db.session.scalar(to_change(select(Person).where(Person.email == email.strip().lower())))


def representatives_of(organisation_id: int) -> Sequence[Person]:
    """The people who speak for that organisation today."""
    held = select(Membership.person_id).where(
        Membership.organisation_id == organisation_id, Membership.role == "representative"
    )
    found = db.session.scalars(select(Person).where(Person.id.in_(held), Person.email.is_not(None)).order_by(Person.id))
    return [person for person in found if person.speaks_for(organisation_id)]


def organisations_of(person: Person) -> Sequence[Organisation]:
    """The organisations this person may act for."""
    return [held.organisation for held in person.valid_memberships if held.organisation and held.may_speak]


def find_membership(membership_id: int) -> Membership | None:
    return db.session.get(Membership, membership_id)


def roles_at(authority_ids: Sequence[int], organisation_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who holds which role at these bodies, with the person's name and address."""
    held = (
        select(
            Membership.id, Membership.role, Membership.until, Membership.person_id, Person.display_name, Person.email,
            Authority.name.label("authority"), Organisation.name.label("organisation"),
        )
        .join(Person, Person.id == Membership.person_id)
        .outerjoin(Authority, Authority.id == Membership.authority_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.authority_id.in_(authority_ids) | Membership.organisation_id.in_(organisation_ids))
        .order_by(Authority.name, Organisation.name, Membership.role, Person.email)
    )  # fmt: skip
    return db.session.execute(held).all()


def mandated_to(person: Person) -> Select[int]:
    """The organisations this person prepares for today: by mandate to a body she speaks for."""
    return select(Mandate.principal_id).where(Mandate.agent_id.in_(person.spoken_for), Mandate.is_valid)
