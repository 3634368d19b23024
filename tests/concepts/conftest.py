"""The real documents: the register and the four concepts that come with the platform."""

import pytest
from flask import Flask

from app.concepts.cli import load_files, packaged_files
from app.municipalities.cli import PACKAGED
from app.municipalities.loading import load_municipalities, read_municipalities
from tests.kept import Databases, begin_with


def load_documents() -> None:
    load_municipalities(read_municipalities(PACKAGED))
    load_files(packaged_files())


@pytest.fixture
def documents(app: Flask, databases: Databases) -> Flask:
    """The register and the four concepts, loaded."""
    begin_with(databases, "documents", load_documents)
    return app
