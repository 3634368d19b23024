"""Report something that should not stand here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import get_locale

from app.core.doors import public, writes
from app.core.limits import limited
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.restrictions import reporting
from app.restrictions.forms import ReportForm
from app.restrictions.queries import (
    find_report_by_once,
    find_reportable,
    find_reportable_comment,
    find_reportable_file,
)
from app.restrictions.targets import Target, keys_of, thing_of
from app.restrictions.views.showing import shown

restrictions = Blueprint("restrictions", __name__)


@restrictions.get("/<int:number>")
@public
def report(number: int) -> str:
    """Say what is wrong with an idea, a project or a contribution."""
    return _page(find_reportable(number, current_person()) or abort(404), ReportForm())


@restrictions.post("/<int:number>")
@limited("report", 10, timedelta(hours=1))
@writes
@public
def send(number: int) -> Any:
    """Put the report on the desk."""
    return _keep(lambda: find_reportable(number, current_person()))


@restrictions.get("/kommentar/<int:comment_id>")
@public
def report_comment(comment_id: int) -> str:
    """Say what is wrong with a comment."""
    return _page(find_reportable_comment(comment_id, current_person()) or abort(404), ReportForm())


@restrictions.post("/kommentar/<int:comment_id>")
@limited("report", 10, timedelta(hours=1))
@writes
@public
def send_comment(comment_id: int) -> Any:
    """Put the report on the desk."""
    return _keep(lambda: find_reportable_comment(comment_id, current_person()))


@restrictions.get("/datei/<int:attachment_id>")
@public
def report_file(attachment_id: int) -> str:
    """Say what is wrong with a photo or document."""
    return _page(find_reportable_file(attachment_id) or abort(404), ReportForm())


@restrictions.post("/datei/<int:attachment_id>")
@limited("report", 10, timedelta(hours=1))
@writes
@public
def send_file(attachment_id: int) -> Any:
    """Put the report on the desk."""
    return _keep(lambda: find_reportable_file(attachment_id))


@restrictions.get("/<int:number>/danke")
@public
def thanks(number: int) -> str:
    """The report has arrived; what happens next."""
    thing = find_reportable(number, current_person())
    speak_for(thing.authority if thing else None)
    return render_template("restrictions/thanks.html", thing=thing, report_id=request.args.get("meldung", type=int))


def _keep(find: Callable[[], Target | None]) -> Any:
    target = find()
    if target is None:
        abort(404)
    form, person = ReportForm.of_request(), current_person()
    if not form.is_sent_and_valid():
        return _page(target, form), 422
    # A form speaks of one thing: sent for another one, it is another report.
    once = str(uuid5(UUID(form.once.data), str(keys_of(target))))
    told = find_report_by_once(once) or reporting.report(
        target, cause=form.cause.data, text=form.text.data, by=person, email=form.email.data or None,
        locale=str(get_locale()), once=once,
    )  # fmt: skip
    return redirect(url_for("restrictions.thanks", number=told.thing_id, meldung=told.id), 303)


def _page(target: Target, form: ReportForm) -> str:
    speak_for(thing_of(target).authority)
    return render_template("restrictions/report.html", shown=shown(target), form=form)
