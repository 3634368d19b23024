"""The table knows every column there is, and every deletion stands in it."""

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, MetaData, String, Table, Text

from app.core.database import Base
from app.privacy.table import GONE, HASHED, HOLDINGS, NOTHING_PERSONAL, STAYS, SWEPT
from app.privacy.wording import privacy_table, subjects
from app.sitemap import RETENTION

pytestmark = pytest.mark.once


def may_be_personal(column: "Column[object]") -> bool:
    is_about_a_person = any(str(key.column) == "person.id" for key in column.foreign_keys)
    return is_about_a_person or isinstance(column.type, String | Text | JSON)


def unclassified(tables: list[Table]) -> set[str]:
    known = {holding.table: set(holding.columns) | holding.plain for holding in HOLDINGS}
    return {
        f"{table.name}.{column.name}"
        for table in tables
        if table.name not in NOTHING_PERSONAL and table.name not in HASHED
        for column in table.columns
        if may_be_personal(column) and column.name not in known.get(table.name, ())
    }


def test_every_column_that_may_hold_a_person_is_in_the_table() -> None:
    assert unclassified(list(Base.metadata.sorted_tables)) == set()


def test_a_column_nobody_classified_is_found() -> None:
    stray = Table("person", MetaData(), Column("email", String), Column("nickname", String))
    assert unclassified([stray]) == {"person.nickname"}


def test_the_table_names_only_columns_there_are() -> None:
    for holding in HOLDINGS:
        assert set(holding.columns) | holding.plain <= set(Base.metadata.tables[holding.table].columns.keys())
        assert set(holding.columns.values()) <= {GONE, STAYS, SWEPT}
    assert set(Base.metadata.tables) >= NOTHING_PERSONAL
    assert not NOTHING_PERSONAL & {holding.table for holding in HOLDINGS}


def test_tables_about_nobody_know_no_person() -> None:
    for name in NOTHING_PERSONAL:
        for column in Base.metadata.tables[name].columns:
            assert not any(str(key.column) == "person.id" for key in column.foreign_keys), f"{name}.{column.name}"


def test_every_deletion_that_time_decides_belongs_to_a_line(app: Flask) -> None:
    named = {holding.retention for holding in HOLDINGS if holding.retention} | set(HASHED.values())
    assert named == set(RETENTION)


def test_every_subject_has_its_words_and_its_line(app: Flask) -> None:
    used = {holding.subject for holding in HOLDINGS} | {"limits"}
    with app.test_request_context():
        assert set(subjects()) == used
        assert privacy_table().count("\n") == len(used) + 1
