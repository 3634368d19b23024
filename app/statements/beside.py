"""What stands beside an idea on its pages."""

from typing import Any

from app.ideas.models import Idea


def statements_beside(idea: Idea) -> Any:
    """Who was asked about the idea, and what came back, as its page on the desk shows it."""
    return None
