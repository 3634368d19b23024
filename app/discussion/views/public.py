"""What people say about a thing, and saying something."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.core.doors import public, writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.limits import limited
from app.discussion import wording
from app.discussion.checking import SaidBefore, TooManyLinks, is_calm
from app.discussion.commenting import (
    TextDoesNotFit,
    agree,
    comment,
    edit_comment,
    once_of,
    remove_comment,
    reply,
    take_back_agreement,
)
from app.discussion.forms import CommentForm, EditForm
from app.discussion.models import Comment
from app.discussion.queries import (
    PAGE_SIZE,
    answers_before,
    find_by_once,
    find_discussed,
    find_once_shown,
    find_own,
    find_shown,
    find_thread,
    talk_of,
    thread_of,
    versions_of,
)
from app.discussion.rendering import render
from app.pages.addresses import referring_path
from app.pages.frame import send_again, speak_of
from app.policies.doors import current_person, needs
from app.things.addresses import address_of
from app.things.models import Thing

discussion = Blueprint("discussion", __name__)
discussion.add_app_template_filter(render, "comment_text")
discussion.add_app_template_global(wording.author_of, "comment_author")
discussion.add_app_template_global(wording.is_answer, "is_answer")
discussion.add_app_template_global(wording.sort_labels, "comment_sorts")

HOUR = timedelta(hours=1)
DOES_NOT_FIT = (SaidBefore, TextDoesNotFit, TooManyLinks)


@discussion.app_template_global("section_of")
def section_of(thing: Thing) -> str:
    """Under which word of the menu the thing stands."""
    return {"thread": "participate", "idea": "ideas"}.get(thing.kind, "projects")


@discussion.app_template_global("empty_comment_form")
def empty_comment_form(thing: Thing) -> CommentForm | None:
    """The form below a discussion, for whoever is signed in."""
    person = current_person()
    return CommentForm(None, thing, person) if person is not None else None


# ---- reading -------------------------------------------------------------------------------------


@discussion.get("/<int:number>")
@public
def show(number: int) -> Any:
    """The whole discussion of one thing, page by page."""
    thing = find_discussed(number, current_person())
    if thing is None:
        abort(404)
    return _talk_page(thing)


@discussion.get("/kommentar/<int:comment_id>")
@public
def thread(comment_id: int) -> Any:
    """One comment with all its answers; an answer stands below the comment it belongs to."""
    said = find_thread(comment_id, current_person())
    if said is None:
        abort(404)
    if said.parent_id is None:
        return _thread_page(said)
    since = said.id if answers_before(said, current_person()) >= PAGE_SIZE else None
    place = f"kommentar-{said.id}"
    return redirect(url_for("discussion.thread", comment_id=said.parent_id, ab=since, _anchor=place))


@discussion.get("/kommentar/<int:comment_id>/fassungen")
@public
def versions(comment_id: int) -> Any:
    """What a comment said before."""
    said = find_shown(comment_id, current_person())
    if said is None:
        abort(404)
    speak_of(said.thing)
    return render_template("discussion/versions.html", said=said, thing=said.thing, earlier=versions_of(said))


# ---- saying something ----------------------------------------------------------------------------


@discussion.post("/<int:number>")
@limited("comment", 120, HOUR)
@writes
@needs("take_part", on=find_discussed, instead=send_again)
def write(thing: Thing) -> Any:
    """Comment on a thing."""

    def say(**values: Any) -> Comment:
        return comment(thing, **values)

    return _take(thing, say, lambda form: _talk_page(thing, form))


@discussion.post("/kommentar/<int:comment_id>")
@limited("comment", 120, HOUR)
@writes
@needs("take_part", on=find_once_shown, instead=send_again)
def answer(said: Comment) -> Any:
    """Answer a comment."""

    def say(**values: Any) -> Comment:
        return reply(said, **values)

    return _take(said.thing, say, lambda form: _thread_page(said, form))


def _take(thing: Thing, say: Callable[..., Comment], page: Callable[[CommentForm], str]) -> Any:
    """Read the form and say it; every fault comes back with the text kept, a repeat leads to the first result."""
    person = current_person()
    form = CommentForm(request.form, thing, person)
    if (first := find_by_once(once_of(person, form.once.data))) is not None:
        return redirect(_address(first, thing), 303)
    if not form.validate():
        return page(form), 422
    if not is_calm(person):
        form.fault("text", wording.too_fast())
        return page(form), 429
    try:
        said = say(by=person, text=form.text.data, lang=str(get_locale()), once=form.once.data, **form.speaker)
    except NotAllowedNow:
        return _late_page(thing, form.text.data)
    except DOES_NOT_FIT as error:
        form.fault("text", wording.fault_of(error))
        return page(form), 422
    if said.is_held:
        _say_at(said, wording.held(said), "info")
    else:
        _say_at(said, wording.taken(said))
    return redirect(_address(said, thing), 303)


# ---- one's own -----------------------------------------------------------------------------------


@discussion.get("/kommentar/<int:comment_id>/bearbeiten")
@needs("edit_comment", on=find_own)
def ask_to_edit(said: Comment) -> Any:
    """My comment, to put it in other words."""
    if not _is_editable(said):
        flash(_("This comment can no longer be edited."), "info")
        return redirect(url_for("discussion_mine.index"))
    return _edit_page(said, EditForm(None, data={"text": said.text, "version": said.version}))


@discussion.post("/kommentar/<int:comment_id>/bearbeiten")
@limited("comment", 120, HOUR)
@writes
@needs("edit_comment", on=find_own, instead=send_again)
def edit(said: Comment) -> Any:
    """Keep the new words."""
    form = EditForm(request.form)
    if not form.validate():
        return _edit_page(said, form), 422
    if not _is_editable(said):
        return _late_page(said.thing, form.text.data)
    try:
        edit_comment(said, by=current_person(), text=form.text.data, version=form.version.data)
    except (NotAllowedNow, VersionIsStale):
        return _late_page(said.thing, form.text.data, said)
    except DOES_NOT_FIT as error:
        form.fault("text", wording.fault_of(error))
        return _edit_page(said, form), 422
    _say_at(said, wording.changed(said))
    return redirect(_address(said, said.thing), 303)


def _is_editable(said: Comment) -> bool:
    """Whether its words may still change: a closed audience its writer has left is hers no more."""
    is_there = said.removed_at is None and said.restricted_at is None and said.thing.is_open
    return is_there and find_discussed(said.thing_id, current_person()) is not None


@discussion.get("/kommentar/<int:comment_id>/loeschen")
@needs("remove_comment", on=find_own)
def ask_to_remove(said: Comment) -> Any:
    """Really remove it?"""
    if said.removed_at is not None:
        return redirect(url_for("discussion_mine.index"))
    speak_of(said.thing)
    return render_template("discussion/remove.html", said=said)


@discussion.post("/kommentar/<int:comment_id>/loeschen")
@writes
@needs("remove_comment", on=find_own)
def remove(said: Comment) -> Any:
    """Remove it for good."""
    remove_comment(said, by=current_person())
    flash(wording.removed(said), "diskussion:success")
    on = find_discussed(said.thing_id, current_person())
    return redirect(url_for("discussion_mine.index") if on is None else f"{address_of(on)}#diskussion", 303)


# ---- agreeing ------------------------------------------------------------------------------------


@discussion.post("/kommentar/<int:comment_id>/zustimmen")
@limited("agree", 300, HOUR)
@writes
@needs("take_part", on=find_shown)
def support(said: Comment) -> Any:
    """Agree with a comment."""
    if not said.thing.is_open:
        abort(409)
    agree(said, by=current_person())
    _say_at(said, _("You agree."))
    return redirect(_back_to(said), 303)


@discussion.post("/kommentar/<int:comment_id>/zustimmung-zuruecknehmen")
@limited("agree", 300, HOUR)
@writes
@needs("take_part", on=find_shown)
def take_back(said: Comment) -> Any:
    """No longer agree with it."""
    take_back_agreement(said, by=current_person())
    _say_at(said, _("You no longer agree."))
    return redirect(_back_to(said), 303)


# ---- pages and addresses -------------------------------------------------------------------------


def _talk_page(thing: Thing, form: CommentForm | None = None) -> str:
    speak_of(thing)
    talk = talk_of(thing, request.args, current_person())
    return render_template("discussion/show.html", thing=thing, talk=talk, comment_form=form, back=address_of(thing))


def _thread_page(said: Comment, form: CommentForm | None = None) -> str:
    speak_of(said.thing)
    since = request.args.get("ab", 0, type=int)
    found, following = thread_of(said, current_person(), since, request.args.get("nach"))
    form = form or empty_comment_form(said.thing)
    if form is not None:
        form.text.label.text = _("Your answer")
    return render_template(
        "discussion/thread.html", thing=said.thing, said=found, next=following, since=since, comment_form=form,
        back=address_of(said.thing),
    )  # fmt: skip


def _edit_page(said: Comment, form: EditForm) -> str:
    speak_of(said.thing)
    is_seen = find_discussed(said.thing_id, current_person()) is not None
    return render_template("discussion/edit.html", said=said, form=form, is_seen=is_seen)


def _late_page(thing: Thing, text: str, said: Comment | None = None) -> tuple[str, int]:
    """Somebody or something was quicker: the text just written, and what counts now."""
    speak_of(thing)
    return render_template("discussion/late.html", thing=thing, text=text, said=said), 409


def _say_at(said: Comment, message: str, kind: str = "success") -> None:
    """Say it beside the comment, where the browser is led."""
    flash(message, f"kommentar-{said.id}:{kind}")


def _address(said: Comment, thing: Thing) -> str:
    """Where a comment just said or edited stands."""
    if said.parent_id is None:
        return f"{address_of(thing)}#kommentar-{said.id}"
    return url_for("discussion.thread", comment_id=said.id)


def _back_to(said: Comment) -> str:
    """The page the button was pressed on, at the comment."""
    page = referring_path() or url_for("discussion.thread", comment_id=said.parent_id or said.id)
    return f"{page}#kommentar-{said.id}"
