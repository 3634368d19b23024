"""The real register."""

import pytest
from flask import Flask

from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities
from tests.kept import Databases, begin_with


def load_register() -> None:
    load_municipalities(read_municipalities(PACKAGED))


@pytest.fixture
def register(app: Flask, databases: Databases) -> Flask:
    """The register that comes with the platform, loaded."""
    begin_with(databases, "register", load_register)
    return app
