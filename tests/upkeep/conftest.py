"""Installations to back up, to restore into, and a backup that is made once."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.core.database import db, transaction
from tests.cast import Cast, call_the_cast
from tests.tables import make_tables
from tests.upkeep.stage import World, a_world, installation, run


@dataclass
class Made:
    """A backup, and who lives in it."""

    folder: Path
    cast: Cast
    world: World


@pytest.fixture
def world(app: Flask, cast: Cast) -> World:
    return a_world(cast)


@pytest.fixture
def elsewhere(tmp_path: Path, another_database: Callable[[Path], str]) -> Iterator[Flask]:
    """An empty installation on the same kind of database, beside the one of the test."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    with installation(folder, another_database(folder)) as other:
        yield other


@pytest.fixture(scope="session")
def made_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The backup of a small installation on SQLite; nobody changes it."""
    folder = tmp_path_factory.mktemp("small")
    url = f"sqlite:///{folder / 'small.sqlite'}"
    engine = create_engine(url)
    make_tables(engine)
    engine.dispose()
    with installation(folder, url, key="s" * 40) as small, small.app_context():
        with transaction():
            cast = call_the_cast()
        world = a_world(cast)
        run(small, "backup", folder / "backup")
        db.session.remove()
    return Made(folder / "backup", cast, world)


@pytest.fixture
def made(made_on_sqlite: Made, tmp_path: Path) -> Made:
    """A copy of it to break."""
    shutil.copytree(made_on_sqlite.folder, tmp_path / "backup")
    return Made(tmp_path / "backup", made_on_sqlite.cast, made_on_sqlite.world)
