"""Blacking out other people's data in an idea, in everything that was ever written about it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, Table, cast, or_, select, update

from app.accounts.models import Person
from app.core.database import db
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
class Found:
    """A text with passages in it: where it stands (`place`), how often they occur, and its row by its key."""

    place: str
    count: int
    table: Table
    key: dict[str, Any]
    column: str
    value: Any


def find_passages(idea: Idea, passages: Sequence[str], *, inside_words: bool = False) -> list[Found]:
    """Every text of this idea that holds one of the passages."""
    pattern = pattern_of(passages, inside_words=inside_words)
    db.session.flush()
    return [found for found in _texts(idea, pattern) if found.count]


def redact(
    idea: Idea, passages: Sequence[str], *, by: Person, reason: str, version: int, inside_words: bool = False
) -> int:
    """Black the passages out wherever they stand, in every version; the address of the idea keeps nothing of them.

    The one exception to "a submitted version is never changed": data of third persons have to go for good, so the
    tables are changed past the ORM's guards. The journal says that it happened and not what stood there.
    Returns how many places were blacked out.
    """
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not reason.strip():
        raise ReasonIsMissing
    pattern = pattern_of(passages, inside_words=inside_words)
    found = find_passages(idea, passages, inside_words=inside_words)
    if not found:
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


def _places(idea: Idea) -> list[tuple[str, Any, tuple[str, ...], ColumnElement[bool]]]:
    """Where texts about an idea are kept: the place in a word, table, columns, and which of its rows are meant."""
    is_linked = or_(ThingLink.from_id == idea.id, ThingLink.to_id == idea.id)
    return [
        ("title", Thing, ("title",), Thing.id == idea.id),
        ("versions", IdeaVersion, ("title", "text", "who_benefits"), IdeaVersion.idea_id == idea.id),
        ("answer", Idea, ("answer", "forwarded_to"), Idea.__table__.c.id == idea.id),
        ("names", Idea, ("author_name",), Idea.__table__.c.id == idea.id),
        ("names", CoAuthor, ("name",), CoAuthor.idea_id == idea.id),
        (
            "history", JournalEntry, ("reason", "details"),
            or_(JournalEntry.thing_id == idea.id, JournalEntry.id.in_(_entries_naming(idea))),
        ),
        ("history", ThingLink, ("reason",), is_linked),
        ("history", HandOver, ("reason", "answer"), HandOver.idea_id == idea.id),
        ("files", Attachment, ("name", "alt"), Attachment.thing_id == idea.id),
        ("reports", Report, ("text", "answer"), Report.thing_id == idea.id),
        (
            "reports", Restriction, ("norm", "facts", "objection", "decision_reason", "lift_reason"),
            Restriction.thing_id == idea.id,
        ),
    ]  # fmt: skip


def _entries_naming(idea: Idea) -> list[int]:
    """Where the journals of others tell what was done with this idea: the same reason stands in both."""
    entries = select(JournalEntry.id, JournalEntry.details).where(JournalEntry.thing_id != idea.id)
    rows = db.session.execute(entries.where(cast(JournalEntry.details, String).contains(str(idea.id))))
    return [row.id for row in rows if idea.id in _numbers_in(row.details)]


def _numbers_in(details: dict[str, Any]) -> list[Any]:
    return [details.get("idea"), details.get("into"), details.get("from"), *details.get("ideas", ())]


def _texts(idea: Idea, pattern: re.Pattern[str]) -> Iterator[Found]:
    for place, model, columns, is_meant in _places(idea):
        table = model.__table__
        keys = list(table.primary_key.columns)
        for row in db.session.execute(select(*keys, *(table.c[name] for name in columns)).where(is_meant)):
            key = {column.name: row._mapping[column] for column in keys}
            for name in columns:
                value = row._mapping[table.c[name]]
                yield Found(place, len(hits_of(value, pattern)), table, key, name, value)


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
    column = text.table.c[text.column]
    value, length = _blackened(text.value, pattern), getattr(column.type, "length", None)
    if isinstance(value, str) and length:
        value = value[:length]
    is_row = [text.table.c[name] == part for name, part in text.key.items()]
    # The day a version was saved is the author's, not ours.
    kept = {"saved_at": text.table.c.saved_at} if "saved_at" in text.table.c else {}
    db.session.execute(update(text.table).where(*is_row).values({text.column: value, **kept}))
