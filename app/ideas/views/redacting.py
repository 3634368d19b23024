"""Black out other people's data in an idea: ask, look, do."""

from collections import defaultdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug import Response

from app.casework.passages import passages_in
from app.core.database import db
from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.discussion.models import Comment, CommentVersion
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.ideas.redact_forms import RedactForm
from app.ideas.redacting import find_passages, hits_of, redact
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.queries import find_project_of
from app.restrictions.passages import Hit, NothingIsFound, blacken
from app.restrictions.wording import place_labels, place_readers

ideas_redacting = Blueprint("ideas_redacting", __name__)

Answer = str | Response | tuple[str, int]


@ideas_redacting.get("/ideen/<int:number>/schwaerzen")
@needs("redact", on=find_on_desk)
def ask(idea: Idea) -> str:
    """Which words are to go?"""
    form = RedactForm(data={"version": str(idea.version), "passages": _passage_named(idea)})
    return _page(idea, form, **_still_to_do(idea))


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
    found = find_passages(idea, form.chosen, inside_words=form.inside_words.data)
    if not found:
        return _nothing_here(idea, form)
    hits: defaultdict[str, list[Hit]] = defaultdict(list)
    for text in found:
        hits[text.place.name] += hits_of(text.value, form.pattern)
    return _page(idea, form, hits=hits, **_as_it_will_read(idea, form), **_elsewhere(idea, form))


@ideas_redacting.post("/ideen/<int:number>/schwaerzen")
@writes
@needs("redact", on=find_on_desk)
def blacken_out(idea: Idea) -> Answer:
    """Black the words out, for good."""
    form = RedactForm.of_request()
    if not form.is_sent_and_valid():
        return _page(idea, form), 422
    try:
        redact(
            idea, form.chosen, by=current_person(), reason=form.reason.data, version=form.shown_version,
            inside_words=form.inside_words.data,
        )  # fmt: skip
    except VersionIsStale:
        return _stale(idea, form)
    except NothingIsFound:
        return _nothing_here(idea, form)
    flash(_("The words are blacked out, in every version."), "success")
    left = _elsewhere(idea, form)
    if not left["comments"] and not left["project"]:
        return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    project = left["project"].id if left["project"] else None
    return redirect(
        url_for("ideas_redacting.ask", number=idea.number, kommentar=left["comments"], projekt=project), 303
    )


def _nothing_here(idea: Idea, form: RedactForm) -> Answer:
    """The idea itself does not say it; where it stands besides is shown all the same."""
    left = _elsewhere(idea, form)
    if left["comments"] or left["project"]:
        form.fault("passages", _("These words do not stand in the idea itself, but in what is listed here."))
    else:
        form.blame_nothing_found()
    return _page(idea, form, **left), 422


def _stale(idea: Idea, form: RedactForm) -> Answer:
    form.version.data = str(idea.version)
    return _page(idea, form, is_stale=True), 409


def _page(idea: Idea, form: RedactForm, **values: Any) -> str:
    speak_for(idea.authority)
    return render_template(
        "ideas_redacting/ask.html", idea=idea, form=form, places=place_labels(), readers=place_readers(), **values
    )


def _as_it_will_read(idea: Idea, form: RedactForm) -> dict[str, str]:
    pattern = form.pattern
    return {"title": blacken(idea.title, pattern), "text": blacken(idea.current.text, pattern)}


def _elsewhere(idea: Idea, form: RedactForm) -> dict[str, Any]:
    """Where the words stand besides: comments are blacked out one by one, a project is edited."""
    pattern, project = form.pattern, find_project_of(idea)
    now = select(Comment.id, Comment.text).where(Comment.thing_id == idea.id, Comment.removed_at.is_(None))
    earlier = select(Comment.id, CommentVersion.text).join(CommentVersion, CommentVersion.comment_id == Comment.id)
    earlier = earlier.where(Comment.thing_id == idea.id, Comment.removed_at.is_(None))
    said = [*db.session.execute(now), *db.session.execute(earlier)]
    is_in_project = project is not None and pattern.search(f"{project.title}\n{project.description}\n{project.aim}")
    return {
        "comments": sorted({comment_id for comment_id, text in said if pattern.search(text)}),
        "project": project if is_in_project else None,
    }


def _passage_named(idea: Idea) -> str | None:
    """The passage the desk came from; the address names it by its place in the list, never by its words."""
    texts = idea.current.title, idea.current.text, idea.current.who_benefits
    found, place = passages_in(texts), request.args.get("stelle", 0, type=int)
    return found[place - 1].text if 0 < place <= len(found) else None


def _still_to_do(idea: Idea) -> dict[str, Any]:
    """What was found elsewhere when the idea was blacked out; the address names it by numbers only."""
    asked = request.args.getlist("kommentar", type=int)
    here = select(Comment.id).where(Comment.thing_id == idea.id, Comment.id.in_(asked), Comment.removed_at.is_(None))
    project = find_project_of(idea) if "projekt" in request.args else None
    return {"comments": sorted(db.session.scalars(here)) if asked else [], "project": project}
