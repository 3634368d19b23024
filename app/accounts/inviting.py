"""Inviting by mail: a link that works once, for one address, for 14 days. Only the hash of its token is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, func, select

from app.accounts.models import Invitation, Organisation, Person
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError
from app.core.jobs import enqueue
from app.core.limits import is_within_limit

INVITATION_IS_VALID = timedelta(days=14)
KEPT_AFTERWARDS = timedelta(days=30)
A_SECOND_CLICK = timedelta(minutes=1)
DAY = timedelta(days=1)
MOST_A_DAY = 30
MOST_TO_ONE_ADDRESS = 5


class TooManyInvitations(DomainError):
    """Enough mails have gone out for today, from this person or to this address; nobody learns which."""


class InvitationIsOver(DomainError):
    """It opens nothing (any more): `why` is unknown, used, revoked, expired, or unbacked (the inviter may not)."""

    def __init__(self, why: str, invitation: Invitation | None = None) -> None:
        super().__init__(why)
        self.why, self.invitation = why, invitation


class InvitationIsForAnother(DomainError):
    """It was sent to another address; whoever has it on the screen gets nothing by it."""


def invite(
    email: str, kind: str, *, by: Person, locale: str, organisation: Organisation | None = None,
    role: str | None = None, function: str | None = None, thing_id: int | None = None,
) -> Invitation:  # fmt: skip
    """Ask somebody in by mail. Asking the same address again renews the invitation; a second click sends nothing.

    Nothing here depends on whether the address has an account. The door holds the lock of the organisation or thing.
    """
    email, moment = email.strip().lower(), now()
    organisation_id = organisation.id if organisation else None
    known = db.session.scalar(
        to_change(
            select(Invitation).where(
                Invitation.email == email, Invitation.kind == kind, Invitation.used_at.is_(None),
                Invitation.revoked_at.is_(None), Invitation.organisation_id.is_not_distinct_from(organisation_id),
                Invitation.thing_id.is_not_distinct_from(thing_id),
            ).order_by(Invitation.asked_at.desc()).limit(1),
            of=Invitation,
        )
    )  # fmt: skip
    if known is not None and known.is_open and moment - known.asked_at < A_SECOND_CLICK:
        known.role, known.function = role, function
        return known
    _ensure_not_too_many(by, email)
    invitation = known or Invitation(
        id=str(uuid4()), kind=kind, email=email, organisation_id=organisation_id, thing_id=thing_id
    )
    invitation.role, invitation.function, invitation.locale = role, function, locale
    invitation.invited_by_id, invitation.asked_at = by.id, moment
    invitation.expires_at, invitation.token_hash = moment + INVITATION_IS_VALID, None
    db.session.add(invitation)
    db.session.flush()
    asked = int(moment.timestamp())
    enqueue("send_invitation", f"{invitation.id}-{asked}", {"invitation": invitation.id, "asked": asked})
    return invitation


def make_token(invitation: Invitation) -> str:
    """A fresh token for the mail about to be sent; the database keeps what recognises it."""
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _hash(token)
    return token


def revoke_invitation(invitation: Invitation) -> None:
    """Take it back; its link says so from now on. One that was used stays used."""
    if invitation.used_at is None and invitation.revoked_at is None:
        invitation.revoked_at = now()


def decline_invitation(invitation: Invitation) -> None:
    """Say no, thank you: it opens nothing from now on. One that was accepted meanwhile stays accepted."""
    db.session.refresh(invitation, with_for_update=True)
    if invitation.revoked_at is None:
        ensure_open(invitation)
        invitation.revoked_at = now()


def look_at_invitation(token: str) -> Invitation:
    """The invitation this link is about, as long as it can still be accepted."""
    invitation = db.session.scalar(select(Invitation).where(Invitation.token_hash == _hash(token)))
    if invitation is None:
        raise InvitationIsOver("unknown")
    ensure_open(invitation)
    return invitation


def ensure_open(invitation: Invitation) -> None:
    """Say no to an invitation that was used, taken back, or whose time is over."""
    if invitation.used_at is not None:
        raise InvitationIsOver("used", invitation)
    if invitation.revoked_at is not None:
        raise InvitationIsOver("revoked")
    if not invitation.is_open:
        raise InvitationIsOver("expired")


def use_up(invitation: Invitation, *, by: Person) -> None:
    """Accept it: once, and only by the person whose address it was sent to. Of two at the same moment one comes late.

    The lock of the organisation or thing is taken before, so that inviting and accepting never wait for each other.
    """
    db.session.refresh(invitation, with_for_update=True)
    ensure_open(invitation)
    if by.email is None or by.email != invitation.email:
        raise InvitationIsForAnother
    invitation.used_at, invitation.accepted_by_id = now(), by.id


def is_backed_by(invitation: Invitation) -> Person | None:
    """Who invited, as long as that person is here; what they may still do is asked of their role."""
    person = db.session.get(Person, invitation.invited_by_id) if invitation.invited_by_id else None
    return person if person is not None and person.is_active else None


def find_invitation(invitation_id: str, to: Person) -> Invitation | None:
    """The invitation that was sent to this person's address, whatever became of it."""
    return db.session.scalar(
        select(Invitation).where(Invitation.id == invitation_id, Invitation.email == (to.email or ""))
    )


