"""What the office does in a forum: summaries of topics, a thread under another topic."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.workflow import is_possible
from app.forums.forms import SummaryForm
from app.forums.keeping import move_thread, summarise_topic
from app.forums.models import Thread
from app.forums.queries import find_thread_on_desk, find_topic
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

forums_desk = Blueprint("forums_desk", __name__)

SUMMARY = "/<int:number>/zusammenfassung"


@forums_desk.get(SUMMARY)
@needs("run_format", on=find_on_desk)
def ask_to_summarise(format: ParticipationFormat) -> Any:
    """What has the office understood of this topic so far?"""
    topic = _topic(format)
    if not is_possible("summarise", format.state):
        flash(_("Summaries are written while a forum is open or its result is still to come."), "info")
        return redirect(_desk(format))
    return _summary_page(format, topic, SummaryForm(None, data={"text": topic.summary, "version": topic.version}))


@forums_desk.post(SUMMARY)
@writes
@needs("run_format", on=find_on_desk)
def summarise(format: ParticipationFormat) -> Any:
    """Publish the summary; who comes with an old version reads both."""
    topic, form = _topic(format), SummaryForm(request.form)
    if not form.validate():
        return _summary_page(format, topic, form), 422
    try:
        summarise_topic(format, topic, by=current_person(), text=form.text.data, version=form.version.data)
    except VersionIsStale:
        form.version.data, form.version.raw_data = topic.version, None
        return _summary_page(format, topic, form, is_stale=True), 409
    except NotAllowedNow:
        return _summary_page(format, topic, form, is_late=True), 409
    flash(_("The summary is published."), "success")
    return redirect(_desk(format), 303)


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


def _topic(format: ParticipationFormat) -> FormatSection:
    topic = find_topic(format, request.values.get("thema", type=int))
    if format.format_kind != "forum" or topic is None:
        abort(404)
    return topic


def _summary_page(format: ParticipationFormat, topic: FormatSection, form: SummaryForm, **values: Any) -> str:
    speak_for(format.authority)
    return render_template(
        "forums/summary.html", format=format, topic=topic, form=form, back=_desk(format), **values,
    )  # fmt: skip


def _desk(format: ParticipationFormat) -> str:
    return url_for("formats_desk.show", number=format.id)
