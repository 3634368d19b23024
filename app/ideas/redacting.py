"""Blacking out other people's data in an idea, in everything that was ever written about it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, String, Table, cast, or_, select, true, update

from app.accounts.models import Person
from app.core.database import db, from_sitemap
from app.core.errors import ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry, record
from app.core.texts import fold
from app.files.models import Attachment
from app.ideas.models import CoAuthor, HandOver, Idea, IdeaVersion
from app.restrictions.models import Report, Restriction
from app.restrictions.passages import Hit, NothingIsFound, blacken, hits_in, pattern_of
from app.restrictions.reporting import settle_reports_on
from app.things.models import Thing, ThingLink


@dataclass(frozen=True)
class Place:
    """Where texts about an idea are kept: the place in a word, table, columns, and which of its rows are meant.

    `is_read`: which of them the desk of the idea reads; the others are blacked out as well and shown to nobody.
    `is_typed_on`: somebody may be typing on it: its version counts on, so that the old words do not come back.
    """

    name: str
    model: Any
    columns: tuple[str, ...]
    is_meant: ColumnElement[bool]
    is_read: ColumnElement[bool] = field(default_factory=true)
    is_typed_on: bool = False


Places = Callable[[Idea], list[Place]]
"""What each package lists of its texts that hang on an idea (sitemap, REDACTABLE)."""


@dataclass(frozen=True)
class Found:
    """A text with passages in it: in which place, how often they occur, and its row by its key."""

    place: Place
    count: int
    key: dict[str, Any]
    column: str
    value: Any
    is_read: bool


def find_passages(idea: Idea, passages: Sequence[str], *, inside_words: bool = False) -> list[Found]:
    """Every text of this idea that holds one of the passages, as far as its desk reads it."""
    return [found for found in _found(idea, pattern_of(passages, inside_words=inside_words)) if found.is_read]


def redact(
    idea: Idea, passages: Sequence[str], *, by: Person, reason: str, version: int, inside_words: bool = False
) -> int:
    """Black the passages out wherever they stand, in every version; the address of the idea keeps nothing of them.

    The one exception to "what was submitted, given or released is never changed": data of third persons have to go
    for good, so the tables are changed past the ORM's guards. The journal says that it happened, not what stood there.
    Returns how many places were blacked out.
    """
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not reason.strip():
        raise ReasonIsMissing
    pattern = pattern_of(passages, inside_words=inside_words)
    found = _found(idea, pattern)
    if not any(text.is_read for text in found):
        raise NothingIsFound
    for text in found:
        _blacken_row(text, pattern)
    db.session.expire_all()
    idea.rename(idea.title)
    idea.folded = blacken(idea.folded, pattern_of([fold(passage) for passage in passages], inside_words=inside_words))
    record(
        idea.id, "redact", role="moderator", actor_id=by.id, version=idea.version, reason=blacken(reason, pattern),
        audience="public" if idea.is_public else "author",
    )  # fmt: skip
    settle_reports_on(idea, "redacted", by=by)
    db.session.flush()
    return sum(text.count for text in found)


def places(idea: Idea) -> list[Place]:
    """Texts of the idea itself."""
    is_linked = or_(ThingLink.from_id == idea.id, ThingLink.to_id == idea.id)
    return [
        Place("title", Thing, ("title",), Thing.id == idea.id),
        Place("versions", IdeaVersion, ("title", "text", "who_benefits"), IdeaVersion.idea_id == idea.id),
        Place("answer", Idea, ("answer", "forwarded_to"), Idea.__table__.c.id == idea.id),
        Place("names", Idea, ("author_name",), Idea.__table__.c.id == idea.id),
        Place("names", CoAuthor, ("name",), CoAuthor.idea_id == idea.id),
        Place("history", JournalEntry, ("reason", "details"), JournalEntry.id.in_(_entries_naming(idea))),
        Place("history", ThingLink, ("reason",), is_linked),
        Place("history", HandOver, ("reason", "answer"), HandOver.idea_id == idea.id),
        *places_beside([idea.id]),
    ]


def places_beside(thing_ids: list[int] | Select[int]) -> list[Place]:
    """What stands beside any thing: its journal, its files by name, what was reported and hidden."""
    reasons = ("norm", "facts", "objection", "decision_reason", "lift_reason")
    return [
        Place("history", JournalEntry, ("reason", "details"), JournalEntry.thing_id.in_(thing_ids)),
        Place("files", Attachment, ("name", "alt"), Attachment.thing_id.in_(thing_ids)),
        Place("reports", Report, ("text", "answer"), Report.thing_id.in_(thing_ids)),
        Place("reports", Restriction, reasons, Restriction.thing_id.in_(thing_ids)),
    ]


def _entries_naming(idea: Idea) -> list[int]:
    """Where the journals of others tell what was done with this idea: the same reason stands in both."""
    entries = select(JournalEntry.id, JournalEntry.details).where(JournalEntry.thing_id != idea.id)
    rows = db.session.execute(entries.where(cast(JournalEntry.details, String).contains(str(idea.id))))
    return [row.id for row in rows if idea.id in _numbers_in(row.details)]


def _numbers_in(details: dict[str, Any]) -> list[Any]:
    return [details.get("idea"), details.get("into"), details.get("from"), *details.get("ideas", ())]


def _found(idea: Idea, pattern: re.Pattern[str]) -> list[Found]:
    db.session.flush()
    listed: list[Places] = from_sitemap("redactable")
    return [found for its in listed for place in its(idea) for found in _texts(place, pattern) if found.count]


def _texts(place: Place, pattern: re.Pattern[str]) -> Iterator[Found]:
    table: Table = place.model.__table__
    keys, columns = list(table.primary_key.columns), [table.c[name] for name in place.columns]
    is_read = place.is_read.label("is_read")
    for row in db.session.execute(select(*keys, *columns, is_read).where(place.is_meant)):
        key = {column.name: row._mapping[column] for column in keys}
        for column in columns:
            value = row._mapping[column]
            yield Found(place, len(hits_of(value, pattern)), key, column.name, value, bool(row.is_read))


def hits_of(value: Any, pattern: re.Pattern[str]) -> list[Hit]:
    """Where the passages stand in what a row holds: a text, or a list or table of texts."""
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        return [hit for part in parts for hit in hits_of(part, pattern)]
    return hits_in(value, pattern) if isinstance(value, str) else []


def _blackened(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, dict):
        return {name: _blackened(part, pattern) for name, part in value.items()}
    if isinstance(value, list):
        return [_blackened(part, pattern) for part in value]
    return blacken(value, pattern) if isinstance(value, str) else value


def _blacken_row(text: Found, pattern: re.Pattern[str]) -> None:
    table: Table = text.place.model.__table__
    column = table.c[text.column]
    value, length = _blackened(text.value, pattern), getattr(column.type, "length", None)
    if isinstance(value, str) and length:
        value = value[:length]
    is_row = [table.c[name] == part for name, part in text.key.items()]
    # The day a version was saved is the author's, not ours.
    kept = {"saved_at": table.c.saved_at} if "saved_at" in table.c else {}
    counted = {"version": table.c.version + 1} if text.place.is_typed_on else {}
    db.session.execute(update(table).where(*is_row).values({text.column: value, **kept, **counted}))
