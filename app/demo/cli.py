"""Terminal: bring in the demonstration, list its people, fill a database for measuring."""

from collections.abc import Iterable, Iterator

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from app.concepts.queries import authorities_with_concepts
from app.core.database import transaction
from app.core.errors import DomainError
from app.demo.chattering import load_comments
from app.demo.crowding import load_ideas, load_projects
from app.demo.deskwork import prepare_desks
from app.demo.drawing import take_in_files
from app.demo.introducing import introduce_regions
from app.demo.people import PASSWORD, load_people, visitors
from app.demo.staging import missing_files, stage_world
from app.files.storing import StoreIsAway, open_store
from app.responsibilities.loading import load_matters, read_matters

ROLES = {
    "moderator": "Redaktion", "project_editor": "Projektbearbeitung", "admin": "Verwaltung der Plattform",
    "approver": "Freigabe", "secretary": "Gremienbüro", "reception": "Annahmestelle", "observer": "liest mit",
    "representative": "spricht für die Gemeinde", "officer": "spricht für die Stelle", "member": "Mitglied",
}  # fmt: skip

demo = AppGroup("demo", help="The demonstration: fictitious people, sample ideas, bulk data. Only with ENV=demo.")


def _only_in_demo() -> None:
    if not current_app.config["DEMO"]:
        raise click.ClickException("Das ist keine Vorführung; mit IDEENKREIS_ENV=demo wird es eine.")


@demo.command("load")
@click.option("--ideas", type=click.IntRange(0, 1_000_000), help="So many invented ideas in bulk.")
@click.option("--projects", type=click.IntRange(0, 1_000_000), help="So many invented projects in bulk.")
@click.option("--comments", type=click.IntRange(0, 1_000_000), help="So many invented comments in bulk.")
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same data.")
def load(ideas: int | None, projects: int | None, comments: int | None, seed: int) -> None:
    """Load people and the sample world; with numbers, bulk data. What is there already is not loaded again."""
    _only_in_demo()
    wanted = (
        ("Ideen", ideas, load_ideas),
        ("Projekte", projects, load_projects),
        ("Kommentare", comments, load_comments),
    )
    try:
        if all(number is None for _name, number, _fill in wanted):
            # Outside the transaction: drawing and cleaning take a while.
            files = take_in_files(missing_files(), open_store(current_app.config))
            with transaction():
                load_matters(read_matters(), authorities_with_concepts())
                people, sample = load_people(), stage_world(files)
                prepare_desks()
                introduce_regions()
            click.echo(f"Vorführung: {people} Personen und {sample} Ideen neu geladen.")
            return
        for name, number, fill in wanted:
            if number:
                click.echo(f"Vorführung: {_filled(name, number, fill(number, seed))} {name} in Menge geladen.")
    except (DomainError, StoreIsAway) as error:
        raise click.ClickException(str(error)) from error


def _filled(name: str, wanted: int, batches: Iterator[int]) -> int:
    done = 0
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task(name, total=wanted)
        for count in batches:
            done += count
            bar.advance(task, count)
    return done


def _roles(roles: Iterable[str]) -> str:
    return ", ".join(ROLES.get(role, role) for role in roles) or "Einwohner/in"


@demo.command("people")
def people() -> None:
    """List the people one can sign in as, with their roles and the password they share."""
    _only_in_demo()
    rows = [(one.person.email or "", one.figure.name, _roles(one.figure.roles), one.body or "") for one in visitors()]
    widths = [max((len(row[n]) for row in rows), default=0) for n in range(4)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo(f"Passwort: {PASSWORD}   Codes und E-Mails: {current_app.config['BASE_URL']}/demo")
