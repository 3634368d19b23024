"""A backup: one moment of the database, the files it names, the key; whole or not there at all."""

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import Connection, Engine, func, or_, select, text

from app.core.clock import now
from app.files.models import Attachment
from app.files.storing import FileIsMissing, Store
from app.upkeep.packing import (
    FILES,
    KEY,
    MANIFEST,
    TABLES,
    Manifest,
    Part,
    UpkeepFails,
    Watch,
    kept_tables,
    lines_of,
    revision_of,
    unwatched,
)


def back_up(
    target: Path, *, engine: Engine, store: Store, secret_key: str, migrations: Path, watch: Watch = unwatched
) -> Manifest:
    """Write everything into a new folder. It gets its name when it is complete: what has the name is whole."""
    target = target.resolve()
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise UpkeepFails(f"{target} ist nicht leer. Eine Sicherung braucht einen leeren oder neuen Ordner.")
    target.parent.mkdir(parents=True, exist_ok=True)
    work = Path(mkdtemp(prefix=f".{target.name}.", suffix=".unfertig", dir=target.parent))
    try:
        with snapshot(engine) as connection:
            manifest = _write_tables(connection, work, revision_of(connection, migrations), watch)
            keys = sorted(keys_needed(connection))
        manifest.files = _write_files(keys, work, store, engine, watch)
        manifest.key = _write(work / KEY, [secret_key.encode()])
        manifest.digest = manifest.own_digest()
        _write(work / MANIFEST, [manifest.model_dump_json(indent=1).encode()])
        work.rename(target)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return manifest


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is at one moment, whatever is written meanwhile; it only reads."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


def keys_needed(connection: Connection, key: str | None = None) -> set[str]:
    """The files that rows name; all of them, or whether that one is."""
    named = select(Attachment.key, Attachment.preview_key).where(Attachment.removed_at.is_(None))
    if key is not None:
        named = named.where(or_(Attachment.key == key, Attachment.preview_key == key))
    rows = connection.execute(named.execution_options(yield_per=1000))
    return {name for row in rows for name in row if name is not None}


def last_number(connection: Connection, table: str, column: str) -> int:
    """The last number PostgreSQL gave to a row of that table, deleted ones too; SQLite keeps no account of it."""
    if connection.dialect.name != "postgresql":
        return 0
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table, column)))
    given = text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608 - its own name
    return int(connection.scalar(given) or 0) if sequence else 0


def _write_tables(connection: Connection, work: Path, revision: str, watch: Watch) -> Manifest:
    manifest = Manifest(revision=revision, moment=now(), tables={}, numbers={})
    (work / TABLES).mkdir()
    for table in kept_tables():
        total = connection.scalar(select(func.count()).select_from(table)) or 0
        lines = watch(lines_of(connection, table), total, table.name)
        manifest.tables[table.name] = _write(work / TABLES / f"{table.name}.jsonl", lines)
        column = table.autoincrement_column
        if column is not None:
            highest = connection.scalar(select(func.max(column))) or 0
            manifest.numbers[table.name] = max(highest, last_number(connection, table.name, column.name))
    return manifest


def _write_files(keys: list[str], work: Path, store: Store, engine: Engine, watch: Watch) -> dict[str, Part]:
    (work / FILES).mkdir()
    parts = {}
    for key in watch(keys, len(keys), "files"):
        try:
            data = store.get(key)
        except FileIsMissing:
            with snapshot(engine) as connection:
                is_needed = bool(keys_needed(connection, key))
            why = "fehlt im Speicher; wozu sie gehört, sagt: flask --app wsgi fsck"
            raise UpkeepFails(
                f"Die Datei {key} {why if is_needed else 'wurde während der Sicherung gelöscht. Bitte wiederholen.'}"
            ) from None
        parts[key] = _write(work / FILES / key, [data], of_bytes=True)
    return parts


def _write(path: Path, pieces: Iterable[bytes], *, of_bytes: bool = False) -> Part:
    """Write a part for its owner alone, and be sure that it has arrived on the disk."""
    digest, count = hashlib.sha256(), 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
            digest.update(piece)
            count += len(piece) if of_bytes else 1
        file.flush()
        os.fsync(file.fileno())
    return Part(sha256=digest.hexdigest(), count=count)
