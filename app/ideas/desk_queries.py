"""Reading for the desk: the inbox in the order of its due days, its figures, and what comes next. No drafts, ever."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Select, and_, case, func, literal, or_, select

from app.accounts.models import Person
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.paging import CursorIsBroken, page_of
from app.core.texts import fold
from app.ideas.models import Idea, idea_municipality
from app.municipalities.models import Municipality, Region

VIEWS = {
    "offen": ("submitted", "published"),
    "wartet": ("revision_requested",),
    "erledigt": ("closed", "refused", "promoted", "pooled", "withdrawn", "merged"),
}
"""The tabs of the inbox: what the desk has to do, what it waits for, what is done."""
WAITING = VIEWS["offen"]
PAGE_SIZE = 25
LAST_DAY = date(9999, 12, 31)


@dataclass
class QueueRow:
    """One idea in the inbox."""

    number: int
    title: str
    state: str
    outcome: str | None
    origin: str
    version: int
    authority_id: int | None
    due_on: date | None
    changed_at: Any
    region: str | None
    municipalities: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Counts:
    """How much there is: per tab, and of what the desk has to do, how much is near its day or past it."""

    waiting: int = 0
    due_soon: int = 0
    past_due: int = 0
    elsewhere: int = 0
    done: int = 0


def moderation_queue(
    authority_ids: Collection[int], view: str = "offen", *, words: str = "", cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> tuple[list[QueueRow], str | None]:  # fmt: skip
    """One page of the inbox: what is due first comes first; what is done, newest first. Two queries.

    Words (or a number) look through every tab, since who asks on the telephone does not know the state.
    """
    rows = _received(authority_ids)
    rows = rows.where(*_found(words)) if words.strip() else rows.where(Idea.state.in_(VIEWS[view]))
    if view == "erledigt" or words.strip():
        newest_first: list[Any] = [Idea.updated_at, Idea.id]
        page = page_of(rows, newest_first, cursor, size)
        return _with_places(page.rows), page.next
    found = db.session.execute(_due_first(rows, cursor).limit(size + 1)).all()
    queue = _with_places(found[:size])
    if len(found) <= size:
        return queue, None
    return queue, f"{found[size - 1].due_on.isoformat()}.{queue[-1].number}"


def queue_counts(authority_ids: Collection[int], today: date, soon: date) -> Counts:
    """The figures above the inbox, in one query. `soon` is the last day that counts as near."""
    is_waiting = Idea.state.in_(WAITING)
    row = db.session.execute(
        select(
            _count(is_waiting),
            _count(and_(is_waiting, _due() >= today, _due() <= soon)),
            _count(and_(is_waiting, _due() < today)),
            _count(Idea.state.in_(VIEWS["wartet"])),
            _count(Idea.state.in_(VIEWS["erledigt"])),
        ).where(*_is_received(authority_ids))
    ).one()
    return Counts(*(int(value) for value in row))


def next_due(authority_ids: Collection[int], *, besides: int | None = None) -> QueueRow | None:
    """What is to be done next, besides the idea just looked at."""
    queue, _more = moderation_queue(authority_ids, size=2)
    return next((row for row in queue if row.number != besides), None)


def chronicle_on_desk(idea_id: int) -> Sequence[JournalEntry]:
    """What happened to the idea, oldest first, as its office reads it.

    What another office wrote down for itself, before the idea was taken over from it, stays with that office.
    """
    since = (
        select(func.coalesce(func.max(JournalEntry.id), 0))
        .where(JournalEntry.thing_id == idea_id, JournalEntry.verb == "accept_hand_over")
        .scalar_subquery()
    )
    is_for_us = or_(
        JournalEntry.audience.in_(("public", "author")), and_(JournalEntry.audience == "staff", JournalEntry.id > since)
    )
    entries = select(JournalEntry).where(JournalEntry.thing_id == idea_id, is_for_us)
    return db.session.scalars(entries.order_by(JournalEntry.at, JournalEntry.id)).all()


def names_of_actors(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """Who is behind these entries, for colleagues to see; erased people have no name any more."""
    ids = {entry.actor_id for entry in entries if entry.actor_id}
    named = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    return {person_id: name for person_id, name in db.session.execute(named) if name}


def _received(authority_ids: Collection[int]) -> Select[Any]:
    region = select(Region.name).where(Region.id == Idea.region_id).scalar_subquery()
    return select(
        Idea.id.label("number"), Idea.title, Idea.state, Idea.outcome, Idea.origin, Idea.version, Idea.authority_id,
        _due().label("due_on"), Idea.updated_at.label("changed_at"), region.label("region"),
    ).where(*_is_received(authority_ids))  # fmt: skip


def _is_received(authority_ids: Collection[int]) -> list[ColumnElement[bool]]:
    return [Idea.authority_id.in_(authority_ids), Idea.submitted_at.is_not(None), Idea.state != "draft"]


def _due() -> ColumnElement[date]:
    """The day that counts in each state; what has none comes last."""
    return func.coalesce(
        case(
            (Idea.state == "submitted", Idea.publish_due_on),
            (Idea.state == "revision_requested", Idea.revision_due_on),
            else_=Idea.answer_due_on,
        ),
        literal(LAST_DAY, Date),
        type_=Date,
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _due_first(rows: Select[Any], cursor: str | None) -> Select[Any]:
    if cursor:
        day, number = _read_cursor(cursor)
        rows = rows.where(or_(_due() > day, and_(_due() == day, Idea.id > number)))
    return rows.order_by(_due(), Idea.id)


def _read_cursor(cursor: str) -> tuple[date, int]:
    day, _dot, number = cursor.partition(".")
    try:
        return date.fromisoformat(day), min(int(number[:12]), 2**31 - 1)
    except ValueError as error:
        raise CursorIsBroken(cursor[:80]) from error


def _found(words: str) -> list[ColumnElement[bool]]:
    if words.strip().isdecimal():
        return [Idea.id == min(int(words.strip()[:12]), 2**31 - 1)]
    return [Idea.folded.contains(word, autoescape=True) for word in fold(words).split()[:8]]


def _with_places(rows: Sequence[Row[Any]]) -> list[QueueRow]:
    queue = {
        row.number: QueueRow(**{key: value for key, value in row._mapping.items() if not key.startswith("_key")})
        for row in rows
    }
    places = (
        select(idea_municipality.c.idea_id, Municipality.name)
        .join(Municipality, Municipality.id == idea_municipality.c.municipality_id)
        .where(idea_municipality.c.idea_id.in_(queue))
        .order_by(Municipality.sort_name)
    )
    for place in db.session.execute(places):
        queue[place.idea_id].municipalities.append(place.name)
    for row in queue.values():
        row.due_on = None if row.due_on == LAST_DAY else row.due_on
    return list(queue.values())
