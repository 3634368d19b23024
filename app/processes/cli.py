"""Commands of the process: `flask processes load`."""

import click
from flask.cli import AppGroup

from app.core.database import transaction
from app.core.errors import DomainError
from app.formats.importing import load_formats
from app.processes.loading import load_courses, packaged_courses

processes = AppGroup("processes", help="Prozesse der Konzepte.")


@processes.command("load")
def load() -> None:
    """Lädt die Verläufe der Konzepte, die mitgeliefert sind; alles oder nichts."""
    try:
        with transaction():
            reports = load_courses(packaged_courses())
            load_formats()
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    for report in reports:
        click.echo(str(report))
