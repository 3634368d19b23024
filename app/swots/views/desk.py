"""The analysis at the desk: drafted from the cards, looked at, adopted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response
from werkzeug.datastructures import MultiDict

from app.accounts.models import Person
from app.boards.basing import readable_among
from app.core.clock import today
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.forms import VersionForm
from app.core.languages import day
from app.editions.draft_wording import sentence_for
from app.editions.drafting import change_swot
from app.editions.faults import HasChanged
from app.formats.models import ParticipationFormat
from app.formats.queries import find_on_desk
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.swots.analysing import (
    ADOPTED_IN,
    AnalysisIsEmpty,
    DayNeedsReason,
    Item,
    NotAdoptedYet,
    adopt_analysis,
    draft_of,
    end_of,
    kept_items,
    proposals,
    save_items,
    take_proposals,
    versions_of,
)
from app.swots.fields import Field, fields_of
from app.swots.forms import AdoptionForm, AnalysisForm, TakingForm
from app.swots.showing import by_field
from app.swots.taking import Taking, taking_of

swots_desk = Blueprint("swots_desk", __name__)

Answer = str | Response | tuple[str, int]


def find_board_on_desk(number: int, to: Person) -> ParticipationFormat | None:
    """A SWOT board this person moderates or runs; what shows the concept's own analysis is none."""
    format = find_on_desk(number, to)
    is_board = format is not None and format.format_kind == "swot" and format.reference is None
    return format if is_board else None


@swots_desk.get("/<int:number>/analyse")
@needs("run_format", on=find_board_on_desk)
def analysis(format: ParticipationFormat) -> Answer:
    """The points of one field: what is kept, and what the board proposes."""
    field = _field_asked(format)
    if field is None:
        flash(_("This board has no quadrants yet. Please add its fields of action first."), "info")
        return redirect(url_for("formats_desk.show", number=format.id))
    return _page(format, field, _form(format, field))


@swots_desk.post("/<int:number>/analyse")
@writes
@needs("run_format", on=find_board_on_desk)
def save(format: ParticipationFormat) -> Answer:
    """Keep the points of one field."""
    field = _field_asked(format)
    if field is None:
        return redirect(url_for("formats_desk.show", number=format.id), 303)
    form: Any = AnalysisForm.of_request()
    if not form.is_sent_and_valid():
        return _page(format, field, form), 422
    try:
        gone = save_items(format, field, form.points(field.quadrants), by=current_person(), version=form.shown_version)
    except VersionIsStale as error:
        form["version"].data = str(error.current)
        return _page(format, field, form, is_late=True), 409
    except NotAllowedNow:
        return _page(format, field, form, is_over=True), 409
    if gone:
        flash(_lost(gone), "warning")
    flash(_("The points of this field are kept. Nobody else reads them before they are adopted."), "success")
    return redirect(url_for("swots_desk.analysis", number=format.id, feld=field.key), 303)


@swots_desk.post("/<int:number>/analyse/vorschlaege")
@writes
@needs("run_format", on=find_board_on_desk)
def take_all(format: ParticipationFormat) -> Answer:
    """Put everything the board proposes into the draft at once."""
    try:
        count = take_proposals(format, by=current_person(), version=VersionForm.of_request().shown_version)
    except (VersionIsStale, NotAllowedNow):
        flash(_("The draft has changed meanwhile. Nothing was added; please look at it again."), "warning")
    else:
        flash(ngettext("%(num)s proposal is kept.", "%(num)s proposals are kept.", count), "success")
    return redirect(url_for("swots_desk.analysis", number=format.id), 303)


@swots_desk.get("/<int:number>/analyse/vorschau")
@needs("run_format", on=find_board_on_desk)
def preview(format: ParticipationFormat) -> str:
    """The analysis as everybody will read it, and the form to adopt it."""
    draft = draft_of(format)
    form = AdoptionForm(data={"adopted_on": today(), "version": draft.version if draft else 0})
    return _preview(format, form)


@swots_desk.post("/<int:number>/analyse/beschliessen")
@writes
@needs("adopt_analysis", on=find_board_on_desk)
def adopt(format: ParticipationFormat) -> Answer:
    """Adopt it: frozen, and read by everybody who sees the board."""
    form: Any = AdoptionForm.of_request()
    if not form.is_sent_and_valid():
        return _preview(format, form), 422
    try:
        adopted = adopt_analysis(
            format, body=form["body"].data, adopted_on=form["adopted_on"].data, note=form["note"].data or None,
            by=current_person(), version=form.shown_version, reason=form["reason"].data or "",
        )  # fmt: skip
    except DayNeedsReason:
        until = day(end_of(format))
        form.fault("reason", _("People took part until %(day)s. Please say why it was adopted before.", day=until))
        return _preview(format, form), 422
    except NotAdoptedYet:
        form.fault("adopted_on", _("This day is still to come. Please enter it once it is adopted."))
        return _preview(format, form), 422
    except AnalysisIsEmpty:
        form.fault("body", _("Nothing is kept yet that could be adopted. Please draft the analysis first."))
        return _preview(format, form), 422
    except VersionIsStale as error:
        form["version"].data = str(error.current)
        return _preview(format, form, is_late=True), 409
    except NotAllowedNow:
        return _preview(format, form), 409
    flash(_("Version %(number)s of the analysis is adopted.", number=adopted.number), "success")
    return redirect(url_for("formats_desk.show", number=format.id, _anchor="analyse"), 303)


