"""A demonstration on a fresh database, with the real register and the real concepts."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.concepts.cli import load_files, packaged_files
from app.core.database import db, transaction
from app.demo.people import load_people
from app.demo.staging import stage_world
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities
from config import Settings
from tests.client import CheckingClient


@pytest.fixture
def demo_app(tmp_path: Path, template_database: Callable[[Path], str]) -> Iterator[Flask]:
    """The application as a demonstration; register and concepts loaded, nobody there yet."""
    settings = Settings(
        env="demo", data=tmp_path, database_url=template_database(tmp_path), secret_key="k" * 40,
        mail_from="ideenkreis@example.org", base_url="http://localhost",
    )  # fmt: skip
    app = create_app(settings)
    app.testing = True
    app.test_client_class = CheckingClient
    with app.app_context():
        with transaction():
            load_municipalities(read_municipalities(PACKAGED))
            load_files(packaged_files())
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def stage(demo_app: Flask) -> Flask:
    """The demonstration with its people and its sample world."""
    with transaction():
        load_people()
        stage_world()
    return demo_app


@pytest.fixture
def visitor(stage: Flask) -> Any:
    """A browser on the demonstration."""
    return stage.test_client()
