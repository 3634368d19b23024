"""What can become of a request for a statement: states, and which verb leads from where to where."""

from app.core.errors import NotAllowedNow

REQUEST_STATES = ("open", "answered", "not_responsible", "withdrawn")
VERDICTS = ("no_objection", "remarks", "objection", "not_affected", "running", "welcome")
"""keine Bedenken, Hinweise, Bedenken, nicht berührt (Fehlanzeige), läuft bereits; municipalities also:
wird begrüßt, vorbehaltlich Gemeinderat."""
MUNICIPAL_VERDICTS = ("welcome",)

WORKFLOW: dict[str, tuple[frozenset[str], str | None]] = {
    "submit_statement": (frozenset({"open"}), "answered"),
    "decline_responsibility": (frozenset({"open"}), "not_responsible"),
    "extend_request": (frozenset({"open"}), None),
    "forward_request": (frozenset({"open"}), None),
    "remind_of_request": (frozenset({"open"}), None),
    "withdraw_request": (frozenset({"open"}), "withdrawn"),
}
"""Verb → the states it may start from, and the state it leads to (None: the state stays)."""


def is_possible(verb: str, state: str) -> bool:
    """Whether a request in that state may take that step."""
    return state in WORKFLOW[verb][0]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)
