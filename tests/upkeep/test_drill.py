"""The drill: back up while people write, restore elsewhere, and prove that it is the same and answers."""

import threading
from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.core.database import db, transaction
from app.ideas import submitting
from app.ideas.models import Idea
from app.upkeep.backing_up import back_up
from app.upkeep.packing import Step, read_manifest
from tests.cast import Cast
from tests.invariants import assert_sound
from tests.upkeep.conftest import Made
from tests.upkeep.stage import PICTURE, PREVIEW, World, digests, hand_in, run, store
from tests.worlds import an_idea

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def write_ideas(app: Flask, cast: Cast, stopped: threading.Event, wrote: threading.Semaphore) -> None:
    """Somebody hands in one idea after the other, through the real verbs."""
    with app.app_context():
        while not stopped.is_set():
            with transaction():
                hand_in(cast)
            wrote.release()
        db.session.remove()


def test_drill_backup_under_writers_restored_elsewhere(
    app: Flask, cast: Cast, world: World, elsewhere: Flask, tmp_path: Path
) -> None:
    number, slug, keys = world.idea.id, world.idea.slug, (world.picture.key, world.picture.preview_key)
    backup, stopped, wrote = tmp_path / "backup", threading.Event(), threading.Semaphore(0)
    db.session.remove()
    writers = [threading.Thread(target=write_ideas, args=(app, cast, stopped, wrote)) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        assert wrote.acquire(timeout=20)
        with app.app_context():
            run(app, "backup", backup)
        assert all(wrote.acquire(timeout=20) for _ in range(2))
    finally:
        stopped.set()
        for writer in writers:
            writer.join()
    manifest = read_manifest(backup)
    with app.app_context():
        # What was written after the moment of the backup is not in it.
        assert (db.session.scalar(select(func.count(Idea.id))) or 0) > manifest.tables["idea"].count
    with elsewhere.app_context():
        said = run(elsewhere, "restore", backup)
        assert "Prüfungen bestanden." in said
        assert digests() == manifest.tables
        assert_sound()
        assert [store().get(str(key)) for key in keys] == [PICTURE, PREVIEW]
        page = elsewhere.test_client().get(f"/ideen/{number}-{slug}")
        assert page.status_code == 200
        assert "Ein grüner Weg 🚲" in page.text
        with transaction():
            assert hand_in(cast) > max(manifest.numbers["thing"] - 1, number)


def test_a_backup_is_one_moment_whatever_is_written_while_it_is_made(
    app: Flask, cast: Cast, world: World, tmp_path: Path
) -> None:
    before, written = digests(), []

    def watch(steps: Iterable[Step], total: int, name: str) -> Iterable[Step]:
        with app.app_context(), transaction():
            written.append(hand_in(cast))
        return steps

    db.session.remove()
    manifest = back_up(
        tmp_path / "backup", engine=db.engine, store=store(), secret_key="k", migrations=MIGRATIONS, watch=watch
    )
    assert len(written) > len(before)
    assert manifest.tables == before


def test_negative_control_tables_read_one_after_the_other_do_not_fit(app: Flask, cast: Cast, world: World) -> None:
    ideas = {}
    for table in ("idea", "idea_version"):
        with db.engine.connect() as connection:
            column = "id" if table == "idea" else "idea_id"
            ideas[table] = set(connection.scalars(text(f"SELECT {column} FROM {table}")))
        with transaction():
            hand_in(cast)
    assert ideas["idea"] < ideas["idea_version"]


def test_from_sqlite_to_the_database_of_this_run(app: Flask, made: Made) -> None:
    """An installation that began small moves; on PostgreSQL this is the move from SQLite."""
    run(app, "restore", made.folder)
    assert digests() == read_manifest(made.folder).tables
    with transaction():
        hand_in(made.cast)
    assert_sound()


def test_numbers_once_given_are_not_given_again(app: Flask, cast: Cast, elsewhere: Flask, tmp_path: Path) -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps no account of deleted numbers")
    number = an_idea(cast, "draft").id
    with transaction():
        submitting.delete_draft(db.session.get_one(Idea, number))
    run(app, "backup", tmp_path / "backup")
    with elsewhere.app_context():
        run(elsewhere, "restore", tmp_path / "backup")
        with transaction():
            assert hand_in(cast) > number
