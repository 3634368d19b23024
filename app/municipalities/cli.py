"""Terminal: load the register of municipalities."""

from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.database import transaction
from app.core.errors import DomainError
from app.coverage.tallying import recounting
from app.municipalities.loading import PACKAGED, load_municipalities, read_municipalities
from app.search.keeping import rebuilding

municipalities = AppGroup("municipalities", help="Load districts, municipalities and regions.")


@municipalities.command("load")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def load(file: Path | None) -> None:
    """Load the register from FILE, or the one that comes with the platform; everything or nothing."""
    try:
        register = read_municipalities(file or PACKAGED)
        with transaction():
            report = load_municipalities(register)
            for step in recounting() if report.moved else ():
                step()
            # What is found of ideas and projects names their towns and regions.
            for renew in rebuilding(("idea", "project")) if report.updated or report.moved else ():
                renew()
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"Gemeinden: {report.new} neu, {report.updated} geändert, {report.unchanged} unverändert; "
        f"{report.districts} Landkreise, {report.regions} Regionen"
    )
