"""The tables of a test database, made at once and marked as migrated; `test_migrations` proves both ways equal."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.core.database import Base

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def make_tables(engine: Engine) -> None:
    """Create everything, and note the newest migration as done."""
    Base.metadata.create_all(engine)
    script = ScriptDirectory(str(MIGRATIONS))
    with engine.begin() as connection:
        MigrationContext.configure(connection).stamp(script, "head")
