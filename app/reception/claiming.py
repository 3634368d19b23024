"""Taking a typed-in idea into an account: by the code from receipt or letter, or by the mailbox the news go to."""

import hashlib
import secrets
from hmac import compare_digest

from app.accounts.models import Person
from app.core.clock import now
from app.core.errors import DomainError
from app.core.journal import record
from app.ideas.models import Idea
from app.reception.queries import is_without_account

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for each other."""
LENGTH = 12


class CodeDoesNotFit(DomainError):
    """Not the code of this idea, or not any more."""


class IsTakenAlready(DomainError):
    """Somebody with the right code has taken the idea into an account before."""


class IsTheTypist(DomainError):
    """Whoever types an idea in is not its author."""


def make_code(idea: Idea) -> str:
    """A fresh code in three groups; it replaces the one before, and only what recognises it is kept."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    idea.claim_hash = _hash(idea, letters)
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def renew_code(idea: Idea, *, by: Person, role: str = "reception") -> str:
    """Another code, until one has been used; who made it stands in the file, for it opens the idea."""
    if not is_without_account(idea):
        raise IsTakenAlready
    record(idea.id, "renew_code", role=role, actor_id=by.id, version=idea.version, audience="staff")
    return make_code(idea)


def is_code_of(idea: Idea, code: str) -> bool:
    """Whether it is the code that counts now, however it is typed."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return idea.claim_hash is not None and compare_digest(idea.claim_hash, _hash(idea, typed))


def claim_idea(idea: Idea, *, by: Person, code: str = "") -> None:
    """The idea is hers from now on: news come by mail to her own address, the address noted on paper is forgotten.

    The mailbox to which the news went opens it without a code. Once only.
    """
    is_by_mailbox = not code and bool(by.email) and idea.contact_email == by.email
    if not is_without_account(idea):
        raise IsTakenAlready if idea.author_id == by.id else CodeDoesNotFit
    if not is_by_mailbox and not is_code_of(idea, code):
        raise CodeDoesNotFit
    if idea.entered_by_id == by.id:
        raise IsTheTypist
    idea.author_id = by.id
    idea.contact_email = idea.contact_post = idea.claim_hash = None
    idea.updated_at = now()
    record(idea.id, "claim_idea", role="author", actor_id=by.id, version=idea.version, audience="author")


def _hash(idea: Idea, letters: str) -> str:
    return hashlib.sha256(f"{idea.id}-{letters}".encode()).hexdigest()
