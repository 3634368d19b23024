"""A demonstration on a fresh database, with the real register and the real concepts."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
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


def _loaded(before: Ready, load: Callable[[], None], folder: Path) -> Ready:
    """Like `before`, with that loaded too: on SQLite once for all tests, who get a copy each; else for each test."""
    if os.environ.get("TEST_DATABASE_URL"):

        def load_anew(where: Path) -> str:
            url = before(where)
            with _opened(where, url), transaction():
                load()
            return url

        return load_anew
    with _opened(folder, before(folder)), transaction():
        load()
    made = folder / "test.sqlite"
    with closing(sqlite3.connect(made)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def copy(where: Path) -> str:
        shutil.copy(made, where / "test.sqlite")
        return f"sqlite:///{where / 'test.sqlite'}"

    return copy


@pytest.fixture(scope="session")
def ground(template_database: Ready, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Gives a database with register and concepts."""
    return _loaded(template_database, load_ground, tmp_path_factory.mktemp("ground"))


@pytest.fixture(scope="session")
def world(ground: Ready, tmp_path_factory: pytest.TempPathFactory) -> Ready:
    """Gives a database with the people and the sample world, without its pictures."""
    return _loaded(ground, load_world, tmp_path_factory.mktemp("world"))


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
