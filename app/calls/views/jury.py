"""Judging the ideas of a call."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Person
from app.calls.forms import VoteForm
from app.calls.judging import JUDGED_IN, IdeaIsOwn, is_biased, judge_idea, rule_of
from app.calls.queries import Judging, find_judging, find_jury_call, jury_calls, own_votes, to_judge
from app.core.doors import writes
from app.core.errors import NotAllowedNow
from app.core.limits import limited
from app.formats.models import ParticipationFormat
from app.formats.wording import period_of, status_of
from app.ideas.wording import author_of, place_of
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs

calls_jury = Blueprint("calls_jury", __name__)

TEN_MINUTES = timedelta(minutes=10)
CALL, IDEA = "/<int:number>", "/<int:number>/<int:idea>"


@calls_jury.after_request
def never_cached(response: Response) -> Response:
    """What somebody thinks of ideas is for her alone."""
    response.headers["Cache-Control"] = "no-store"
    return response


@calls_jury.get("")
@needs("use_account")
def index() -> str:
    """The calls I judge, and how many of their ideas wait for me."""
    calls = [(call, status_of(call.state), period_of(call), _progress(call)) for call in jury_calls(current_person())]
    return render_template("calls_jury/index.html", calls=calls)


@calls_jury.get(CALL)
@needs("judge", on=find_jury_call)
def show(call: ParticipationFormat) -> str:
    """Every public idea of the call, what I gave it, and how many are left."""
    speak_for(call.authority)
    person = current_person()
    return render_template(
        "calls_jury/show.html", format=call, rule=rule_of(call), rows=to_judge(call, person),
        votes=own_votes(call, person), progress_of=_progress(call), may_judge=call.state in JUDGED_IN,
    )  # fmt: skip


@calls_jury.get(IDEA)
@needs("judge", on=find_judging)
def idea(one: Judging) -> str:
    """One idea in full, and my points for it."""
    vote = own_votes(one.call, current_person()).get(one.idea.id)
    given = {"points": str(vote.points), "remark": vote.remark} if vote is not None else {}
    return _page(one, VoteForm(None, data=given))


@calls_jury.post(IDEA)
@limited("judge", 200, TEN_MINUTES)
@writes
@needs("judge", on=find_judging)
def judge(one: Judging) -> Any:
    """Keep my points, given once or changed, and go on to the next idea."""
    form = VoteForm(request.form)
    if not form.validate():
        return _page(one, form), 422
    points, remark = int(form.points.data), form.remark.data or ""
    try:
        judge_idea(one.call, one.idea, by=current_person(), points=points, remark=remark)
    except IdeaIsOwn:
        form.fault("points", _("This is an idea of your own; others judge it."))
        return _page(one, form), 422
    except NotAllowedNow:
        form.fault("points", _("The call no longer takes points. What you gave before stays as it was."))
        return _page(one, form), 409
    flash(_("Your points for no. %(number)s are kept.", number=one.idea.id), "success")
    return redirect(_onwards(one.call), 303)


def _onwards(call: ParticipationFormat) -> str:
    """The next idea that waits for me; the list, once none does."""
    waiting = _waiting(call, current_person())
    if waiting:
        return url_for("calls_jury.idea", number=call.id, idea=waiting[0])
    return url_for("calls_jury.show", number=call.id)


def _waiting(call: ParticipationFormat, person: Person) -> list[int]:
    votes = own_votes(call, person)
    return [row.number for row in to_judge(call, person) if not row.is_own and row.number not in votes]


def _progress(call: ParticipationFormat) -> tuple[int, int]:
    """How many of the ideas I can judge I have judged."""
    person = current_person()
    mine = [row.number for row in to_judge(call, person) if not row.is_own]
    return len(set(mine) & set(own_votes(call, person))), len(mine)


def _page(one: Judging, form: VoteForm) -> str:
    speak_for(one.call.authority)
    return render_template(
        "calls_jury/idea.html", format=one.call, idea=one.idea, form=form, rule=rule_of(one.call),
        author=author_of(one.idea), place=place_of(one.idea), progress_of=_progress(one.call),
        is_own=is_biased(one.idea, current_person()), may_judge=one.call.state in JUDGED_IN,
    )  # fmt: skip
