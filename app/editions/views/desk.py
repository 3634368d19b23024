"""The desk works on concepts: which there are, the draft of an edition as a whole, its texts."""

from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from app.concepts.models import GOAL_KINDS, Concept
from app.concepts.queries import goal_counts
from app.concepts.schemas import Edition, labels_of
from app.core.doors import writes
from app.core.errors import DomainError
from app.core.forms import ProseField
from app.editions.draft_forms import BeginForm, LinesForm, TextsForm, joined
from app.editions.draft_pages import (
    MOST_AT_ONCE,
    concepts_on_desk,
    find_draft,
    history_of,
    last_change_of,
    marks_of,
    open_drafts,
    rows_of,
    tops_of,
)
from app.editions.draft_wording import mark_labels, moment, sentence_for, short_label, told
from app.editions.drafting import add_goals, begin_draft, change_texts, discard_draft, texts_of
from app.editions.faults import CameTooLate, DraftIsOpen, HasChanged
from app.editions.importing import mark_of
from app.editions.models import ConceptEdition
from app.editions.naming import next_edition
from app.editions.planning import plan_goals
from app.editions.queries import editions_of, find_on_desk, find_open_draft
from app.editions.seeing import fingerprint, tree_of
from app.editions.tree import DraftTree
from app.editions.views.too_late import answer_late
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

concepts_desk = Blueprint("concepts_desk", __name__)
concepts_desk.add_app_template_filter(moment, "moment")
concepts_desk.register_error_handler(CameTooLate, answer_late)

Answer = str | Response | tuple[str, int]


@concepts_desk.get("", strict_slashes=False)
@needs("see_desk")
def index() -> str:
    """The concepts one works on, with their state and what to do next."""
    found = concepts_on_desk(current_person())
    return render_template(
        "editions_desk/index.html", concepts=found, drafts=open_drafts(found), counts=goal_counts(),
        labels_of=labels_of,
    )  # fmt: skip


@concepts_desk.get("/<slug>")
@needs("see_desk", on=find_on_desk)
def show(concept: Concept) -> str:
    """One concept: what holds, the open draft, what has changed in it and who changed it."""
    editions = [Edition.model_validate(edition) for edition in concept.content.get("editions") or []]
    return _overview(concept, BeginForm(data={"title": next_edition(editions).title} if editions else {}))


@concepts_desk.post("/<slug>/entwurf/beginnen")
@writes
@needs("edit_concept", on=find_on_desk)
def begin(concept: Concept) -> Answer:
    """Begin a draft as a copy of what holds."""
    form: Any = BeginForm.of_request()
    if not form.is_sent_and_valid():
        return _overview(concept, form), 422
    try:
        begin_draft(concept, title=form["title"].data, by=current_person())
    except DraftIsOpen as error:
        flash(sentence_for(error), "warning")
    else:
        flash(_("The draft is begun. Only the editors see it until it is put up or adopted."), "success")
    return redirect(url_for("concepts_desk.draft", slug=concept.key), 303)


@concepts_desk.post("/<slug>/entwurf/verwerfen")
@writes
@needs("edit_concept", on=find_draft)
def discard(draft: ConceptEdition) -> Answer:
    """Throw the draft away; what holds stays."""
    if not request.form.get("sure"):
        flash(_("Please tick that you are sure. Nothing has been thrown away."), "warning")
        return redirect(url_for("concepts_desk.show", slug=draft.concept.key) + "#verwerfen", 303)
    try:
        discard_draft(draft, by=current_person(), seen=request.form.get("seen", ""))
    except HasChanged:
        return _overview(draft.concept, BeginForm(data={}), is_other=True), 409
    except DomainError as error:
        flash(sentence_for(error), "warning")
    else:
        flash(_("The draft is thrown away. It can still be read among the earlier drafts."), "success")
    return redirect(url_for("concepts_desk.show", slug=draft.concept.key), 303)


@concepts_desk.get("/<slug>/entwurf")
@needs("see_desk", on=find_on_desk)
def draft(concept: Concept) -> Answer:
    """The goals of the draft, field by field."""
    found = find_open_draft(concept.id)
    if found is None:
        return redirect(url_for("concepts_desk.show", slug=concept.key))
    return tree_page(found)


