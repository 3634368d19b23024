"""The life of an idea: states, and which verb leads from where to where. Pages ask it for buttons, verbs for leave."""

from app.core.errors import NotAllowedNow

STATES = (
    "draft", "submitted", "revision_requested", "published", "pooled", "closed", "promoted", "refused", "merged",
    "withdrawn",
)  # fmt: skip
OPEN_STATES = ("published", "pooled", "closed", "promoted")
OUTCOMES = ("running", "done", "forwarded", "not_pursued")

WORKFLOW: dict[str, tuple[frozenset[str], str | None]] = {
    "submit_idea": (frozenset({"draft", "revision_requested"}), "submitted"),
    "request_revision": (frozenset({"submitted"}), "revision_requested"),
    "retract_question": (frozenset({"revision_requested"}), "submitted"),
    "publish_idea": (frozenset({"submitted"}), "published"),
    "refuse_idea": (frozenset({"submitted"}), "refused"),
    "pool_idea": (frozenset({"published"}), "pooled"),
    "close_idea": (frozenset({"published", "pooled"}), "closed"),
    "promote_idea": (frozenset({"published", "pooled"}), "promoted"),
    "return_idea": (frozenset({"promoted"}), None),
    "withdraw_idea": (frozenset({"draft", "submitted", "revision_requested", "published", "pooled"}), "withdrawn"),
    "reopen_idea": (frozenset({"closed", "refused", "withdrawn"}), None),
    "tag_idea": (frozenset({"submitted", "published", "pooled"}), None),
    "merge_ideas": (frozenset({"submitted", "published", "pooled"}), "merged"),
    "take_in_idea": (frozenset({"submitted", *OPEN_STATES}), None),
    "unmerge_idea": (frozenset({"merged"}), None),
    "split_idea": (frozenset({"submitted", "published", "pooled"}), None),
    "amend_idea": (frozenset({"published", "pooled"}), None),
    "release_amendment": (frozenset({"published", "pooled"}), None),
    "decline_amendment": (frozenset({"published", "pooled"}), None),
    "send_interim_notice": (frozenset({"published"}), None),
    "request_statements": (frozenset({"published", "pooled"}), None),
    "ask_back": (frozenset({"pooled", "closed"}), None),
    "hand_over_idea": (frozenset({"submitted", "published", "pooled"}), None),
    "receive_idea": (frozenset({"submitted", "published", "pooled"}), None),
}
"""Verb → the states it may start from, and the state it leads to (None: the verb decides or the state stays)."""


def is_possible(verb: str, state: str) -> bool:
    """Whether an idea in that state may take that step."""
    return state in WORKFLOW[verb][0]


def ensure_possible(verb: str, state: str) -> None:
    """Let the step pass or raise `NotAllowedNow`; nothing has been changed then."""
    if not is_possible(verb, state):
        raise NotAllowedNow(verb, state)
