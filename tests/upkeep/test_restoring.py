"""A restore is all or nothing, into an empty database of the same shape, and brings nobody back who was erased."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.accounts.models import Person
from app.core.database import Base, db
from app.upkeep.erasures import note_erased
from app.upkeep.packing import MANIFEST, part_of, read_manifest
from tests.invariants import assert_sound
from tests.upkeep.conftest import Made
from tests.upkeep.stage import digests, refused, run, store


def is_empty() -> bool:
    tables = [table for table in Base.metadata.sorted_tables if db.session.execute(select(table).limit(1)).first()]
    return not tables and not list(store().list_keys())


def change(made: Made, **values: Any) -> None:
    """Another manifest, with a digest that fits it."""
    manifest = read_manifest(made.folder).model_copy(update=values)
    manifest.digest = manifest.own_digest()
    (made.folder / MANIFEST).write_text(manifest.model_dump_json())


@pytest.mark.parametrize("part", ["tables/thing.jsonl", "secret-key", "files/*", MANIFEST])
def test_a_changed_byte_is_noticed_and_nothing_written(app: Flask, made: Made, part: str) -> None:
    path = next(made.folder.glob(part))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "beschädigt" in refused(app, "restore", made.folder)
    assert is_empty()


@pytest.mark.parametrize("part", ["tables/person.jsonl", "secret-key", "files/*", MANIFEST])
def test_a_missing_part_is_noticed_and_nothing_written(app: Flask, made: Made, part: str) -> None:
    next(made.folder.glob(part)).unlink()
    assert "vollständig" in refused(app, "restore", made.folder)
    assert is_empty()


def test_rows_that_no_database_takes_leave_nothing_behind(app: Flask, made: Made) -> None:
    """The digests fit, but a row stands there twice: all or nothing, and in words."""
    path = made.folder / "tables" / "support.jsonl"
    path.write_bytes(path.read_bytes() * 2)
    tables = read_manifest(made.folder).tables | {"support": part_of(path.read_bytes().splitlines(keepends=True))}
    change(made, tables=tables)
    assert "Die Datenbank macht nicht mit" in refused(app, "restore", made.folder)
    assert is_empty()


def test_restore_wants_an_empty_database(app: Flask, made: Made) -> None:
    run(app, "restore", made.folder)
    assert "Die Datenbank ist nicht leer" in refused(app, "restore", made.folder)
    assert digests() == read_manifest(made.folder).tables


def test_restore_wants_the_tables_the_backup_was_made_from(app: Flask, made: Made) -> None:
    change(made, revision="0001")
    assert "Tabellenstand 0001" in refused(app, "restore", made.folder)
    assert is_empty()


def test_restore_wants_a_database_with_tables(app: Flask, made: Made) -> None:
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.commit()
    assert "db upgrade" in refused(app, "restore", made.folder)


def test_a_file_can_lie_nowhere_but_in_the_store(app: Flask, made: Made) -> None:
    """A backup somebody tampered with, digests and all, names a file outside the store."""
    (made.folder / "evil").write_bytes(b"x")
    change(made, files={"../evil": part_of([b"x"])})
    refused(app, "restore", made.folder)
    assert is_empty()


def test_the_key_comes_along(made: Made, elsewhere: Flask) -> None:
    key_file = Path(elsewhere.config["DATA"]) / "secret-key"
    assert key_file.read_text() == elsewhere.config["SECRET_KEY"]
    assert "Achtung" not in run(elsewhere, "restore", made.folder)
    assert key_file.read_text() == "s" * 40
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_key_from_outside_stays_and_the_difference_is_said(app: Flask, made: Made) -> None:
    assert "IDEENKREIS_SECRET_KEY ist ein anderer" in run(app, "restore", made.folder)
    assert not (Path(app.config["DATA"]) / "secret-key").exists()


def test_who_was_erased_since_stays_erased(app: Flask, made: Made) -> None:
    data, carla = Path(app.config["DATA"]), made.cast.carla.id
    for number in (carla, carla, 4711):
        note_erased(data, number)
    assert f"Personen {carla}." in run(app, "restore", made.folder)
    person = db.session.get_one(Person, carla)
    assert (person.email, person.display_name, person.is_active) == (None, None, False)
    assert db.session.get_one(Person, made.cast.anna.id).is_active
    assert_sound()


def test_an_erasure_goes_before_the_need_for_a_representative(app: Flask, made: Made) -> None:
    note_erased(Path(app.config["DATA"]), made.cast.frieda.id)
    assert f"Personen {made.cast.frieda.id}." in run(app, "restore", made.folder)
    assert not db.session.get_one(Person, made.cast.frieda.id).is_active
