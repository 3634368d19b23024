"""Threads of a forum: read one, begin one, put one's own in other words or take it away."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.concepts.wording import goal_marks
from app.core.doors import public, writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.limits import limited
from app.discussion.checking import SaidBefore, TooManyLinks, is_calm
from app.discussion.queries import talk_of
from app.discussion.wording import too_fast
from app.formats.contributing import TextDoesNotFit, find_by_once, remove_contribution
from app.formats.models import ParticipationFormat
from app.formats.outcome import became_of, goals_of
from app.forums import wording
from app.forums.beginning import begin_thread, edit_thread
from app.forums.forms import EditForm, ThreadForm
from app.forums.models import Thread
from app.forums.queries import find_forum, find_own_thread, find_thread, find_versions, versions_of
from app.pages.frame import send_again, speak_for
from app.policies.doors import current_person, may_now, needs
from app.things.taking_part import part_of

forums = Blueprint("forums", __name__)

HOUR = timedelta(hours=1)
DOES_NOT_FIT = (SaidBefore, TextDoesNotFit, TooManyLinks)
THREAD = "/themen/<int:number>"


# ---- reading -------------------------------------------------------------------------------------


@forums.get(THREAD)
@public
def thread(number: int) -> str:
    """What somebody said, what others answered, and what became of it. Its writer reads it while it is held back."""
    person = current_person()
    found = find_thread(number, person) or (find_own_thread(number, person) if person is not None else None)
    if found is None:
        abort(404)
    return _page(
        found.format, "forums/thread.html", thread=found, part=part_of(found, person),
        talk=talk_of(found, request.args, person), goals=goal_marks(goals_of([found.id]).get(found.id, [])),
        became=became_of([found.id]).get(found.id, []), topics=_other_topics(found),
        is_mine=person is not None and may_now("edit_contribution", found),
    )  # fmt: skip


@forums.get(f"{THREAD}/fassungen")
@public
def versions(number: int) -> str:
    """What a thread said before."""
    found = find_versions(number, current_person())
    if found is None:
        abort(404)
    return _page(found.format, "forums/versions.html", thread=found, earlier=versions_of(found))


def _other_topics(found: Thread) -> list[Any]:
    """Where the desk can put it instead."""
    if not may_now("run_format", found.format) or found.removed_at is not None:
        return []
    return [section for section in found.format.sections if section.id != found.section_id]


# ---- beginning one -------------------------------------------------------------------------------


@forums.get("/<int:number>/themen/neu")
@needs("contribute", on=find_forum)
def ask_to_begin(format: ParticipationFormat) -> Any:
    """Under which topic, and what do you want to say?"""
    if not format.takes_contributions:
        flash(_("Nobody can write here at present."), "info")
        return redirect(_forum(format))
    form = ThreadForm(None, format, current_person(), data={"topic": request.args.get("thema", "")})
    return _form_page(format, form)


@forums.post("/<int:number>/themen/neu")
@limited("comment", 120, HOUR)
@writes
@needs("contribute", on=find_forum, instead=send_again)
def begin(format: ParticipationFormat) -> Any:
    """Say it; every fault comes back with the text kept, a repeat leads to the first result."""
    person = current_person()
    form = ThreadForm(request.form, format, person)
    if (first := find_by_once(person, form.once.data)) is not None:
        return redirect(url_for("forums.thread", number=first.id), 303)
    if not format.takes_contributions:
        return _late_page(format, form)
    if not form.validate():
        return _form_page(format, form), 422
    if not is_calm(person):
        form.fault("text", too_fast())
        return _form_page(format, form), 429
    try:
        made = begin_thread(
            form.sections[form.topic.data], by=person, title=form.title.data, text=form.text.data,
            lang=str(get_locale()), wish=form.wish.data, once=form.once.data, **form.speaker,
        )  # fmt: skip
    except DOES_NOT_FIT as error:
        form.fault("text", wording.fault_of(error))
        return _form_page(format, form), 422
    if made.is_shown:
        flash(_("Thank you. Your contribution stands here now."), "beitrag:success")
    else:
        held = _("Your contribution waits for its release: the office reads first contributions before others do.")
        flash(held, "beitrag:info")
    return redirect(url_for("forums.thread", number=made.id), 303)


# ---- one's own -----------------------------------------------------------------------------------


@forums.get(f"{THREAD}/bearbeiten")
@needs("edit_contribution", on=find_own_thread)
def ask_to_edit(thread: Thread) -> Any:
    """My thread, to put it in other words."""
    if thread.restricted_at is not None or not thread.format.takes_contributions:
        flash(_("This contribution can no longer be edited."), "info")
        return redirect(_place_of(thread))
    return _edit_page(thread, EditForm(None, obj=thread))


@forums.post(f"{THREAD}/bearbeiten")
@limited("comment", 120, HOUR)
@writes
@needs("edit_contribution", on=find_own_thread, instead=send_again)
def edit(thread: Thread) -> Any:
    """Keep the new words; who comes with an old version reads both."""
    form = EditForm(request.form)
    if not form.validate():
        return _edit_page(thread, form), 422
    try:
        edit_thread(thread, by=current_person(), title=form.title.data, text=form.text.data, version=form.version.data)
    except (NotAllowedNow, VersionIsStale):
        return _late_page(thread.format, form, thread)
    except DOES_NOT_FIT as error:
        form.fault("text", wording.fault_of(error))
        return _edit_page(thread, form), 422
    flash(_("Your contribution is changed."), "beitrag:success")
    return redirect(url_for("forums.thread", number=thread.id), 303)


@forums.get(f"{THREAD}/entfernen")
@needs("remove_contribution", on=find_own_thread)
def ask_to_remove(thread: Thread) -> str:
    """Really remove it?"""
    return _page(thread.format, "forums/remove.html", thread=thread, back=_place_of(thread))


@forums.post(f"{THREAD}/entfernen")
@writes
@needs("remove_contribution", on=find_own_thread)
def remove(thread: Thread) -> Any:
    """Remove it for good; where others have answered, an empty place stays."""
    remove_contribution(thread, by=current_person())
    flash(_("Your contribution has been removed."), "teilnehmen:success")
    return redirect(_forum(thread.format), 303)


# ---- pages and addresses -------------------------------------------------------------------------


def _page(format: ParticipationFormat, template: str, **values: Any) -> str:
    speak_for(format.authority)
    return render_template(template, format=format, **values)


def _form_page(format: ParticipationFormat, form: ThreadForm) -> str:
    return _page(format, "forums/begin.html", form=form, back=_forum(format))


def _edit_page(thread: Thread, form: EditForm) -> str:
    return _page(thread.format, "forums/edit.html", thread=thread, form=form, back=_place_of(thread))


def _late_page(format: ParticipationFormat, form: Any, thread: Thread | None = None) -> tuple[str, int]:
    """Somebody or something was quicker: the text just written, and what counts now."""
    words = {"title": form.title.data, "text": form.text.data}
    return _page(format, "forums/late.html", words=words, thread=thread, back=_forum(format)), 409


def _forum(format: ParticipationFormat) -> str:
    return url_for("formats.show", number=format.id, slug=format.slug, _anchor="teilnehmen")


def _place_of(thread: Thread) -> str:
    return url_for("forums.thread", number=thread.id)
