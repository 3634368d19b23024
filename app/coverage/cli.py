"""Terminal: count the coverage of all goals anew."""

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import track

from app.core.database import transaction
from app.coverage.tallying import recounting

coverage = AppGroup("coverage", help="The coverage of the goals by ideas and projects.")


@coverage.command("rebuild")
def rebuild() -> None:
    """Count anew what is kept beside ideas and projects; in steps, so that people can go on meanwhile."""
    counted = 0
    for step in track(recounting(), "Abdeckung", console=Console(stderr=True)):
        with transaction():
            counted += step()
    click.echo(f"Abdeckung: {counted} Ideen und Projekte gezählt.")
