"""Where administrators keep the texts and the contact of their authority, and see which barriers people met."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.core.languages import LOCALES
from app.pages.forms import ContactForm, RestoreForm, TextForm
from app.pages.frame import speak_for
from app.pages.models import TEXT_NAMES, BarrierReport
from app.pages.queries import (
    Office,
    TextPlace,
    administered_by,
    barrier_reports,
    edited_texts,
    find_office,
    find_report,
    find_text_place,
    newest_text,
    versions_of,
)
from app.pages.rendering import default_text, render, unfinished
from app.pages.texting import CONTACT_FIELDS, edit_authority, restore_default, save_text, settle_report
from app.pages.views.texts import filled_text, text_of, text_values
from app.pages.wording import placeholder_names, text_titles
from app.policies.doors import current_person, needs

pages_desk = Blueprint("pages_desk", __name__)

Answer = str | Response | tuple[str, int]


@pages_desk.get("/seiten")
@needs("see_desk")
def index() -> str:
    """Every text of one's authorities with its state, and the reports of barriers."""
    person = current_person()
    bodies = administered_by(person)
    return render_template(
        "pages_desk/index.html", bodies=bodies, names=TEXT_NAMES, titles=text_titles(), langs=LOCALES,
        edited=edited_texts([body.id for body in bodies]), reports=barrier_reports(person),
    )  # fmt: skip


@pages_desk.get("/seiten/<slug>/<name>/<lang>")
@needs("edit_texts", on=find_text_place)
def edit(place: TextPlace) -> str:
    """Read and change one text."""
    body, _saved_at = text_of(place.name, place.lang, place.authority)
    return _edit_page(place, TextForm(data={"body": body, "version": _version(place)}))


@pages_desk.post("/seiten/<slug>/<name>/<lang>")
@writes
@needs("edit_texts", on=find_text_place)
def save(place: TextPlace) -> Answer:
    """Keep the text as a new version, or show first what it would look like."""
    form = TextForm.of_request()
    if not form.is_sent_and_valid():
        return _edit_page(place, form), 422
    if "preview" in request.form:
        return _edit_page(place, form, preview=form.body.data)
    try:
        save_text(place, by=current_person(), body=form.body.data, version=form.version.data)
    except VersionIsStale:
        return _edit_page(place, form, is_stale=True), 409
    flash(_("The text has been saved and is public now."), "success")
    if left := unfinished(form.body.data or "", placeholder_names()):
        flash(_("It still holds what nobody has filled in: %(left)s", left=", ".join(left)), "warning")
    return redirect(url_for("pages_desk.index"), 303)


@pages_desk.post("/seiten/<slug>/<name>/<lang>/wiederherstellen")
@writes
@needs("edit_texts", on=find_text_place)
def restore(place: TextPlace) -> Answer:
    """Let the platform's own text count again."""
    form = RestoreForm.of_request()
    if not form.is_sent_and_valid():
        abort(400)
    try:
        restore_default(place, by=current_person(), version=form.version.data or 0)
    except VersionIsStale:
        text = TextForm(data={"body": default_text(place.name, place.lang), "version": _version(place)})
        return _edit_page(place, text, is_stale=True), 409
    flash(_("The platform's own text counts again. Your versions have been kept."), "success")
    return redirect(url_for("pages_desk.index"), 303)


def _version(place: TextPlace) -> int:
    newest = newest_text(place.authority_id, place.name, place.lang)
    return newest.version if newest else 0


def _edit_page(place: TextPlace, form: TextForm, *, preview: str | None = None, is_stale: bool = False) -> str:
    speak_for(place.authority)
    values = text_values(place.authority)
    current, _saved_at = text_of(place.name, place.lang, place.authority)
    if is_stale:
        # Whoever sends again has now seen the other text beside the own one.
        form.version.raw_data, form.version.data = None, _version(place)
    folds = place.name == "hilfe"
    return render_template(
        "pages_desk/edit.html", place=place, form=form, title=text_titles()[place.name], current=current,
        preview=render(filled_text(place.name, preview, place.authority), folds_questions=folds) if preview else None,
        is_stale=is_stale,
        versions=versions_of(place), placeholders=placeholder_names(), values=values,
        left=unfinished(preview or "", placeholder_names()),
    )  # fmt: skip


@pages_desk.get("/seiten/<slug>/kontakt")
@needs("edit_authority", on=find_office)
def contact(office: Office) -> str:
    """Read and change how people reach the authority."""
    values: dict[str, Any] = {name: getattr(office.authority, name) or "" for name in CONTACT_FIELDS}
    values["holds_first_comments"] = office.authority.holds_first_comments
    return _contact_page(office, ContactForm(data=values))


@pages_desk.post("/seiten/<slug>/kontakt")
@writes
@needs("edit_authority", on=find_office)
def save_contact(office: Office) -> Answer:
    """Keep the contact; every page shows it at once."""
    form = ContactForm.of_request()
    if not form.is_sent_and_valid():
        return _contact_page(office, form), 422
    edit_authority(office.authority, by=current_person(), values=form.data)
    flash(_("The contact has been saved. Every page shows it from now on."), "success")
    return redirect(url_for("pages_desk.index"), 303)


def _contact_page(office: Office, form: ContactForm) -> str:
    speak_for(office.authority)
    return render_template("pages_desk/contact.html", office=office.authority, form=form)


def _report(number: int, to: Any) -> BarrierReport | None:
    return find_report(number, to)


@pages_desk.post("/seiten/barrieren/<int:number>/erledigt")
@writes
@needs("read_barrier_reports", on=_report)
def settle(report: BarrierReport) -> Response:
    """The barrier is gone or answered."""
    settle_report(report, by=current_person())
    flash(_("Report no. %(number)s is settled.", number=report.id), "success")
    return redirect(url_for("pages_desk.index") + "#barrieren", 303)
