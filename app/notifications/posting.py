"""News for authors without an account: by mail to the address they left, by letter, or not at all.

The text is that of the mails to authors. A letter is a row, written when the journal row is told; it is set anew at
each printing, so that a corrected address and the state of the day stand in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.accounts.models import Person
from app.core.clock import now, today
from app.core.database import db, insert_into, to_change
from app.core.errors import DomainError
from app.core.jobs import enqueue
from app.core.journal import JournalEntry
from app.core.paging import Page, page_of
from app.core.working_days import add_working_days
from app.ideas.models import Idea
from app.notifications.models import PaperLetter
from app.notifications.news import News
from app.reception.contacts import way_to
from app.reception.queries import is_without_account

POST_WITHIN_DAYS = 2
MOST_AT_ONCE = 50
PAGE_SIZE = 25
TALK = {"comment", "offer_help", "end_offer", "answer_help"}
"""What people say to each other is read on the page; offers of help go to the office where nobody else is there."""

_entry = JournalEntry.__table__


class IsPostedAlready(DomainError):
    """Somebody has put this letter in the post before."""


class IsNotPosted(DomainError):
    """Only what was in the post can come back."""


def tell_by_address(news: News) -> None:
    """An author without an account hears the news by the way she left; where she left none, nothing is owed."""
    if news.verb in TALK or not isinstance(news.thing, Idea) or not is_without_account(news.idea):
        return
    way = way_to(news.idea)
    if way == "mail":
        enqueue("send_to_address", f"entry-{news.entry.id}-author", {"entry": news.entry.id})
    elif way == "post":
        _write_letter(news)


def remind_by_address(entry: JournalEntry, idea: Idea, run_at: datetime) -> None:
    """The reminder of a question goes by mail alone."""
    if is_without_account(idea) and way_to(idea) == "mail":
        payload = {"entry": entry.id, "reminder": True}
        enqueue("send_to_address", f"reminder-{entry.id}-author", payload, run_at=run_at)


def post_letter(letter: PaperLetter, *, by: Person) -> None:
    """It is in the post."""
    if letter.posted_at is not None:
        raise IsPostedAlready
    letter.posted_at, letter.posted_by_id = now(), by.id


def take_back_letter(letter: PaperLetter) -> None:
    """The post brought it back: it waits again, for a better address."""
    if letter.posted_at is None:
        raise IsNotPosted
    letter.posted_at = letter.posted_by_id = None


# ---- reading -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetterRow:
    """One letter in the list."""

    id: int
    number: int
    title: str
    verb: str
    from_state: str | None
    made_at: datetime
    due_on: date | None
    posted_at: datetime | None
    posted_by: str | None


def waiting_letters(to: Person) -> list[LetterRow]:
    """What this person's desk has to post, what is due first ahead; at most as many as are printed at once."""
    rows = _rows(*_waits(to.authorities_as("moderator"))).order_by(PaperLetter.due_on, PaperLetter.id)
    return _listed(db.session.execute(rows.limit(MOST_AT_ONCE)).all())


def posted_letters(to: Person, cursor: str | None) -> tuple[list[LetterRow], Page]:
    """What went out, the newest first."""
    rows = _rows(_is_ours(to.authorities_as("moderator")), PaperLetter.posted_at.is_not(None))
    order: list[Any] = [PaperLetter.posted_at, PaperLetter.id]
    page = page_of(rows, order, cursor, PAGE_SIZE)
    return _listed(page.rows), page


def count_waiting_letters(to: Person) -> int:
    """How many letters wait at this person's desk."""
    waiting = select(func.count()).select_from(PaperLetter).join(Idea, Idea.id == PaperLetter.thing_id)
    return db.session.scalar(waiting.where(*_waits(to.authorities_as("moderator")))) or 0


def find_letter(number: int, to: Person) -> PaperLetter | None:
    """A letter of this person's desk, waiting or posted."""
    found = select(PaperLetter).join(Idea, Idea.id == PaperLetter.thing_id)
    ours = found.where(PaperLetter.id == number, _is_ours(to.authorities_as("moderator")))
    return db.session.scalar(to_change(ours, of=PaperLetter))


def chosen_letters(numbers: Sequence[int], to: Person) -> Sequence[PaperLetter]:
    """Of these the ones that still wait at this person's desk, locked in the order of their numbers."""
    found = select(PaperLetter).join(Idea, Idea.id == PaperLetter.thing_id)
    ours = found.where(PaperLetter.id.in_(numbers), *_waits(to.authorities_as("moderator")))
    return db.session.scalars(to_change(ours.order_by(PaperLetter.id).limit(MOST_AT_ONCE), of=PaperLetter)).all()


def is_first_letter(letter: PaperLetter) -> bool:
    """The first one about its idea bears the code."""
    first = select(func.min(PaperLetter.id)).where(PaperLetter.thing_id == letter.thing_id)
    return db.session.scalar(first) == letter.id


def waits_to_be_posted() -> tuple[ColumnElement[bool], ...]:
    """Written, not posted, and there is an address: who took the idea into an account reads it there."""
    return PaperLetter.posted_at.is_(None), Idea.contact_post.is_not(None), Idea.author_id.is_(None)


def _waits(authority_ids: set[int]) -> tuple[ColumnElement[bool], ...]:
    return (_is_ours(authority_ids), *waits_to_be_posted())


def _is_ours(authority_ids: set[int]) -> ColumnElement[bool]:
    return Idea.authority_id.in_(authority_ids)


def _rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            PaperLetter.id, PaperLetter.made_at, PaperLetter.due_on, PaperLetter.posted_at, Idea.id.label("number"),
            Idea.title, _entry.c.verb, _entry.c.from_state, Person.display_name.label("posted_by"),
        )
        .join(Idea, Idea.id == PaperLetter.thing_id)
        .join(_entry, _entry.c.id == PaperLetter.entry_id)
        .outerjoin(Person, Person.id == PaperLetter.posted_by_id)
        .where(*conditions)
    )  # fmt: skip


def _listed(rows: Sequence[Any]) -> list[LetterRow]:
    return [LetterRow(**{name: getattr(row, name) for name in LetterRow.__dataclass_fields__}) for row in rows]


def _write_letter(news: News) -> None:
    land = news.idea.authority.land if news.idea.authority else "SN"
    row = {
        "entry_id": news.entry.id, "thing_id": news.idea.id, "made_at": now(),
        "due_on": add_working_days(today(), POST_WITHIN_DAYS, land),
    }  # fmt: skip
    db.session.execute(insert_into(PaperLetter).values(row).on_conflict_do_nothing(index_elements=["entry_id"]))
