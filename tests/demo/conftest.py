"""A demonstration on a fresh database, with the real register and the real concepts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.concepts.cli import CORRESPONDENCES, load_files, packaged_files
from app.concepts.correspondence_file import propose_from, read_correspondences
from app.core.database import db, transaction
from app.demo.people import load_people
from app.demo.staging import stage_world
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities
from config import Settings
from tests.client import CheckingClient
from tests.kept import Databases

Ready = Callable[[Path], str]


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        env="demo", data=folder, database_url=url, secret_key="k" * 40, mail_from="ideenkreis@example.org",
        base_url="http://localhost",
    )  # fmt: skip


@contextmanager
def _opened(folder: Path, url: str) -> Iterator[Flask]:
    app = create_app(_settings(folder, url))
    app.testing = True
    app.test_client_class = CheckingClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def load_ground() -> None:
    load_municipalities(read_municipalities(PACKAGED))
    load_files(packaged_files())
    propose_from(read_correspondences(CORRESPONDENCES))


def load_world() -> None:
    load_people()
    stage_world()


def _holding(databases: Databases, name: str, load: Callable[[], None]) -> Ready:
    """Gives a database in which that is loaded: once in this test run, then as it was kept."""

    def give(where: Path) -> str:
        url = databases.empty(where)
        if not databases.bring_back(name):
            with _opened(where, url), transaction():
                load()
            databases.keep(name)
        return url

    return give


@pytest.fixture(scope="session")
def ground(databases: Databases) -> Ready:
    """Gives a database with register and concepts."""
    return _holding(databases, "ground", load_ground)


@pytest.fixture(scope="session")
def world(databases: Databases) -> Ready:
    """Gives a database with the people and the sample world, without its pictures."""

    def load_all() -> None:
        load_ground()
        load_world()

    return _holding(databases, "world", load_all)


@pytest.fixture
def demo_app(tmp_path: Path, ground: Ready) -> Iterator[Flask]:
    """The application as a demonstration; register and concepts loaded, nobody there yet."""
    with _opened(tmp_path, ground(tmp_path)) as app:
        yield app


@pytest.fixture
def stage(tmp_path: Path, world: Ready) -> Iterator[Flask]:
    """The demonstration with its people and its sample world."""
    with _opened(tmp_path, world(tmp_path)) as app:
        yield app


@pytest.fixture
def visitor(stage: Flask) -> Any:
    """A browser on the demonstration."""
    return stage.test_client()
