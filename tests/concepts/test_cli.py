from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.concepts.models import Concept
from app.core.database import db
from app.ideas.models import Idea
from app.projects.models import Project
from tests.cast import Cast
from tests.concepts.files import SMALL, written


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_all_packaged_concepts_load_with_their_examples_and_only_once(app: Flask) -> None:
    terminal = app.test_cli_runner()
    assert terminal.invoke(args=["municipalities", "load"]).exit_code == 0
    for _ in range(2):
        result = terminal.invoke(args=["concepts", "load"])
        assert result.exit_code == 0, result.output
        assert (number_of(Concept), number_of(Idea), number_of(Project)) == (4, 77, 86)
    assert "0 neu, 0 geändert, 312 unverändert, 0 entfallen; Beispiele: 0 Ideen, 0 Projekte" in result.output


def test_one_bad_file_and_nothing_is_loaded(cast: Cast, app: Flask, tmp_path: Path) -> None:
    before = number_of(Concept)
    good = written(tmp_path)
    orphan = written(
        tmp_path, SMALL.replace("authority: hier", "authority: niemand").replace("kek-klein", "kek-zwei"), "b.yaml"
    )
    result = app.test_cli_runner().invoke(args=["concepts", "load", str(good), str(orphan)])
    assert result.exit_code == 1
    assert "municipalities load" in result.output
    assert (number_of(Concept), number_of(Idea)) == (before, 0)


def test_without_municipalities_the_error_says_what_to_run(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["concepts", "load"])
    assert result.exit_code == 1
    assert "municipalities load" in result.output


def test_check_names_all_faults_and_ends_with_one(app: Flask, tmp_path: Path) -> None:
    terminal = app.test_cli_runner()
    bad = written(tmp_path, SMALL.replace("kind: approach", "kind: wish").replace("tone: 2", "tone: 9"), "bad.yaml")
    result = terminal.invoke(args=["concepts", "check", str(bad)])
    assert result.exit_code == 1
    assert result.output.count("bad.yaml: line ") == 2
    assert terminal.invoke(args=["concepts", "check", str(written(tmp_path))]).exit_code == 0


def test_export_writes_a_file_that_can_be_loaded(cast: Cast, app: Flask, tmp_path: Path) -> None:
    terminal = app.test_cli_runner()
    terminal.invoke(args=["concepts", "load", str(written(tmp_path))])
    result = terminal.invoke(args=["concepts", "export", "kek-klein"])
    again = terminal.invoke(args=["concepts", "check", str(written(tmp_path, result.output, "again.yaml"))])
    assert (again.exit_code, again.output) == (0, "again.yaml: kek-klein, 6 goals, 1 examples\n")
    assert terminal.invoke(args=["concepts", "export", "nothing"]).exit_code == 1
