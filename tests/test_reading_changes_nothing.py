"""Looking at a page changes nothing in the database (the test client watches every GET)."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.database import db
from tests.queries import ReadingChangedSomething, count_queries


def test_pages_without_parameters_only_read(app: Flask, cast: Any, client: Any) -> None:
    paths = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "static"
    }
    assert {path: status for path in sorted(paths) if (status := client.get(path).status_code) >= 500} == {}


@pytest.mark.own_app
def test_a_page_that_writes_is_caught(app: Flask) -> None:
    @app.get("/schreibt")
    def writes_while_reading() -> str:
        db.session.execute(text("DELETE FROM limit_window"))
        return "…"

    client = app.test_client()
    with pytest.raises(ReadingChangedSomething):
        client.get("/schreibt")


def test_a_query_too_many_is_counted(app: Flask) -> None:
    with pytest.raises(AssertionError, match="2 queries instead of 1"), count_queries(1):
        db.session.execute(text("SELECT 1"))
        db.session.execute(text("SELECT 2"))
