"""The account itself: found or made for a proved mailbox, its password, its address, its sessions, its roles."""

import secrets
import unicodedata
from datetime import date
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import ORGANISATION_ROLES, Authority, Membership, Organisation, Person
from app.accounts.queries import find_person
from app.core.database import db
from app.core.errors import DomainError
from app.core.jobs import enqueue

LONGEST_EMAIL = 254
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
COMMON_PASSWORDS = Path(__file__).parent / "data" / "common-passwords.txt"
# OWASP's smaller Argon2id profile: about 20 ms, because the database's one writer waits meanwhile.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PasswordIsWeak(DomainError):
    """Nobody should be able to guess it: `why` is short, long, common or address."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class EmailIsTaken(DomainError):
    """Another account has this address."""


class RoleDoesNotFit(DomainError):
    """A staff role needs an authority (only an admin may be one for all), the others an organisation."""


def proper_email(text: str) -> str | None:
    """The address as machines write it, in lower case; None when no mail could be sent there."""
    try:
        address = validate_email(text[:1000], check_deliverability=False).ascii_email
    except EmailNotValidError:
        return None
    return address.lower() if address is not None and len(address) <= LONGEST_EMAIL else None


def person_of(email: str, *, locale: str) -> Person:
    """The person of a proved mailbox; the first proof makes the account."""
    if (known := find_person(email)) is not None:
        return known
    person = Person(email=email.strip().lower(), locale=locale, session_key=_new_session_key(), recovery_hashes=[])
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:
        # Somebody proved the same mailbox in another browser this very moment: one account, not two.
        if (known := find_person(email)) is None:
            raise
        return known
    return person


def set_password(person: Person, password: str) -> None:
    """A password of at least ten characters nobody guesses; every session opened before ends."""
    ensure_strong(password, email=person.email or "")
    person.password_hash = _hasher.hash(_normal(password))
    end_all_sessions(person)


def remove_password(person: Person) -> None:
    """From now on only a code to the mailbox opens the account."""
    person.password_hash = None


def ensure_strong(password: str, *, email: str = "") -> None:
    """Say no to a password that is short, too long, among the commonest, or the address itself."""
    plain, email = _normal(password).lower(), email.lower()
    if len(plain) < SHORTEST_PASSWORD:
        raise PasswordIsWeak("short")
    if len(plain) > LONGEST_PASSWORD:
        raise PasswordIsWeak("long")
    if plain in _common_passwords() or len(set(plain)) < 4:
        raise PasswordIsWeak("common")
    if email and plain in {email, email.partition("@")[0]}:
        raise PasswordIsWeak("address")


def check_password(person: Person | None, password: str) -> bool:
    """Whether it is this person's password. Nobody, or nobody with a password, takes as long as everybody else."""
    known = person.password_hash if person is not None else None
    try:
        _hasher.verify(known or _dummy_hash(), _normal(password[: LONGEST_PASSWORD + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return known is not None


def change_email(person: Person, new_email: str) -> None:
    """Move the account to a mailbox that was proved; the old one is told, and every session ends."""
    old, new = person.email, new_email.strip().lower()
    owner = find_person(new)
    if owner is not None and owner.id != person.id:
        raise EmailIsTaken(new)
    if old == new:
        return
    person.email = new
    end_all_sessions(person)
    if old is not None:
        key = str(uuid4())
        notice = {"notice": "email_changed", "to": old, "locale": person.locale, "key": key}
        enqueue("send_notice", key, notice)


def end_all_sessions(person: Person) -> None:
    """Sign out everywhere: whoever still holds an old session is a stranger from now on."""
    person.session_key = _new_session_key()


def grant_role(
    person: Person, role: str, *, authority: Authority | None = None, organisation: Organisation | None = None,
    until: date | None = None,
) -> Membership:  # fmt: skip
    """Let the person act in that role; granting it again only moves its last day."""
    if role in ORGANISATION_ROLES:
        fits = organisation is not None and authority is None
    else:
        fits = organisation is None and (authority is not None or role == "admin")
    if not fits:
        raise RoleDoesNotFit(role)
    authority_id, organisation_id = authority.id if authority else None, organisation.id if organisation else None
    held = db.session.scalar(
        select(Membership).where(
            Membership.person_id == person.id,
            Membership.role == role,
            Membership.authority_id.is_not_distinct_from(authority_id),
            Membership.organisation_id.is_not_distinct_from(organisation_id),
        )
    )
    if held is None:
        held = Membership(
            person_id=person.id, role=role, authority_id=authority_id, organisation_id=organisation_id, until=until
        )
        db.session.add(held)
    # What an administrator gives is held in one's own name, also by whoever stood in for somebody until now.
    held.until, held.deputy_for = until, None
    db.session.flush()
    return held


def end_role(held: Membership) -> None:
    """Take the role away; it opens no door from the next request on, nor to those who stood in with it."""
    if held.role == "approver" and held.deputy_for_id is None:
        stood_in = delete(Membership).where(
            Membership.deputy_for_id == held.person_id, Membership.authority_id == held.authority_id
        )
        db.session.execute(stood_in)
    db.session.delete(held)


def _new_session_key() -> str:
    return secrets.token_hex(32)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _dummy_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


@lru_cache(maxsize=1)
def _common_passwords() -> frozenset[str]:
    return frozenset(COMMON_PASSWORDS.read_text(encoding="utf-8").split())
