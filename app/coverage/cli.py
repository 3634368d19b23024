"""Terminal: count the coverage of all goals anew."""

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import track
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.coverage.models import CoverageShare
from app.coverage.tallying import recounting

coverage = AppGroup("coverage", help="The coverage of the goals by ideas and projects.")


@coverage.command("rebuild")
@click.option("--if-empty", is_flag=True, help="Only where nothing has been counted yet.")
def rebuild(if_empty: bool) -> None:
    """Count anew what is kept beside ideas and projects; in steps, so that people can go on meanwhile."""
    if if_empty and db.session.scalar(select(func.count()).select_from(CoverageShare)):
        return
    counted = 0
    for step in track(recounting(), "Abdeckung", console=Console(stderr=True)):
        with transaction():
            counted += step()
    click.echo(f"Abdeckung: {counted} Ideen und Projekte gezählt.")
