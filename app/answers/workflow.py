"""The way of a coordinated answer: states, and which verb leads from where to where."""

from app.core.errors import NotAllowedNow

ANSWER_STATES = ("draft", "waiting", "released", "discarded")
ANSWER_OUTCOMES = ("pooled", "running", "done", "forwarded", "not_pursued")
VERDICTS = ("released", "released_alone", "not_needed", "returned")
"""How a release ended: a second person released it; its author did, after two working days; the rule asks for none;
it went back with a remark."""

WORKFLOW: dict[str, tuple[frozenset[str], str | None]] = {
    "save_answer": (frozenset({"draft"}), None),
    "hand_in_answer": (frozenset({"draft"}), "waiting"),
    "take_back_answer": (frozenset({"waiting"}), "draft"),
    "return_answer": (frozenset({"waiting"}), "draft"),
    "release_answer": (frozenset({"waiting"}), "released"),
    "release_alone": (frozenset({"waiting"}), "released"),
    "publish_answer": (frozenset({"draft"}), "released"),
    "discard_answer": (frozenset({"draft"}), "discarded"),
}
"""Verb → the states it may start from, and the state it leads to. `publish_answer`: where the rule asks for no second
person."""


def is_possible(verb: str, state: str) -> bool:
    """Whether an answer in that state may take that step."""
    return state in WORKFLOW[verb][0]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)
