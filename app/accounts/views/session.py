"""What a browser session means: who it belongs to, and whether it has shown the second factor."""

from flask import session
from flask_login import login_user, logout_user
from sqlalchemy import select

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, is_writing

HALFWAY_SECONDS = 600


def session_person(session_key: str) -> Person | None:
    """The person of this session; None once all sessions of the account were ended or it was erased."""
    found = select(Person).where(Person.session_key == session_key, Person.erased_at.is_(None))
    if is_writing():
        found = found.with_for_update(read=True, key_share=True, of=Person)
    person = db.session.scalar(found)
    if person is not None:
        person.is_verified_twice = bool(session.get("verified_twice"))
    return person


def open_session(person: Person) -> None:
    """Sign in: a new session that keeps only what was being written."""
    drafts = session.get("drafts", [])
    session.clear()
    session["drafts"] = drafts
    session.permanent = True
    login_user(person)


def enter(person: Person) -> bool:
    """Sign in with a mailbox proved or a password. With a second factor only half-way: then False, and it is asked."""
    if person.totp_secret is not None:
        wait_for_second_factor(person)
        return False
    open_session(person)
    return True


def show_second_factor() -> None:
    """This session has shown the second factor."""
    session["verified_twice"] = True


def reopen_session(person: Person) -> None:
    """Stay signed in here while every other session of the account ends."""
    is_verified_twice = bool(session.get("verified_twice"))
    open_session(person)
    if is_verified_twice:
        show_second_factor()


def wait_for_second_factor(person: Person) -> None:
    """Half-way in: code or password was right, the second factor is still to be shown. Opens no door yet."""
    drafts = session.get("drafts", [])
    logout_user()
    session.clear()
    session["drafts"] = drafts
    session["halfway"] = [person.session_key, int(now().timestamp())]


def halfway_person() -> Person | None:
    """Who is half-way in, for ten minutes."""
    session_key, since = session.get("halfway", [None, 0])
    if session_key is None or now().timestamp() - since > HALFWAY_SECONDS:
        return None
    return db.session.scalar(select(Person).where(Person.session_key == session_key, Person.erased_at.is_(None)))


def close_session() -> None:
    """Sign out and forget everything this browser knew."""
    logout_user()
    session.clear()
