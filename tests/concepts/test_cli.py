from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.concepts.models import Concept
from app.core.database import db
from app.core.journal import JournalEntry
from app.editions.queries import file_of, file_that_holds, public_editions
from app.ideas.models import Idea
from app.projects.models import Project
from tests.cast import Cast
from tests.concepts.files import SMALL, written
from tests.editions.drafts import REWORDED, adopted, drafted, small


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


def test_what_was_adopted_at_the_desk_is_not_loaded_over(cast: Cast, app: Flask, tmp_path: Path) -> None:
    edition = adopted(cast, drafted(cast, tmp_path, REWORDED))
    result = app.test_cli_runner().invoke(args=["concepts", "load", str(written(tmp_path))])
    assert (result.exit_code, "read the file in as a draft" in result.output) == (1, True)
    db.session.expire_all()
    assert file_that_holds(edition.concept) == file_of(edition)


def test_a_dry_run_says_what_it_would_do_and_keeps_nothing(cast: Cast, app: Flask, tmp_path: Path) -> None:
    before = number_of(Concept)
    result = app.test_cli_runner().invoke(args=["concepts", "load", "--dry-run", str(written(tmp_path))])
    assert (result.exit_code, "6 neu" in result.output, "Nur geprüft" in result.output) == (0, True, True)
    assert number_of(Concept) == before


def test_a_corrected_file_corrects_the_frozen_copy_and_says_so(cast: Cast, tmp_path: Path) -> None:
    concept = small(tmp_path)
    small(tmp_path)
    held = public_editions(concept.id)
    small(tmp_path, REWORDED)
    db.session.expire_all()
    assert [one.id for one in public_editions(concept.id)] == [one.id for one in held]
    assert file_of(public_editions(concept.id)[0]) == file_that_holds(concept)
    rows = db.session.scalars(
        select(JournalEntry).where(JournalEntry.thing_id == concept.id).order_by(JournalEntry.id)
    ).all()
    assert [(row.verb, row.actor_role, row.audience) for row in rows] == [("correct_edition", "import", "staff")]
