"""Reading correspondences: which goals of other concepts mean the same as this one, or serve each other with it."""

from typing import Any


def connected_goals(goal_id: int) -> list[Any]:
    """The goals of other concepts that correspond to it by common decision, in their concepts' order."""
    return []
