"""Remarks, checks and file number of one idea."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from app.casework.checking import items_for, note_checks
from app.casework.forms import ReferenceForm, RemarkForm
from app.casework.remarking import ReferenceHasChanged, add_remark, note_file_reference
from app.core.doors import writes
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

casework = Blueprint("casework", __name__)

Answer = str | Response | tuple[str, int]


@casework.post("/ideen/<int:number>/vermerke")
@writes
@needs("add_remark", on=find_on_desk)
def remark(idea: Idea) -> Answer:
    """Write something down for colleagues."""
    form: Any = RemarkForm.of_request()
    if not form.is_sent_and_valid():
        return _again(idea, form, "casework.remark", _("Write a remark"), _("Add the remark")), 422
    add_remark(idea, text=form["text"].data, by=current_person(), once=form["once"].data)
    flash(_("The remark is added. Only your office reads it."), "success")
    return redirect(url_for("ideas_desk.show", number=idea.number, _anchor="vermerke"), 303)


@casework.post("/ideen/<int:number>/aktenzeichen")
@writes
@needs("note_file_reference", on=find_on_desk)
def file_reference(idea: Idea) -> Answer:
    """Say under which number the office files it."""
    form: Any = ReferenceForm.of_request()
    if form.is_sent_and_valid():
        try:
            note_file_reference(
                idea, form["file_reference"].data or None, before=form["before"].data, by=current_person()
            )
        except ReferenceHasChanged:
            said = _("A colleague has entered “%(number)s” meanwhile.", number=idea.file_reference or "–")
            form.fault("file_reference", said)
            form["before"].data = idea.file_reference or ""
            return _again(idea, form, "casework.file_reference", _("File number"), _("Save file number")), 409
        flash(_("The file number is saved."), "success")
        return redirect(url_for("ideas_desk.show", number=idea.number), 303)
    return _again(idea, form, "casework.file_reference", _("File number"), _("Save file number")), 422


@casework.post("/ideen/<int:number>/pruefliste")
@writes
@needs("check_idea", on=find_on_desk)
def check(idea: Idea) -> Answer:
    """Keep what was looked at; what a colleague answered meanwhile and nobody changed here stays."""
    sent = {item.id: request.form.get(f"item-{item.id}", "") for item in items_for(idea)}
    changed = {number: said for number, said in sent.items() if said and said != request.form.get(f"was-{number}")}
    noted = note_checks(idea, changed, by=current_person())
    told = ngettext("%(num)s item of the checklist is saved.", "%(num)s items of the checklist are saved.", noted)
    if not request.headers.get("HX-Request"):
        flash(told if noted else _("Nothing has changed in the checklist."), "success" if noted else "info")
    return redirect(url_for("ideas_desk.show", number=idea.number, _anchor="pruefliste"), 303)


def _again(idea: Idea, form: Any, endpoint: str, headline: str, go: str) -> str:
    """The form on a page of its own, with what was typed and what is wrong about it."""
    speak_for(idea.authority)
    return render_template(
        "casework/again.html", idea=idea, form=form, action=url_for(endpoint, number=idea.number), headline=headline,
        go=go,
    )  # fmt: skip
