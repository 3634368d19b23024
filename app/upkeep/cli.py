"""Terminal: back up, restore, check."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.exc import SQLAlchemyError

from app.core.database import db, transaction
from app.files.storing import StoreIsAway, open_store
from app.search.keeping import rebuilding
from app.upkeep.backing_up import back_up
from app.upkeep.checking import Finding, check_everything, mend
from app.upkeep.erasures import note_all_erased, replay_erasures
from app.upkeep.packing import KEY, Step, UpkeepFails, Watch, unwatched
from app.upkeep.restoring import check_backup, restore_files, restore_key, restore_tables

folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


@click.command("backup")
@folder
@with_appcontext
def backup(folder: Path) -> None:
    """Write database, files and key into a new folder; works while the platform runs."""
    with _in_words(), _watching() as watch:
        note_all_erased(Path(current_app.config["DATA"]))
        db.session.remove()
        manifest = back_up(
            folder, engine=db.engine, store=open_store(current_app.config), migrations=_migrations(), watch=watch,
            secret_key=current_app.config["SECRET_KEY"],
        )  # fmt: skip
    rows = sum(part.count for part in manifest.tables.values())
    click.echo(f"Gesichert nach {folder}: {rows} Zeilen, {len(manifest.files)} Dateien, Schlüssel.")


@click.command("restore")
@folder
@with_appcontext
def restore(folder: Path) -> None:
    """Bring a backup into an empty database, whole or not at all, then check everything."""
    data = Path(current_app.config["DATA"])
    with _in_words(), _watching() as watch:
        manifest = check_backup(folder, watch)
        with transaction():
            restore_tables(folder, manifest, migrations=_migrations(), watch=watch)
            erased = replay_erasures(data)
            restore_files(folder, manifest, store=open_store(current_app.config), watch=watch)
            has_key = restore_key(folder, in_use=current_app.config["SECRET_KEY"], path=data / KEY)
        steps = rebuilding()
        for step in watch(steps, len(steps), "search"):
            with transaction():
                step()
    rows = sum(part.count for part in manifest.tables.values())
    click.echo(f"Wiederhergestellt, Stand {manifest.moment:%d.%m.%Y %H:%M} UTC: {rows} Zeilen, "
               f"{len(manifest.files)} Dateien.")  # fmt: skip
    if erased:
        click.echo(f"Erneut gelöscht, weil nach der Sicherung gelöscht: Personen {', '.join(map(str, erased))}.")
    if not has_key:
        click.echo(
            f"Achtung: IDEENKREIS_SECRET_KEY ist ein anderer als in der Sicherung ({folder / KEY}). "
            "Alle müssen sich neu anmelden.", err=True,
        )  # fmt: skip
    click.echo("Bitte Server und Worker neu starten.")
    _report(_findings(), "Wiederhergestellt, aber")


@click.command("fsck")
@click.option("--repair", is_flag=True, help="Count anew and list anew; everything else is a question to people.")
@with_appcontext
def fsck(repair: bool) -> None:
    """Check what must always be true; ends with 1 when something is not."""
    if repair:
        with _in_words(), transaction():
            mended = mend()
        for name, count in mended.items():
            click.echo(f"repariert  {name}: {count}")
        if not mended:
            click.echo("Es gab nichts zu reparieren.")
    findings = _findings()
    for finding in findings:
        click.echo(_line(finding))
    _report(findings, "Geprüft, und")


def _findings() -> list[Finding]:
    with _in_words(), _watching() as watch:
        try:
            return check_everything(open_store(current_app.config), watch)
        finally:
            db.session.rollback()


def _line(finding: Finding) -> str:
    if not finding.ids:
        return f"ok         {finding.name}"
    ids = ", ".join(map(str, finding.ids)) + (" und weitere" if finding.has_more else "")
    advice = " (fsck --repair)" if finding.is_mendable else ""
    return f"FALSCH     {finding.name}: {finding.sentence} Nicht so: {ids}{advice}"


def _report(findings: list[Finding], lead: str) -> None:
    wrong = [finding for finding in findings if finding.ids]
    if wrong:
        names = ", ".join(finding.name for finding in wrong)
        raise click.ClickException(f"{lead} nicht alles stimmt: {names}. Einzelheiten: flask --app wsgi fsck")
    click.echo(f"Alle {len(findings)} Prüfungen bestanden.")


def _migrations() -> Path:
    return Path(current_app.extensions["migrate"].directory)


@contextmanager
def _in_words() -> Iterator[None]:
    """Whatever can go wrong ends with a sentence and without success."""
    try:
        yield
    except UpkeepFails as fault:
        raise click.ClickException(str(fault)) from fault
    except StoreIsAway as fault:
        raise click.ClickException(f"Der Speicher der Dateien antwortet nicht: {fault}") from fault
    except SQLAlchemyError as fault:
        raise click.ClickException(f"Die Datenbank macht nicht mit: {getattr(fault, 'orig', None) or fault}") from fault
    except OSError as fault:
        raise click.ClickException(f"Lesen oder Schreiben ging nicht: {fault}") from fault


@contextmanager
def _watching() -> Iterator[Watch]:
    """A progress bar where somebody looks on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield unwatched
        return
    with Progress(console=console, transient=True) as bar:

        def watch(steps: Iterable[Step], total: int, name: str) -> Iterable[Step]:
            task = bar.add_task(name, total=total)
            yield from bar.track(steps, total=total, task_id=task)
            bar.remove_task(task)

        yield watch
