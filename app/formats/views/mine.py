"""What I contributed."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.calls.queries import jury_calls
from app.concepts.wording import goal_marks
from app.core.doors import writes
from app.core.errors import NotAllowedNow
from app.core.limits import limited
from app.core.paging import CursorIsBroken
from app.formats.contributing import remove_contribution
from app.formats.desk_contributions import own_contributions
from app.formats.listing import open_to
from app.formats.models import Contribution
from app.formats.outcome import Became, became_of, goals_of
from app.formats.outcome_wording import NAME_TELLS
from app.formats.queries import find_own_contribution, find_own_words
from app.formats.taking_up import TakenUpAlready, claim_authorship, renounce_authorship, take_up_own
from app.formats.wording import card_of
from app.formats.workflow import is_possible
from app.policies.doors import current_person, needs

formats_mine = Blueprint("formats_mine", __name__)

ONE = "/<int:number>"
TEN_MINUTES = timedelta(minutes=10)


@formats_mine.get("")
@needs("use_account")
def index() -> str:
    """Everything I said in formats, the last first, with what became of it."""
    try:
        page = own_contributions(current_person(), request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    numbers = [row.Contribution.id for row in page.rows]
    became = became_of(numbers, at_desk=False)
    return render_template(
        "formats_mine/index.html", page=page, judges=bool(jury_calls(current_person())), became=became,
        yours=[card_of(row) for row in open_to(current_person())], may_make=_may_make, may_claim=_may_claim,
        name_tells=NAME_TELLS,
        goals={number: goal_marks(tags) for number, tags in goals_of(numbers).items()},
    )  # fmt: skip


@formats_mine.post(f"{ONE}/idee")
@limited("take_up_own", 30, TEN_MINUTES)
@writes
@needs("take_up_own", on=find_own_contribution)
def make_idea(one: Contribution) -> Any:
    """Make an idea of my own of it: its words are the beginning, I go on writing and hand it in."""
    try:
        idea = take_up_own(one, by=current_person())
    except TakenUpAlready:
        flash(_("An idea has arisen from it already."), "info")
        return _back()
    except NotAllowedNow:
        flash(_("No idea can be made of it now."), "info")
        return _back()
    flash(_("Your words stand on the sheet. Go on writing as you like; nothing is sent before you hand it in."), "info")
    return redirect(url_for("ideas_writing.rewrite", number=idea.id), 303)


@formats_mine.post(f"{ONE}/entfernen")
@writes
@needs("remove_contribution", on=find_own_words)
def remove(one: Contribution) -> Any:
    """Remove my words for good, from a format I belong to no more."""
    remove_contribution(one, by=current_person())
    flash(_("Your contribution has been removed."), "success")
    return _back()


@formats_mine.post(f"{ONE}/namentlich")
@writes
@needs("take_up_own", on=find_own_words)
def claim(one: Contribution) -> Any:
    """I want to be named on the idea the office made of it."""
    try:
        idea = claim_authorship(one, by=current_person())
    except NotAllowedNow:
        flash(_("You cannot be named on this idea any more."), "info")
    else:
        flash(_("You are named on idea no. %(number)s now. You find it under “My ideas”.", number=idea.id), "success")
    return _back()


@formats_mine.post(f"{ONE}/ohne-namen")
@writes
@needs("take_up_own", on=find_own_words)
def renounce(one: Contribution) -> Any:
    """The idea shall not stand under my name."""
    try:
        renounce_authorship(one, by=current_person())
    except NotAllowedNow:
        flash(_("The idea is public or being worked on already; its name can no longer be taken off here."), "info")
    else:
        flash(_("The idea stands under the name of the event now, no longer under yours."), "success")
    return _back()


def _may_make(one: Contribution, becames: list[Became]) -> bool:
    """Whether an idea of one's own can still be made of it."""
    return (
        one.is_shown and is_possible("take_up", one.format.state)
        and not any(became.is_arisen for became in becames)
    )  # fmt: skip


def _may_claim(one: Contribution, becames: list[Became]) -> str:
    """ "claim" or "renounce", where the office made an idea of it."""
    became = next((became for became in becames if became.is_arisen), None)
    if became is None or not became.by_office:
        return ""
    if not became.names_writer:
        return "" if became.has_ended else "claim"
    return "renounce" if became.is_received else ""


def _back() -> Any:
    return redirect(url_for("formats_mine.index"), 303)
