"""What the tests of organisations share: members, a second body, invitations and the links in their mails."""

import re
from datetime import date
from typing import Any

from app.accounts.inviting import invite
from app.accounts.models import Invitation, Membership, Organisation, Person
from app.core.database import db, transaction
from tests.cast import Cast


def town_hall(cast: Cast) -> Organisation:
    """Stadt Naunhof, which Frieda represents."""
    assert cast.naunhof.organisation is not None
    return cast.naunhof.organisation


def joined(
    person: Person, body: Organisation, role: str = "officer", until: date | None = None, function: str | None = None
) -> Membership:
    """That person, belonging there in that role."""
    with transaction():
        held = Membership(person_id=person.id, organisation_id=body.id, role=role, until=until, function=function)
        db.session.add(held)
    db.session.refresh(person)
    return held


def an_amt() -> Organisation:
    """A body that may prepare for others."""
    with transaction():
        body = Organisation(name="Verwaltungsverband Parthe", kind="association_of_municipalities")
        db.session.add(body)
    return body


def asked_in(cast: Cast, email: str = "carla@example.org", role: str = "officer", **more: Any) -> Invitation:
    """An invitation from Frieda's town hall."""
    with transaction():
        return invite(
            email, "membership", by=cast.frieda, locale="de", organisation=town_hall(cast), role=role, **more
        )  # fmt: skip


def link_in(mail: Any) -> str:
    """The path of the link in an invitation."""
    found = re.search(r"http://localhost(/einladung/\S+)", mail.get_body("plain").get_content())
    assert found is not None
    return found[1]


def roles_in(body: Organisation) -> dict[str, str]:
    """Who belongs there as what, by address."""
    db.session.rollback()
    db.session.expire_all()
    held = db.session.query(Membership, Person).join(Person, Person.id == Membership.person_id)
    return {person.email: m.role for m, person in held.filter(Membership.organisation_id == body.id)}
