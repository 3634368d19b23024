"""Make a KEK-Bezugsblatt; check a print of one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.concepts.models import Concept
from app.core.database import db
from app.core.doors import public, writes
from app.core.forms import sent_number
from app.core.limits import limited
from app.policies.doors import current_person
from app.reference_sheets.checking import find_by_code
from app.reference_sheets.declaring import Declared, key_for, make_sheet, says
from app.reference_sheets.forms import CheckForm, SheetForm
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_by_once
from app.reference_sheets.views.holding import reference_sheets
from app.reference_sheets.views.prefilling import prefilled
from app.reference_sheets.views.showing import page_values
from app.reference_sheets.views.writing import TEN_MINUTES, SavedAlready, first_page, sheet_form, walk
from app.things.queries import find_public

__all__ = ["reference_sheets"]


@reference_sheets.get("", strict_slashes=False)
@public
def begin() -> Any:
    """The short address on paper leads to an empty sheet."""
    return redirect(url_for("reference_sheets.write"))


@reference_sheets.get("/neu")
@public
def write() -> Any:
    """An empty sheet, or one that begins with an idea, a project, a goal."""
    given, unknown = prefilled()
    page = first_page(sheet_form(given), url_for("reference_sheets.start"), unknown=unknown)
    return (page, 404) if unknown else page


@reference_sheets.post("/neu")
@limited("sheet", 60, TEN_MINUTES)
@writes
@public
def start() -> Any:
    """One step on, or keep the sheet; sent twice, it is still one."""
    return walk(url_for("reference_sheets.start"), _keep)


def _keep(form: SheetForm, concept: Concept, declared: Declared) -> Any:
    earlier = find_by_once(form.once.data)
    if earlier is None:
        try:
            with db.session.begin_nested():
                _sheet, key = make_sheet(
                    concept, declared, by=current_person(), about_id=_about(form), once=form.once.data
                )
        except IntegrityError:
            earlier = find_by_once(form.once.data)
            if earlier is None:
                raise SavedAlready from None
    if earlier is not None:
        return _keep_again(earlier, form, concept, declared)
    flash(_("The sheet is saved."), "success")
    return redirect(url_for("reference_sheets.show", key=key), 303)


def _keep_again(earlier: ReferenceSheet, form: SheetForm, concept: Concept, declared: Declared) -> Any:
    """The same form once more: it leads to the sheet it made, as that is now; other words never replace it unasked."""
    if not says(earlier, concept, declared):
        raise SavedAlready
    person = current_person()
    if person is not None and earlier.author_id == person.id:
        return redirect(url_for("reference_sheets_mine.show", number=earlier.id), 303)
    return redirect(url_for("reference_sheets.show", key=key_for(form.once.data)), 303)


def _about(form: SheetForm) -> int | None:
    """What it was made from, if everybody may still read that."""
    number = sent_number(form.about.data)
    about = find_public(number) if number else None
    return about.id if about is not None and about.kind in {"idea", "project"} else None


@reference_sheets.get("/pruefen")
@public
def check() -> str:
    """Check a print: number and code."""
    return render_template("reference_sheets/check.html", form=CheckForm(request.args), asked=False)


@reference_sheets.post("/pruefen")
@limited("sheet_check", 20, TEN_MINUTES)
@writes
@public
def check_print() -> Any:
    """How the sheet on the print stands; for whatever does not belong together always the same answer."""
    form = CheckForm(request.form)
    if not form.validate():
        return render_template("reference_sheets/check.html", form=form, asked=False), 422
    sheet = find_by_code(form.number_asked, form.code.data)
    values = page_values(sheet) if sheet is not None else {}
    return render_template("reference_sheets/check.html", form=form, asked=True, **values)
