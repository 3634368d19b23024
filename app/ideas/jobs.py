"""What the worker does for ideas."""

from collections.abc import Callable
from functools import partial
from typing import Any

from app.ideas.similar_meaning import note_meanings


def ask_what_they_mean(payload: dict[str, Any]) -> Callable[[], None]:
    """Ask the model about public ideas; outside the transaction, since it takes long."""
    return partial(_ask, payload["ideas"])


def _ask(numbers: list[int]) -> None:
    note_meanings(numbers)
