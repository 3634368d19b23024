"""What the worker does for privacy: write down outside the database that somebody was erased."""

from collections.abc import Callable
from typing import Any

from flask import current_app

from app.upkeep.erasures import note_erased


def note_in_list(payload: dict[str, Any]) -> Callable[[], None]:
    """Keep the number where a restore finds it, so that no backup brings the person back."""
    data = current_app.config["DATA"]
    return lambda: note_erased(data, payload["person"], with_comments=payload["with_comments"])
