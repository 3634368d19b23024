"""The real documents: the register and the four concepts that come with the platform."""

import pytest
from flask import Flask

from app.concepts.cli import load_files, packaged_files
from app.core.database import transaction
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities


@pytest.fixture
def documents(app: Flask) -> Flask:
    """The register and the four concepts, loaded."""
    with transaction():
        load_municipalities(read_municipalities(PACKAGED))
        load_files(packaged_files())
    return app
