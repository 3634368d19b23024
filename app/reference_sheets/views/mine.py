"""The sheets in my account: read, change, delete, ask the staff unit to confirm."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.concepts.models import Concept
from app.core.doors import writes
from app.core.errors import NotAllowedNow
from app.core.limits import limited
from app.policies.doors import current_person, needs
from app.reference_sheets.confirming import ask_confirmation, withdraw_request
from app.reference_sheets.declaring import Declared, change_sheet, delete_sheet
from app.reference_sheets.forms import SheetForm
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_own_sheet, own_sheets
from app.reference_sheets.views.showing import Address, page_values, pdf_of, show_page
from app.reference_sheets.views.writing import TEN_MINUTES, filled_from, first_page, walk
from app.reference_sheets.wording import state_label
from app.reference_sheets.workflow import is_possible

reference_sheets_mine = Blueprint("reference_sheets_mine", __name__)


@reference_sheets_mine.after_request
def nobody_keeps_it(response: Response) -> Response:
    """It is for this person alone, now."""
    response.headers["Cache-Control"] = "no-store"
    return response


@reference_sheets_mine.get("")
@needs("use_account")
def index() -> str:
    """All my sheets, the last first."""
    page = own_sheets(current_person(), request.args.get("nach"))
    return render_template("reference_sheets/index.html", page=page, state_label=state_label)


@reference_sheets_mine.get("/<int:number>")
@needs("use_account", on=find_own_sheet)
def show(sheet: ReferenceSheet) -> str:
    """One sheet of mine."""
    return show_page(sheet, Address(sheet), may_change=True, is_own=True)


@reference_sheets_mine.get("/<int:number>.pdf")
@needs("use_account", on=find_own_sheet)
def pdf(sheet: ReferenceSheet) -> Any:
    """The sheet to take along."""
    return pdf_of(sheet)


@reference_sheets_mine.get("/<int:number>/aendern")
@needs("use_account", on=find_own_sheet)
def edit(sheet: ReferenceSheet) -> Any:
    """Change it: the form with everything it says."""
    if not is_possible("change_sheet", sheet.state):
        return _back(sheet)
    return first_page(filled_from(sheet), url_for("reference_sheets_mine.change", number=sheet.id), sheet)


@reference_sheets_mine.post("/<int:number>/aendern")
@limited("sheet", 60, TEN_MINUTES)
@writes
@needs("use_account")
def change(number: int) -> Any:
    """Keep what was changed as a new version; where it was deleted meanwhile, the words are not lost."""
    sheet = find_own_sheet(number, to=current_person())

    def save(form: SheetForm, concept: Concept, declared: Declared) -> Any:
        if sheet is None:
            raise NotAllowedNow("change_sheet", "gone")
        change_sheet(sheet, concept, declared, by=current_person(), shown=form.shown_version)
        flash(_("The sheet is changed."), "success")
        return _back(sheet)

    return walk(url_for("reference_sheets_mine.change", number=number), save, sheet)


@reference_sheets_mine.get("/<int:number>/kopie")
@needs("use_account", on=find_own_sheet)
def copy(sheet: ReferenceSheet) -> str:
    """A new sheet that begins with what this one says."""
    return first_page(filled_from(sheet), url_for("reference_sheets.start"))


@reference_sheets_mine.get("/<int:number>/loeschen")
@needs("use_account", on=find_own_sheet)
def ask_to_delete(sheet: ReferenceSheet) -> Any:
    """Really throw it away?"""
    if not is_possible("delete_sheet", sheet.state):
        return _back(sheet)
    return render_template("reference_sheets/delete.html", at=Address(sheet), **page_values(sheet))


@reference_sheets_mine.post("/<int:number>/loeschen")
@writes
@needs("use_account", on=find_own_sheet)
def delete(sheet: ReferenceSheet) -> Any:
    """Throw it away."""
    if not is_possible("delete_sheet", sheet.state):
        return _back(sheet)
    delete_sheet(sheet)
    flash(_("The sheet is deleted."), "success")
    return redirect(url_for("reference_sheets_mine.index"), 303)


@reference_sheets_mine.post("/<int:number>/bestaetigung")
@limited("ask_confirmation", 20, TEN_MINUTES)
@writes
@needs("use_account", on=find_own_sheet)
def ask(sheet: ReferenceSheet) -> Any:
    """Lay it before the staff unit."""
    try:
        ask_confirmation(sheet, by=current_person())
    except NotAllowedNow:
        flash(_("This is not possible any more: please look at how the sheet stands."), "info")
    else:
        flash(_("The staff unit has your sheet. You are told by e-mail what it decides."), "success")
    return _back(sheet)


@reference_sheets_mine.post("/<int:number>/anfrage-zurueckziehen")
@writes
@needs("use_account", on=find_own_sheet)
def withdraw(sheet: ReferenceSheet) -> Any:
    """Take the question back, to change the sheet or to leave it as it is."""
    try:
        withdraw_request(sheet, by=current_person())
    except NotAllowedNow:
        flash(_("This is not possible any more: please look at how the sheet stands."), "info")
    else:
        flash(_("The request is taken back. You can change the sheet again."), "success")
    return _back(sheet)


def _back(sheet: ReferenceSheet) -> Any:
    return redirect(url_for("reference_sheets_mine.show", number=sheet.id), 303)
