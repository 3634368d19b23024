"""Every door says who may enter, and exactly the changing ones open a transaction."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.core.doors import public, writes
from app.policies.doors import needs
from app.policies.table import PERMISSIONS
from config import Settings

pytestmark = pytest.mark.once
READING = {"GET", "HEAD", "OPTIONS"}


def faults_of(app: Flask) -> Iterator[str]:
    """Doors without a known entry mark, and doors whose methods and `@writes` do not agree."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        marks = app.view_functions[rule.endpoint].__dict__
        methods = set(rule.methods or ())
        changes = methods - READING
        if marks.get("entry") != "public" and marks.get("entry") not in PERMISSIONS:
            yield f"{rule.endpoint}: nobody said who may enter"
        if changes and "GET" in methods:
            yield f"{rule.endpoint}: reads and changes in one function"
        elif bool(changes) != bool(marks.get("writes")):
            yield f"{rule.endpoint}: {'changes without' if changes else 'reads with'} @writes"


@pytest.mark.parametrize("env", ["test", "demo"])
def test_every_door_is_marked(env: str, tmp_path: Path) -> None:
    app = create_app(Settings(env=env, data=tmp_path, database_url="sqlite://"))
    assert list(faults_of(app)) == []


def entered(name: str) -> Callable[[], str]:
    def view() -> str:
        return name

    view.__name__ = name
    return view


@pytest.mark.parametrize(
    ("methods", "marks", "fault"),
    [
        (["GET"], [public], None),
        (["POST"], [needs("use_account"), writes], None),
        (["GET"], [], "nobody said who may enter"),
        (["POST"], [writes], "nobody said who may enter"),
        (["POST"], [public], "changes without @writes"),
        (["GET"], [public, writes], "reads with @writes"),
        (["GET", "POST"], [public, writes], "reads and changes in one function"),
    ],
)
def test_a_wrongly_marked_door_is_found(methods: list[str], marks: list[Any], fault: str | None) -> None:
    app = Flask("throw-away")
    view = entered("door")
    for mark in marks:
        view = mark(view)
    app.add_url_rule("/", "door", view, methods=methods)
    assert list(faults_of(app)) == ([f"door: {fault}"] if fault else [])
