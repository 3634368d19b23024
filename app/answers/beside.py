"""What stands beside an idea on its pages."""

from typing import Any

from app.ideas.models import Idea


def answer_beside(idea: Idea) -> Any:
    """How far the coordinated answer is, as the page of the idea on the desk shows it."""
    return None


def published_with(idea: Idea) -> Any:
    """What was published with the answer: the statements it rests on, where their offices agreed."""
    return None


def follow_up_of(idea: Idea) -> Any:
    """What the author asked back about the answer, or may still ask."""
    return None
