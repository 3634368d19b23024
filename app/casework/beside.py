"""What stands beside an idea on its pages."""

from typing import Any

from app.ideas.models import Idea


def casework_beside(idea: Idea) -> Any:
    """Remarks, checks and file number, as the page of the idea on the desk shows them."""
    return None
