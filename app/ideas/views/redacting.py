"""Black out other people's data in an idea: ask, look, do."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug import Response

from app.core.database import db
from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.discussion.models import Comment
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.ideas.redact_forms import RedactForm
from app.ideas.redacting import find_passages, redact
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.queries import find_project_of
from app.restrictions.passages import NothingIsFound, blacken, pattern_of
from app.restrictions.wording import place_labels

ideas_redacting = Blueprint("ideas_redacting", __name__)

Answer = str | Response | tuple[str, int]


@ideas_redacting.get("/ideen/<int:number>/schwaerzen")
@needs("redact", on=find_on_desk)
def ask(idea: Idea) -> str:
    """Which words are to go?"""
    return _page(idea, RedactForm(data={"version": str(idea.version)}))


@ideas_redacting.post("/ideen/<int:number>/schwaerzen/vorschau")
@writes
@needs("redact", on=find_on_desk)
def preview(idea: Idea) -> Answer:
    """What would be blacked out, and where; nothing is changed yet."""
    form = RedactForm.of_request()
    if not form.is_sent_and_valid():
        return _page(idea, form), 422
    if form.shown_version != idea.version:
        return _stale(idea, form)
    found = find_passages(idea, form.chosen)
    if not found:
        form.blame_nothing_found()
        return _page(idea, form), 422
    counts: Counter[str] = Counter()
    for text in found:
        counts[text.place] += text.count
    return _page(idea, form, counts=counts, **_as_it_will_read(idea, form), **_elsewhere(idea, form))


@ideas_redacting.post("/ideen/<int:number>/schwaerzen")
@writes
@needs("redact", on=find_on_desk)
def blacken_out(idea: Idea) -> Answer:
    """Black the words out, for good."""
    form = RedactForm.of_request()
    if not form.is_sent_and_valid():
        return _page(idea, form), 422
    try:
        redact(idea, form.chosen, by=current_person(), reason=form.reason.data, version=form.shown_version)
    except VersionIsStale:
        return _stale(idea, form)
    except NothingIsFound:
        form.blame_nothing_found()
        return _page(idea, form), 422
    flash(_("The words are blacked out, in every version."), "success")
    return redirect(url_for("ideas_desk.show", number=idea.number), 303)


def _stale(idea: Idea, form: RedactForm) -> Answer:
    form.version.data = str(idea.version)
    return _page(idea, form, is_stale=True), 409


def _page(idea: Idea, form: RedactForm, **values: Any) -> str:
    speak_for(idea.authority)
    return render_template("ideas_redacting/ask.html", idea=idea, form=form, places=place_labels(), **values)


def _as_it_will_read(idea: Idea, form: RedactForm) -> dict[str, str]:
    pattern = pattern_of(form.chosen)
    return {"title": blacken(idea.title, pattern), "text": blacken(idea.current.text, pattern)}


def _elsewhere(idea: Idea, form: RedactForm) -> dict[str, Any]:
    """Where the words stand besides: comments are blacked out one by one, a project is edited."""
    pattern = pattern_of(form.chosen)
    comments = db.session.execute(
        select(Comment.id, Comment.text).where(Comment.thing_id == idea.id, Comment.removed_at.is_(None))
    )
    project = find_project_of(idea)
    is_in_project = project is not None and pattern.search(f"{project.title}\n{project.description}\n{project.aim}")
    return {
        "comments": [comment.id for comment in comments if pattern.search(comment.text)],
        "project": project if is_in_project else None,
    }
