"""Reading what was typed in: one's own entries, those the desk answers for, the one a code may open."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from app.accounts.models import Person
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.ideas.models import Idea

PAGE_SIZE = 25
UNDECIDED = ("submitted", "revision_requested")


def is_without_account(idea: Idea) -> bool:
    """Typed in, and nobody has taken it into an account yet."""
    return idea.entered_by_id is not None and idea.author_id is None and idea.author_kind == "person"


def may_renew_code(idea: Idea, person: Person) -> bool:
    """Whether whoever typed it in may make another code: at the reception only until the desk has decided."""
    is_at_desk = idea.authority_id in person.authorities_as("moderator")
    return is_without_account(idea) and (is_at_desk or idea.state in UNDECIDED)


def of_nobody() -> tuple[ColumnElement[bool], ...]:
    """The same for a query."""
    return Idea.entered_by_id.is_not(None), Idea.author_id.is_(None), Idea.author_kind == "person"


def entered_by(person: Person, cursor: str | None) -> Page:
    """What this person has typed in, the newest first: number, title, place in its life, and nothing more."""
    order: list[Any] = [Idea.id]
    columns: list[Any] = [
        Idea.id.label("number"), Idea.title, Idea.state, Idea.outcome, Idea.forwarded_to, Idea.origin,
        Idea.submitted_at, Idea.answer_due_on,
    ]  # fmt: skip
    rows = select(*columns).where(_is_entry_of(person))
    return page_of(rows, order, cursor, PAGE_SIZE)


def count_entered(person: Person) -> int:
    """How many those are."""
    return db.session.scalar(select(func.count()).select_from(Idea).where(_is_entry_of(person))) or 0


def find_entry(number: int, to: Person) -> Idea | None:
    """What this person has typed in herself."""
    return _found(number, _is_entry_of(to))


def find_without_account(number: int, to: Person) -> Idea | None:
    """Typed in, its author without an account: for the desk it lies on, and until that has decided for its typist."""
    is_mine = and_(_is_entry_of(to), Idea.state.in_(UNDECIDED))
    is_ours = Idea.authority_id.in_(to.authorities_as("moderator"))
    return _found(number, *of_nobody(), or_(is_ours, is_mine))


def find_to_claim(number: int) -> Idea | None:
    """The typed-in idea with that number, whoever asks: without its code it is shown to nobody."""
    return _found(number, Idea.entered_by_id.is_not(None), Idea.state != "draft")


def claimable_by(person: Person) -> Sequence[Row[Any]]:
    """Ideas whose news go to the mailbox this person has proved: number and title."""
    columns: list[Any] = [Idea.id.label("number"), Idea.title]
    mine = select(*columns).where(*of_nobody(), Idea.contact_email == person.email)
    others = or_(Idea.entered_by_id.is_(None), Idea.entered_by_id != person.id)
    return db.session.execute(mine.where(others).order_by(Idea.id.desc()).limit(20)).all()


def _is_entry_of(person: Person) -> ColumnElement[bool]:
    ours = person.authorities_as("reception", "moderator")
    return and_(Idea.entered_by_id == person.id, Idea.authority_id.in_(ours))


def _found(number: int, *conditions: Any) -> Idea | None:
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, *conditions), of=Idea))