@concepts_desk.post("/<slug>/entwurf")
@writes
@needs("edit_concept", on=find_draft)
def add(draft: ConceptEdition) -> Answer:
    """Add goals to the draft, after a look at what they would become."""
    under = request.form.get("under") or None
    tree = tree_of(draft)
    if under is not None and under not in tree.by_key:
        raise CameTooLate(draft.concept, under)
    form: Any = lines_form(draft, tree.by_key[under]["kind"] if under else None)
    if not form.is_sent_and_valid():
        return _adding_page(draft, under, form), 422
    if "save" not in request.form:
        return _adding_page(draft, under, form, plan_goals(tree, under, form["kind"].data, form.found))
    try:
        new = add_goals(draft, under=under, kind=form["kind"].data, lines=form.found, by=current_person())
    except DomainError as error:
        form.fault("lines", sentence_for(error))
        return _adding_page(draft, under, form), 422
    flash(ngettext("%(num)s goal is added and saved.", "%(num)s goals are added and saved.", len(new)), "success")
    return redirect(place_of(draft, under), 303)


@concepts_desk.get("/<slug>/entwurf/texte")
@needs("edit_concept", on=find_draft)
def texts(draft: ConceptEdition) -> str:
    """What the draft says beside its goals."""
    return _texts_page(draft, _texts_form(draft, is_sent=False))


@concepts_desk.post("/<slug>/entwurf/texte")
@writes
@needs("edit_concept", on=find_draft)
def save_texts(draft: ConceptEdition) -> Answer:
    """Save them."""
    form = _texts_form(draft, is_sent=True)
    if not form.is_sent_and_valid():
        return _texts_page(draft, form), 422
    leitbilder = {key: form[f"leitbild-{key}"].data or "" for key in texts_of(draft)["leitbilder"]}
    try:
        values = {**form.values, "leitbilder": leitbilder}
        has_changed = change_texts(draft, values=values, seen=form.shown, by=current_person())
    except HasChanged:
        form.show(fingerprint(texts_of(draft)))
        return _texts_page(draft, form, latest=last_change_of(draft, None) or True), 409
    except DomainError as error:
        form.fault("title", sentence_for(error))
        return _texts_page(draft, form), 422
    flash(_("Saved.") if has_changed else _("Nothing was different; nothing is changed."), "success")
    return redirect(url_for("concepts_desk.texts", slug=draft.concept.key), 303)


# ---- pages ----------------------------------------------------------------------------------------


def lines_form(draft: ConceptEdition, above: str | None) -> Any:
    """The form for several goals; below a goal only the finer kinds are on offer."""
    form: Any = LinesForm.of_request()
    labels = labels_of(draft.concept.content)
    kinds = GOAL_KINDS[GOAL_KINDS.index(above) + 1 if above else 0 :]
    form["kind"].choices = [(kind, labels[kind][1]) for kind in kinds]
    return form


def place_of(draft: ConceptEdition, under: str | None) -> str:
    """Where goals below that one are worked on: its own page, or its field of the tree."""
    slug = draft.concept.key
    if under is None:
        return url_for("concepts_desk.draft", slug=slug)
    if tree_of(draft).places(under):
        return url_for("concepts_drafting.goal", slug=slug, key=under)
    return url_for("concepts_desk.draft", slug=slug, feld=under) + f"#ziel-{under}"


