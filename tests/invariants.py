"""What must always be true, asked at the end of tests that race."""

from flask import current_app

from app.core.database import db
from app.files.storing import open_store
from app.upkeep.checking import check_everything


def faults() -> dict[str, list[object]]:
    """Every check that does not hold, with the ids."""
    return {found.name: list(found.ids) for found in check_everything(open_store(current_app.config)) if found.ids}


def assert_sound() -> None:
    """The database of this application is in order: counters, lists, states, links, files, people."""
    db.session.rollback()
    assert faults() == {}
    db.session.rollback()
