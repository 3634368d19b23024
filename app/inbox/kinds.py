"""What can wait at a desk: one `Waiting` a kind, each with its one query. The sitemap lists them (INBOX).

A later feature adds its own: a module `waiting.py` with one query and a line in the sitemap.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, String, cast, literal, null, select

from app.accounts.models import Person

TABS = ("offen", "wartet")
"""What the desk has to do, and what it waits for itself."""


@dataclass(frozen=True)
class Waiting:
    """One kind of things that wait: who works on them, the query for them, what is to be done and where.

    `query(authority_ids)` gives the columns of `row`; nothing of another authority, nothing settled.
    `to_do(state)` says in the reader's words what it waits for. `door` is the endpoint of its page at the desk, called
    with its number as `argument` (none: it stands in a list there, at `anchor`).
    """

    kind: str
    roles: tuple[str, ...]
    query: Callable[[Collection[int]], Select[Any]]
    label: Callable[[], str]
    to_do: Callable[[str | None], str]
    door: str
    argument: str = "number"
    tab: str = "offen"
    is_at_thing: bool = False
    """Its page is the one of the idea it hangs on."""
    anchor: str = ""
    assigned_as: str = ""
    """Under which name it is taken on, where that outlasts the kind: an idea stays with whoever took it on."""
    not_for: Callable[[Person], ColumnElement[bool]] | None = None
    """What of it this person is not to see or decide: a report about her own text, an answer she wrote herself."""

    @property
    def desk(self) -> str:
        """The name under which somebody takes it on."""
        return self.assigned_as or self.kind


def row(
    *, number: Any, title: Any, authority: Any, due_on: Any, since: Any, thing: Any = None, state: Any = None,
    version: Any = None,
) -> Select[Any]:  # fmt: skip
    """The columns every kind answers with: its number in its kind, the idea or thing it hangs on, and its day.

    `version` is what a decision on it is bound to, where it can be decided on in the inbox.
    """
    columns: list[ColumnElement[Any]] = [
        _or_nothing(number, Integer).label("number"),
        _or_nothing(thing, Integer).label("thing_id"),
        _or_nothing(title, String).label("title"),
        _or_nothing(authority, Integer).label("authority_id"),
        _or_nothing(due_on, Date).label("due_on"),
        since.label("since"),
        _or_nothing(state, String).label("state"),
        _or_nothing(version, Integer).label("version"),
    ]
    return select(*columns)


@dataclass(frozen=True)
class Item:
    """One thing that waits, as the inbox shows it, and who has taken it on."""

    kind: str
    number: int
    thing_id: int | None
    title: str
    authority_id: int | None
    due_on: date | None
    since: datetime
    state: str | None
    version: int | None = None
    person_id: int | None = None
    person: str | None = None


def _or_nothing(value: Any, kind: Any) -> ColumnElement[Any]:
    if value is None:
        return cast(null(), kind)
    return literal(value, kind()) if isinstance(value, str | int) else value
