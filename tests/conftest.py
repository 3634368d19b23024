"""The stage of every test: an application on a fresh database, the cast, and a client that refuses a bad page.

`TEST_DATABASE_URL` chooses the database: unset, SQLite; `embedded`, a PostgreSQL of the test environment.
"""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from app.core.database import db
from app.notifications.working import work_once
from config import Settings
from tests.cast import Cast, call_the_cast
from tests.compiled import build, compile_addresses_once, forget_engines, shared_app
from tests.kept import Databases, begin_with, leave
from tests.sqlite import Sqlite


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where every test gets its database."""
    wanted = os.environ.get("TEST_DATABASE_URL")
    if wanted:
        from tests.postgres import postgres

        with postgres(wanted) as made:
            yield made
            forget_engines()
        return
    yield Sqlite(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def another_database(databases: Databases) -> Callable[[Path], str]:
    """A function that gives a second application in the same test an empty database; it wants a folder of its own."""
    return databases.another


compile_addresses_once()
gc.set_threshold(100_000, 20, 100)  # Looking for rubbish among what stays anyway takes a twentieth of the time.


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases) -> Iterator[Flask]:
    settings = Settings(
        env="test", data=tmp_path, database_url=databases.empty(tmp_path), secret_key="k" * 40,
        mail_from="ideenkreis@example.org", base_url="http://localhost",
    )  # fmt: skip
    has_its_own = request.node.get_closest_marker("own_app") is not None
    app = build(settings) if has_its_own else shared_app(settings)
    with app.app_context():
        yield app
        leave(databases)
        if has_its_own:
            db.engine.dispose()


@pytest.fixture
def cast(app: Flask, databases: Databases) -> Cast:
    """Anna writes, Bernd moderates, Carla answers for a department, Dilek moderates elsewhere, Emil is nobody."""
    called: Cast = begin_with(databases, "cast", call_the_cast)
    return called


@pytest.fixture
def client(app: Flask) -> Any:
    """Emil's browser: not signed in."""
    return app.test_client()


@pytest.fixture
def as_person(app: Flask) -> Callable[..., Any]:
    """A browser in which that person is signed in, staff with their second factor."""

    def sign_in(person: Any, *, is_verified_twice: bool = True) -> Any:
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"] = person.session_key
            session["_fresh"] = True
            session["verified_twice"] = is_verified_twice
        return client

    return sign_in


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """Do what the worker would do by now, until nothing is due."""

    def run() -> int:
        done = 0
        while taken := work_once():
            done += taken
        return done

    return run


@pytest.fixture
def mails(app: Flask, run_jobs: Callable[[], int]) -> Callable[[], list[Any]]:
    """All mails sent so far, oldest first, after the worker has done its work."""
    import email
    import email.policy

    def read() -> list[Any]:
        run_jobs()
        files = sorted((app.config["DATA"] / "mail").glob("*.eml"))
        return [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in files]

    return read


@pytest.fixture
def statements() -> Iterator[list[tuple[str, Any]]]:
    """What is sent from now on, with its parameters."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
