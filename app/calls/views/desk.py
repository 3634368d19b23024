"""Jury, prize and awards of a call; its ideas at the desk."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.calls.awarding import (
    AWARDED_IN,
    AwardedAlready,
    AwardIsOdd,
    NoIdeaOfCall,
    SittingIsAhead,
    all_awards,
    award_idea,
    move_up,
    take_back_award,
)
from app.calls.entering import IdeaHasAward, InAnotherCall, put_into_call, take_out_of_call
from app.calls.forms import EMPTY, AwardForm, EntryForm, RulesForm
from app.calls.judging import rule_of, set_rules
from app.calls.kind import status_at
from app.calls.queries import (
    SORTS,
    calls_for,
    entries_on_desk,
    entry_of,
    find_call_on_desk,
    remarks_of,
    tallies,
)
from app.calls.wording import tally_labels
from app.concepts.wording import chip
from app.core.doors import writes
from app.core.errors import NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.paging import CursorIsBroken
from app.formats.models import ParticipationFormat
from app.formats.workflow import is_possible
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk as find_idea_on_desk
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

calls_desk = Blueprint("calls_desk", __name__)

CALL = "/<int:number>"


# ---- rules and entries ---------------------------------------------------------------------------


@calls_desk.get(f"{CALL}/regeln")
@needs("edit_format", on=find_call_on_desk)
def rules(call: ParticipationFormat) -> Any:
    """What counts, who judges, what can be won."""
    if not is_possible("edit_format", call.state):
        flash(_("The rules of this call stand; they cannot be changed any more."), "info")
        return redirect(url_for("formats_desk.show", number=call.id))
    rule = rule_of(call)
    given = {"criteria": rule.criteria, "jury": rule.jury, "prize": rule.prize, "version": rule.version}
    return _rules_page(call, RulesForm(None, data=given))


@calls_desk.post(f"{CALL}/regeln")
@writes
@needs("edit_format", on=find_call_on_desk)
def save_rules(call: ParticipationFormat) -> Any:
    """Keep the rules; whoever was quicker is shown beside what was written here."""
    form = RulesForm(request.form)
    if not form.validate():
        return _rules_page(call, form), 422
    said = {name: form[name].data or "" for name in ("criteria", "jury", "prize")}
    try:
        set_rules(call, by=current_person(), version=form.shown_version, reason=form.why.data or "", **said)
    except ReasonIsMissing:
        form.fault("why", _("Please give a reason: people rely on what is announced."))
        return _rules_page(call, form), 422
    except VersionIsStale as error:
        form.version.data = str(error.current)
        return _rules_page(call, form, theirs=rule_of(call)), 409
    except NotAllowedNow:
        return _rules_page(call, form, is_over=True), 409
    flash(_("The rules of the call are kept."), "success")
    return redirect(url_for("formats_desk.show", number=call.id), 303)


@calls_desk.get(f"{CALL}/einsendungen")
@needs("run_format", on=find_call_on_desk)
def entries(call: ParticipationFormat) -> str:
    """Everything that was handed in, public or not, with its state."""
    speak_for(call.authority)
    try:
        page = entries_on_desk(call, request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    rows = [(row, status_at(row)) for row in page.rows]
    return render_template("calls_desk/entries.html", format=call, entries=rows, following=page.next)


def _rules_page(call: ParticipationFormat, form: RulesForm, *, theirs: Any = None, is_over: bool = False) -> str:
    speak_for(call.authority)
    return render_template("calls_desk/rules.html", format=call, form=form, theirs=theirs, is_over=is_over)


# ---- the jury and the prizes ---------------------------------------------------------------------


@calls_desk.get(f"{CALL}/jury")
@needs("read_votes", on=find_call_on_desk)
def judging(call: ParticipationFormat) -> str:
    """What the jury thinks, and the prizes."""
    return _judging_page(call, AwardForm(None, data={"idea": request.args.get("idee")}))


@calls_desk.post(f"{CALL}/preise")
@writes
@needs("award", on=find_call_on_desk)
def award(call: ParticipationFormat) -> Any:
    """Give a prize."""
    form = AwardForm(request.form)
    if not form.validate():
        return _judging_page(call, form), 422
    try:
        award_idea(
            call, form.number, by=current_person(), title=form.title.data, reason=form.reason.data,
            sat_on=form.sat_on.data, contrary=(form.contrary.data or "") if form.sure.data else "",
        )  # fmt: skip
    except AwardIsOdd as odd:
        form.fault("sure", _odd(odd))
        return _judging_page(call, form, is_odd=True), 422
    except SittingIsAhead:
        form.fault("sat_on", _("This day is still to come."))
        return _judging_page(call, form), 422
    except NoIdeaOfCall:
        form.fault("idea", _("This is no public idea of this call (any more)."))
        return _judging_page(call, form), 422
    except AwardedAlready:
        form.fault("idea", _("This idea has a prize already. Please take that back first."))
        return _judging_page(call, form), 409
    except NotAllowedNow:
        return _too_late(call)
    flash(_("The prize is kept. Everybody reads it once the result is published."), "success")
    return _to_prizes(call)


@calls_desk.post(f"{CALL}/preise/zuruecknehmen")
@writes
@needs("award", on=find_call_on_desk)
def take_back(call: ParticipationFormat) -> Any:
    """Take a prize back before anybody has read of it."""
    try:
        take_back_award(call, request.form.get("preis", 0, type=int), by=current_person())
    except NotAllowedNow:
        return _too_late(call)
    flash(_("The prize is taken back."), "success")
    return _to_prizes(call)


@calls_desk.post(f"{CALL}/preise/hoch")
@writes
@needs("award", on=find_call_on_desk)
def up(call: ParticipationFormat) -> Any:
    """Put a prize one place further up."""
    try:
        move_up(call, request.form.get("preis", 0, type=int))
    except NotAllowedNow:
        return _too_late(call)
    return _to_prizes(call)


def _odd(odd: AwardIsOdd) -> str:
    if odd.what == "twice":
        what = _("Another idea has this prize already.")
    else:
        what = _("Nobody of the jury has given this idea points.")
    return f"{what} {_('Give it all the same? Then please tick this and say why.')}"


def _to_prizes(call: ParticipationFormat) -> Any:
    return redirect(url_for("calls_desk.judging", number=call.id, _anchor="preise"), 303)


def _too_late(call: ParticipationFormat) -> Any:
    flash(
        _("Prizes are given once the call is closed, and until its result is published. Nothing was changed."),
        "warning",
    )
    return _to_prizes(call)


def _judging_page(call: ParticipationFormat, form: AwardForm, *, is_odd: bool = False) -> str:
    speak_for(call.authority)
    asked = request.args.get("sort", "")
    sort = asked if asked in SORTS else SORTS[0]
    found, awards = tallies(call, sort), all_awards(call)
    won = {one.idea_id for one in awards}
    form.idea.choices = [("", _("Please choose"))] + [
        (str(one.number), f"{one.number}, {one.title}") for one in found if one.number not in won
    ]
    remarks: dict[int, list[Any]] = {}
    for row in remarks_of(call):
        remarks.setdefault(row.idea_id, []).append(row)
    page = url_for("calls_desk.judging", number=call.id)
    sorts = [chip(label, f"{page}?sort={name}", name == sort) for name, label in tally_labels().items()]
    return render_template(
        "calls_desk/judging.html", format=call, tallies=found, remarks=remarks, awards=awards, form=form, sorts=sorts,
        may_award=call.state in AWARDED_IN, is_odd=is_odd,
    )  # fmt: skip


# ---- an idea and its call ------------------------------------------------------------------------


@calls_desk.get("/idee/<int:number>/aufruf")
@needs("put_into_call", on=find_idea_on_desk)
def entry(idea: Idea) -> str:
    """The call of an idea: put it in, move it, take it out."""
    entered = entry_of(idea.id)
    number = entered.call_id if entered else None
    return _entry_page(idea, EntryForm(None, data={"shown": number or "", "call": str(number or EMPTY)}))


@calls_desk.post("/idee/<int:number>/aufruf")
@writes
@needs("put_into_call", on=find_idea_on_desk)
def change_entry(idea: Idea) -> Any:
    """Put the idea into a call or take it out, with a reason."""
    form = EntryForm(request.form)
    if not form.validate():
        return _entry_page(idea, form), 422
    call = find_call_on_desk(form.chosen_call, current_person()) if form.chosen_call else None
    if call is None and (form.call.data or EMPTY) != EMPTY:
        form.fault("call", _("Please choose a call for ideas from the list."))
        return _entry_page(idea, form), 422
    try:
        if call is None:
            take_out_of_call(idea, by=current_person(), reason=form.reason.data, shown=form.shown_call)
        else:
            put_into_call(
                idea, call, by=current_person(), reason=form.reason.data, shown=form.shown_call
            )  # fmt: skip
    except (IdeaHasAward, InAnotherCall, NotAllowedNow) as error:
        return _not_moved(idea, form, error), 409
    flash(_("The call of the idea is changed."), "success")
    return redirect(url_for("ideas_desk.show", number=idea.id), 303)


def _not_moved(idea: Idea, form: EntryForm, error: Exception) -> str:
    if isinstance(error, IdeaHasAward):
        form.fault("call", _("The idea has won a prize in its call. Please take the prize back first."))
    elif isinstance(error, InAnotherCall):
        entered = entry_of(idea.id)
        form.shown.data = str(entered.call_id if entered else "")
        form.fault("call", _("Nothing is different, or a colleague was quicker. Above stands what holds now."))
    else:
        form.fault("call", _("That call is over: its ideas stay as they are."))
    return _entry_page(idea, form)


def _entry_page(idea: Idea, form: EntryForm) -> str:
    speak_for(idea.authority)
    form.call.choices = [(EMPTY, _("no call for ideas"))] + [(str(row.id), row.title) for row in calls_for(idea)]
    return render_template("calls_desk/entry.html", idea=idea, form=form, entered=entry_of(idea.id))
