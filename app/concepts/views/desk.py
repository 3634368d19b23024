"""The desk works on concepts: the draft of an edition, goal by goal."""

from flask import Blueprint

from app.policies.doors import needs

concepts_desk = Blueprint("concepts_desk", __name__)


@concepts_desk.get("", strict_slashes=False)
@needs("edit_concept")
def index() -> str:
    """Still empty."""
    return ""
