"""What the office does in a forum: a thread under another topic."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.errors import NotAllowedNow
from app.forums.keeping import move_thread
from app.forums.models import Thread
from app.forums.queries import find_thread_on_desk, find_topic
from app.policies.doors import current_person, needs

forums_desk = Blueprint("forums_desk", __name__)


@forums_desk.post("/themen/<int:number>/verschieben")
@writes
@needs("run_format", on=find_thread_on_desk)
def move(thread: Thread) -> Any:
    """Put the thread under another topic of its forum."""
    section = find_topic(thread.format, request.form.get("topic", type=int))
    try:
        is_moved = section is not None and move_thread(thread, section, by=current_person())
    except NotAllowedNow:
        is_moved = False
    if is_moved and section is not None:
        flash(_("It stands under “%(topic)s” now.", topic=section.title), "beitrag:success")
    else:
        flash(_("Please choose another topic of this forum."), "beitrag:warning")
    return redirect(url_for("forums.thread", number=thread.id, _anchor="beitrag"), 303)
