"""The result of each guiding question, and the cards it rests on."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.boards.basing import basis_of, readable_cards
from app.core.doors import writes
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.formats.models import FormatSection
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.workshops.forms import ResultForm
from app.workshops.resulting import find_question_on_desk, keep_result

workshops_desk = Blueprint("workshops_desk", __name__)

Answer = str | Response | tuple[str, int]


@workshops_desk.get("/fragen/<int:section_id>/ergebnis")
@needs("run_format", on=find_question_on_desk)
def result(question: FormatSection) -> str:
    """Write what came out of a question and tick the cards it rests on."""
    _ensure_may_write(question)
    ticked = [card.number for card in basis_of(question.format_id).get(question.id, [])]
    return _page(question, ResultForm(data={"text": question.result, "cards": ticked, "version": question.version}))


@workshops_desk.post("/fragen/<int:section_id>/ergebnis")
@writes
@needs("run_format", on=find_question_on_desk)
def keep(question: FormatSection) -> Answer:
    """Keep it."""
    _ensure_may_write(question)
    form: Any = ResultForm.of_request()
    if not form.is_sent_and_valid():
        return _page(question, form), 422
    try:
        keep_result(
            question, text=form["text"].data, cards=form["cards"].data or [],
            groups=form["groups"].data or [], by=current_person(), version=form.shown_version,
            reason=form["reason"].data or "",
        )  # fmt: skip
    except ReasonIsMissing:
        form.fault("reason", _("Please say why: everybody reads the reason."))
        return _page(question, form), 422
    except VersionIsStale as error:
        form["version"].data = str(error.current)
        return _page(question, form, is_late=True), 409
    except NotAllowedNow:
        return _page(question, form, is_over=True), 409
    flash(_("The result of this question is kept."), "success")
    return redirect(url_for("formats_desk.show", number=question.format_id, _anchor="ergebnisse"), 303)


def _ensure_may_write(question: FormatSection) -> None:
    """What is published is put right by the office, not by whoever only runs the format."""
    if question.format.state == "concluded" and not may_now("decide_on_format", question.format):
        abort(403)


def _page(question: FormatSection, form: Any, *, is_late: bool = False, is_over: bool = False) -> str:
    speak_for(question.format.authority)
    return render_template(
        "workshops/result.html", format=question.format, question=question, form=form, is_late=is_late,
        is_over=is_over or question.format.state not in ("closed", "concluded"),
        cards=readable_cards(question.format_id, question.id), basis=basis_of(question.format_id).get(question.id, []),
    )  # fmt: skip
