"""Terminal: count the coverage of all goals anew."""

from collections.abc import Iterator

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import func, select

from app.core.database import db, transaction
from app.coverage.models import CoverageShare
from app.coverage.tallying import count_things, recount_everything

coverage = AppGroup("coverage", help="The coverage of the goals by ideas and projects.")


@coverage.command("rebuild")
@click.option("--if-empty", is_flag=True, help="Only where nothing has been counted yet.")
def rebuild(if_empty: bool) -> None:
    """Count anew what is kept beside ideas and projects, in one transaction."""
    if if_empty and db.session.scalar(select(func.count()).select_from(CoverageShare)):
        return
    with transaction():
        counted = _watched(recount_everything())
    click.echo(f"Abdeckung: {counted} Ideen und Projekte gezählt.")


def _watched(steps: Iterator[int]) -> int:
    done = 0
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Abdeckung", total=count_things())
        for count in steps:
            done += count
            bar.advance(task, count)
    return done
