"""The staff unit confirms a KEK-Bezugsblatt or says why not."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.database import db
from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.policies.doors import current_person, needs
from app.reference_sheets.confirming import confirm_sheet, decline_sheet
from app.reference_sheets.forms import AnswerForm, DeclineForm
from app.reference_sheets.models import ReferenceSheet
from app.reference_sheets.queries import find_sheet_on_desk, sheets_on_desk, waiting_sheets
from app.reference_sheets.views.showing import page_values
from app.reference_sheets.wording import state_label

reference_sheets_desk = Blueprint("reference_sheets_desk", __name__)


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
    person = current_person()
    waiting = waiting_sheets(person)
    return render_template(
        "reference_sheets/desk/index.html", is_decided=is_decided, state_label=state_label, waiting=waiting,
        page=sheets_on_desk(person, request.args.get("nach"), is_decided=is_decided), desk_counts={"sheets": waiting},
    )  # fmt: skip


@reference_sheets_desk.get("/<int:number>")
@needs("confirm_sheet", on=find_sheet_on_desk)
def show(sheet: ReferenceSheet) -> str:
    """The sheet, and the two decisions."""
    return _page(sheet)


@reference_sheets_desk.post("/<int:number>/bestaetigen")
@writes
@needs("confirm_sheet", on=find_sheet_on_desk)
def confirm(sheet: ReferenceSheet) -> Any:
    """The project serves these goals."""
    form = AnswerForm.of_request()
    if not form.is_sent_and_valid():
        return _page(sheet, form=form), 422
    said = _("The sheet is confirmed. Its author is told by e-mail.")
    person, version = current_person(), form.shown_version
    return _decided(
        sheet, form, said, lambda: confirm_sheet(sheet, by=person, remark=form.answer.data, version=version)
    )


@reference_sheets_desk.post("/<int:number>/ablehnen")
@writes
@needs("confirm_sheet", on=find_sheet_on_desk)
def decline(sheet: ReferenceSheet) -> Any:
    """It is not confirmed, for this reason."""
    form = DeclineForm.of_request()
    if not form.is_sent_and_valid():
        return _page(sheet, decline_form=form), 422
    said = _("The sheet is not confirmed. Its author is told why by e-mail.")
    person, version = current_person(), form.shown_version
    return _decided(
        sheet, form, said, lambda: decline_sheet(sheet, by=person, reason=form.answer.data, version=version)
    )


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
    typed: str | None = None, is_late: bool = False,
) -> str:  # fmt: skip
    form, decline_form = form or AnswerForm(), decline_form or DeclineForm()
    for one, name in ((form, "bestaetigen"), (decline_form, "ablehnen")):
        one.version.data = sheet.version
        for field in one:
            field.id = field.label.field_id = f"{name}-{field.short_name}"
    author = db.session.get(Person, sheet.author_id) if sheet.author_id else None
    decider = db.session.get(Person, sheet.decided_by_id) if sheet.decided_by_id else None
    return render_template(
        "reference_sheets/desk/show.html", form=form, decline_form=decline_form, typed=typed, is_late=is_late,
        author=author, decider=decider, **page_values(sheet),
    )  # fmt: skip
