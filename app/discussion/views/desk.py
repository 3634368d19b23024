"""Comments held back until the editors release them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.discussion.commenting import release_comment
from app.discussion.models import Comment
from app.discussion.queries import find_on_desk, held_comments
from app.policies.doors import current_person, needs

discussion_desk = Blueprint("discussion_desk", __name__)


@discussion_desk.get("")
@needs("release_comment")
def index() -> str:
    """What waits for its release, the oldest first."""
    rows, following = held_comments(current_person(), request.args.get("nach"))
    return render_template("discussion_desk/index.html", rows=rows, next=following)


@discussion_desk.post("/<int:comment_id>/freigeben")
@writes
@needs("release_comment", on=find_on_desk)
def release(said: Comment) -> Any:
    """Let everybody read it; a colleague may have been quicker."""
    try:
        release_comment(said, by=current_person(), version=request.form.get("version", 0, type=int))
    except NotAllowedNow:
        flash(_("The comment has been released, hidden or removed already."), "info")
    except VersionIsStale:
        flash(_("The comment has been edited since you read it. Please read it once more."), "warning")
    else:
        flash(_("The comment is public now."), "success")
    return redirect(url_for("discussion_desk.index"), 303)
