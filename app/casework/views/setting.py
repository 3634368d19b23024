"""Checklists and response templates, as an office keeps them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from app.accounts.models import Authority
from app.casework.checking import (
    MOST_ITEMS,
    ListIsLong,
    add_item,
    count_checks,
    items_of,
    missing_proposal,
    move_item,
    retire_item,
    take_over_proposal,
)
from app.casework.forms import ItemForm, TemplateForm
from app.casework.models import TEMPLATE_STEPS, ResponseTemplate
from app.casework.queries import Kept, Listed, find_concept, find_item, find_office
from app.casework.templates import (
    MOST_TEMPLATES,
    all_templates,
    example_for,
    fill,
    find_template,
    missing_standard,
    offices_of,
)
from app.casework.templating import (
    TemplatesAreMany,
    TitleIsTaken,
    add_template,
    change_template,
    remove_template,
    restore_template,
    take_over_standard,
)
from app.casework.wording import before_labels, placeholder_words, step_labels
from app.concepts.models import Concept
from app.core.database import db
from app.core.doors import writes
from app.core.errors import DomainError, VersionIsStale
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

casework_setting = Blueprint("casework_setting", __name__)

Answer = str | Response | tuple[str, int]


# ---- checklists ----------------------------------------------------------------------------------


@casework_setting.get("/konzepte/<slug>/pruefliste")
@needs("edit_checklist", on=find_concept)
def checklist(concept: Concept) -> str:
    """What is checked with every idea before it is published, and before it is answered."""
    return _checklist_page(concept, ItemForm(data={"before": "publish"}))


@casework_setting.post("/konzepte/<slug>/pruefliste")
@writes
@needs("edit_checklist", on=find_concept)
def add(concept: Concept) -> Answer:
    """One more item."""
    form: Any = ItemForm.of_request()
    if form.is_sent_and_valid():
        try:
            add_item(concept, before=form["before"].data, text=form["text"].data)
        except ListIsLong:
            form.fault("text", _("The list has %(most)s items; please take one away first.", most=MOST_ITEMS))
        else:
            flash(_("The item is on the checklist."), "success")
            return _to_checklist(concept)
    return _checklist_page(concept, form), 422


@casework_setting.post("/konzepte/<slug>/pruefliste/vorschlag")
@writes
@needs("edit_checklist", on=find_concept)
def propose(concept: Concept) -> Answer:
    """Take over the items that fit almost everywhere."""
    try:
        count = take_over_proposal(concept)
    except ListIsLong:
        flash(_("The list has %(most)s items; please take one away first.", most=MOST_ITEMS), "error")
    else:
        flash(ngettext("%(num)s item is taken over.", "%(num)s items are taken over.", count), "success")
    return _to_checklist(concept)


@casework_setting.post("/konzepte/<slug>/pruefliste/<int:item_id>/verschieben")
@writes
@needs("edit_checklist", on=find_item)
def move(listed: Listed) -> Answer:
    """One place up or down."""
    move_item(listed.item, is_up=request.form.get("to") == "up")
    return _to_checklist(listed.concept, f"punkt-{listed.item.id}")


@casework_setting.post("/konzepte/<slug>/pruefliste/<int:item_id>/entfernen")
@writes
@needs("edit_checklist", on=find_item)
def retire(listed: Listed) -> Answer:
    """Ask it no more."""
    retire_item(listed.item)
    flash(_("The item is taken off the list. What was answered stays with the ideas."), "success")
    return _to_checklist(listed.concept)


@casework_setting.post("/konzepte/<slug>/pruefliste/<int:item_id>/zurueckholen")
@writes
@needs("edit_checklist", on=find_item)
def bring_back(listed: Listed) -> Answer:
    """Ask it again."""
    try:
        add_item(listed.concept, before=listed.item.before, text=listed.item.text)
    except ListIsLong:
        flash(_("The list has %(most)s items; please take one away first.", most=MOST_ITEMS), "error")
    else:
        flash(_("The item is on the checklist."), "success")
    return _to_checklist(listed.concept)


def _to_checklist(concept: Concept, anchor: str | None = None) -> Response:
    return redirect(url_for("casework_setting.checklist", slug=concept.key, _anchor=anchor), 303)


def _checklist_page(concept: Concept, form: Any) -> str:
    speak_for(concept.authority)
    items = items_of(concept.id)
    return render_template(
        "casework/checklist.html", concept=concept, form=form, labels=before_labels(),
        items=[item for item in items if item.retired_at is None],
        retired=[item for item in items if item.retired_at is not None], answered=count_checks(concept.id),
        proposed=missing_proposal(items),
    )  # fmt: skip


# ---- response templates --------------------------------------------------------------------------


@casework_setting.get("/textbausteine")
@needs("edit_templates")
def templates() -> str:
    """The texts one's office answers with, step by step."""
    offices = offices_of(current_person())
    chosen = _chosen(offices)
    speak_for(chosen)
    kept = all_templates(chosen.id)
    groups = [
        (step, step_labels()[step], [one for one in kept if one.step == step and one.removed_at is None])
        for step in TEMPLATE_STEPS
    ]
    return render_template(
        "casework/templates.html", offices=offices, chosen=chosen, groups=groups, labels=step_labels(),
        removed=[one for one in kept if one.removed_at is not None], missing=missing_standard(kept),
    )  # fmt: skip


