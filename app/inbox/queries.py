"""Reading the inbox: one page of everything that waits, by its day, and how much there is. One query each.

Every kind's own query is filtered, ordered and cut off before they are put together: many waiting things stay quick.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    union_all,
)

from app.accounts.models import Membership, Person
from app.core.clock import today
from app.core.database import db, from_sitemap
from app.core.paging import CursorIsBroken
from app.inbox.kinds import Item, Waiting
from app.inbox.models import Assignment

PAGE_SIZE = 25
LAST_DAY = date(9999, 12, 31)
WHOSE = ("meine", "niemand")
DUE = ("vorbei", "bald")


@dataclass(frozen=True)
class Filter:
    """What of the inbox is asked for. `soon` is the last day that counts as near; `things`: only what hangs on these
    (a field of action, a place)."""

    tab: str = "offen"
    kind: str = ""
    whose: str = ""
    due: str = ""
    soon: date = LAST_DAY
    things: tuple[Select[Any], ...] = ()


@dataclass(frozen=True)
class Counts:
    """How much there is to do, of that near its day and past it; what the desk waits for itself; and per kind."""

    waiting: int = 0
    due_soon: int = 0
    past_due: int = 0
    elsewhere: int = 0
    mine: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


def all_kinds() -> Sequence[Waiting]:
    """Everything that can wait, in the order of the sitemap."""
    kinds: Sequence[Waiting] = from_sitemap("inbox")
    return kinds


def kind_named(name: str) -> Waiting | None:
    """The kind with that name."""
    return next((kind for kind in all_kinds() if kind.kind == name), None)


def kinds_for(person: Person, tab: str | None = None) -> list[Waiting]:
    """The kinds this person works on."""
    return [kind for kind in all_kinds() if tab in (None, kind.tab) and person.authorities_as(*kind.roles)]


def waiting_for(
    person: Person, wanted: Filter, cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[Item], str | None]:
    """One page of what waits for this person's authorities: due first, then in the order of kinds and numbers."""
    after = _read_cursor(cursor) if cursor else None
    kinds = [kind for kind in kinds_for(person, wanted.tab) if wanted.kind in ("", kind.kind)]
    items = _first_of([_part(kind, person, wanted, after) for kind in kinds], size + 1)
    if len(items) <= size:
        return items, None
    last = items[size - 1]
    return items[:size], f"{(last.due_on or LAST_DAY).isoformat()}.{last.kind}.{last.number}"


def due_for(person: Person, until: date, size: int = 50) -> list[Item]:
    """What this person has to do by that day, what is past its day among it; not what others have taken on."""
    return _first_of([_part(kind, person, Filter(), None, until) for kind in kinds_for(person, "offen")], size)


def counts_for(person: Person, soon: date | None = None) -> Counts:
    """The figures of the inbox, in one query. `soon` is the last day that counts as near."""
    parts = [_counted(kind, person, soon or today()) for kind in kinds_for(person)]
    if not parts:
        return Counts()
    kinds, sums = {}, {"offen": [0, 0, 0, 0], "wartet": [0, 0, 0, 0]}
    for row in db.session.execute(union_all(*parts)):
        kinds[row.kind] = row.waiting
        numbers = (row.waiting, row.due_soon, row.past_due, row.mine)
        sums[row.tab] = [before + int(number) for before, number in zip(sums[row.tab], numbers, strict=True)]
    waiting, due_soon, past_due, mine = sums["offen"]
    return Counts(waiting, due_soon, past_due, sums["wartet"][0], mine, kinds)


def still_waiting(person: Person, chosen: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Item]:
    """Of these kinds and numbers, what (still) waits for this person. One query."""
    numbers: dict[str, list[int]] = {}
    for name, number in chosen:
        numbers.setdefault(name, []).append(number)
    parts = [
        _part(kind, person, Filter(tab=kind.tab), None, None, numbers[kind.kind])
        for kind in kinds_for(person)
        if kind.kind in numbers
    ]
    return {(item.kind, item.number): item for item in _first_of(parts, sum(map(len, numbers.values())))}


def colleagues_of(kind: Waiting, authority_id: int | None) -> Sequence[Person]:
    """Who works on such things there, to be chosen when something is handed on; by name."""
    held = select(Membership.person_id).where(Membership.role.in_(kind.roles), Membership.is_valid)
    held = held.where(Membership.authority_id == authority_id) if authority_id is not None else held
    people = select(Person).where(Person.id.in_(held), Person.erased_at.is_(None))
    return db.session.scalars(people.order_by(Person.display_name, Person.id)).all()


# ---- how the query is put together -----------------------------------------------------------------------


