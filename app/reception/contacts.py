"""How the author of a typed-in idea is reached, and when that is forgotten."""

import hashlib
from datetime import timedelta

from sqlalchemy import or_, select

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, to_change
from app.core.errors import DomainError
from app.core.journal import JournalEntry, record
from app.ideas.models import Idea
from app.reception.queries import of_nobody

KEPT_FOR = timedelta(days=365)
SETTLED = ("closed", "refused", "withdrawn", "merged", "promoted")


class ContactIsChanged(DomainError):
    """Somebody has changed the address since it was shown."""


def way_to(idea: Idea) -> str:
    """How news reach the author: account, mail, post, or none."""
    if idea.author_id is not None or idea.organisation_id is not None:
        return "account"
    return "mail" if idea.contact_email else "post" if idea.contact_post else "none"


def mark_of(idea: Idea) -> str:
    """What tells whether the address is still the one that was shown."""
    return hashlib.sha256(f"{idea.contact_email}|{idea.contact_post}".encode()).hexdigest()[:16]


def change_contact(idea: Idea, *, by: Person, email: str | None, post: str | None, seen: str) -> None:
    """Another way to reach the author, or a mistyped one put right; what waits goes to the new address."""
    if seen != mark_of(idea):
        raise ContactIsChanged
    idea.contact_email = email.strip().lower() if email else None
    idea.contact_post = post if post and not email else None
    _record(idea, "change_contact", by)


def erase_contact(idea: Idea, *, by: Person) -> None:
    """The author asked for it: nobody is written to any more, and the code opens nothing."""
    _forget(idea)
    _record(idea, "erase_contact", by)


def forget_contacts() -> int:
    """Addresses of people without an account go a year after their idea is settled; returns how many."""
    moved = select(JournalEntry.id).where(
        JournalEntry.thing_id == Idea.id, JournalEntry.at >= now() - KEPT_FOR,
        JournalEntry.to_state.is_distinct_from(JournalEntry.from_state),
    )  # fmt: skip
    known = or_(Idea.contact_email.is_not(None), Idea.contact_post.is_not(None), Idea.claim_hash.is_not(None))
    old = select(Idea).where(*of_nobody(), known, Idea.state.in_(SETTLED), ~moved.exists()).limit(500)
    ideas = db.session.scalars(to_change(old, of=Idea)).all()
    for idea in ideas:
        _forget(idea)
    return len(ideas)


def _forget(idea: Idea) -> None:
    idea.contact_email = idea.contact_post = idea.claim_hash = None


def _record(idea: Idea, verb: str, by: Person) -> None:
    record(
        idea.id, verb, role="reception", actor_id=by.id, version=idea.version, audience="staff", settles=False
    )  # fmt: skip
