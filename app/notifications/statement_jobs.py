"""Mails to offices that are asked for a statement: the request with its link, a reminder, the news that it is off."""

from collections.abc import Callable
from typing import Any

Sending = Callable[[], None]


def send_request(payload: dict[str, Any]) -> Sending | None:
    """The request itself, to one mailbox, with a link of its own made now."""
    return None


def remind_of_request(payload: dict[str, Any]) -> Sending | None:
    """A reminder, if the request is still open and that day still its day."""
    return None


def send_withdrawal(payload: dict[str, Any]) -> Sending | None:
    """The office need not answer any more, and why."""
    return None
