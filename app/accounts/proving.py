"""Proving a mailbox: ask for a code, type it or follow its link. Made when the mail is sent; only hashes are kept."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, select

from app.accounts.models import EmailProof, Person
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError
from app.core.jobs import enqueue

CODE_IS_VALID = timedelta(minutes=30)
DRAFT_IS_KEPT = timedelta(days=14)
MOST_TRIES = 5
MOST_OPEN_CODES = 5
PER = timedelta(hours=1)


class TooManyCodes(DomainError):
    """This mailbox has had enough mails for now; the codes already sent still count."""


class CodeIsWrong(DomainError):
    """Not the code that was sent; a few more tries remain."""

    def __init__(self, tries_left: int) -> None:
        super().__init__(f"{tries_left} tries left")
        self.tries_left = tries_left


class CodeIsExpired(DomainError):
    """Too late, tried too often, or never ours: a new code is needed."""


class CodeIsUsed(DomainError):
    """This code has done its work before."""


def ask_for_proof(
    email: str, purpose: str, *, locale: str, person: Person | None = None, context: dict[str, Any] | None = None
) -> EmailProof:
    """Send a code and a link to that mailbox. Asking again makes a new code; the earlier one stays valid in its time.

    `context` is kept with the proof: `next`, a local path to go on to after the link; `door`, the endpoint the
    link leads to (it gets `token`), where it is not the sign-in's own; `words`, what its mail says beside the code.
    """
    email = email.strip().lower()
    asked = select(func.count()).where(
        EmailProof.email == email, EmailProof.asked_at > now() - PER, EmailProof.used_at.is_(None),
        _counts_with(purpose, context or {}),
    )  # fmt: skip
    if (db.session.scalar(asked) or 0) >= MOST_OPEN_CODES:
        raise TooManyCodes(email)
    moment = now()
    proof = EmailProof(
        id=str(uuid4()), purpose=purpose, email=email, locale=locale, person_id=person.id if person else None,
        context=context or {}, attempts=0, asked_at=moment,
        expires_at=moment + (DRAFT_IS_KEPT if purpose == "draft" else CODE_IS_VALID),
    )  # fmt: skip
    db.session.add(proof)
    db.session.flush()
    enqueue("send_code", proof.id, {"proof": proof.id})
    return proof


def _counts_with(purpose: str, context: dict[str, Any]) -> ColumnElement[bool]:
    """Codes for a statement count for themselves, link by link: no stranger's asking locks an office out."""
    if purpose != "statement":
        return EmailProof.purpose != "statement"
    return and_(EmailProof.purpose == "statement", EmailProof.context["link"].as_integer() == context.get("link"))


def make_code(proof: EmailProof) -> tuple[str, str]:
    """A fresh code and link token for the mail about to be sent; the database keeps what recognises them."""
    code, secret = f"{secrets.randbelow(10**6):06}", secrets.token_urlsafe(32)
    # A draft is opened by its link alone; a code nobody can type would only be one more thing to guess.
    proof.code_hash = _hash(proof, code) if proof.purpose != "draft" else None
    # What an office gives is confirmed on the page of its own link alone; a second link would open something else.
    proof.link_hash = _hash(proof, secret) if proof.purpose != "statement" else None
    return code, f"{proof.id}.{secret}"


def prove_by_code(proof_id: str, code: str) -> EmailProof:
    """Whoever types the code owns the mailbox. A wrong one counts: the door must commit even then (422, not 500)."""
    proof = _open_proof(proof_id)
    if not hmac.compare_digest(proof.code_hash or "", _hash(proof, "".join(code.split()))):
        proof.attempts += 1
        raise CodeIsWrong(MOST_TRIES - proof.attempts)
    proof.used_at = now()
    return proof


def prove_by_link(token: str) -> EmailProof:
    """Whoever confirms the link owns the mailbox; following it alone uses nothing up (mail scanners do).

    The link to a draft opens it as often as its author likes, for as long as it is valid.
    """
    proof = look_at_link(token)
    if proof.purpose != "draft":
        proof.used_at = now()
    return proof


def look_at_link(token: str) -> EmailProof:
    """The proof this link is about, as long as it can still be confirmed."""
    proof_id, _, secret = token.partition(".")
    proof = _open_proof(proof_id)
    if not hmac.compare_digest(proof.link_hash or "", _hash(proof, secret)):
        raise CodeIsExpired(proof_id)
    return proof


def find_proof(proof_id: str) -> EmailProof | None:
    """The question for that code, answered or not."""
    return db.session.scalar(to_change(select(EmailProof).where(EmailProof.id == proof_id)))


def _open_proof(proof_id: str) -> EmailProof:
    proof = find_proof(proof_id)
    if proof is None:
        raise CodeIsExpired(proof_id[:40])
    if proof.used_at is not None:
        raise CodeIsUsed(proof.id)
    if not is_open(proof):
        raise CodeIsExpired(proof.id)
    return proof


def is_open(proof: EmailProof) -> bool:
    """Whether its code or link can still be shown: in time, unused, and not guessed at too often."""
    return proof.used_at is None and proof.expires_at > now() and proof.attempts < MOST_TRIES


def _hash(proof: EmailProof, secret: str) -> str:
    return hashlib.sha256(f"{proof.id}{secret}".encode()).hexdigest()