@casework_setting.get("/textbausteine/<slug>/neu")
@needs("edit_templates", on=find_office)
def write(kept: Kept) -> str:
    """An empty form, for the step one came from."""
    return _template_page(kept.authority, TemplateForm.of_request(step=request.args.get("schritt")))


@casework_setting.post("/textbausteine/<slug>/neu")
@writes
@needs("edit_templates", on=find_office)
def add_one(kept: Kept) -> Answer:
    """Keep a new text; sent twice, it is one."""
    form = TemplateForm.of_request()
    if "preview" in request.form:
        return _template_page(kept.authority, form, is_preview=True)
    if form.is_sent_and_valid():
        try:
            template = add_template(kept.authority, by=current_person(), **form.values)
        except DomainError as error:
            _blame(form, error)
        else:
            flash(_("“%(title)s” is saved.", title=template.title), "success")
            return _to_templates(kept.authority, template)
    return _template_page(kept.authority, form), 422


@casework_setting.get("/textbausteine/<int:number>")
@needs("edit_templates", on=find_template)
def edit(template: ResponseTemplate) -> str:
    """Read and change one text."""
    return _template_page(_authority_of(template), _form_of(template), template)


@casework_setting.post("/textbausteine/<int:number>")
@writes
@needs("edit_templates", on=find_template)
def change(template: ResponseTemplate) -> Answer:
    """Keep the change; a colleague's change meanwhile is shown beside it."""
    form, authority = TemplateForm.of_request(), _authority_of(template)
    if "preview" in request.form:
        return _template_page(authority, form, template, is_preview=True)
    if form.is_sent_and_valid():
        try:
            change_template(template, version=form.shown_version, by=current_person(), **form.values)
        except VersionIsStale:
            form["version"].data = str(template.version)
            return _template_page(authority, form, template, is_stale=True), 409
        except DomainError as error:
            _blame(form, error)
        else:
            flash(_("“%(title)s” is saved.", title=template.title), "success")
            return _to_templates(authority, template)
    return _template_page(authority, form, template), 422


@casework_setting.post("/textbausteine/<int:number>/entfernen")
@writes
@needs("edit_templates", on=find_template)
def remove(template: ResponseTemplate) -> Answer:
    """Offer it no more."""
    return _shelve(template, remove_template, _("“%(title)s” is removed. You find it below and can put it back."))


@casework_setting.post("/textbausteine/<int:number>/zurueckholen")
@writes
@needs("edit_templates", on=find_template)
def restore(template: ResponseTemplate) -> Answer:
    """Offer it again."""
    return _shelve(template, restore_template, _("“%(title)s” is offered again."))


@casework_setting.post("/textbausteine/<slug>/standard")
@writes
@needs("edit_templates", on=find_office)
def take_over(kept: Kept) -> Answer:
    """Take over the texts that come with the program."""
    count = take_over_standard(kept.authority, by=current_person())
    flash(ngettext("%(num)s text is taken over.", "%(num)s texts are taken over.", count), "success")
    return redirect(url_for("casework_setting.templates", stelle=kept.authority.slug), 303)


def _shelve(template: ResponseTemplate, verb: Any, said: str) -> Answer:
    authority = _authority_of(template)
    try:
        verb(template, version=TemplateForm.of_request().shown_version, by=current_person())
    except VersionIsStale:
        return _template_page(authority, _form_of(template), template, is_stale=True), 409
    flash(said % {"title": template.title}, "success")
    return _to_templates(authority, template)


def _chosen(offices: Sequence[Authority]) -> Authority:
    slug = request.args.get("stelle")
    found = next((one for one in offices if one.slug == slug), None) if slug else next(iter(offices), None)
    return found or abort(404)


def _authority_of(template: ResponseTemplate) -> Authority:
    return db.session.get_one(Authority, template.authority_id)


def _form_of(template: ResponseTemplate) -> TemplateForm:
    values = {name: getattr(template, name) for name in ("step", "title", "text", "version")}
    return TemplateForm(None, data=values)


def _to_templates(authority: Authority, template: ResponseTemplate) -> Response:
    return redirect(url_for("casework_setting.templates", stelle=authority.slug, _anchor=template.step), 303)


def _blame(form: TemplateForm, error: DomainError) -> None:
    if isinstance(error, TitleIsTaken):
        form.fault("title", _("There is a text of this title for this step already. Please choose another."))
    elif isinstance(error, TemplatesAreMany):
        form.fault("title", _("There are %(most)s texts; please remove one first.", most=MOST_TEMPLATES))
    else:
        raise error


def _template_page(
    authority: Authority, form: TemplateForm, template: ResponseTemplate | None = None, *,
    is_preview: bool = False, is_stale: bool = False,
) -> str:  # fmt: skip
    speak_for(authority)
    example, values = example_for(authority) if is_preview else ("", {})
    return render_template(
        "casework/template.html", chosen=authority, form=form, template=template, words=placeholder_words(),
        is_preview=is_preview, is_stale=is_stale, example=example, previewed=fill(form["text"].data or "", values),
    )  # fmt: skip
