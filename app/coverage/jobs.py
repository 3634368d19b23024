"""What the worker does for the coverage."""

from collections.abc import Callable
from typing import Any

from app.core.database import db, transaction
from app.coverage.following_places import renewing


def renew_places(_payload: dict[str, Any]) -> Callable[[], None]:
    """Make numbers and documents anew in steps, so that people can go on meanwhile."""
    return _renew


def _renew() -> None:
    steps = renewing()
    db.session.rollback()
    for step in steps:
        with transaction():
            step()
