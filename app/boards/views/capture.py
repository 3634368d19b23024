"""Typing in what is said in a room: a line, Enter, the next line. What is sent twice is taken once."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.boards.capturing import correct_card, delete_card
from app.boards.forms import CaptureForm, EditCardForm
from app.boards.models import Card
from app.boards.queries import BOARD_KINDS, captured_lately, find_captured
from app.boards.wording import fault_of
from app.boards.writing import LONGEST, CardTooLong, TooManyCards, lines_of, write_cards
from app.core.doors import writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.formats.contributing import voice_of_room
from app.formats.models import ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

boards_capture = Blueprint("boards_capture", __name__)
NUMBER = "/<int:number>/erfassen"
CARD = "/karten/<int:number>/erfasst"


@boards_capture.get(NUMBER)
@needs("run_format", on=find_on_desk)
def show(format: ParticipationFormat) -> Any:
    """The line to type in, and below it what has been typed in."""
    _ensure_board(format)
    asked = request.args.get("frage", type=int)
    known = {section.id for section in format.sections}
    return _page(format, CaptureForm(None, format, data={"section": asked if asked in known else None}))


@boards_capture.post(NUMBER)
@writes
@needs("run_format", on=find_on_desk)
def take(format: ParticipationFormat) -> Any:
    """Take the lines; a script is answered in its own words, and a repeat like the first time."""
    _ensure_board(format)
    form, person = CaptureForm(request.form, format), current_person()
    if request.form.get("person", str(person.id)) != str(person.id):
        return _refuse_others(format, form)
    if not form.validate():
        return _refuse(format, form, 422)
    section = form.sections[form.section.data]
    try:
        cards = write_cards(
            section, voice_of_room(format, person), by=person, texts=lines_of(form.text.data), once=form.once.data,
            is_captured=True,
        )  # fmt: skip
    except (CardTooLong, TooManyCards) as error:
        form.fault("text", fault_of(error))
        return _refuse(format, form, 422)
    except NotAllowedNow:
        form.fault("text", _("Nothing can be captured here any more: the result is published, or it was called off."))
        return _refuse(format, form, 409)
    if _is_script():
        return jsonify(cards=[_as_line(card) for card in cards])
    return redirect(url_for("boards_capture.show", number=format.id, frage=section.id, _anchor="zeile"), 303)


@boards_capture.get(CARD)
@needs("run_format", on=find_captured)
def ask_to_correct(card: Card) -> Any:
    """A captured line, to put it right or delete it."""
    return _card_page(card, EditCardForm(None, data={"text": card.text, "version": card.version}))


@boards_capture.post(CARD)
@writes
@needs("run_format", on=find_captured)
def correct(card: Card) -> Any:
    """Keep what was really said."""
    form = EditCardForm(request.form)
    if not form.validate():
        return _card_page(card, form), 422
    try:
        correct_card(card, by=current_person(), text=form.text.data, version=form.version.data)
    except (NotAllowedNow, VersionIsStale):
        return _card_page(card, form, is_late=True), 409
    return _back(card)


@boards_capture.post("/karten/<int:number>/erfasst/loeschen")
@writes
@needs("run_format", on=find_captured)
def delete(card: Card) -> Any:
    """It was never said, or stands there already; asked for once more."""
    if "sicher" not in request.form:
        shown = EditCardForm(None, data={"text": card.text, "version": card.version})
        return _card_page(card, shown, is_deleting=True), 422
    try:
        delete_card(card, by=current_person())
    except NotAllowedNow:
        flash(_("The result is published: captured cards stay as they are."), "erfasst:warning")
    else:
        flash(_("The card is deleted."), "erfasst:success")
    return _back(card)


def _ensure_board(format: ParticipationFormat) -> None:
    if format.format_kind not in BOARD_KINDS or format.published_at is None:
        abort(404)


def _as_line(card: Card) -> dict[str, Any]:
    url = url_for("boards_capture.ask_to_correct", number=card.id)
    return {"number": card.id, "text": card.text, "section": card.section_id, "url": url}


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _refuse(format: ParticipationFormat, form: CaptureForm, status: int) -> Any:
    if _is_script():
        faults = [message for messages in form.faults.values() for message in messages]
        return jsonify(message=" ".join(faults)), status
    return _page(format, form), status


def _refuse_others(format: ParticipationFormat, form: CaptureForm) -> Any:
    """Lines typed before somebody else signed in at this computer: nobody captures in another's name."""
    if _is_script():
        return jsonify(others=True), 409
    form.fault("text", _("Somebody else had typed this here before you signed in. Send it only if it is yours."))
    return _page(format, form), 409


def _page(format: ParticipationFormat, form: CaptureForm) -> Any:
    speak_for(format.authority)
    return render_template(
        "boards/capture.html", format=format, form=form, captured=captured_lately(format),
        is_possible=is_possible("capture", format.state), longest=LONGEST,
    )  # fmt: skip


def _card_page(card: Card, form: EditCardForm, is_late: bool = False, is_deleting: bool = False) -> str:
    speak_for(card.format.authority)
    return render_template(
        "boards/captured.html", format=card.format, card=card, form=form, is_late=is_late, is_deleting=is_deleting,
        is_possible=is_possible("capture", card.format.state),
    )  # fmt: skip


def _back(card: Card) -> Any:
    page = url_for("boards_capture.show", number=card.format_id, frage=card.section_id, _anchor="erfasst")
    return redirect(page, 303)
