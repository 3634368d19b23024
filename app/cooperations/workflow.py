"""The life of a cooperation: which verb may start where. Where "agreed" begins and ends is decided in `agreeing`."""

from app.core.errors import NotAllowedNow

STATES = ("draft", "proposed", "agreed", "ended", "withdrawn")
KINDS = ("joint_task", "procurement", "investment", "funding_application", "marketing")
RULES = ("all", "from_n")
"""Everybody named says yes at once; or it holds from a number of partners on, and others join the same text."""
LEGAL_FORMS = ("understanding", "letter_of_intent", "special_purpose_agreement")
KEYS = ("equal", "population", "area", "own")
"""By what costs are shared."""
VERDICTS = ("accepted", "changes_requested", "declined")
COUNCILS = ("pending", "decided")
"""An acceptance is given subject to the council's decision, or the council has decided."""

WORKFLOW: dict[str, frozenset[str]] = {
    "edit_draft": frozenset({"draft", "proposed", "agreed"}),
    "lay_text": frozenset({"draft", "proposed", "agreed"}),
    "delete_draft": frozenset({"draft"}),
    "invite_further": frozenset({"proposed", "agreed"}),
    "ask_to_join": frozenset({"proposed", "agreed"}),
    "pass_pen": frozenset({"draft", "proposed", "agreed"}),
    "prepare_answer": frozenset({"proposed", "agreed"}),
    "declare": frozenset({"proposed", "agreed"}),
    "note_council": frozenset({"proposed", "agreed"}),
    "leave": frozenset({"agreed"}),
    "withdraw_proposal": frozenset({"proposed"}),
    "keep_funding": frozenset({"draft", "proposed", "agreed"}),
    "file_paper": frozenset({"proposed", "agreed", "ended"}),
    "make_project": frozenset({"agreed"}),
}
"""Verb → the states it may start from."""


def is_possible(verb: str, state: str) -> bool:
    """Whether a cooperation in that state may take that step."""
    return state in WORKFLOW[verb]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)
