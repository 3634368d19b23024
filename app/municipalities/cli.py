"""Terminal: load an extract of the register of municipalities."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale

from app.core.database import db, transaction
from app.core.errors import DomainError
from app.coverage.following_places import renewing
from app.municipalities.comparing import Plan, plan_of
from app.municipalities.loading import (
    PACKAGED,
    ExtractIsOlder,
    PlacesAreMissing,
    is_behind,
    load_municipalities,
    read_municipalities,
)
from app.municipalities.schemas import MunicipalityFile
from app.municipalities.wording import plan_lines, said_counts

municipalities = AppGroup("municipalities", help="Load districts, municipalities and regions.")


@municipalities.command("load")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be different.")
@click.option("--allow-missing", is_flag=True, help="Places the file leaves out without a word are gone.")
def load(file: Path | None, dry_run: bool, allow_missing: bool) -> None:
    """Load an extract from FILE, or the one that comes with the platform; everything or nothing."""
    try:
        register = read_municipalities(file or PACKAGED)
        if file is None and is_behind(register):
            click.echo("Gemeinden: ein neuerer Auszug ist geladen; der mitgelieferte bleibt liegen.")
            return
        if dry_run:
            _say(plan_of(register, allow_missing=allow_missing), is_trial=True)
        else:
            _say(_loaded(register, allow_missing=allow_missing))
    except PlacesAreMissing as error:
        raise click.ClickException(
            f"Ohne ein Wort fehlen: {error}. Gibt es sie nicht mehr, nennt die Datei sie unter former, oder: "
            "--allow-missing"
        ) from error
    except ExtractIsOlder as error:
        raise click.ClickException(f"Geladen ist schon ein Auszug mit Stand {error}.") from error
    except DomainError as error:
        raise click.ClickException(str(error)) from error


def _loaded(register: MunicipalityFile, *, allow_missing: bool) -> Plan:
    with transaction():
        report = load_municipalities(register, allow_missing=allow_missing)
        # What is counted per place and found by its name follows in the same transaction.
        for step in renewing() if report.is_felt else ():
            step()
    return report.plan


def _say(plan: Plan, *, is_trial: bool = False) -> None:
    with force_locale("de"):
        for line in plan_lines(plan) if is_trial else ():
            click.echo(line)
        areas = f"{len(plan.file.districts)} Landkreise, {len(plan.file.regions)} Regionen"
        click.echo(f"{said_counts(plan)}; {areas}")
    if is_trial:
        db.session.rollback()
        click.echo("Probelauf: nichts wurde geändert." if not plan.is_empty else "Probelauf: alles unverändert.")
