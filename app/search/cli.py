"""Finding, from the terminal."""

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress, track

from app.core.database import transaction
from app.core.meaning import think_here
from app.ideas.similar_meaning import count_due, meanings_anew
from app.search.keeping import is_incomplete, rebuilding

search = AppGroup("search", help="Suche: alles neu verzeichnen.")


@search.command("rebuild")
@click.option("--if-missing", is_flag=True, help="Only where something published is not to be found.")
def rebuild(if_missing: bool) -> None:
    """Make anew what is searched; in steps, so that people can find and write meanwhile."""
    if if_missing and not is_incomplete():
        return
    console = Console(stderr=True)
    found = 0
    for step in track(rebuilding(), "Suche", console=console, disable=not console.is_terminal):
        with transaction():
            found += step()
    click.echo(f"Suche: {found} Fundstellen.")
    think_here()
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("Bedeutungen", total=count_due())
        meant = meanings_anew(lambda count: bar.advance(task, count))
    click.echo(f"Ähnliche Ideen: Bedeutung von {meant} Ideen verzeichnet.")
