"""Packages import downwards only, nobody imports a door, and below the doors nobody talks web or commits."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
DOORS = {"views", "views.py", "api.py", "cli.py", "jobs.py"}
# What holds the doors up: the house's own parts, the frame of a page, the worker.
APART = {
    "core",
    "policies",
    "pages/addresses.py",
    "things/addresses.py",
    "pages/errors.py",
    "pages/frame.py",
    "notifications/working.py",
}
# Rooms that phrase what people read.
PHRASING = re.compile(r"(forms|wording|mails|exports)\.py$")
# Tables, reads, states and verbs do not even speak; `filtering` names what an address asked for, `waiting` what waits.
SILENT = re.compile(r"(^|/)(models|queries|workflow|(?!filtering|waiting)[a-z_]+ing)\.py$")
WEB = {"flask", "wtforms"}


def imported_from(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def faults_in(source: str, unknown: set[str]) -> list[str]:
    """Imports of packages the module should not know, and commits."""
    tree = ast.parse(source)
    faults = [f"imports {name}" for name in imported_from(tree) if name.split(".")[0] in unknown]
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    ends = [f.attr for f in calls if isinstance(f, ast.Attribute) and f.attr in {"commit", "rollback"}]
    return faults + [f"calls {name}()" for name in ends]


def faults_of(path: Path) -> list[str]:
    room = str(path.relative_to(ROOT / "app"))
    package, within, *_ = room.split("/")
    if within in DOORS or {package, room} & APART:
        return []
    if PHRASING.search(room):
        return faults_in(path.read_text(), set())
    return faults_in(path.read_text(), WEB | {"flask_babel"} if SILENT.search(room) else WEB)


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_arrows_point_downwards() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_package_stands_in_the_architecture_page() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    page = (ROOT / "docs" / "architecture.md").read_text()
    layers = [package.strip() for layer in layers for package in layer.split("|")]
    assert [layer for layer in layers if f"\n  {layer}  " not in page] == []


def test_below_the_doors_nobody_talks_web_or_commits() -> None:
    rooms = (ROOT / "app").glob("*/**/*.py")
    found = {str(path.relative_to(ROOT)): faults for path in rooms if (faults := faults_of(path))}
    assert found == {}


def test_web_and_commit_are_found() -> None:
    source = "from flask import g\nimport flask_babel\ndef close(idea):\n    db.session.commit()\n"
    assert faults_in(source, {"flask", "flask_babel"}) == ["imports flask", "imports flask_babel", "calls commit()"]


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("core/texts.py", "from app.ideas import models", "Below the doors"),
        ("accounts/queries.py", "from app.things import models", "Below the doors"),
        ("ideas/queries.py", "from app.accounts.views import session", "Nobody imports a door"),
        ("ideas/models.py", "import flask", "Tables, reads and states"),
        ("stray/__init__.py", "", "Below the doors"),
    ],
)
def test_a_wrong_arrow_is_found(module: str, line: str, contract: str, tmp_path: Path) -> None:
    for source in (ROOT / "app").rglob("*.py"):
        copy = tmp_path / source.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(source.read_text())
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    changed = tmp_path / "app" / module
    changed.parent.mkdir(exist_ok=True)
    with changed.open("a") as file:
        file.write(f"\n{line}\n")
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    assert any(contract in row and "BROKEN" in row for row in result.stdout.splitlines()) or "stray" in result.stdout
