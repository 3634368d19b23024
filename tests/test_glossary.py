"""Every kind of thing the database holds is explained in the glossary."""

import re
from pathlib import Path

import pytest

import app  # noqa: F401 - loads every table
from app.core.database import Base

pytestmark = pytest.mark.once
GLOSSARY = Path(__file__).parent.parent / "docs" / "glossary.md"


def unexplained(names: set[str], glossary: str) -> set[str]:
    return {name for name in names if not re.search(rf"`{name}`", glossary)}


def test_every_model_stands_in_the_glossary() -> None:
    names = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert unexplained(names, GLOSSARY.read_text()) == set()


def test_an_unexplained_model_is_found() -> None:
    assert unexplained({"Idea", "IdeaVersion"}, "Idee – `Idea`: …") == {"IdeaVersion"}
