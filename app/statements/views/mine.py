""" "Open for me": the requests to the offices somebody speaks for, answered with an account, without a code."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request

from app.core.doors import Afterwards, writes
from app.core.limits import limited
from app.core.paging import CursorIsBroken
from app.policies.doors import current_person, needs
from app.statements.answering import is_wanted
from app.statements.models import StatementRequest
from app.statements.office_queries import ended_for, find_asked, open_for
from app.statements.views import giving
from app.statements.views.giving import Entrance
from app.statements.wording import verdict_labels

TEN_MINUTES = timedelta(minutes=10)
NUMBER = "/<int:number>"

statements_mine = Blueprint("statements_mine", __name__)


@statements_mine.after_request
def never_cached(response: Response) -> Response:
    """What an office is asked is for this reader alone."""
    response.headers["Cache-Control"] = "no-store"
    return response


@statements_mine.get("")
@needs("use_account")
def index() -> Any:
    """What is open, the most urgent first; below, what has ended."""
    person, status = current_person(), 200
    try:
        ended = ended_for(person, request.args.get("nach"))
    except CursorIsBroken:
        ended, status = ended_for(person), 400
    bodies = [held.organisation for held in person.valid_memberships if held.may_speak and held.organisation]
    page = render_template(
        "statements/mine.html", waiting=open_for(person), ended=ended, bodies=bodies, verdicts=verdict_labels()
    )  # fmt: skip
    return page, status


@statements_mine.get(NUMBER)
@needs("give_statement", on=find_asked)
def show(asked: StatementRequest) -> Any:
    """The request; once it has ended, what was given."""
    entrance = _entrance(asked)
    return giving.show(entrance) if is_wanted(asked) else giving.page(entrance, "given")


@statements_mine.get(f"{NUMBER}/antworten")
@needs("give_statement", on=find_asked)
def write(asked: StatementRequest) -> Any:
    """The form for the statement."""
    return _while_wanted(asked, giving.write)


@statements_mine.post(f"{NUMBER}/antworten")
@limited("statement", 120, TEN_MINUTES)
@writes
@needs("give_statement", on=find_asked)
def answer(asked: StatementRequest) -> Any:
    """Keep what was typed, or give it."""
    return _while_wanted(asked, giving.answer)


@statements_mine.post(f"{NUMBER}/sichern")
@limited("statement keeping", 300, TEN_MINUTES)
@writes
@needs("give_statement", on=find_asked)
def keep(asked: StatementRequest) -> Any:
    """Keep the text while it is being typed."""
    return _while_wanted(asked, giving.keep)


@statements_mine.get(f"{NUMBER}/fehlanzeige")
@needs("give_statement", on=find_asked)
def not_affected(asked: StatementRequest) -> Any:
    """Nothing to say: the name is all that is needed."""
    return _while_wanted(asked, giving.not_affected)


@statements_mine.post(f"{NUMBER}/fehlanzeige")
@limited("statement", 120, TEN_MINUTES)
@writes
@needs("give_statement", on=find_asked)
def say_not_affected(asked: StatementRequest) -> Any:
    """Give the one word."""
    return _while_wanted(asked, giving.say_not_affected)


@statements_mine.get(f"{NUMBER}/nicht-zustaendig")
@needs("give_statement", on=find_asked)
def elsewhere(asked: StatementRequest) -> Any:
    """Who would be right?"""
    return _while_wanted(asked, giving.elsewhere)


@statements_mine.post(f"{NUMBER}/nicht-zustaendig")
@limited("statement", 120, TEN_MINUTES)
@writes
@needs("give_statement", on=find_asked)
def decline(asked: StatementRequest) -> Any:
    """Say who would be right."""
    return _while_wanted(asked, giving.decline)


@statements_mine.get(f"{NUMBER}/frist")
@needs("give_statement", on=find_asked)
def more_time(asked: StatementRequest) -> Any:
    """Until when, and why."""
    return _while_wanted(asked, giving.more_time)


@statements_mine.post(f"{NUMBER}/frist")
@limited("statement", 120, TEN_MINUTES)
@writes
@needs("give_statement", on=find_asked)
def extend(asked: StatementRequest) -> Any:
    """Take more time, once."""
    return _while_wanted(asked, giving.extend)


@statements_mine.get(f"{NUMBER}/weitergeben")
@needs("give_statement", on=find_asked)
def hand_on(asked: StatementRequest) -> Any:
    """To whom in the house?"""
    return _while_wanted(asked, giving.hand_on)


@statements_mine.post(f"{NUMBER}/weitergeben")
@limited("statement forwarding", 20, TEN_MINUTES)
@writes
@needs("give_statement", on=find_asked)
def forward(asked: StatementRequest) -> Any:
    """Send a colleague a link of her own."""
    return _while_wanted(asked, giving.forward)


def _entrance(asked: StatementRequest) -> Entrance:
    return Entrance(asked, person=current_person())


def _while_wanted(asked: StatementRequest, step: Any) -> Any:
    """Somebody else of the office may have been quicker: then what happened, and what was typed, stand on one page."""
    entrance = _entrance(asked)
    if is_wanted(asked):
        return step(entrance)
    typed = request.form.get("text", "").strip()
    if request.method == "POST":
        return Afterwards(lambda: (giving.page(entrance, "given", typed=typed, was_late=True), 409))
    return giving.page(entrance, "given", typed=typed, was_late=False), 409
