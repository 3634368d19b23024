"""A backup is whole, for its owner alone, and never where something else lies."""

import json
from pathlib import Path

from flask import Flask

from app.core.database import Base
from app.upkeep.packing import MANIFEST
from tests.upkeep.conftest import Made
from tests.upkeep.stage import World, refused, run, store


def test_nobody_but_its_owner_reads_a_backup(made_on_sqlite: Made) -> None:
    files = [path for path in made_on_sqlite.folder.rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert made_on_sqlite.folder.stat().st_mode & 0o777 == 0o700


def test_a_backup_never_goes_into_a_folder_that_holds_something(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note").write_text("x")
    assert "ist nicht leer" in refused(app, "backup", tmp_path / "taken")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["note"]
    (tmp_path / "free").mkdir()
    run(app, "backup", tmp_path / "free")
    assert (tmp_path / "free" / MANIFEST).is_file()


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(app: Flask, world: World, tmp_path: Path) -> None:
    store().delete(world.picture.key)
    said = refused(app, "backup", tmp_path / "new" / "backup")
    assert f"Die Datei {world.picture.key} fehlt im Speicher" in said
    assert list((tmp_path / "new").iterdir()) == []


def test_counters_of_the_last_minutes_stay_behind_and_jobs_come_along(made_on_sqlite: Made) -> None:
    tables = made_on_sqlite.folder / "tables"
    assert {table.name for table in Base.metadata.sorted_tables} - {path.stem for path in tables.iterdir()} == {
        "limit_window", "search_document", "search_term", "search_gram", "search_posting"
    }  # fmt: skip
    jobs = (tables / "job.jsonl").read_text().splitlines()
    assert "send_mail:test" in {json.loads(job)["key"] for job in jobs}


def test_whoever_the_database_knows_as_erased_is_noted_with_each_backup(made_on_sqlite: Made) -> None:
    noted = made_on_sqlite.folder.parent / "erased"
    assert [path.name for path in noted.iterdir()] == [str(made_on_sqlite.world.erased.id)]
