"""Terminal: load, export and check concept files."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from app.concepts.correspondence_file import propose_from, read_correspondences
from app.concepts.everyday import WORDS, write_meanings
from app.concepts.exporting import as_yaml, export_concept
from app.concepts.loading import LoadReport
from app.concepts.matching import LONGEST
from app.concepts.models import Concept
from app.concepts.reading import ConceptFileError, read_concept
from app.concepts.schemas import ConceptFile
from app.core.database import db, transaction
from app.core.errors import DomainError
from app.core.meaning import think_here
from app.editions.keeping import ConceptIsKeptAtDesk, load_document
from app.ideas.importing import import_examples as import_ideas
from app.projects.importing import import_examples as import_projects

PACKAGED = Path(__file__).parent / "data"
CORRESPONDENCES = PACKAGED / "correspondences.yaml"
concepts = AppGroup("concepts", help="Load, export and check concepts.")


def packaged_files() -> list[Path]:
    """The concept files that come with the platform."""
    return sorted(path for path in PACKAGED.glob("*.yaml") if path not in (CORRESPONDENCES, WORDS))


def load_files(paths: list[Path]) -> list[tuple[LoadReport, int, int]]:
    """Read all files, then load them with their examples; inside the caller's transaction, all or nothing."""
    files = [read_concept(path) for path in paths]
    return [_load(file) for file in files]


def load_packaged() -> list[tuple[LoadReport, int, int] | ConceptIsKeptAtDesk]:
    """The same for the files that come with the platform, except of concepts that are kept at the desk by now."""
    loaded: list[tuple[LoadReport, int, int] | ConceptIsKeptAtDesk] = []
    for file in [read_concept(path) for path in packaged_files()]:
        try:
            loaded.append(_load(file))
        except ConceptIsKeptAtDesk as kept:
            loaded.append(kept)
    return loaded


def _load(file: ConceptFile) -> tuple[LoadReport, int, int]:
    report = load_document(file)
    return report, import_ideas(report.concept, file), import_projects(report.concept, file)


class _OnlyTried(Exception):
    """Everything went well, and nothing is kept."""


@concepts.command("load")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what it would do and keep nothing.")
def load(files: tuple[Path, ...], dry_run: bool) -> None:
    """Load concept FILES, or all that come with the platform; everything or nothing."""
    try:
        with transaction():
            _say(load_files(list(files)) if files else load_packaged())
            if not files:
                proposed = propose_from(read_correspondences(CORRESPONDENCES))
                click.echo(f"Entsprechungen: {proposed} neu vorgeschlagen")
            if dry_run:
                raise _OnlyTried
    except _OnlyTried:
        click.echo("Nur geprüft: es wurde nichts geändert.")
    except DomainError as error:
        raise click.ClickException(str(error)) from error


def _say(loaded: Sequence[tuple[LoadReport, int, int] | ConceptIsKeptAtDesk]) -> None:
    for one in loaded:
        if isinstance(one, ConceptIsKeptAtDesk):
            click.echo(f"{one.concept}: wird am Schreibtisch gepflegt, die mitgelieferte Datei bleibt unberührt")
        else:
            report, ideas, projects = one
            click.echo(f"{report}; Beispiele: {ideas} Ideen, {projects} Projekte")


@concepts.command("export")
@click.argument("slug")
def export(slug: str) -> None:
    """Write the concept SLUG as a file to the standard output."""
    concept = db.session.scalar(select(Concept).where(Concept.key == slug))
    if concept is None:
        raise click.ClickException(f"there is no concept {slug!r}")
    click.echo(as_yaml(export_concept(concept)), nl=False)


@concepts.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Say everything that is wrong with FILE."""
    try:
        found = read_concept(file)
    except ConceptFileError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(1) from error
    click.echo(f"{file.name}: {found.slug}, {len(found.goals)} goals, {len(found.examples)} examples")


@concepts.command("meanings")
def meanings() -> None:
    """Work out anew what the everyday words and the packaged concepts mean; after every change of them."""
    think_here()
    goals = [goal for path in packaged_files() for goal in read_concept(path).goals]
    wordings = (part[:LONGEST] for goal in goals for part in (goal.title, goal.short_title, goal.text) if part)
    click.echo(f"{write_meanings(wordings)} phrases and wordings.")
