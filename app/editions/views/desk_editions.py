"""Editions at the desk: read in a file, compare, put up for consultation, adopt."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as Redirect

from app.concepts.exporting import as_yaml
from app.concepts.models import Concept
from app.concepts.schemas import ConceptFile
from app.core.doors import writes
from app.core.errors import VersionIsStale
from app.core.forms import VersionForm, sent_number
from app.core.limits import limited
from app.coverage.queries import Coverage, carried_by
from app.editions.adopting import adopt_edition, close_consultation, open_consultation
from app.editions.comparing import Differences, Retirement
from app.editions.comparing import compare as differences_between
from app.editions.faults import BaseIsCorrected
from app.editions.forms import AdoptForm, TakeOverForm, UploadForm
from app.editions.importing import (
    DraftIsInConsultation,
    FileDoesNotBelong,
    as_edition_of,
    keep_upload,
    mark_of,
    take_over,
    throw_away,
)
from app.editions.models import ConceptEdition
from app.editions.queries import (
    HOLDS,
    editions_of,
    file_of,
    file_that_holds,
    find_edition,
    find_edition_on_desk,
    find_on_desk,
    find_open_draft,
    goal_numbers,
)
from app.editions.views.intake import received, receives_concept_file
from app.editions.wording import field_labels, part_labels, said_faults, standing_of
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs

concepts_editions = Blueprint("concepts_editions", __name__)

Answer = str | Redirect | tuple[str, int]
TEN_MINUTES = timedelta(minutes=10)
MOST_SHOWN = 200
"""As many differences of one sort as a page shows; word by word compared, more would take long to make and to read."""


@concepts_editions.get("/<slug>/fassungen")
@needs("see_desk", on=find_on_desk)
def index(concept: Concept) -> str:
    """Every edition there is a file of, with what can be done with it."""
    speak_for(concept.authority)
    draft = find_open_draft(concept.id)
    return render_template(
        "editions_desk/editions.html", concept=concept, editions=editions_of(concept.id), draft=draft,
        standing_of=standing_of, may_edit=may_now("edit_concept", concept), may_adopt=may_now("adopt_edition", concept),
    )  # fmt: skip


@concepts_editions.get("/<slug>/fassungen/datei")
@needs("see_desk", on=find_on_desk)
def export(concept: Concept) -> Response:
    """One edition as a file, or what holds where none is named."""
    edition = _edition_or_404(concept, request.args["edition"]) if request.args.get("edition") else None
    file = file_of(edition) if edition is not None else file_that_holds(concept)
    name = f"{concept.key}-{file.editions[-1].key}.yaml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_yaml(file), mimetype="application/yaml", headers=headers)


# ---- read in ----------------------------------------------------------------------------------------------


@concepts_editions.get("/<slug>/fassungen/einlesen")
@needs("edit_concept", on=find_on_desk)
def upload(concept: Concept) -> str:
    """Choose a concept file."""
    return _upload_page(concept)


@concepts_editions.post("/<slug>/fassungen/einlesen")
@limited("concept file", 40, TEN_MINUTES)
@receives_concept_file
@writes
@needs("edit_concept", on=find_on_desk)
def read_in(concept: Concept) -> Answer:
    """Check the file and show what would differ; keep it beside the draft if that was asked for."""
    found = received()
    if not isinstance(found, ConceptFile):
        return _upload_page(concept, faults=found, is_missing=found is None), 422
    try:
        if "keep" not in request.form:
            return _upload_page(concept, checked=as_edition_of(concept, found))
        edition = keep_upload(concept, found, by=current_person())
    except FileDoesNotBelong as error:
        return _upload_page(concept, faults=error.faults), 422
    flash(_("The file is read in. Nothing holds yet: please look at the differences first."), "success")
    return redirect(url_for("concepts_editions.compare", slug=concept.key, von=HOLDS, zu=edition.id), 303)


def _upload_page(
    concept: Concept, *, faults: list[str] | None = None, is_missing: bool = False, checked: ConceptFile | None = None
) -> str:
    speak_for(concept.authority)
    form = UploadForm(None)
    if is_missing:
        form.fault("file", _("Please choose a file."))
    elif faults:
        form.fault("file", _("The file cannot be read in. Below it says why, line by line."))
    draft = find_open_draft(concept.id) if checked else None
    return render_template(
        "editions_desk/upload.html", concept=concept, form=form, faults=said_faults(faults or []), checked=checked,
        found=differences_between(file_that_holds(concept), checked) if checked else None, draft=draft,
        to_draft=differences_between(file_of(draft), checked) if checked and draft else None, **_words(concept),
    )  # fmt: skip


@concepts_editions.post("/<slug>/fassungen/<int:edition_id>/uebernehmen")
@writes
@needs("edit_concept", on=find_edition_on_desk)
def take(edition: ConceptEdition) -> Answer:
    """Make what was read in the draft; the draft before it is laid aside."""
    form = TakeOverForm.of_request()
    try:
        take_over(edition, by=current_person(), replaces=form.replaces.data or "")
    except VersionIsStale:
        return _comparison_page(edition.concept, HOLDS, str(edition.id), is_stale=True), 409
    except DraftIsInConsultation:
        flash(_("The draft is in consultation. Please end the consultation before you replace it."), "error")
    else:
        flash(_("What was read in is the draft now."), "success")
    return redirect(url_for("concepts_editions.index", slug=edition.concept.key), 303)


@concepts_editions.post("/<slug>/fassungen/<int:edition_id>/beiseite")
@writes
@needs("edit_concept", on=find_edition_on_desk)
def lay_aside(edition: ConceptEdition) -> Answer:
    """Do not want what was read in."""
    throw_away(edition, by=current_person())
    flash(_("The file is laid aside. It stays in the list."), "success")
    return redirect(url_for("concepts_editions.index", slug=edition.concept.key), 303)


# ---- compare ----------------------------------------------------------------------------------------------


@concepts_editions.get("/<slug>/fassungen/vergleich")
@needs("see_desk", on=find_on_desk)
def compare(concept: Concept) -> str:
    """What differs between two editions; asked for nothing, between what holds and the draft."""
    draft = find_open_draft(concept.id)
    after = request.args.get("zu") or (str(draft.id) if draft else HOLDS)
    return _comparison_page(concept, request.args.get("von") or HOLDS, after)


def _comparison_page(concept: Concept, before: str, after: str, *, is_stale: bool = False) -> str:
    speak_for(concept.authority)
    older, newer = _side(concept, before), _side(concept, after)
    draft = find_open_draft(concept.id)
    is_waiting = isinstance(newer, ConceptEdition) and newer.status == "uploaded"
    return render_template(
        "editions_desk/compare.html", concept=concept, older=older, newer=newer, before=before, after=after,
        editions=editions_of(concept.id), found=differences_between(_file(concept, older), _file(concept, newer)),
        draft=draft, is_stale=is_stale, standing_of=standing_of, holds=HOLDS,
        take_over_form=TakeOverForm(data={"replaces": mark_of(draft)}) if is_waiting and _may_edit(concept) else None,
        **_words(concept),
    )  # fmt: skip


def _side(concept: Concept, named: str) -> ConceptEdition | None:
    """The edition so named; None: what holds."""
    return None if named == HOLDS else _edition_or_404(concept, named)


def _file(concept: Concept, edition: ConceptEdition | None) -> ConceptFile:
    return file_of(edition) if edition is not None else file_that_holds(concept)


def _edition_or_404(concept: Concept, named: str) -> ConceptEdition:
    number = sent_number(named)
    edition = find_edition(concept.id, number) if number is not None else None
    if edition is None:
        abort(404)
    return edition


def _may_edit(concept: Concept) -> bool:
    return may_now("edit_concept", concept)


# ---- consult ----------------------------------------------------------------------------------------------


@concepts_editions.post("/<slug>/fassungen/auslegen")
@writes
@needs("edit_concept", on=find_on_desk)
def consult(concept: Concept) -> Answer:
    """Let everybody read the draft; until the consultation ends nobody changes it."""
    said = _("Everybody can read the draft now. Until the consultation ends it stays as it is.")
    return _step(concept, open_consultation, said)


@concepts_editions.post("/<slug>/fassungen/auslegung-beenden")
@writes
@needs("edit_concept", on=find_on_desk)
def end_consultation(concept: Concept) -> Answer:
    """Take the draft back to the desk."""
    return _step(concept, close_consultation, _("The consultation has ended. The draft can be changed again."))


def _step(concept: Concept, step: Callable[..., None], said: str) -> Answer:
    draft = find_open_draft(concept.id)
    if draft is None:
        abort(409)
    try:
        step(draft, by=current_person(), version=VersionForm.of_request().shown_version)
    except VersionIsStale:
        flash(_("Somebody has changed the draft meanwhile. Please look at it again; nothing has happened."), "error")
    else:
        flash(said, "success")
    return redirect(url_for("concepts_editions.index", slug=concept.key), 303)


# ---- adopt ------------------------------------------------------------------------------------------------


@concepts_editions.get("/<slug>/fassungen/beschluss")
@needs("adopt_edition", on=find_on_desk)
def adopt(concept: Concept) -> str:
    """Before the button: everything that would change, and what it means for ideas and projects."""
    draft = find_open_draft(concept.id)
    return _adoption_page(concept, draft, AdoptForm(data=_shown_first(concept, draft)))


def _shown_first(concept: Concept, draft: ConceptEdition | None) -> dict[str, Any]:
    """As a rule the body that decided before decides again."""
    body = concept.content.get("adopted_by")
    return {"version": draft.version, "adopted_by": draft.file.get("adopted_by") or body} if draft else {}


@concepts_editions.post("/<slug>/fassungen/beschluss")
@writes
@needs("adopt_edition", on=find_on_desk)
def adopt_now(concept: Concept) -> Answer:
    """Adopt the draft."""
    form: Any = AdoptForm.of_request()
    form.not_before = concept.adopted_on
    draft = find_open_draft(concept.id)
    if draft is None:
        return _adoption_page(concept, None, form, is_late=True), 409
    if not form.is_sent_and_valid():
        return _adoption_page(concept, draft, form), 422
    decision = {name: form[name].data or None for name in ("adopted_by", "paper_number", "decision_number", "link")}
    try:
        adopt_edition(
            draft, by=current_person(), adopted_on=form["adopted_on"].data, version=form.shown_version,
            tagged=set(carried_by(concept.id)), over_correction=form["over_correction"].data, **decision,
        )  # fmt: skip
    except BaseIsCorrected:
        form.fault("over_correction", _("Please compare first, and tick this if the draft shall hold as it stands."))
        return _adoption_page(concept, draft, form), 422
    except VersionIsStale:
        form["version"].data, form["sure"].data = draft.version, False
        return _adoption_page(concept, draft, form, is_stale=True), 409
    flash(_("The edition is adopted and holds now. What held before is kept, frozen."), "success")
    return redirect(url_for("concepts_editions.index", slug=concept.key), 303)


def _adoption_page(
    concept: Concept, draft: ConceptEdition | None, form: AdoptForm, *, is_stale: bool = False, is_late: bool = False
) -> str:
    speak_for(concept.authority)
    found = differences_between(file_that_holds(concept), file_of(draft)) if draft else None
    return render_template(
        "editions_desk/adopt.html", concept=concept, draft=draft, form=form, found=found, is_late=is_late,
        burdened=_burdened(concept, found) if found else [], is_stale=is_stale, standing_of=standing_of,
        **_words(concept),
    )  # fmt: skip


def _burdened(concept: Concept, found: Differences) -> list[tuple[Retirement, Coverage]]:
    """The goals to be retired that carry ideas or projects, and what they carry."""
    numbers, carried = goal_numbers(concept.id), carried_by(concept.id)
    return [(one, carried[numbers[one.goal.key]]) for one in found.retired if numbers[one.goal.key] in carried]


def _words(concept: Concept) -> dict[str, Any]:
    return {
        "field_labels": field_labels(), "part_labels": part_labels(), "numbers": goal_numbers(concept.id),
        "most": MOST_SHOWN,
    }  # fmt: skip