def tree_page(draft: ConceptEdition) -> str:
    """All fields, unfolded where there is room, else the one asked for."""
    speak_for(draft.concept.authority)
    tree = tree_of(draft)
    marks = marks_of(draft, tree)
    tops = tops_of(tree, marks)
    asked = request.args.get("feld")
    opened = asked if asked in tops else tops[0] if len(tops) == 1 else None
    is_small = len(tree.goals) <= MOST_AT_ONCE
    levels = {top: 50 if is_small or len(tree.below(top)) <= 4 * MOST_AT_ONCE else 1 for top in tops}
    fields = [rows_of(tree, marks, [top], levels=levels[top] if is_small or top == opened else 0)[0] for top in tops]
    forms = {top: _named(lines_form(draft, tree.by_key[top]["kind"]), top) for top in tops} if _may_edit(draft) else {}
    return render_template(
        "editions_desk/draft.html", draft=draft, concept=draft.concept, fields=fields, opened=opened, forms=forms,
        is_small=is_small, is_empty=all(tree.by_key[key]["kind"] == "field_of_action" for key in tree.by_key),
        field_form=_named(lines_form(draft, None), "oben"), marks=mark_labels(),
        labels=labels_of(draft.concept.content), may_edit=_may_edit(draft), short_label=short_label,
    )  # fmt: skip


def _named(form: Any, where: str) -> Any:
    """One of several forms of the page: its fields get ids of their own."""
    for field in form:
        field.id = field.label.field_id = f"{where}-{field.short_name}"
    return form


def _may_edit(draft: ConceptEdition) -> bool:
    return may_now("edit_concept", draft.concept) and draft.status == "draft"


def _overview(concept: Concept, form: Any, *, is_other: bool = False) -> str:
    speak_for(concept.authority)
    editions = editions_of(concept.id)
    found = find_open_draft(concept.id)
    history = history_of(found, request.args.get("nach")) if found else None
    tree = tree_of(found) if found else None
    return render_template(
        "editions_desk/show.html", concept=concept, draft=found, form=form, labels=labels_of(concept.content),
        marks=mark_labels(), counts=goal_counts().get(concept.id, {}),
        changed=_changed(found, tree) if found and tree else {},
        earlier=[one for one in editions if one.status == "discarded"],
        waiting=[one for one in editions if one.status == "uploaded"], may_adopt=may_now("adopt_edition", concept),
        edition_title=_title_that_holds(concept), may_edit=may_now("edit_concept", concept),
        history=[told(row, tree) for row in history.rows] if history and tree else [],
        following=history.next if history else None, draft_mark=mark_of(found), is_other=is_other,
    )  # fmt: skip


def _title_that_holds(concept: Concept) -> str:
    titles = {edition["key"]: str(edition["title"]) for edition in concept.content.get("editions") or []}
    return titles.get(concept.edition, concept.short_title)


def _changed(draft: ConceptEdition, tree: DraftTree) -> Counter[str]:
    return Counter(mark for found in marks_of(draft, tree).values() for mark in found)


def _adding_page(draft: ConceptEdition, under: str | None, form: Any, planned: Any = None) -> str:
    speak_for(draft.concept.authority)
    tree = tree_of(draft)
    return render_template(
        "editions_desk/adding.html", draft=draft, concept=draft.concept, form=form, planned=planned,
        under=tree.by_key[under] if under else None, labels=labels_of(draft.concept.content),
        taken={goal["number"] for goal in tree.goals if goal["number"] and tree.is_current(goal["key"])},
        back=place_of(draft, under), new=sum(1 for one in planned or [] if not one.there), short_label=short_label,
    )  # fmt: skip


def _texts_form(draft: ConceptEdition, *, is_sent: bool) -> Any:
    said = texts_of(draft)
    tree = tree_of(draft)
    named = {f"leitbild-{key}": ProseField(short_label(tree.by_key[key])) for key in said["leitbilder"]}
    form_class: Any = type("TextsFormOfDraft", (TextsForm,), named)
    if is_sent:
        return form_class.of_request()
    values = {**said, "introduction": joined(said["introduction"]), "seen": fingerprint(said)}
    return form_class(data={**values, **{f"leitbild-{key}": text for key, text in said["leitbilder"].items()}})


def _texts_page(draft: ConceptEdition, form: Any, *, latest: Any = None) -> str:
    speak_for(draft.concept.authority)
    return render_template(
        "editions_desk/texts.html", draft=draft, concept=draft.concept, form=form, latest=latest,
        said=texts_of(draft), tree=tree_of(draft), may_edit=_may_edit(draft), short_label=short_label,
    )  # fmt: skip
