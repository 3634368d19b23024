"""My own comments."""

from flask import Blueprint, render_template, request

from app.discussion.queries import own_comments
from app.policies.doors import current_person, needs

discussion_mine = Blueprint("discussion_mine", __name__)


@discussion_mine.get("")
@needs("use_account")
def index() -> str:
    """Everything I have said, the last first."""
    rows, following = own_comments(current_person(), request.args.get("nach"))
    return render_template("discussion/mine.html", rows=rows, next=following)
