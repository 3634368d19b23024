"""Whoever runs the platform finds every setting and every command in the operating manual."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app import create_app
from config import Settings

pytestmark = pytest.mark.once
ROOT = Path(__file__).parent.parent
MANUAL = ROOT / "docs" / "operating.md"


def settings() -> set[str]:
    return {f"IDEENKREIS_{name.upper()}" for name in Settings.model_fields}


def commands_of(group: click.Group, prefix: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{prefix}{name} ")
        else:
            yield prefix + name


def undocumented(names: set[str], manual: str) -> set[str]:
    return {name for name in names if name not in manual}


def test_every_setting_and_command_stands_in_the_manual(tmp_path: Path) -> None:
    app = create_app(Settings(env="demo", data=tmp_path, database_url="sqlite://"))
    foreign = {"db"}
    commands = {name for name in commands_of(app.cli) if name.split()[0] not in foreign}
    assert undocumented(settings() | commands | {"db upgrade"}, MANUAL.read_text()) == set()


def test_what_the_manual_lacks_is_found() -> None:
    group = click.Group("flask", commands=[click.Group("demo", commands=[click.Command("load")])])
    assert set(commands_of(group)) == {"demo load"}
    assert undocumented({"demo load", "IDEENKREIS_ENV"}, "`flask demo load`") == {"IDEENKREIS_ENV"}
