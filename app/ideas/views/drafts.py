"""Drafts in a browser: which ones it may write on, and the blueprint both steps of writing belong to."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect, request, session, url_for
from flask_babel import get_locale

from app.ideas.models import Idea
from app.ideas.queries import find_draft, find_own, recent_drafts
from app.pages.frame import speak_for
from app.policies.doors import current_person

MOST_DRAFTS = 10
NUMBER = "<int:number>"

ideas_writing = Blueprint("ideas_writing", __name__)


@ideas_writing.after_request
def never_cached(response: Response) -> Response:
    """What somebody is writing is for this browser alone, now."""
    response.headers["Cache-Control"] = "no-store"
    return response


def remember_draft(draft_key: str) -> None:
    """This browser finds the draft again, for as long as drafts are kept."""
    session["drafts"] = [*session.get("drafts", []), draft_key][-MOST_DRAFTS:]
    session.permanent = True


def my_draft(number: int) -> Idea:
    """The draft this browser or this person may write on; else there is nothing here.

    Looking at it after it was handed in leads its author to where it stands now.
    """
    person = current_person()
    idea = find_draft(number, session.get("drafts", []), person)
    if idea is None:
        own = find_own(number, to=person) if person is not None and request.method == "GET" else None
        if own is not None and own.submitted_at is not None:
            abort(redirect(url_for("ideas_mine.show", number=number)))
        abort(404)
    speak_for(idea.authority)
    return idea


def drafts_here() -> Sequence[Idea]:
    """What was begun in this browser in the last hours and not handed in yet."""
    return recent_drafts(session.get("drafts", []), current_person())


def first_version(idea: Idea) -> Any:
    """The text being written."""
    return idea.working or idea.current


def locale() -> str:
    """The language this reader has chosen, for the mails to come."""
    return str(get_locale())[:2]