def find_invitation_to(
    invitation_id: str, *, organisation_id: int | None = None, thing_id: int | None = None
) -> Invitation | None:
    """An invitation to that organisation or thing that was not answered yet."""
    asked = select(Invitation).where(Invitation.id == invitation_id[:36], _aims_at(organisation_id, thing_id))
    return db.session.scalar(to_change(asked.where(Invitation.used_at.is_(None)), of=Invitation))


def open_invitations_to(*, organisation_id: int | None = None, thing_id: int | None = None) -> Sequence[Invitation]:
    """Who was asked to it and has not answered yet; no more than are sent in two weeks."""
    asked = select(Invitation).where(_aims_at(organisation_id, thing_id), _is_open())
    return db.session.scalars(asked.order_by(Invitation.asked_at.desc(), Invitation.id).limit(200)).all()


def open_invitations_for(person: Person) -> Sequence[Invitation]:
    """What this person has been asked to and not answered yet."""
    asked = select(Invitation).where(Invitation.email == (person.email or ""), _is_open())
    return db.session.scalars(asked.order_by(Invitation.asked_at.desc(), Invitation.id).limit(50)).all()


def masked(email: str) -> str:
    """An address as somebody recognises it who knows it, and nobody else: a…@e….org"""
    name, _, host = email.partition("@")
    domain, dot, end = host.rpartition(".")
    return f"{name[:1]}…@{(domain or end)[:1]}…{dot}{end if dot else ''}"


def forget_old_invitations() -> int:
    """Delete invitations a month after their time; who accepted belongs there by then in a row of its own."""
    over = delete(Invitation).where(Invitation.expires_at < now() - KEPT_AFTERWARDS)
    return int(getattr(db.session.execute(over), "rowcount", 0))


def count_open(*, thing_id: int, but: str = "") -> int:
    """How many people are being asked to the thing at this moment, beside that one."""
    waiting = select(func.count()).where(_aims_at(None, thing_id), _is_open(), Invitation.email != but)
    return db.session.scalar(waiting) or 0


def _aims_at(organisation_id: int | None, thing_id: int | None) -> ColumnElement[bool]:
    return Invitation.thing_id == thing_id if organisation_id is None else Invitation.organisation_id == organisation_id


def _is_open() -> ColumnElement[bool]:
    return and_(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now())


def _ensure_not_too_many(by: Person, email: str) -> None:
    is_fine = is_within_limit("invite", str(by.id), MOST_A_DAY, DAY)
    if not is_within_limit("invited", email, MOST_TO_ONE_ADDRESS, DAY) or not is_fine:
        raise TooManyInvitations


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