def _part(
    kind: Waiting, person: Person, wanted: Filter, after: tuple[date, int, int] | None, until: date | None = None,
    numbers: Sequence[int] | None = None,
) -> Select[Any]:  # fmt: skip
    """What of one kind is asked for, not cut off yet."""
    rows = _rows_of(kind, person)
    day, place = _day(rows), all_kinds().index(kind)
    part = select(
        literal_column(f"'{kind.kind}'", String).label("kind"), literal_column(f"'{kind.desk}'", String).label("desk"),
        literal_column(str(place), Integer).label("place"), day.label("day"), *rows.c,
    )  # fmt: skip
    if after is not None:
        part = part.where(_is_after(day, rows.c.number, place, after))
    if until is not None:
        part = part.where(day <= until, _is_taken(kind, rows, Assignment.person_id != person.id, not_there=True))
    if numbers is not None:
        part = part.where(rows.c.number.in_(numbers))
    for things in wanted.things:
        part = part.where(rows.c.thing_id.in_(things))
    if wanted.due:
        part = part.where(day < today() if wanted.due == "vorbei" else and_(day >= today(), day <= wanted.soon))
    if wanted.whose == "meine":
        part = part.where(_is_taken(kind, rows, Assignment.person_id == person.id))
    if wanted.whose == "niemand":
        part = part.where(_is_taken(kind, rows, not_there=True))
    return part.order_by(day, rows.c.number)


def _first_of(parts: Sequence[Any], size: int) -> list[Item]:
    """The first of all of them, each with whoever has taken it on."""
    if not parts:
        return []
    found = union_all(*(select(part.limit(size).subquery()) for part in parts)).subquery("waiting")
    rows = (
        select(found, Assignment.person_id, Person.display_name.label("person"))
        .select_from(found)
        .outerjoin(
            Assignment,
            and_(
                Assignment.kind == found.c.desk, Assignment.number == found.c.number, _works_there(found, all_kinds())
            ),
        )
        .outerjoin(Person, Person.id == Assignment.person_id)
        .order_by(found.c.day, found.c.place, found.c.number)
        .limit(size)
    )
    return [_item(row) for row in db.session.execute(rows)]


def _counted(kind: Waiting, person: Person, soon: date) -> Select[Any]:
    rows = _rows_of(kind, person)
    day = _day(rows)
    own = select(Assignment.number).where(Assignment.person_id == person.id, Assignment.kind == kind.desk)
    columns: list[Any] = [
        literal_column(f"'{kind.kind}'", String).label("kind"), literal_column(f"'{kind.tab}'", String).label("tab"),
        func.count().label("waiting"), _sum(and_(day >= today(), day <= soon)).label("due_soon"),
        _sum(day < today()).label("past_due"), _sum(rows.c.number.in_(own)).label("mine"),
    ]  # fmt: skip
    return select(*columns).select_from(rows)


def _rows_of(kind: Waiting, person: Person) -> Subquery:
    """What of this kind waits for this person."""
    rows = kind.query(sorted(person.authorities_as(*kind.roles)))
    return (rows if kind.not_for is None else rows.where(not_(kind.not_for(person)))).subquery(kind.kind)


def _day(rows: Subquery) -> ColumnElement[date]:
    return func.coalesce(rows.c.due_on, literal(LAST_DAY, Date), type_=Date)


def _is_taken(
    kind: Waiting, rows: Subquery, *conditions: ColumnElement[bool], not_there: bool = False
) -> ColumnElement[bool]:
    taken = select(Assignment.number).where(
        Assignment.kind == kind.desk, Assignment.number == rows.c.number, _works_there(rows, [kind]), *conditions
    )
    return ~taken.exists() if not_there else taken.exists()


def _works_there(rows: Subquery, kinds: Sequence[Waiting]) -> ColumnElement[bool]:
    """Whether whoever has taken it on may work on it at its desk (still); else it is nobody's."""
    there = or_(
        rows.c.authority_id.is_(None), Membership.authority_id == rows.c.authority_id,
        and_(Membership.role == "admin", Membership.authority_id.is_(None)),
    )  # fmt: skip
    if len(kinds) == 1:
        as_what: ColumnElement[bool] = Membership.role.in_(kinds[0].roles)
    else:
        as_what = or_(*(and_(rows.c.kind == one.kind, Membership.role.in_(one.roles)) for one in kinds))
    held = select(Membership.id).where(
        Membership.person_id == Assignment.person_id, Membership.is_valid, there, as_what
    )
    return held.correlate(Assignment, rows).exists()


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _is_after(day: Any, number: Any, place: int, after: tuple[date, int, int]) -> ColumnElement[bool]:
    last_day, last_place, last_number = after
    on_that_day = and_(day == last_day, number > last_number) if place == last_place else day == last_day
    return or_(day > last_day, on_that_day) if place >= last_place else and_(day > last_day)


def _read_cursor(cursor: str) -> tuple[date, int, int]:
    day, _dot, rest = cursor.partition(".")
    name, _dot, number = rest.rpartition(".")
    kind = kind_named(name)
    try:
        place = all_kinds().index(kind) if kind is not None else -1
        return date.fromisoformat(day), place, min(int(number[:12]), 2**31 - 1)
    except ValueError as error:
        raise CursorIsBroken(cursor[:80]) from error


def _item(row: Row[Any]) -> Item:
    return Item(
        row.kind, row.number, row.thing_id, row.title or "", row.authority_id, row.due_on, row.since, row.state,
        row.version, row.person_id, row.person,
    )  # fmt: skip
