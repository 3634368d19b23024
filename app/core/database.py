"""One database, one way to write to it.

Reading needs no ceremony. Changing happens inside `transaction()` alone: on SQLite it begins IMMEDIATE,
so that two writers queue instead of failing half-way; on PostgreSQL the loaders lock the thing they change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, MetaData, Select, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000")


class Base(DeclarativeBase):
    """The mother of all tables; constraints are named so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMING)


S = TypeVar("S", bound=Select[Any])

db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_writing.get() else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """Change the database: commits at the end, leaves nothing behind when something goes wrong."""
    if _is_writing.get():
        raise RuntimeError("transactions do not nest: the door commits, nobody else")
    db.session.rollback()
    _forget_touched()
    beside().clear()
    token = _is_writing.set(True)
    try:
        yield
        _settle()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        _is_writing.reset(token)


def touch(thing_id: int, *, remade: bool = False) -> None:
    """Something about the thing changes: what is kept beside it follows before this transaction ends.

    A journal row touches its thing unless it says otherwise. `remade`: how others hang on it changed too. Who follows:
    sitemap, SETTLING.
    """
    db.session().info.setdefault("remade" if remade else "touched", set()).add(thing_id)


def touch_beside(kind: str, name: object) -> None:
    """The same for what is no thing: a comment, a municipality, a page of this site, by its name in its kind."""
    beside().add((kind, str(name)))


def beside() -> set[tuple[str, str]]:
    """What was touched beside things in this transaction, by kind and name."""
    names: set[tuple[str, str]] = db.session().info.setdefault("beside", set())
    return names


def _settle() -> None:
    touched, remade = _forget_touched()
    if touched or remade or beside():
        db.session.flush()
        for follow in from_sitemap("settling"):
            follow(touched, remade)


def from_sitemap(name: str) -> Any:
    """What the sitemap lists under that name, for those who may not know the web: who follows, who has documents."""
    return current_app.extensions[name]


def _forget_touched() -> tuple[set[int], set[int]]:
    info = db.session().info
    return info.pop("touched", set()), info.pop("remade", set())


def insert_into(table: Any) -> Any:
    """An INSERT that may say what happens where the row is there already; both databases know the same words."""
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


def is_writing() -> bool:
    """Whether we are inside `transaction()`."""
    return _is_writing.get()


def to_change(statement: S, of: Any = None) -> S:
    """The same rows, locked when we are inside `transaction()`, so that two deciders see each other."""
    return statement.with_for_update(of=of) if _is_writing.get() else statement
