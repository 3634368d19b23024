"""What a backup looks like: a manifest, JSON lines per table, the files, the key. The same on both databases.

A table's rows stand in the order of their key, bytes compared as bytes, moments in UTC, one line a row. The digest of
its lines therefore tells whether two databases hold the same, whatever programs they are.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection, Date, String, Table, select

from app.core.database import Base, UtcDateTime
from app.core.errors import DomainError

NOT_KEPT = {"limit_window", "search_document", "search_term", "search_gram", "search_posting"}
"""Tables that are no part of a backup: counters of the last minutes, and what is searched, which is made anew."""
BATCH = 1000
MANIFEST, TABLES, FILES, KEY = "manifest.json", "tables", "files", "secret-key"

Step = TypeVar("Step")


class UpkeepFails(DomainError):
    """Backup or restore cannot go on; the sentence says why and what to do."""


class Watch(Protocol):
    """Whoever wants to show progress goes through the steps and hands them on."""

    def __call__(self, steps: Iterable[Step], total: int, name: str) -> Iterable[Step]: ...


def unwatched(steps: Iterable[Step], total: int, name: str) -> Iterable[Step]:
    """Nobody looks on."""
    return steps


class Part(BaseModel):
    """One file of a backup: its digest, and how much is in it (rows, bytes)."""

    model_config = ConfigDict(extra="forbid")

    sha256: str
    count: int


class Manifest(BaseModel):
    """What belongs to a backup. `digest` is that of the manifest itself; `numbers` are the last ids given."""

    model_config = ConfigDict(extra="forbid")

    format: Literal[1] = 1
    revision: str
    moment: datetime
    tables: dict[str, Part]
    numbers: dict[str, int]
    files: dict[str, Part] = {}
    key: Part | None = None
    digest: str = ""

    def own_digest(self) -> str:
        return hashlib.sha256(self.model_dump_json(exclude={"digest"}).encode()).hexdigest()

    def parts(self) -> Iterator[tuple[str, Part]]:
        """Every file there must be, with its path inside the backup."""
        yield from ((f"{TABLES}/{name}.jsonl", part) for name, part in self.tables.items())
        yield from ((f"{FILES}/{key}", part) for key, part in self.files.items())
        if self.key is not None:
            yield KEY, self.key


def read_manifest(source: Path) -> Manifest:
    """The manifest of the backup in that folder, if it is one and as it was written."""
    try:
        manifest = Manifest.model_validate_json((source / MANIFEST).read_bytes())
    except FileNotFoundError:
        raise UpkeepFails(f"{source} ist keine vollständige Sicherung: {MANIFEST} fehlt.") from None
    except ValidationError:
        raise UpkeepFails(f"{source / MANIFEST} ist beschädigt oder von einer anderen Programmversion.") from None
    if manifest.digest != manifest.own_digest():
        raise UpkeepFails(f"{source / MANIFEST} ist beschädigt: Die Prüfsumme stimmt nicht.")
    return manifest


def kept_tables() -> list[Table]:
    """The tables of a backup, each behind those it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in NOT_KEPT]


def lines_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table as lines; never all of them in memory."""
    is_postgres = connection.dialect.name == "postgresql"
    order = [
        column.collate("C") if is_postgres and isinstance(column.type, String) else column
        for column in table.primary_key.columns
    ]
    asked = select(table).order_by(*order).execution_options(yield_per=BATCH)
    for row in connection.execute(asked):
        yield line_of(row._mapping)


def line_of(row: Any) -> bytes:
    """One row as a line; a value of a kind this format does not know ends the backup."""
    plain = {str(name): value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def rows_in(lines: Iterable[bytes], table: Table) -> Iterator[dict[str, Any]]:
    """The rows back from their lines, with moments and days as such."""
    readers: dict[str, Callable[[str], Any]] = {}
    for column in table.columns:
        if isinstance(column.type, UtcDateTime):
            readers[column.name] = datetime.fromisoformat
        elif isinstance(column.type, Date):
            readers[column.name] = date.fromisoformat
    for line in lines:
        row: dict[str, Any] = json.loads(line)
        for name, read in readers.items():
            if row[name] is not None:
                row[name] = read(row[name])
        yield row


def part_of(lines: Iterable[bytes]) -> Part:
    """Digest and number of these lines."""
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        count += 1
    return Part(sha256=digest.hexdigest(), count=count)


def file_digest(path: Path) -> str:
    """The digest of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def revision_of(connection: Connection, migrations: Path) -> str:
    """The migration the database is at, which must be the one this program is made for."""
    heads = ScriptDirectory(str(migrations)).get_heads()
    current = MigrationContext.configure(connection).get_current_heads()
    if not current or set(current) != set(heads):
        raise UpkeepFails("Die Datenbank ist nicht auf dem Stand des Programms. Zuerst: flask --app wsgi db upgrade")
    return heads[0]
