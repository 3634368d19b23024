"""Blacking out other people's data in an idea, in everything that was ever written about it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select, update

from app.accounts.models import Person
from app.core.database import db
from app.core.errors import ReasonIsMissing, VersionIsStale
from app.core.journal import JournalEntry, record
from app.core.texts import fold
from app.files.models import Attachment
from app.ideas.models import HandOver, Idea, IdeaVersion
from app.restrictions.models import Report, Restriction
from app.restrictions.passages import NothingIsFound, blacken, pattern_of
from app.restrictions.reporting import settle_reports_on
from app.things.models import Thing, ThingLink


@dataclass(frozen=True)
class Found:
    """A text with passages in it: where it stands (`place`), how often they occur, and its row."""

    place: str
    count: int
    table: Table
    row_id: int
    column: str
    value: Any


def find_passages(idea: Idea, passages: Sequence[str]) -> list[Found]:
    """Every text of this idea that holds one of the passages."""
    pattern = pattern_of(passages)
    db.session.flush()
    return [found for found in _texts(idea, pattern) if found.count]


def redact(idea: Idea, passages: Sequence[str], *, by: Person, reason: str, version: int) -> int:
    """Black the passages out wherever they stand, in every version; the address of the idea keeps nothing of them.

    The one exception to "a submitted version is never changed": data of third persons have to go for good, so the
    tables are changed past the ORM's guards. The journal says that it happened and not what stood there.
    Returns how many places were blacked out.
    """
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not reason.strip():
        raise ReasonIsMissing
    pattern, found = pattern_of(passages), find_passages(idea, passages)
    if not found:
        raise NothingIsFound
    for text in found:
        _blacken_row(text, pattern)
    db.session.expire_all()
    idea.rename(idea.title)
    idea.folded = blacken(idea.folded, pattern_of([fold(passage) for passage in passages]))
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
        ("history", JournalEntry, ("reason", "details"), JournalEntry.thing_id == idea.id),
        ("history", ThingLink, ("reason",), is_linked),
        ("history", HandOver, ("reason", "answer"), HandOver.idea_id == idea.id),
        ("files", Attachment, ("name", "alt"), Attachment.thing_id == idea.id),
        ("reports", Report, ("text", "answer"), Report.thing_id == idea.id),
        (
            "reports", Restriction, ("norm", "facts", "objection", "decision_reason", "lift_reason"),
            Restriction.thing_id == idea.id,
        ),
    ]  # fmt: skip


def _texts(idea: Idea, pattern: re.Pattern[str]) -> Iterator[Found]:
    for place, model, columns, is_meant in _places(idea):
        table = model.__table__
        for row in db.session.execute(select(table.c.id, *(table.c[name] for name in columns)).where(is_meant)):
            for name in columns:
                value = row._mapping[table.c[name]]
                yield Found(place, _count(value, pattern), table, row._mapping[table.c.id], name, value)


def _count(value: Any, pattern: re.Pattern[str]) -> int:
    if isinstance(value, dict | list):
        return sum(_count(part, pattern) for part in (value.values() if isinstance(value, dict) else value))
    return len(pattern.findall(value)) if isinstance(value, str) else 0


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
    # The day a version was saved is the author's, not ours.
    kept = {"saved_at": text.table.c.saved_at} if "saved_at" in text.table.c else {}
    db.session.execute(update(text.table).where(text.table.c.id == text.row_id).values({text.column: value, **kept}))
