"""Writing cards, putting them in other words, giving dots; one card on a page of its own."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from app.boards.dotting import NoDotsLeft, dots_left, give_dot, take_back_dot
from app.boards.forms import CardForm, EditCardForm
from app.boards.models import Card
from app.boards.queries import find_board_section, find_card, find_own_card, find_shown_card, group_of
from app.boards.showing import board_of
from app.boards.wording import dots_for_all, fault_of, how_many, on_the_board, words_of
from app.boards.writing import CardTooLong, TooManyCards, edit_card, is_calm, line_key, write_cards
from app.core.doors import public, writes
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.limits import is_within_limit, limited
from app.discussion.checking import SaidBefore, TooManyLinks
from app.discussion.wording import too_fast
from app.formats.contributing import TextDoesNotFit, find_by_once, remove_contribution
from app.formats.models import FormatSection, ParticipationFormat
from app.pages.addresses import referring_path
from app.pages.frame import send_again, speak_for
from app.policies.doors import current_person, needs
from app.things.addresses import address_of

boards = Blueprint("boards", __name__)
HOUR = timedelta(hours=1)
DOES_NOT_FIT = (CardTooLong, SaidBefore, TextDoesNotFit, TooManyCards, TooManyLinks)


@boards.app_template_global("empty_card_form")
def empty_card_form(section: FormatSection) -> CardForm | None:
    """The form below a question, for whoever is signed in."""
    person = current_person()
    return CardForm(None, section, person) if person is not None else None


boards.add_app_template_global(words_of, "board_words")
boards.add_app_template_global(how_many, "how_many_cards")
boards.add_app_template_global(dots_for_all)


# ---- one card -------------------------------------------------------------------------------------


@boards.get("/karten/<int:number>")
@public
def card(number: int) -> Any:
    """One card: its words, by whom, to which question, its dots, what it said before."""
    found = find_card(number, current_person())
    if found is None:
        abort(404)
    column = board_of(found.format, current_person(), only=[found.section_id], card=found.id)[0]
    shown = next(card for pile in column.piles for card in pile.cards)
    return _page(
        found.format, "boards/card.html", card=found, column=column, shown=shown, group=group_of(found),
        earlier=sorted(found.earlier, key=lambda version: -version.number),
    )  # fmt: skip


# ---- writing --------------------------------------------------------------------------------------


@boards.get("/fragen/<int:section_id>/karte")
@public
def ask_to_write(section_id: int) -> Any:
    """The form for a card, on a page of its own."""
    section = find_board_section(section_id, current_person())
    if section is None:
        abort(404)
    return _write_page(section)


@boards.post("/fragen/<int:section_id>/karte")
@limited("card", 1200, HOUR)
@writes
@needs("contribute", on=find_board_section, instead=send_again)
def write(section: FormatSection) -> Any:
    """Put an answer on a card, or several, a line each."""
    person = current_person()
    form = CardForm(request.form, section, person)
    if (first := find_by_once(person, line_key(form.once.data, 0))) is not None:
        return redirect(_place_of(section, first.id), 303)
    if not form.validate():
        return _write_page(section, form), 422
    if not is_calm(person, len(form.texts)):
        form.fault("text", too_fast())
        return _write_page(section, form), 429
    try:
        cards = write_cards(
            section, form.as_whom, by=person, texts=form.texts, lang=str(get_locale()), once=form.once.data
        )
    except NotAllowedNow:
        return _late_page(section.format, form.text.data)
    except DOES_NOT_FIT as error:
        form.fault("text", fault_of(error))
        return _write_page(section, form), 422
    if cards[0].published_at is None:
        flash(words_of(section.format)["waits"], f"frage-{section.id}:info")
    else:
        flash(on_the_board(section.format, len(cards)), f"frage-{section.id}:success")
    return redirect(_place_of(section, cards[0].id), 303)


# ---- one's own ------------------------------------------------------------------------------------


@boards.get("/karten/<int:number>/bearbeiten")
@needs("edit_contribution", on=find_own_card)
def ask_to_edit(card: Card) -> Any:
    """My card, to put it in other words."""
    if card.restricted_at is not None or not card.format.takes_contributions:
        flash(words_of(card.format)["fixed"], "info")
        return redirect(address_of(card))
    return _edit_page(card, EditCardForm(None, data={"text": card.text, "version": card.version}))


@boards.post("/karten/<int:number>/bearbeiten")
@limited("card", 1200, HOUR)
@writes
@needs("edit_contribution", on=find_own_card, instead=send_again)
def edit(card: Card) -> Any:
    """Keep the new words."""
    form = EditCardForm(request.form)
    if not form.validate():
        return _edit_page(card, form), 422
    try:
        edit_card(card, by=current_person(), text=form.text.data, version=form.version.data)
    except (NotAllowedNow, VersionIsStale):
        return _late_page(card.format, form.text.data, card)
    except DOES_NOT_FIT as error:
        form.fault("text", fault_of(error))
        return _edit_page(card, form), 422
    flash(words_of(card.format)["changed"], f"karte-{card.id}:success")
    return redirect(address_of(card), 303)


@boards.get("/karten/<int:number>/entfernen")
@needs("remove_contribution", on=find_own_card)
def ask_to_remove(card: Card) -> Any:
    """Really remove it?"""
    return _page(card.format, "boards/remove.html", card=card)


@boards.post("/karten/<int:number>/entfernen")
@writes
@needs("remove_contribution", on=find_own_card)
def remove(card: Card) -> Any:
    """Remove it for good."""
    section = card.section
    remove_contribution(card, by=current_person())
    flash(words_of(section.format)["removed"], f"frage-{section.id}:success")
    return redirect(_place_of(section), 303)


# ---- dots -----------------------------------------------------------------------------------------


@boards.post("/karten/<int:number>/punkt")
@writes
@needs("contribute", on=find_shown_card)
def give_dot_to(card: Card) -> Any:
    """Put one of my dots on the card."""
    if not is_within_limit("dots", str(current_person().id), 600, HOUR):
        abort(429)
    try:
        give_dot(card, current_person())
    except NoDotsLeft:
        return _at_dot(card, words_of(card.format)["no_dots"], "warning")
    except NotAllowedNow:
        return _no_dots_any_more(card)
    return _at_dot(card, _("Your dot lies here.") + " " + _dots_left(card))


@boards.post("/karten/<int:number>/punkt-zuruecknehmen")
@writes
@needs("contribute", on=find_shown_card)
def take_dot_back(card: Card) -> Any:
    """Take my dot off the card."""
    try:
        take_back_dot(card, current_person())
    except NotAllowedNow:
        return _no_dots_any_more(card)
    return _at_dot(card, _("Your dot is with you again.") + " " + _dots_left(card))


# ---- pages and addresses --------------------------------------------------------------------------


def _page(format: ParticipationFormat, template: str, **values: Any) -> str:
    speak_for(format.authority)
    return render_template(template, format=format, **values)


def _write_page(section: FormatSection, form: CardForm | None = None) -> Any:
    return _page(section.format, "boards/write.html", question=section, form=form or empty_card_form(section))


def _edit_page(card: Card, form: EditCardForm) -> Any:
    return _page(card.format, "boards/edit.html", card=card, form=form)


def _late_page(format: ParticipationFormat, text: str, card: Card | None = None) -> tuple[Any, int]:
    """Somebody or something was quicker: the text just written, and what counts now."""
    return _page(format, "boards/late.html", text=text, card=card), 409


def _place_of(section: FormatSection, number: int | None = None) -> str:
    """The question on the page of its format; the card itself where the board does not show every one."""
    if number is not None and section.contributions > 50:
        return url_for("boards.card", number=number)
    # A board of many fields shows one of them: the one this section belongs to.
    field = f"?feld={quote(section.goal.key)}" if section.quadrant and section.goal is not None else ""
    return f"{address_of(section.format)}{field}#frage-{section.id}"


def _at_dot(card: Card, words: str, tone: str = "success", place: str = "punkt") -> Any:
    """Back to the page the button was pressed on, to the button itself: what came of it is said there."""
    flash(words, f"karte-{card.id}:{tone}")
    page = referring_path() or url_for("boards.card", number=card.id)
    return redirect(f"{page}#{place}-{card.id}", 303)


def _no_dots_any_more(card: Card) -> Any:
    # There is no button any more, only the card.
    return _at_dot(card, _("No dots can be given here any more."), "warning", place="karte")


def _dots_left(card: Card) -> str:
    """How many of her dots are left for that section."""
    left, each = dots_left(card, current_person())
    return words_of(card.format)["left"] % {"left": left, "each": each}
