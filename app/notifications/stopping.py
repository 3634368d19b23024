"""Ending the digest with one click from its mail, without signing in."""

from app.accounts.models import Person
from app.core.database import db
from app.core.security import seal, unseal


def stop_token(person: Person) -> str:
    """What the link in the mail carries; it can do nothing but end this person's digest."""
    return seal("stop-digest", person.id)


def find_subscriber(token: str) -> Person | None:
    """Whose digest the link is about."""
    person_id = unseal("stop-digest", token)
    return db.session.get(Person, person_id) if isinstance(person_id, int) else None


def stop_digest(person: Person) -> None:
    """No more digests until she wishes them again; letters about her own ideas go on."""
    person.digest = "off"
