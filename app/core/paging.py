"""Keyset paging: a page is the rows after a place in the order, never "skip n", so lists never shift or slow down."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_

from app.core.database import UtcDateTime, db
from app.core.errors import DomainError


class CursorIsBroken(DomainError):
    """The cursor is not one of ours."""


LONGEST_CURSOR = 400


@dataclass(frozen=True)
class Page:
    """Some rows of a list and the cursor behind the last one; None where the list ends."""

    rows: Sequence[Row[Any]]
    next: str | None


def page_of(statement: Select[Any], order: Sequence[ColumnElement[Any]], cursor: str | None, size: int) -> Page:
    """One page of `statement`, all of `order` descending; the columns of `order` are selected and unique together."""
    if cursor:
        statement = statement.where(_below(order, _decode(cursor, order)))
    labelled = [column.label(f"_key{n}") for n, column in enumerate(order)]
    ordered = statement.add_columns(*labelled).order_by(*(column.desc() for column in order)).limit(size + 1)
    rows = db.session.execute(ordered).all()
    if len(rows) <= size:
        return Page(rows, None)
    last = rows[size - 1]._mapping
    return Page(rows[:size], _encode([last[f"_key{n}"] for n in range(len(order))]))


def _below(order: Sequence[ColumnElement[Any]], values: list[Any]) -> ColumnElement[bool]:
    alternatives = []
    for n, column in enumerate(order):
        same = [earlier == value for earlier, value in zip(order[:n], values[:n], strict=True)]
        alternatives.append(and_(*same, column < values[n]))
    return or_(*alternatives)


def _encode(values: list[Any]) -> str:
    plain = [{"t": value.isoformat()} if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def _decode(cursor: str, order: Sequence[ColumnElement[Any]]) -> list[Any]:
    try:
        if len(cursor) > LONGEST_CURSOR:
            raise ValueError("too long")
        plain = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
        values = [
            datetime.fromisoformat(value["t"]).astimezone(UTC) if isinstance(value, dict) else value for value in plain
        ]
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise CursorIsBroken(cursor[:80]) from error
    if len(values) != len(order) or not all(map(_fits, values, order)):
        raise CursorIsBroken(cursor[:80])
    return values


def _fits(value: Any, column: ColumnElement[Any]) -> bool:
    if isinstance(column.type, UtcDateTime):
        return isinstance(value, datetime) and value.tzinfo is not None
    return type(value) is int and abs(value) < 2**31
