"""The staff unit confirms a KEK-Bezugsblatt or says why not."""

from flask import Blueprint

from app.policies.doors import needs

reference_sheets_desk = Blueprint("reference_sheets_desk", __name__)


@reference_sheets_desk.get("", strict_slashes=False)
@needs("confirm_sheet")
def index() -> str:
    """Still empty."""
    return ""
