"""For those who watch over the service: does the process live, and is it ready for people."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import unquote, urlsplit

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Response, current_app, jsonify
from sqlalchemy import text

from app.core.clock import now
from app.core.database import db
from app.core.doors import public
from app.core.jobs import oldest_due
from app.files.storing import open_store

health = Blueprint("health", __name__)

JOBS_WAIT_AT_MOST = timedelta(minutes=5)


@health.get("/live")
@public
def live() -> Response:
    """The process answers."""
    return jsonify(status="live")


@health.get("/ready")
@public
def ready() -> tuple[Response, int]:
    """Database, migrations, folders and the worker are as they should be; else 503 and what is not."""
    checks: dict[str, Callable[[], bool]] = {
        "database": _answers, "migrations": _is_migrated, "storage": _is_writable, "jobs": _is_worked_off,
    }  # fmt: skip
    results = {name: _holds(name, check) for name, check in checks.items()}
    is_ready = all(results.values())
    return jsonify(status="ready" if is_ready else "not ready", checks=results), 200 if is_ready else 503


def _holds(name: str, check: Callable[[], bool]) -> bool:
    try:
        return check()
    # Whatever a broken part throws is an answer to this question, not a fault of ours.
    except Exception as error:
        db.session.rollback()
        current_app.logger.warning("not ready, %s: %s", name, error)
        return False


def _answers() -> bool:
    return bool(db.session.scalar(text("select 1")) == 1)


def _is_migrated() -> bool:
    directory: Any = current_app.extensions["migrate"].directory
    heads = set(ScriptDirectory(str(directory)).get_heads())
    return bool(heads) and set(MigrationContext.configure(db.session.connection()).get_current_heads()) == heads


def _is_writable() -> bool:
    folders = [Path(current_app.config["DATA"])]
    mail = urlsplit(current_app.config["MAIL_URL"])
    if mail.scheme == "file":
        folders.append(Path(unquote(mail.path)))
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"x")
    return open_store(current_app.config).ping()


def _is_worked_off() -> bool:
    since = oldest_due()
    return since is None or now() - since < JOBS_WAIT_AT_MOST