@swots_desk.get("/<int:number>/analyse/konzeptentwurf")
@needs("edit_concept", on=find_board_on_desk)
def compare_draft(format: ParticipationFormat) -> Answer:
    """The adopted points beside those of the open draft of the concept's next edition."""
    taking = taking_of(format)
    if taking is None:
        flash(_("There is no open draft of the concept, or nothing is adopted yet."), "info")
        return redirect(url_for("formats_desk.show", number=format.id, _anchor="analyse"))
    return _taking_page(format, taking, TakingForm(data={"seen": taking.seen}))


@swots_desk.post("/<int:number>/analyse/konzeptentwurf")
@writes
@needs("edit_concept", on=find_board_on_desk)
def take_into_draft(format: ParticipationFormat) -> Answer:
    """Replace the points of the draft by the adopted ones."""
    taking = taking_of(format)
    if taking is None:
        flash(_("There is no open draft of the concept any more. Nothing is changed."), "warning")
        return redirect(url_for("formats_desk.show", number=format.id, _anchor="analyse"), 303)
    form: Any = TakingForm.of_request()
    if not form.is_sent_and_valid():
        return _taking_page(format, taking, form), 422
    try:
        change_swot(taking.draft, items=taking.points, seen=form["seen"].data or "", by=current_person())
    except HasChanged as error:
        form["seen"].data, form["sure"].data = error.now, False
        return _taking_page(format, taking, form, is_late=True), 409
    except DomainError as error:
        form.fault("sure", sentence_for(error))
        return _taking_page(format, taking, form), 422
    flash(_("The draft of the concept holds the adopted points now."), "success")
    return redirect(url_for("concepts_desk.show", slug=format.concept.key), 303)


# ---- pages ----------------------------------------------------------------------------------------


def _field_asked(format: ParticipationFormat) -> Field | None:
    fields = fields_of(format)
    asked = request.args.get("feld") or request.form.get("feld")
    return next((field for field in fields if field.key == asked), fields[0] if fields else None)


def _lost(count: int) -> str:
    return ngettext(
        "%(num)s point rested on cards that can no longer be read and is left out: please use words of your own.",
        "%(num)s points rested on cards that can no longer be read and are left out: please use words of your own.",
        count,
    )  # fmt: skip


def _form(format: ParticipationFormat, field: Field) -> AnalysisForm:
    """The points kept, then the proposals not kept yet, and one empty row for each quadrant."""
    draft = draft_of(format)
    kept = kept_items(format, draft)
    found = [item for item in [*kept, *proposals(format, kept)] if item["field"] == field.key]
    rows = []
    for quadrant in field.quadrants:
        own = [item for item in found if item["quadrant"] == quadrant]
        rows += [_row(item, place) for place, item in enumerate(own, start=1)]
        rows.append({"quadrant": quadrant, "cards": "", "text": "", "place": len(own) + 1, "left_out": False})
    return AnalysisForm(MultiDict(), data={"items": rows, "version": draft.version if draft is not None else 0})


def _row(item: Item, place: int) -> Item:
    return {
        "quadrant": item["quadrant"], "cards": ",".join(str(number) for number in item["cards"]),
        "text": item["text"], "place": place, "left_out": item.get("left_out", False),
    }  # fmt: skip


def _page(
    format: ParticipationFormat, field: Field, form: AnalysisForm, *, is_late: bool = False, is_over: bool = False
) -> str:
    speak_for(format.authority)
    draft = draft_of(format)
    kept = kept_items(format, draft)
    lost = len(draft.items) - len(kept) if draft is not None else 0
    numbers = {number for row in form.rows for number in row.numbers}
    new = proposals(format, kept)
    return render_template(
        "swots/analysis.html", format=format, field=field, fields=fields_of(format), form=form, draft=draft,
        cards=readable_among(numbers, format.id), kept=[item for item in kept if item["field"] == field.key],
        covered={number for item in kept for number in item["cards"]}, proposals=len(new), is_late=is_late,
        is_over=is_over, lost=_lost(lost) if lost else "",
    )  # fmt: skip


def _taking_page(format: ParticipationFormat, taking: Taking, form: TakingForm, *, is_late: bool = False) -> str:
    speak_for(format.authority)
    return render_template("swots/taking.html", format=format, taking=taking, form=form, is_late=is_late)


def _preview(format: ParticipationFormat, form: AdoptionForm, *, is_late: bool = False) -> str:
    speak_for(format.authority)
    kept = kept_items(format, draft_of(format))
    items = [item for item in kept if not item.get("left_out")]
    return render_template(
        "swots/preview.html", format=format, form=form, fields=by_field(items), count=len(items), is_late=is_late,
        open_proposals=len(proposals(format, kept)),
        may_adopt=format.state in ADOPTED_IN, versions=versions_of(format),
        cards=readable_among({number for item in items for number in item["cards"]}, format.id),
    )  # fmt: skip
