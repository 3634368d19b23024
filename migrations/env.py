"""How migrations run: on the application's own engine, in one transaction on both databases."""

from collections.abc import Iterable
from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import MigrationScript
from flask import current_app
from sqlalchemy import Connection

from app.core.database import Base, UtcDateTime


def type_in_words(kind: str, thing: Any, _context: AutogenContext) -> str | bool:
    """Migrations stand by themselves: our own types are written as what they are in the database."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def leave_out_empty(_context: object, _revision: object, directives: Iterable[MigrationScript]) -> None:
    """No difference, no file."""
    script = next(iter(directives), None)
    is_writing = getattr(context.config.cmd_opts, "autogenerate", False)
    if is_writing and script is not None and script.upgrade_ops is not None and script.upgrade_ops.is_empty():
        directives[:] = []  # type: ignore[index]
        print("Nichts zu tun: Tabellen und Modelle stimmen überein.")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=type_in_words,
        process_revision_directives=leave_out_empty,
        # Our engine begins transactions on SQLite itself, so tables there come and go whole as well.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def foreign_keys(connection: Connection, switch: str) -> None:
    """SQLite changes a table by making it anew; meanwhile nothing may hang on the old one."""
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={switch}")  # type: ignore[union-attr]


with current_app.extensions["migrate"].db.engine.connect() as connection:
    foreign_keys(connection, "OFF")
    try:
        run(connection)
        connection.commit()
    finally:
        foreign_keys(connection, "ON")
