"""What comes after typing in: slips of the pen, an answer that came by letter or telephone, the way to the author."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.ideas.models import Idea
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.reception.contacts import ContactIsChanged, change_contact, erase_contact, mark_of, way_to
from app.reception.entering import correct_entry, enter_answer
from app.reception.forms import ContactForm, CorrectionForm
from app.reception.queries import find_entry, find_without_account, is_without_account
from app.reception.views.room import NUMBER, reception
from app.reception.wording import contact_line
from app.things.queries import chronicle_of


@reception.get(f"/{NUMBER}/korrigieren")
@needs("enter_idea", on=find_entry)
def correct(idea: Idea) -> Any:
    """The text as I typed it in, to put a slip of the pen right."""
    if idea.state != "submitted" or not is_without_account(idea):
        flash(_("The desk has this idea in hand by now. Please tell it what is to be put right."), "info")
        return redirect(url_for("reception.show", number=idea.id))
    return _text_page(idea, _filled(idea), "correct")


@reception.post(f"/{NUMBER}/korrigieren")
@writes
@needs("enter_idea", on=find_entry)
def save_correction(idea: Idea) -> Any:
    """Save the text put right."""
    form = CorrectionForm(request.form)
    if not form.validate():
        return _text_page(idea, form, "correct"), 422
    try:
        correct_entry(idea, form.words, by=current_person(), version=form.shown_version)
    except (VersionIsStale, NotAllowedNow):
        return _stale_page(idea, form, "correct"), 409
    flash(_("The text is put right."), "success")
    return redirect(url_for("reception.show", number=idea.id), 303)


@reception.get(f"/{NUMBER}/antwort")
@needs("enter_idea", on=find_without_account)
def answer(idea: Idea) -> Any:
    """The question that was asked, and the text to work the author's answer into."""
    if idea.state != "revision_requested":
        flash(_("There is no open question about this idea."), "info")
        return _back(idea)
    return _text_page(idea, _filled(idea), "answer")


@reception.post(f"/{NUMBER}/antwort")
@writes
@needs("enter_idea", on=find_without_account)
def save_answer(idea: Idea) -> Any:
    """The answer is received: the idea is back at the desk."""
    form = CorrectionForm(request.form)
    if not form.validate():
        return _text_page(idea, form, "answer"), 422
    try:
        enter_answer(idea, form.words, by=current_person(), version=form.shown_version)
    except (VersionIsStale, NotAllowedNow):
        return _stale_page(idea, form, "answer"), 409
    flash(_("The answer is received; the idea is back in the inbox."), "success")
    return _back(idea)


@reception.get(f"/{NUMBER}/kontakt")
@needs("enter_idea", on=find_without_account)
def contact(idea: Idea) -> str:
    """How news reach the author; to be put right, or to be deleted."""
    way = way_to(idea)
    given = {"reach": way, "email": idea.contact_email, "post": idea.contact_post, "seen": mark_of(idea)}
    return _contact_page(idea, ContactForm(None, data=given))


@reception.post(f"/{NUMBER}/kontakt")
@writes
@needs("enter_idea", on=find_without_account)
def save_contact(idea: Idea) -> Any:
    """Save the address put right."""
    form: Any = ContactForm(request.form)
    if not form.validate():
        return _contact_page(idea, form), 422
    email, post = form.way
    try:
        change_contact(idea, by=current_person(), email=email, post=post, seen=form["seen"].data or "")
    except ContactIsChanged:
        form["seen"].data = mark_of(idea)
        return _contact_page(idea, form, is_stale=True), 409
    flash(_("The way to the author is saved. What waits goes there."), "success")
    return _back(idea)


@reception.post(f"/{NUMBER}/kontakt/loeschen")
@writes
@needs("enter_idea", on=find_without_account)
def delete_contact(idea: Idea) -> Any:
    """The author wishes it: the address goes; it stands nowhere else."""
    erase_contact(idea, by=current_person())
    flash(_("The address is deleted. Nobody is written to any more about this idea."), "success")
    return _back(idea)


def _back(idea: Idea) -> Any:
    is_on_desk = may_now("read_idea_on_desk", idea)
    return redirect(url_for("ideas_desk.show" if is_on_desk else "reception.show", number=idea.id), 303)


def _filled(idea: Idea) -> CorrectionForm:
    current = idea.current
    given = {
        "title": current.title, "text": current.text, "who_benefits": current.who_benefits,
        "touches_youth": current.touches_youth, "version": str(idea.version),
    }  # fmt: skip
    return CorrectionForm(None, data=given)


def _text_page(idea: Idea, form: CorrectionForm, kind: str) -> str:
    speak_for(idea.authority)
    asked = [entry for entry in chronicle_of(idea.id, "author") if entry.verb == "request_revision"]
    question = asked[-1].reason if asked and kind == "answer" else None
    return render_template("reception/text.html", idea=idea, form=form, kind=kind, question=question)


def _stale_page(idea: Idea, form: CorrectionForm, kind: str) -> str:
    speak_for(idea.authority)
    state = "submitted" if kind == "correct" else "revision_requested"
    is_possible = idea.state == state and is_without_account(idea)
    form["version"].data = str(idea.version)
    return render_template("reception/stale.html", idea=idea, form=form, kind=kind, is_possible=is_possible)


def _contact_page(idea: Idea, form: ContactForm, *, is_stale: bool = False) -> str:
    speak_for(idea.authority)
    return render_template(
        "reception/contact.html", idea=idea, form=form, is_stale=is_stale, now_is=contact_line(idea), way=way_to(idea),
        back="ideas_desk.show" if may_now("read_idea_on_desk", idea) else "reception.show",
    )  # fmt: skip
