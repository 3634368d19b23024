"""The life of a project: states, and which verb leads from where to where. Pages ask it for steps, verbs for leave."""

from app.core.errors import NotAllowedNow

STATES = ("proposed", "submitted_for_decision", "adopted", "running", "paused", "finished", "dropped")
PATH = ("proposed", "submitted_for_decision", "adopted", "running", "finished")
"""The usual way, as the page draws it."""

WORKFLOW: dict[str, tuple[frozenset[str], str]] = {
    "submit_project": (frozenset({"proposed"}), "submitted_for_decision"),
    "take_back_project": (frozenset({"submitted_for_decision"}), "proposed"),
    "adopt_project": (frozenset({"submitted_for_decision"}), "adopted"),
    "start_project": (frozenset({"adopted"}), "running"),
    "pause_project": (frozenset({"adopted", "running"}), "paused"),
    "resume_project": (frozenset({"paused", "finished"}), "running"),
    "finish_project": (frozenset({"running"}), "finished"),
    "drop_project": (frozenset({"proposed", "submitted_for_decision", "adopted", "running", "paused"}), "dropped"),
}
"""Verb → the states it may start from, and the state it leads to. No two verbs lead the same way."""


def is_possible(verb: str, state: str) -> bool:
    """Whether a project in that state may take that step."""
    return state in WORKFLOW[verb][0]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)


def verb_between(before: str, after: str) -> str:
    """The one verb that leads from one state to the other; `NotAllowedNow` where none does."""
    for verb, (sources, target) in WORKFLOW.items():
        if before in sources and target == after:
            return verb
    raise NotAllowedNow(f"to {after}", before)


def next_states(state: str) -> list[str]:
    """Where a project in that state may go from here, in the order of the usual way."""
    targets = {target for sources, target in WORKFLOW.values() if state in sources}
    return [candidate for candidate in STATES if candidate in targets]
