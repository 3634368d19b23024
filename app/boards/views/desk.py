"""Arranging cards: groups are made and named, cards are put into them, by keyboard or by dragging."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.boards.arranging import add_group, dissolve_group, move_card, move_group, place_cards, rename_group
from app.boards.forms import GroupForm
from app.boards.models import Card, CardGroup
from app.boards.queries import cards_in, find_to_arrange, group_in
from app.boards.showing import board_of
from app.core.database import db
from app.core.doors import writes
from app.core.errors import NotAllowedNow
from app.core.forms import sent_number, sent_numbers
from app.discussion.commenting import once_of
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.workflow import is_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

boards_desk = Blueprint("boards_desk", __name__)
NUMBER = "/<int:number>/ordnen"
PILE_SIZE = 200
NOWHERE = "keine"


@boards_desk.get(NUMBER)
@needs("run_format", on=find_to_arrange)
def arrange(format: ParticipationFormat) -> str:
    """The cards of one question in their groups."""
    return _page(format, _section(format, request.args.get("frage", type=int)))


@boards_desk.post(f"{NUMBER}/gruppe")
@writes
@needs("run_format", on=find_to_arrange)
def make_group(format: ParticipationFormat) -> Any:
    """A new group; what is ticked goes into it."""
    section = _section(format, request.form.get("frage", type=int))
    try:
        return _make(format, section)
    except NotAllowedNow:
        return _too_late(format, section)


@boards_desk.post(f"{NUMBER}/gruppen")
@writes
@needs("run_format", on=find_to_arrange)
def change_group(format: ParticipationFormat) -> Any:
    """Call a group otherwise, move it among the others, or dissolve it."""
    section = _section(format, request.form.get("frage", type=int))
    group = group_in(format, request.form.get("gruppe", 0, type=int))
    if group is None:
        flash(_("Somebody has dissolved this group in the meantime."), "ordnen:warning")
        return _back(format, section)
    form, step = GroupForm(request.form), request.form.get("schritt", "")
    try:
        if step == "umbenennen":
            if not form.validate():
                flash(_("Please give the group a heading of at most 120 characters."), "ordnen:warning")
                return _back(format, section, f"gruppe-{group.id}")
            rename_group(group, title=form.title.data)
        elif step == "aufloesen":
            if "sicher" not in request.form:
                return _page(format, section, dissolving=group), 422
            dissolve_group(group)
            flash(_("The group is dissolved; its cards lie in no group again."), "ordnen:success")
            return _back(format, section)
        elif step in ("hoch", "runter"):
            move_group(group, -1 if step == "hoch" else 1)
        else:
            abort(400)
    except NotAllowedNow:
        return _too_late(format, section)
    return _back(format, section, f"gruppe-{group.id}")


@boards_desk.post(f"{NUMBER}/karten")
@writes
@needs("run_format", on=find_to_arrange)
def put(format: ParticipationFormat) -> Any:
    """Put the ticked cards into a group, or one card one place on."""
    section = _section(format, request.form.get("frage", type=int))
    try:
        if (step := request.form.get("schritt", "")) != "":
            return _step(format, section, step)
        if not request.form.get("ziel") and request.form.get("title", "").strip():
            # Enter in the field of the heading presses the first button of the form, which is this one.
            return _make(format, section)
        return _put(format, section, _ticked(section))
    except NotAllowedNow:
        return _too_late(format, section)


def _make(format: ParticipationFormat, section: FormatSection) -> Any:
    form = GroupForm(request.form)
    if not form.validate():
        return _page(format, section, form), 422
    group = add_group(section, title=form.title.data, once=once_of(current_person(), form.once.data))
    place_cards(section, _ticked(section), group)
    flash(_("The group “%(title)s” is there.", title=group.title), "ordnen:success")
    return _back(format, section, f"gruppe-{group.id}")


def _step(format: ParticipationFormat, section: FormatSection, step: str) -> Any:
    """`hoch-12` or `runter-12`: that card one place up or down."""
    way, _dash, number = step.partition("-")
    known = cards_in(section, sent_numbers([number]))
    if not known or way not in ("hoch", "runter"):
        abort(400)
    move_card(db.session.get_one(Card, known[0]), -1 if way == "hoch" else 1)
    return _back(format, section, f"karte-{known[0]}")


def _put(format: ParticipationFormat, section: FormatSection, numbers: list[int]) -> Any:
    wanted = request.form.get("ziel", "")
    group = None if wanted == NOWHERE else group_in(format, sent_number(wanted) or 0)
    if not numbers or wanted == "":
        flash(_("Please tick the cards and choose a group."), "ordnen:warning")
        return _back(format, section)
    if group is None and wanted != NOWHERE:
        flash(_("Somebody has dissolved this group in the meantime."), "ordnen:warning")
        return _refused(format, section)
    place_cards(section, numbers, group, before=request.form.get("vor", type=int))
    if _is_script():
        return jsonify(lies=True)
    moved = ngettext("The card lies there now.", "%(num)s cards lie there now.", len(numbers))
    flash(moved, "ordnen:success")
    return _back(format, section, f"karte-{numbers[0]}")


def _section(format: ParticipationFormat, section_id: int | None) -> FormatSection:
    """The question asked for, or the first one."""
    sections = {section.id: section for section in format.sections}
    if not sections:
        abort(404)
    return sections[section_id] if section_id in sections else format.sections[0]


def _ticked(section: FormatSection) -> list[int]:
    return cards_in(section, sent_numbers(request.form.getlist("karten")))


def _too_late(format: ParticipationFormat, section: FormatSection) -> Any:
    flash(_("The cards stay as they are: the result is published, or it was called off."), "ordnen:warning")
    return _refused(format, section)


def _refused(format: ParticipationFormat, section: FormatSection) -> Any:
    """The page says why; a script loads it anew."""
    return jsonify(lies=False) if _is_script() else _back(format, section)


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _back(format: ParticipationFormat, section: FormatSection, place: str = "ordnen") -> Any:
    page = url_for("boards_desk.arrange", number=format.id, frage=section.id, ab=request.args.get("ab"), _anchor=place)
    return redirect(page, 303)


def _page(
    format: ParticipationFormat, section: FormatSection, form: GroupForm | None = None,
    dissolving: CardGroup | None = None,
) -> str:  # fmt: skip
    speak_for(format.authority)
    column = board_of(format, current_person(), request.args, only=[section.id], size=PILE_SIZE)[0]
    groups = [pile for pile in column.piles if pile.group_id is not None]
    return render_template(
        "boards/arrange.html", format=format, question=section, column=column, form=form or GroupForm(), groups=groups,
        is_possible=is_possible("arrange", format.state), nowhere=NOWHERE,
        dissolving=dissolving,
    )  # fmt: skip
