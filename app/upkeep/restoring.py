"""A restore: the whole backup into an empty installation, or nothing of it."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, exists, func, insert, select, text, update

from app.core.database import db
from app.files.storing import Store
from app.upkeep.packing import (
    BATCH,
    FILES,
    KEY,
    TABLES,
    Manifest,
    UpkeepFails,
    Watch,
    file_digest,
    kept_tables,
    lines_of,
    part_of,
    read_manifest,
    revision_of,
    rows_in,
    unwatched,
)


def check_backup(source: Path, watch: Watch = unwatched) -> Manifest:
    """The manifest of a backup whose every part is there and as it was written; else what is wrong with it."""
    manifest = read_manifest(source)
    parts = list(manifest.parts())
    for name, part in watch(parts, len(parts), "check"):
        path = source / name
        if not path.is_file():
            raise UpkeepFails(f"Die Sicherung ist unvollständig: {name} fehlt. Es wurde nichts geschrieben.")
        if file_digest(path) != part.sha256:
            raise UpkeepFails(f"Die Sicherung ist beschädigt: {name} ist verändert. Es wurde nichts geschrieben.")
    return manifest


def restore_tables(source: Path, manifest: Manifest, *, migrations: Path, watch: Watch = unwatched) -> None:
    """All rows into the empty tables, inside the open transaction, and the proof that they are those of the backup."""
    connection = db.session.connection()
    tables = kept_tables()
    _ensure_fitting(connection, manifest, tables, migrations)
    for table in tables:
        _fill(connection, table, source / TABLES / f"{table.name}.jsonl", manifest.tables[table.name].count, watch)
    for table in watch(tables, len(tables), "compare"):
        if part_of(lines_of(connection, table)) != manifest.tables[table.name]:
            raise UpkeepFails(f"Die Tabelle {table.name} stimmt nach dem Einlesen nicht mit der Sicherung überein.")
    _go_on_counting(connection, manifest, tables)


def restore_files(source: Path, manifest: Manifest, *, store: Store, watch: Watch = unwatched) -> None:
    """The files into the store, under the keys they had."""
    for key in watch(list(manifest.files), len(manifest.files), "files"):
        store.put(key, (source / FILES / key).read_bytes())


def restore_key(source: Path, *, in_use: str, path: Path) -> bool:
    """The key into its file, where this installation has it there; False where its key is set from outside and differs.

    With another key everybody is signed out and links in mails sent before lead nowhere.
    """
    key = (source / KEY).read_text().strip()
    if key == in_use:
        return True
    if not path.is_file() or path.read_text().strip() != in_use:
        return False
    beside = path.with_suffix(".neu")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return True


def _ensure_fitting(connection: Connection, manifest: Manifest, tables: list[Table], migrations: Path) -> None:
    revision = revision_of(connection, migrations)
    if manifest.revision != revision or set(manifest.tables) != {table.name for table in tables}:
        raise UpkeepFails(
            f"Die Sicherung hat den Tabellenstand {manifest.revision}, dieses Programm {revision}. Stellen Sie sie mit "
            "der Programmversion wieder her, die sie geschrieben hat; danach bringt db upgrade sie auf diesen Stand."
        )
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))
    filled = [table.name for table in tables if connection.scalar(select(exists(select(table))))]
    if filled:
        raise UpkeepFails(
            f"Die Datenbank ist nicht leer ({', '.join(filled[:5])}). Wiederhergestellt wird nur in eine leere: "
            "neue Datenbank anlegen, flask --app wsgi db upgrade, dann restore."
        )


def _fill(connection: Connection, table: Table, path: Path, count: int, watch: Watch) -> None:
    # A row may refer to a later one of its own table: such references come when all rows are there.
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    with path.open("rb") as file:
        rows = rows_in(watch(file, count, table.name), table)
        for batch in _batches(row | dict.fromkeys(own) for row in rows):
            connection.execute(insert(table), batch)
    if own:
        with path.open("rb") as file:
            for batch in _batches(_references(rows_in(file, table), own)):
                values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in own}
                connection.execute(update(table).where(table.c.id == bindparam("row_id")).values(values), batch)


def _references(rows: Iterable[dict[str, Any]], own: list[str]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if any(row[name] is not None for name in own):
            yield {"row_id": row["id"]} | {f"new_{name}": row[name] for name in own}


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _go_on_counting(connection: Connection, manifest: Manifest, tables: list[Table]) -> None:
    """New rows get numbers that no row ever had."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.autoincrement_column
        if column is not None:
            last = manifest.numbers.get(table.name, 0)
            sequence = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(sequence, max(last, 1), last > 0)))
