"""Terminal: the worker, and the deletions that only time decides."""

import signal
from logging import getLogger
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.database import db, transaction
from app.notifications.working import work_once

log = getLogger(__name__)
IDLE_SECONDS = 0.5
LONGEST_PAUSE = 30.0

jobs = AppGroup("jobs", help="Send mails and do what is due.")
retention = AppGroup("retention", help="Delete what is not kept any longer.")


@jobs.command("run")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def run(once: bool) -> None:
    """Work until told to stop (SIGTERM, Ctrl-C); a job that was begun is finished first."""
    if once:
        done = 0
        while taken := work_once():
            done += taken
        click.echo(f"jobs: {done} done")
        return
    stopped = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_signal: stopped.set())
    work_until(stopped)


def work_until(stopped: Event) -> None:
    """Round after round, one job each, so that stopping never waits for more than that job."""
    pause = IDLE_SECONDS
    while not stopped.is_set():
        try:
            done = work_once(limit=1)
            pause = 0.0 if done else IDLE_SECONDS
        except Exception:
            pause = min(max(pause, IDLE_SECONDS) * 2, LONGEST_PAUSE)
            log.exception("the worker stumbled; it goes on in %s seconds", pause)
        finally:
            _let_go()
        stopped.wait(pause)


def _let_go() -> None:
    try:
        db.session.remove()
    except Exception:
        log.exception("the connection could not be given back")


@retention.command("run")
def run_retention() -> None:
    """Delete old drafts, codes and counters now, and say how many."""
    for name, forget in current_app.extensions["retention"].items():
        with transaction():
            count = forget()
        click.echo(f"{name}: {count if count is not None else 'done'}")
