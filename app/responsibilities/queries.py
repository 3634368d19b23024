"""What the tables of responsibilities hold: of one authority, of several, of those one keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Authority
from app.core.database import db, to_change
from app.core.texts import fold
from app.responsibilities.models import LEVELS, Responsibility, ResponsibilityChange

MOST_MATTERS = 400
"""So many an authority may keep: its table is one page, and comparing a text with it stays quick."""


def is_kept() -> ColumnElement[bool]:
    """What the authority has not removed."""
    return Responsibility.removed_at.is_(None)


def matters_of(authority_ids: Sequence[int] = ()) -> Sequence[Responsibility]:
    """The matters of these authorities, of all where none is named; by title within each level."""
    statement = select(Responsibility).where(is_kept()).options(joinedload(Responsibility.authority))
    if authority_ids:
        statement = statement.where(Responsibility.authority_id.in_(authority_ids))
    rows = db.session.scalars(statement).all()
    return sorted(rows, key=lambda row: (LEVELS.index(row.level), fold(row.title), row.id))


def find_matters(key: str, authority_ids: Sequence[int] = ()) -> Sequence[Responsibility]:
    """One matter as each of these authorities has it, of all where none is named."""
    statement = select(Responsibility).where(is_kept(), Responsibility.key == key)
    if authority_ids:
        statement = statement.where(Responsibility.authority_id.in_(authority_ids))
    statement = statement.join(Responsibility.authority).options(contains_eager(Responsibility.authority))
    return db.session.scalars(statement.order_by(Authority.name)).all()


def find_by_key(authority_id: int, key: str) -> Responsibility | None:
    """The row of that key, a removed one too: it is brought back rather than written twice."""
    return db.session.scalar(
        to_change(select(Responsibility).where(Responsibility.authority_id == authority_id, Responsibility.key == key))
    )


def authorities_with_table() -> Sequence[Authority]:
    """The authorities that have anything in their table, by name."""
    listed = select(Responsibility.authority_id).where(is_kept())
    return db.session.scalars(select(Authority).where(Authority.id.in_(listed)).order_by(Authority.name)).all()


def removed_from(authority_id: int) -> Sequence[Responsibility]:
    """What the authority has removed, the latest first, with who did it."""
    statement = select(Responsibility).where(Responsibility.authority_id == authority_id, ~is_kept())
    with_names = selectinload(Responsibility.changes).joinedload(ResponsibilityChange.by)
    return db.session.scalars(statement.options(with_names).order_by(Responsibility.removed_at.desc())).all()


def count_kept(authority_id: int) -> int:
    """How many matters the authority has."""
    counted = select(func.count()).where(Responsibility.authority_id == authority_id, is_kept())
    return db.session.scalar(counted) or 0


def contains(row: Responsibility, words: str) -> bool:
    """Whether title, office or one of the words holds the letters searched for."""
    return fold(words) in fold(f"{row.title}\n{row.office}\n{row.words}")


# ---- the desk ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """The table of one authority, as a door asks for it; what a new matter belongs to."""

    authority: Authority

    @property
    def authority_id(self) -> int:
        return self.authority.id


def kept_by(person: Any) -> Sequence[Authority]:
    """The authorities whose table this person keeps, by name."""
    held = person.authorities_as("moderator", "admin")
    return db.session.scalars(select(Authority).where(Authority.id.in_(held)).order_by(Authority.name)).all()


def find_table(slug: str, to: Any) -> Table | None:
    """The table of the authority with that short name; None for somebody else's."""
    return next((Table(authority) for authority in kept_by(to) if authority.slug == slug), None)


def find_kept(number: int, to: Any) -> Responsibility | None:
    """One matter of one's own authorities; locked inside a transaction."""
    row = find_written(number, to)
    return row if row is not None and row.removed_at is None else None


def find_written(number: int, to: Any) -> Responsibility | None:
    """The same, even where somebody has just removed it: what a colleague typed meanwhile is not to be lost."""
    held = to.authorities_as("moderator", "admin")
    statement = select(Responsibility).where(Responsibility.id == number, Responsibility.authority_id.in_(held))
    return db.session.scalar(to_change(statement, of=Responsibility))
