"""Commands of the process: `flask processes load`."""

import click
from flask.cli import AppGroup

processes = AppGroup("processes", help="Prozesse der Konzepte.")


@processes.command("load")
def load() -> None:
    """Lädt die Verläufe der Konzepte."""
    click.echo("0")
