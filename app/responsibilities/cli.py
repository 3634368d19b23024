"""Who is responsible, from the terminal."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.concepts.queries import authorities_with_concepts
from app.core.database import transaction
from app.core.errors import DomainError
from app.responsibilities.loading import PACKAGED, load_matters, read_matters

responsibilities = AppGroup("responsibilities", help="Wer ist zuständig: die mitgebrachte Liste laden.")


@responsibilities.command("load")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def load(file: Path | None) -> None:
    """Propose the list in FILE, or the one that comes along, to every authority with a concept; all or nothing."""
    try:
        matters = read_matters(file or PACKAGED)
        with transaction():
            reports = load_matters(matters, authorities_with_concepts())
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    for report in reports:
        click.echo(
            f"Zuständigkeiten, {report.authority}: {report.new} neu, {report.updated} geändert, "
            f"{report.unchanged} unverändert; {report.kept} von der Stelle selbst gepflegt"
        )
