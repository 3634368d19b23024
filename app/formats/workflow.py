"""The life of a format: announced, open, closed, results published. Pages ask it for buttons, verbs for leave."""

from app.core.errors import NotAllowedNow

FORMAT_STATES = ("draft", "announced", "open", "closed", "concluded", "cancelled")
LEVELS = ("information", "consultation", "collaboration", "decision")
"""How far people's word reaches: they are told, heard, work along, decide."""
AUDIENCES = ("public", "invited", "members")
"""Everybody; whom the office invited; everybody who belongs to the organisations named."""

WORKFLOW: dict[str, tuple[frozenset[str], str | None]] = {
    "edit_format": (frozenset({"draft", "announced", "open", "closed"}), None),
    "announce_format": (frozenset({"draft"}), "announced"),
    "open_format": (frozenset({"announced"}), "open"),
    "close_format": (frozenset({"open"}), "closed"),
    "reopen_format": (frozenset({"closed"}), "open"),
    "draft_result": (frozenset({"open", "closed"}), None),
    "conclude_format": (frozenset({"closed"}), "concluded"),
    "correct_result": (frozenset({"concluded"}), None),
    "cancel_format": (frozenset({"announced", "open"}), "cancelled"),
    "delete_draft": (frozenset({"draft"}), None),
    "invite": (frozenset({"draft", "announced", "open", "closed"}), None),
    "change_audience": (frozenset({"draft", "announced", "open"}), None),
    "contribute": (frozenset({"open"}), None),
    "capture": (frozenset({"open", "closed"}), None),
    "arrange": (frozenset({"open", "closed"}), None),
    "summarise": (frozenset({"open", "closed"}), None),
    "take_up": (frozenset({"open", "closed", "concluded"}), None),
}
"""Verb → the states it may start from, and the state it leads to (None: the state stays)."""


def is_possible(verb: str, state: str) -> bool:
    """Whether a format in that state may take that step."""
    return state in WORKFLOW[verb][0]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)
