"""Under its secret addresses: the writer's changes the sheet as long as it is in no account, the other only reads."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.concepts.models import Concept
from app.core.doors import public, writes
from app.core.errors import NotAllowedNow
from app.core.limits import limited
from app.policies.doors import current_person, needs
from app.reference_sheets.declaring import Declared, change_sheet, delete_sheet, take_sheet
from app.reference_sheets.forms import SheetForm
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_by_key, find_to_read
from app.reference_sheets.views.showing import Address, page_values, pdf_of, reading_page, show_page
from app.reference_sheets.views.writing import TEN_MINUTES, filled_from, first_page, walk
from app.reference_sheets.workflow import is_possible

reference_sheets = Blueprint("reference_sheets", __name__)


@reference_sheets.after_request
def nobody_keeps_it(response: Response) -> Response:
    """What lies behind a secret address is in no cache and in no search engine."""
    if "key" in (request.view_args or {}):
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@reference_sheets.get("/<key>")
@public
def show(key: str) -> str:
    """The sheet."""
    sheet = _held(key)
    person = current_person()
    is_own = person is not None and sheet.author_id == person.id
    link = url_for("reference_sheets.show", key=key, _external=True)
    return show_page(sheet, Address(sheet, key), may_change=_may_change(sheet), is_own=is_own, link=link)


@reference_sheets.get("/<key>.pdf")
@public
def pdf(key: str) -> Any:
    """The sheet to take along."""
    return pdf_of(_held(key))


@reference_sheets.get("/lesen/<int:number>/<key>")
@public
def read(number: int, key: str) -> str:
    """The sheet, for whoever was handed its reading address."""
    return reading_page(_handed_on(number, key))


@reference_sheets.get("/lesen/<int:number>/<key>.pdf")
@public
def read_pdf(number: int, key: str) -> Any:
    """The same to take along."""
    return pdf_of(_handed_on(number, key))


@reference_sheets.get("/<key>/aendern")
@public
def edit(key: str) -> Any:
    """Change it: the form with everything it says."""
    sheet = _mine_to_change(key)
    if not is_possible("change_sheet", sheet.state):
        return redirect(url_for("reference_sheets.show", key=key))
    return first_page(filled_from(sheet), url_for("reference_sheets.change", key=key), sheet)


@reference_sheets.post("/<key>/aendern")
@limited("sheet", 60, TEN_MINUTES)
@writes
@public
def change(key: str) -> Any:
    """Keep what was changed as a new version; where it was taken or deleted meanwhile, the words are not lost."""
    sheet = find_by_key(key)
    if sheet is not None and not _may_change(sheet):
        sheet = None

    def save(form: SheetForm, concept: Concept, declared: Declared) -> Any:
        if sheet is None:
            raise NotAllowedNow("change_sheet", "gone")
        change_sheet(sheet, concept, declared, by=current_person(), shown=form.shown_version)
        flash(_("The sheet is changed."), "success")
        return redirect(url_for("reference_sheets.show", key=key), 303)

    return walk(url_for("reference_sheets.change", key=key), save, sheet)


@reference_sheets.get("/<key>/kopie")
@public
def copy(key: str) -> str:
    """A new sheet that begins with what this one says."""
    return first_page(filled_from(_held(key)), url_for("reference_sheets.start"))


@reference_sheets.get("/<key>/loeschen")
@public
def ask_to_delete(key: str) -> Any:
    """Really throw it away?"""
    sheet = _mine_to_change(key)
    if not is_possible("delete_sheet", sheet.state):
        return redirect(url_for("reference_sheets.show", key=key))
    return render_template("reference_sheets/delete.html", at=Address(sheet, key), **page_values(sheet))


@reference_sheets.post("/<key>/loeschen")
@writes
@public
def delete(key: str) -> Any:
    """Throw it away."""
    sheet = _mine_to_change(key)
    if not is_possible("delete_sheet", sheet.state):
        return redirect(url_for("reference_sheets.show", key=key), 303)
    delete_sheet(sheet)
    flash(_("The sheet is deleted."), "success")
    return redirect(url_for("reference_sheets.write"), 303)


@reference_sheets.post("/<key>/uebernehmen")
@writes
@needs("use_account")
def take(key: str) -> Any:
    """Take it into one's account; from then on it is changed there alone."""
    sheet, person = _mine_to_change(key), current_person()
    take_sheet(sheet, person)
    flash(_("The sheet is in your account now."), "success")
    return redirect(url_for("reference_sheets_mine.show", number=sheet.id), 303)


def _held(key: str) -> ReferenceSheet:
    sheet = find_by_key(key)
    if sheet is None:
        abort(404)
    return sheet


def _handed_on(number: int, key: str) -> ReferenceSheet:
    sheet = find_to_read(number, key)
    if sheet is None:
        abort(404)
    return sheet


def _mine_to_change(key: str) -> ReferenceSheet:
    sheet = _held(key)
    if not _may_change(sheet):
        abort(403)
    return sheet


def _may_change(sheet: ReferenceSheet) -> bool:
    """What lies in an account is changed by its person alone; a confirmed sheet without a name by nobody."""
    person = current_person()
    return sheet.author_id is None or (person is not None and sheet.author_id == person.id)
