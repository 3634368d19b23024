"""What a concept prints as examples comes in as ideas and projects, and is counted where it stands."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.concepts.cli import load_files
from app.core.database import db, transaction
from app.ideas.models import Idea
from app.projects.models import Project
from app.things.models import Thing
from app.things.supporting import support
from tests.cast import Cast
from tests.concepts.files import SMALL, written
from tests.invariants import assert_sound


@pytest.mark.parametrize(("kind", "model"), [("idea", Idea), ("project", Project)])
def test_a_second_place_in_a_corrected_file_is_counted_once(
    app: Flask, cast: Cast, tmp_path: Path, kind: str, model: type[Thing]
) -> None:
    printed = SMALL.replace("kind: idea", f"kind: {kind}")
    with transaction():
        load_files([written(tmp_path, printed)])
    corrected = printed.replace("[{goal: wege, line: 12}]", "[{goal: wege, line: 12}, {goal: bus, line: 30}]")
    with transaction():
        load_files([written(tmp_path, corrected)])
    assert_sound()
    example = db.session.scalars(select(model)).one()
    with transaction():
        support(example, cast.anna)
    assert_sound()
