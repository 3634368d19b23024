"""Migrations make exactly the tables of the models, on both databases, and can be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask import Flask, current_app
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect, text

from app.core.database import db


@contextmanager
def empty_database() -> Iterator[None]:
    """The test's database without the tables it came with."""
    db.session.remove()
    db.drop_all()
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    yield
    db.session.remove()


def words(options: dict[str, Any]) -> str:
    return str(sorted((name, str(value)) for name, value in options.items()))


def shape() -> dict[str, dict[str, Any]]:
    """Everything the database says of its tables, in an order of its own."""
    inspector = inspect(db.engine)
    return {
        table: {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in inspector.get_columns(table)
            ),
            "key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                (str(f["name"]), f["constrained_columns"], f["referred_table"], words(f["options"]))
                for f in inspector.get_foreign_keys(table)
            ),
            "unique": sorted((str(u["name"]), u["column_names"]) for u in inspector.get_unique_constraints(table)),
            "checks": sorted(
                (str(c["name"]), " ".join(c["sqltext"].split())) for c in inspector.get_check_constraints(table)
            ),
            "indexes": sorted(
                (str(i["name"]), str(i["column_names"]), bool(i["unique"]), words(i["dialect_options"]))
                for i in inspector.get_indexes(table)
            ),
        }
        for table in sorted(inspector.get_table_names())
        if table != "alembic_version"
    }


def heads() -> list[str]:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config()).get_heads()


def test_there_is_one_head(app: Flask) -> None:
    assert len(heads()) == 1


def test_migrations_make_the_tables_of_the_models(app: Flask) -> None:
    from_models = shape()
    with empty_database():
        upgrade()
        assert shape() == from_models
        check()


def test_migrations_go_up_down_and_up_again(app: Flask) -> None:
    with empty_database():
        upgrade()
        once = shape()
        downgrade(revision="base")
        assert shape() == {}
        upgrade()
        assert shape() == once


def test_a_table_that_no_migration_knows_is_found(app: Flask) -> None:
    with empty_database():
        upgrade()
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE job ADD COLUMN stray INTEGER"))
        with pytest.raises((CommandError, SystemExit)):
            check()
