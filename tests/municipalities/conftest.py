"""The real register."""

import pytest
from flask import Flask

from app.core.database import transaction
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities


@pytest.fixture
def register(app: Flask) -> Flask:
    """The register that comes with the platform, loaded."""
    with transaction():
        load_municipalities(read_municipalities(PACKAGED))
    return app
