"""The staff unit confirms a KEK-Bezugsblatt or says why not."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.database import db
from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.policies.doors import current_person, may_now, needs
from app.reference_sheets.confirming import confirm_sheet, decline_sheet, withdraw_confirmation
from app.reference_sheets.forms import AnswerForm, DeclineForm, WithdrawForm
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_sheet_on_desk, sheets_on_desk, waiting_sheets
from app.reference_sheets.views.showing import page_values
from app.reference_sheets.wording import state_label
from app.reference_sheets.workflow import is_possible

reference_sheets_desk = Blueprint("reference_sheets_desk", __name__)


@reference_sheets_desk.app_context_processor
def count_for_the_menu() -> dict[str, Any]:
    """The number beside "Reference sheets" in the menu of the desk, asked only where that menu is shown."""
    return {"waiting_sheets": lambda: waiting_sheets(current_person())}


@reference_sheets_desk.get("")
@needs("confirm_sheet")
def index() -> str:
    """What waits to be confirmed, the longest waiting first."""
    return _list(is_decided=False)


@reference_sheets_desk.get("/entschieden")
@needs("confirm_sheet")
def decided() -> str:
    """What was decided, the last first."""
    return _list(is_decided=True)


def _list(*, is_decided: bool) -> str:
    page = sheets_on_desk(current_person(), request.args.get("nach"), is_decided=is_decided)
    return render_template(
        "reference_sheets/desk/index.html", is_decided=is_decided, state_label=state_label, page=page
    )


@reference_sheets_desk.get("/<int:number>")
@needs("confirm_sheet", on=find_sheet_on_desk)
def show(sheet: ReferenceSheet) -> str:
    """The sheet, and the two decisions."""
    return _page(sheet)


@reference_sheets_desk.post("/<int:number>/bestaetigen")
@writes
@needs("confirm_sheet")
def confirm(number: int) -> Any:
    """The project serves these goals: first what that means is shown, then it is done."""
    form = AnswerForm.of_request()
    sheet = _laid_before_us(number)
    if sheet is None:
        return _gone(form)
    if not form.is_sent_and_valid():
        return _page(sheet, form=form), 422
    is_current = is_possible("confirm_sheet", sheet.state) and form.shown_version == sheet.version
    if is_current and request.form.get("schritt") != "sicher":
        return render_template("reference_sheets/desk/confirm.html", form=form, **page_values(sheet))
    said = _("The sheet is confirmed. Its author is told by e-mail.")
    person, version = current_person(), form.shown_version
    return _decided(
        sheet, form, said, lambda: confirm_sheet(sheet, by=person, remark=form.answer.data, version=version)
    )


@reference_sheets_desk.post("/<int:number>/ablehnen")
@writes
@needs("confirm_sheet")
def decline(number: int) -> Any:
    """It is not confirmed, for this reason."""
    form = DeclineForm.of_request()
    sheet = _laid_before_us(number)
    if sheet is None:
        return _gone(form)
    if not form.is_sent_and_valid():
        return _page(sheet, decline_form=form), 422
    said = _("The sheet is not confirmed. Its author is told why by e-mail.")
    person, version = current_person(), form.shown_version
    return _decided(
        sheet, form, said, lambda: decline_sheet(sheet, by=person, reason=form.answer.data, version=version)
    )


@reference_sheets_desk.post("/<int:number>/zuruecknehmen")
@writes
@needs("confirm_sheet")
def take_back(number: int) -> Any:
    """The confirmation counts no longer, for this reason."""
    form = WithdrawForm.of_request()
    sheet = _laid_before_us(number)
    if sheet is None:
        return _gone(form)
    if not form.is_sent_and_valid():
        return _page(sheet, withdraw_form=form), 422
    said = _("The confirmation is taken back. The author is told why by e-mail.")
    person, version = current_person(), form.shown_version
    return _decided(
        sheet, form, said, lambda: withdraw_confirmation(sheet, by=person, reason=form.answer.data, version=version)
    )


def _laid_before_us(number: int) -> ReferenceSheet | None:
    """The sheet to decide on; none, where it was never here or its author has taken it back."""
    sheet = find_sheet_on_desk(number, current_person())
    if sheet is not None and not may_now("confirm_sheet", sheet):
        abort(403)
    return sheet


def _gone(form: AnswerForm) -> Any:
    """Nothing to decide on any more; what was typed can be copied."""
    if not form.answer.data:
        abort(404)
    return render_template("reference_sheets/desk/gone.html", typed=form.answer.data), 409


def _decided(sheet: ReferenceSheet, form: AnswerForm, said: str, decide: Callable[[], None]) -> Any:
    """Decide; where somebody was quicker, show what is there now and what was typed."""
    try:
        decide()
    except (NotAllowedNow, VersionIsStale):
        return _page(sheet, typed=form.answer.data, is_late=True), 409
    flash(said, "success")
    return redirect(url_for("reference_sheets_desk.show", number=sheet.id), 303)


def _page(
    sheet: ReferenceSheet, *, form: AnswerForm | None = None, decline_form: AnswerForm | None = None,
    withdraw_form: AnswerForm | None = None, typed: str | None = None, is_late: bool = False,
) -> str:  # fmt: skip
    form, decline_form = form or AnswerForm(), decline_form or DeclineForm()
    withdraw_form = withdraw_form or WithdrawForm()
    for one, name in ((form, "bestaetigen"), (decline_form, "ablehnen"), (withdraw_form, "zuruecknehmen")):
        one.version.data = sheet.version
        for field in one:
            field.id = field.label.field_id = f"{name}-{field.short_name}"
    author = db.session.get(Person, sheet.author_id) if sheet.author_id else None
    decider = db.session.get(Person, sheet.decided_by_id) if sheet.decided_by_id else None
    return render_template(
        "reference_sheets/desk/show.html", form=form, decline_form=decline_form, typed=typed, is_late=is_late,
        withdraw_form=withdraw_form, author=author, decider=decider, **page_values(sheet),
    )  # fmt: skip
