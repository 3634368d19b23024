"""Fingerprints of what a page showed of a draft: who saves says what he had before him."""

import hashlib
import json
from typing import Any

from app.editions.models import ConceptEdition
from app.editions.tree import DraftTree, Entry

GOAL_FIELDS = (
    "number", "title", "short_title", "text", "source_page", "notes", "legal_requirements", "tone",
)  # fmt: skip
"""What the page of a goal shows and changes in one form."""


def tree_of(draft: ConceptEdition) -> DraftTree:
    """The goals of the draft, on copies."""
    return DraftTree(draft.file["goals"], draft.file["editions"][-1]["key"])


def fingerprint(value: Any) -> str:
    """The same for what says the same."""
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:20]


def seen_of_goal(goal: Entry) -> str:
    """What the form of a goal shows."""
    return fingerprint({name: goal[name] for name in GOAL_FIELDS})


def seen_of_order(tree: DraftTree, under: str | None) -> str:
    """What stands there, in its order."""
    return fingerprint(tree.children(under))


def seen_of_places(tree: DraftTree, key: str) -> str:
    """Where the goal stands, whether it goes, and who follows it."""
    goal = tree.entry(key)
    return fingerprint([tree.parents[key], goal["retired"], goal["successors"]])
