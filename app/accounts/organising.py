"""An organisation's own matters: who belongs to it and as what, handing over, mandates.

Whoever changes members holds the lock of the organisation, so that two decisions see each other.
"""

from datetime import date
from uuid import uuid4

from sqlalchemy import or_, select

from app.accounts.inviting import InvitationIsOver, is_backed_by, use_up
from app.accounts.models import ORGANISATION_ROLES, Invitation, Mandate, Membership, Organisation, Person
from app.core.clock import now, today
from app.core.database import db, to_change
from app.core.errors import DomainError
from app.core.jobs import enqueue

AGENT_KINDS = ("association_of_municipalities", "municipality")


class LastRepresentative(DomainError):
    """An organisation is never left without somebody who represents it; another one comes first."""


class BodyCannotPrepare(DomainError):
    """A mandate goes to another municipality or an association of municipalities."""


# ---- members -------------------------------------------------------------------------------------


def accept_membership(invitation: Invitation, *, by: Person) -> Membership:
    """Join the organisation that invited; it counts only while the one who invited still represents it."""
    assert invitation.organisation_id is not None and invitation.role is not None  # noqa: S101, PT018 - of its kind
    lock_organisation(invitation.organisation_id)
    if not is_membership_backed(invitation):
        raise InvitationIsOver("unbacked")
    use_up(invitation, by=by)
    return admit(by, invitation.organisation_id, invitation.role, function=invitation.function)


def is_membership_backed(invitation: Invitation) -> bool:
    """Whether the one who invited still represents the organisation; a removed representative brings nobody in."""
    inviter = is_backed_by(invitation)
    return inviter is not None and inviter.leads(invitation.organisation_id or 0)


def admit(person: Person, organisation_id: int, role: str, *, function: str | None = None) -> Membership:
    """Let the person belong to it in that role. Who belongs already keeps what is more, and gains what is new."""
    earlier = _memberships(organisation_id, person.id)
    strongest = min((held for held in earlier if held.is_valid), key=_rank, default=None)
    if strongest is not None and _rank(strongest) <= ORGANISATION_ROLES.index(role):
        strongest.function = function or strongest.function
        strongest.until = None if strongest.role == role else strongest.until
        return strongest
    for held in earlier:
        db.session.delete(held)
    db.session.flush()
    membership = Membership(person_id=person.id, organisation_id=organisation_id, role=role, function=function)
    db.session.add(membership)
    db.session.flush()
    db.session.refresh(person, ["memberships"])
    return membership


def change_membership(held: Membership, *, role: str, function: str | None, until: date | None) -> None:
    """Another role, function or last day; the last representative without an end keeps being just that."""
    assert held.organisation_id is not None  # noqa: S101 - a member of an organisation
    same = [m for m in _memberships(held.organisation_id, held.person_id) if m.id != held.id and m.role == role]
    if role != "representative" or until is not None:
        for ending in (held, *same):
            ensure_represented_without(ending)
    for double in same:
        db.session.delete(double)
    db.session.flush()
    held.role, held.function, held.until = role, function, until


def end_membership(held: Membership) -> None:
    """It ends at once and opens no door from the next request on; what was written for the organisation stays its."""
    ensure_represented_without(held)
    db.session.delete(held)
    db.session.flush()


def leave_organisation(person: Person, organisation: Organisation, *, successor: Membership | None = None) -> None:
    """Go, with everything one held there; a representative may hand the role to another member first."""
    if successor is not None:
        change_membership(successor, role="representative", function=successor.function, until=None)
    held = _memberships(organisation.id, person.id)
    for membership in held:
        ensure_represented_without(membership)
    for membership in held:
        db.session.delete(membership)
    db.session.flush()


def tell_membership_ended(person: Person, organisation: Organisation) -> None:
    """Let the one who is gone and those who represent the organisation now hear of it, so that nobody is surprised."""
    representatives = db.session.scalars(
        select(Person).join(Membership, Membership.person_id == Person.id).where(
            Membership.organisation_id == organisation.id, Membership.role == "representative",
            or_(Membership.until.is_(None), Membership.until >= today()), Person.erased_at.is_(None),
        )
    ).unique().all()  # fmt: skip
    names: dict[Person, str | None] = {one: person.display_name or "" for one in representatives} | {person: None}
    for one, name in names.items():
        if one.email is not None:
            key, words = str(uuid4()), {"body": organisation.name, "name": name}
            notice = {"notice": "membership_ended", "to": one.email, "locale": one.locale, "key": key, "words": words}
            enqueue("send_notice", key, notice)


def ensure_represented_without(held: Membership) -> None:
    """Say no where nobody else would be left to represent the organisation, today and for good.

    Asked of the database under the organisation's lock, never of what this session has read before.
    """
    if held.role != "representative" or not held.is_valid or held.organisation_id is None:
        return
    others = db.session.execute(
        select(Membership.until)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == held.organisation_id, Membership.role == "representative",
            Membership.person_id != held.person_id, Person.erased_at.is_(None), Person.email.is_not(None),
        )
    ).scalars().all()  # fmt: skip
    lasting = [until for until in others if until is None]
    present = [until for until in others if until is None or until >= today()]
    if not (lasting if held.until is None else present):
        raise LastRepresentative


def lock_organisation(organisation_id: int) -> Organisation:
    """The organisation, held until this transaction ends."""
    return db.session.scalars(
        to_change(select(Organisation).where(Organisation.id == organisation_id), of=Organisation)
    ).one()


# ---- mandates ------------------------------------------------------------------------------------


def grant_mandate(principal: Organisation, agent: Organisation, *, by: Person, until: date | None) -> Mandate:
    """Let another body prepare ideas for this one; declaring stays here. Granting it again moves its last day."""
    if agent.id == principal.id or agent.kind not in AGENT_KINDS:
        raise BodyCannotPrepare
    running = to_change(
        select(Mandate).where(
            Mandate.principal_id == principal.id, Mandate.agent_id == agent.id, Mandate.ended_at.is_(None)
        ),
        of=Mandate,
    )
    mandate = next((m for m in db.session.scalars(running) if m.is_valid), None)
    if mandate is None:
        mandate = Mandate(principal_id=principal.id, agent_id=agent.id, granted_by_id=by.id, granted_at=now())
        db.session.add(mandate)
    mandate.until = until
    db.session.flush()
    return mandate


def end_mandate(mandate: Mandate) -> None:
    """Nothing more is prepared from now on; what was prepared before stays with the body it was prepared for."""
    if mandate.ended_at is None:
        mandate.ended_at = now()


def _memberships(organisation_id: int, person_id: int) -> list[Membership]:
    found = select(Membership).where(Membership.organisation_id == organisation_id, Membership.person_id == person_id)
    return list(db.session.scalars(found.where(Membership.role.in_(ORGANISATION_ROLES)).order_by(Membership.id)))


def _rank(held: Membership) -> int:
    return ORGANISATION_ROLES.index(held.role)
