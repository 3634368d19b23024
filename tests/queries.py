"""What a piece of code asks of the database: counted, and refused where only reading is meant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from app.core.database import db

CHANGES = ("BEGIN IMMEDIATE", "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "TRUNCATE", "MERGE")
_listening: list[list[str]] = []


class ReadingChangedSomething(AssertionError):
    """A request that should only read has written."""


@event.listens_for(Engine, "before_cursor_execute")
def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    for statements in _listening:
        statements.append(statement)


@contextmanager
def queries() -> Iterator[list[str]]:
    """All statements sent to the database inside the block, in order (the BEGIN of a transaction among them)."""
    statements: list[str] = []
    _listening.append(statements)
    try:
        yield statements
    finally:
        _listening[:] = [kept for kept in _listening if kept is not statements]


@contextmanager
def count_queries(expected: int) -> Iterator[list[str]]:
    """Exactly so many statements; the literal number stands in the test so that a change is seen."""
    with queries() as statements:
        yield statements
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(asked) == expected, f"{len(asked)} queries instead of {expected}:\n" + "\n\n".join(asked)


@contextmanager
def no_changes() -> Iterator[None]:
    """Raises `ReadingChangedSomething` when anything inside the block writes to the database."""
    with queries() as statements:
        yield
    for statement in statements:
        order = statement.lstrip("( \n").upper()
        if order.startswith(CHANGES) or " FOR UPDATE" in order:
            raise ReadingChangedSomething(statement)


def plan_of(statement: str, parameters: Any) -> str:
    """How the database would read it."""
    connection = db.session.connection()
    how = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{how} {statement}", parameters).all()
    return "\n".join(str(row[-1]) for row in rows)
