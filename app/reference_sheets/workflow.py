"""The life of a KEK-Bezugsblatt: which verb leads from where to where."""

from app.core.errors import NotAllowedNow

WORKFLOW: dict[str, tuple[frozenset[str], str]] = {
    "change_sheet": (frozenset({"self_declared", "declined"}), "self_declared"),
    "ask_confirmation": (frozenset({"self_declared"}), "asked"),
    "withdraw_request": (frozenset({"asked"}), "self_declared"),
    "confirm_sheet": (frozenset({"asked"}), "confirmed"),
    "decline_sheet": (frozenset({"asked"}), "declined"),
    "withdraw_confirmation": (frozenset({"confirmed"}), "declined"),
    "delete_sheet": (frozenset({"self_declared", "asked", "declined"}), ""),
}
"""Verb → the states it may start from, and the state it leads to (none: there is nothing left)."""


def is_possible(verb: str, state: str) -> bool:
    """Whether a sheet in that state may take that step."""
    return state in WORKFLOW[verb][0]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)
