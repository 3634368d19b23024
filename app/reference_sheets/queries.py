"""Reading sheets: one by its secret key, one's own, those laid before the desk. None of them is ever public."""

from collections.abc import Iterable, Sequence
from hmac import compare_digest
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, cast, extract, func, or_, select

from app.accounts.models import Authority, Person
from app.concepts.models import Concept, Goal
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.reference_sheets.declaring import key_hash, reading_key
from app.reference_sheets.models import ReferenceSheet

PAGE_SIZE = 25
_concept: Any = Concept.__table__
_goal: Any = Goal.__table__


def find_by_key(key: str) -> ReferenceSheet | None:
    """The sheet whose writer's address this is: whoever holds it reads and, while it is in no account, changes it."""
    return _find(ReferenceSheet.key_hash == key_hash(key))


def find_to_read(number: int, key: str) -> ReferenceSheet | None:
    """The sheet whose reading address this is."""
    sheet = find_by_number(number)
    return sheet if sheet is not None and compare_digest(key.encode(), reading_key(sheet).encode()) else None


def find_own_sheet(number: int, to: Person) -> ReferenceSheet | None:
    """The sheet in this person's account."""
    return _find(ReferenceSheet.id == number, ReferenceSheet.author_id == to.id)


def find_sheet_on_desk(number: int, to: Person) -> ReferenceSheet | None:
    """The sheet that was laid before an authority this person moderates for."""
    return _find(ReferenceSheet.id == number, _is_on_desk_of(to))


def find_by_once(once: str) -> ReferenceSheet | None:
    """What an earlier sending of the same form has made."""
    return _find(ReferenceSheet.once == once)


def find_by_number(number: int) -> ReferenceSheet | None:
    """The sheet with that number, to be shown only to whoever also knows its check code."""
    return _find(ReferenceSheet.id == number)


def own_sheets(person: Person, cursor: str | None = None) -> Page:
    """One page of a person's sheets, the last first."""
    rows = select(
        ReferenceSheet.id.label("number"), ReferenceSheet.title, ReferenceSheet.state, ReferenceSheet.updated_at,
        func.json_array_length(ReferenceSheet.entries).label("goals"),
    )  # fmt: skip
    newest: list[Any] = [ReferenceSheet.id]
    return page_of(rows.where(ReferenceSheet.author_id == person.id), newest, cursor, PAGE_SIZE)


def sheets_on_desk(person: Person, cursor: str | None = None, *, is_decided: bool = False) -> Page:
    """One page of the sheets before this person: the longest waiting first; decided ones, the last decided first.

    One's own are left out: somebody else decides on them.
    """
    rows: Any = select(
        ReferenceSheet.id.label("number"), ReferenceSheet.title, ReferenceSheet.applicant, ReferenceSheet.state,
        ReferenceSheet.asked_at, ReferenceSheet.decided_at, _concept.c.short_title,
    ).join(_concept, _concept.c.id == ReferenceSheet.concept_id)  # fmt: skip
    rows = rows.where(_is_on_desk_of(person), ReferenceSheet.author_id.is_distinct_from(person.id))
    if is_decided:
        newest: list[Any] = [ReferenceSheet.decided_at, ReferenceSheet.id]
        return page_of(rows.where(ReferenceSheet.decided_at.is_not(None)), newest, cursor, PAGE_SIZE)
    longest_first: list[Any] = [-cast(extract("epoch", ReferenceSheet.asked_at), Integer), -ReferenceSheet.id]
    return page_of(rows.where(ReferenceSheet.state == "asked"), longest_first, cursor, PAGE_SIZE)


def waiting_sheets(person: Person) -> int:
    """How many wait for this person."""
    is_for_others = ReferenceSheet.author_id.is_distinct_from(person.id)
    waiting = select(func.count()).select_from(ReferenceSheet)
    waiting = waiting.where(ReferenceSheet.state == "asked", _is_on_desk_of(person), is_for_others)
    return int(db.session.scalar(waiting) or 0)


def concepts_with_goals() -> Sequence[Any]:
    """The concepts a sheet can be written about: those that have goals to choose."""
    has_goals = select(_goal.c.id).where(
        _goal.c.concept_id == Concept.id, _goal.c.edition == Concept.edition, _goal.c.is_taggable,
        _goal.c.is_retired.is_(False),
    )  # fmt: skip
    rows = select(Concept.id, Concept.key, Concept.title, Authority.name.label("authority")).join(
        Authority, Authority.id == Concept.authority_id
    )
    return db.session.execute(
        rows.where(Concept.published_at.is_not(None), has_goals.exists()).order_by(Authority.name, Concept.id)
    ).all()


def goal_names(goal_ids: Iterable[int]) -> list[tuple[str, str]]:
    """Concept and key of those goals, in the order given."""
    ids = list(goal_ids)
    rows = select(_goal.c.id, _concept.c.key, _goal.c.key.label("goal")).join(
        _concept, _concept.c.id == _goal.c.concept_id
    )
    found = db.session.execute(rows.where(_goal.c.id.in_(ids)))
    names = {row.id: (row.key, row.goal) for row in found}
    return [names[id_] for id_ in ids if id_ in names]


def _is_on_desk_of(person: Person) -> ColumnElement[bool]:
    is_laid_before = or_(ReferenceSheet.state == "asked", ReferenceSheet.decided_at.is_not(None))
    return and_(is_laid_before, ReferenceSheet.authority_id.in_(person.authorities_as("moderator")))


def _find(*conditions: ColumnElement[bool]) -> ReferenceSheet | None:
    return db.session.scalar(to_change(select(ReferenceSheet).where(*conditions), of=ReferenceSheet))
