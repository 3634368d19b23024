"""Worlds that many tests begin in: made once by the code of the platform, kept, and brought back as they were.

A test finds the same rows and the same people either way. Brought back is only into an empty database and only while
the clock runs as it does; whoever has written something before, or travels in time, gets the world made anew.
"""

import pickle
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import time_machine

from app.core.database import Base, db, transaction

_people: dict[str, bytes] = {}


class Databases(Protocol):
    """What a test run needs of SQLite or PostgreSQL."""

    keeps_connections: bool
    """Whether a connection that a test has given back serves the next one."""

    def empty(self, folder: Path) -> str:
        """The address of the database of the next test, with all tables, empty."""

    def another(self, folder: Path) -> str:
        """The same for a second application in the same test; it wants a folder of its own."""

    def keep(self, name: str) -> None:
        """Remember under this name what stands in the database of the test; nobody else may have it open."""

    def bring_back(self, name: str) -> bool:
        """Put that into the database of the test, which is empty; False where nothing is kept under that name."""


def begin_with(databases: Databases, name: str, load: Callable[[], Any]) -> Any:
    """Let the world of that name stand in the database of this application; returns what `load` returns."""
    if time_machine.escape_hatch.is_travelling() or not _is_empty():
        with transaction():
            return load()
    leave(databases)
    if not databases.bring_back(name):
        with transaction():
            world = load()
        _people[name] = pickle.dumps(world)
        leave(databases)
        databases.keep(name)
    return _awake(pickle.loads(_people[name]))  # noqa: S301 (our own bytes)


@cache
def _anything() -> str:
    """The question whether any table holds a row; building it anew each time takes longer than asking."""
    return "SELECT " + " OR ".join(f"EXISTS (SELECT 1 FROM {name})" for name in Base.metadata.tables)


def _is_empty() -> bool:
    with db.engine.connect() as connection:
        return not connection.exec_driver_sql(_anything()).scalar()


def leave(databases: Databases) -> None:
    """Let go of the database of the test."""
    db.session.remove()
    if not databases.keeps_connections:
        db.engine.dispose()


def _awake(world: Any) -> Any:
    """What was loaded when the world was made is loaded again, without asking for it."""
    if world is not None:
        db.session.add_all(vars(world).values())
        db.session.commit()
    return world
