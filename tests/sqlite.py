"""Empty databases on SQLite: copies of a file with all tables. Worlds that are kept are such files, too."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

from tests.tables import make_tables


@event.listens_for(Engine, "connect")
def _careless(connection: Any, _record: object) -> None:
    """Nobody needs what the tests wrote after the machine has lost its power."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


class Sqlite:
    """One file for the tests of this process, one after the other: what was learned of its address is still true."""

    keeps_connections = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "test.sqlite"
        self.template = folder / "empty.sqlite"
        engine = create_engine(f"sqlite:///{self.template}")
        make_tables(engine)
        engine.dispose()
        _gather(self.template)

    def empty(self, _folder: Path) -> str:
        self._put(self.template)
        return f"sqlite:///{self.path}"

    def another(self, folder: Path) -> str:
        shutil.copy(self.template, folder / "test.sqlite")
        return f"sqlite:///{folder / 'test.sqlite'}"

    def keep(self, name: str) -> None:
        _gather(self.path)
        shutil.copy(self.path, self._kept(name))

    def bring_back(self, name: str) -> bool:
        if not self._kept(name).exists():
            return False
        self._put(self._kept(name))
        return True

    def _kept(self, name: str) -> Path:
        return self.folder / f"kept-{name}.sqlite"

    def _put(self, file: Path) -> None:
        # A new file: whoever still has the old one open keeps that for himself.
        for old in (self.path, *self.folder.glob("test.sqlite-*")):
            old.unlink(missing_ok=True)
        shutil.copy(file, self.path)


def _gather(file: Path) -> None:
    """Everything written stands in the file itself."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
