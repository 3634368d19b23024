"""Asking departments, municipalities and bodies, and what came back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from werkzeug import Response

from app.casework.templates import insert_template, templates_for
from app.core.doors import Afterwards, writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.mailing import absolute_url, written
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.ideas.models import Idea
from app.ideas.queries import find_on_desk
from app.ideas.wording import status_of_idea
from app.ideas.workflow import ensure_possible, is_possible
from app.notifications.statement_mails import asking
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.statements.beside import asked_in_words
from app.statements.choices import Choices, choices_for, default_due
from app.statements.forms import AskForm, ExtendForm, WithdrawRequestForm
from app.statements.models import StatementRequest
from app.statements.queries import VIEWS, count_requests, find_request, list_requests, offices_asked
from app.statements.requesting import (
    NobodyIsAsked,
    Office,
    RemindedToday,
    extend_request,
    note_statement,
    remind_of_request,
    request_statements,
    was_asked_by,
    withdraw_request,
)
from app.statements.wording import BODY_WORDS, default_question, verdict_labels, view_labels

statements_desk = Blueprint("statements_desk", __name__)

Answer = str | Response | tuple[str, int] | Afterwards
OWN_LINK = "..."
"""Stands in the preview for what only the mail itself holds."""


def received(number: int, to: Any) -> Idea | None:
    """The idea, as its own desk has received it."""
    return find_on_desk(number, to)


@statements_desk.get("/stellungnahmen")
@needs("request_statement")
def index() -> str:
    """Everything this authority asked for: what is open by its day, what came back, what was not to be had."""
    held = current_person().authorities_as("moderator")
    asked, office = request.args.get("ansicht", ""), clean(request.args.get("stelle", ""))[:200]
    view = asked if asked in VIEWS else "offen"
    try:
        rows, more = list_requests(held, view, office=office, cursor=request.args.get("nach"))
    except CursorIsBroken:
        rows, more = list_requests(held, view, office=office)
    return render_template(
        "statements_desk/index.html", rows=rows, more=more, view=view, office=office, views=view_labels(),
        counts=count_requests(held, office), offices=offices_asked(held), verdicts=verdict_labels(),
    )  # fmt: skip


@statements_desk.get("/ideen/<int:number>/stellungnahmen")
@needs("request_statement", on=received)
def ask_for(idea: Idea) -> Answer:
    """Whom to ask about the idea: the municipality of its place is ticked, who else suggests itself comes first."""
    choices = choices_for(idea)
    form = AskForm(None, data={"version": idea.version, "question": default_question(), "due_on": default_due(idea)})
    form["offices"].data = choices.proposed
    if name := clean(request.args.get("name", ""))[:200]:
        known = choices.named(name)
        form["offices"].data = [known.value] if known else []
        form["name"].data = "" if known else name
    status = 200 if is_possible("request_statements", idea.state) else 409
    return _ask_page(idea, form, choices), status


@statements_desk.post("/ideen/<int:number>/stellungnahmen")
@writes
@needs("request_statement", on=received)
def ask(idea: Idea) -> Answer:
    """Ask them; or, by the other buttons, tick a set, put a response template in, look at the mail first."""
    form, choices = AskForm.of_request(), choices_for(idea)
    if _is_prepared(form, choices, idea):
        return _ask_page(idea, form, choices)
    offices = choices.ticked(form["offices"].data or [])
    is_valid = form.is_sent_and_valid()
    if other := form.other():
        offices.append(_known(other, choices))
    if was_asked_by(form["once"].data, idea, offices):
        flash(_("This had arrived already; it counts once."), "info")
        return _to_idea(idea)
    if not is_valid or form.faults:
        return Afterwards(lambda: (_ask_page(idea, form, choices), 422))
    if request.form.get("schritt") == "vorschau":
        return _ask_page(idea, form, choices, preview=_preview(idea, form, offices))
    return _asked(idea, form, choices, offices)


@statements_desk.get("/stellungnahmen/<int:number>")
@needs("request_statement", on=find_request)
def show(asked: StatementRequest) -> str:
    """One request with all that came of it, and what may be done about it."""
    return _request_page(asked)


@statements_desk.post("/stellungnahmen/<int:number>/verlaengern")
@writes
@needs("extend_request", on=find_request)
def extend(asked: StatementRequest) -> Answer:
    """Give the office more time."""
    form = ExtendForm.of_request()

    def act() -> None:
        until = form.day_for(asked.idea)
        extend_request(asked, until=until, by=current_person(), reason=form["reason"].data or None)

    return _done(asked, form, act, _("The office has more time and is told by e-mail."), "extending")


@statements_desk.post("/stellungnahmen/<int:number>/zuruecknehmen")
@writes
@needs("withdraw_request", on=find_request)
def withdraw(asked: StatementRequest) -> Answer:
    """The statement is not needed any more."""
    form = WithdrawRequestForm.of_request()

    def act() -> None:
        withdraw_request(asked, by=current_person(), reason=form["reason"].data)

    return _done(asked, form, act, _("The request is taken back. The office is told why."), "withdrawing")


@statements_desk.post("/stellungnahmen/<int:number>/erinnern")
@writes
@needs("request_statement", on=find_request)
def remind(asked: StatementRequest) -> Answer:
    """Send one more mail, at most one a day."""
    try:
        remind_of_request(asked, by=current_person())
    except NotAllowedNow:
        return Afterwards(lambda: (_request_page(asked, was_quicker=True), 409))
    except RemindedToday:
        flash(_("%(office)s was asked or reminded today already.", office=asked.office), "info")
    else:
        flash(_("%(office)s is reminded.", office=asked.office), "success")
    return _to_idea(asked.idea)


@statements_desk.post("/stellungnahmen/<int:number>/gesehen")
@writes
@needs("note_statement", on=find_request)
def note(asked: StatementRequest) -> Answer:
    """Take note of how it ended: it leaves the inbox."""
    try:
        note_statement(asked, by=current_person())
    except NotAllowedNow:
        return Afterwards(lambda: (_request_page(asked, was_quicker=True), 409))
    flash(_("Noted: %(office)s.", office=asked.office), "success")
    return _to_idea(asked.idea)


# ---- asking --------------------------------------------------------------------------------------


def _is_prepared(form: AskForm, choices: Choices, idea: Idea) -> bool:
    """Whether one of the buttons was pressed that only fill the form."""
    if request.form.get("schritt") == "verteiler":
        form.tick(choices.sets)
        return True
    return insert_template(form["question"], idea, request.form)


def _known(other: Office, choices: Choices) -> Office:
    """A body typed in that is one of the authority's own: with its row, so that nobody is asked twice."""
    known = choices.named(other.name)
    return Office(known.organisation.name, other.email, known.organisation) if known else other


def _asked(idea: Idea, form: AskForm, choices: Choices, offices: list[Office]) -> Answer:
    try:
        asked = request_statements(
            idea, offices, by=current_person(), question=form["question"].data, due_on=form.day_for(idea),
            version=form.shown_version, once=form["once"].data,
        )  # fmt: skip
    except NotAllowedNow:
        return Afterwards(lambda: (_ask_page(idea, form, choices), 409))
    except VersionIsStale as stale:
        form["version"].data = idea.version
        shown = stale.shown
        return Afterwards(lambda: (_ask_page(idea, form, choices, shown=shown), 409))
    except DomainError as error:
        form.blame(error, idea)
        return Afterwards(lambda: (_ask_page(idea, form, choices), 422))
    flash(ngettext("%(num)s office is asked.", "%(num)s offices are asked.", len(asked)), "success")
    return _to_idea(idea)


def _ask_page(idea: Idea, form: AskForm, choices: Choices, **more: Any) -> str:
    speak_for(idea.authority)
    form.offer(choices.sets)
    shown = more.get("shown")
    before = next((one for one in idea.versions if one.number == shown), None)
    return render_template(
        "statements_desk/ask.html", idea=idea, form=form, choices=choices, before=before, is_stale=shown is not None,
        status=status_of_idea(idea), is_possible=is_possible("request_statements", idea.state), kinds=BODY_WORDS,
        templates=templates_for(idea.authority_id, "question"), preview=more.get("preview"),
    )  # fmt: skip


def _preview(idea: Idea, form: AskForm, offices: list[Office]) -> dict[str, Any] | None:
    """Subject and text of the mail to the first office, or what is still missing, at its field."""
    try:
        ensure_possible("request_statements", idea.state)
        if not offices:
            raise NobodyIsAsked
        due_on = form.day_for(idea)
    except NotAllowedNow:
        return None
    except DomainError as error:
        form.blame(error, idea)
        return None
    with force_locale("de"):
        context = asking(
            idea, idea.version, office=offices[0].name, question=form["question"].data or "", due_on=due_on
        )
    link = absolute_url("statements.show", token=OWN_LINK)
    mail = written(offices[0].email or current_app.config["MAIL_FROM"], "statement", "preview", link=link, **context)
    to = [f"{office.name}, {office.email}" if office.email else office.name for office in offices]
    return {"to": to, "subject": mail.message["Subject"], "body": mail.text}


# ---- one request ---------------------------------------------------------------------------------


def _done(asked: StatementRequest, form: Any, act: Callable[[], None], done: str, name: str) -> Answer:
    """Form → verb → redirect; what a rule said goes to its field, what was decided meanwhile is shown with the text."""
    if form.is_sent_and_valid():
        try:
            act()
        except NotAllowedNow:
            return Afterwards(lambda: (_request_page(asked, was_quicker=True, **{name: form}), 409))
        except DomainError as error:
            form.blame(error, asked.idea)
        else:
            flash(done, "success")
            return _to_idea(asked.idea)
    return Afterwards(lambda: (_request_page(asked, **{name: form}), 422))


def _request_page(asked: StatementRequest, *, was_quicker: bool = False, **forms: Any) -> str:
    speak_for(asked.idea.authority)
    (one,) = asked_in_words([asked], asked.idea)
    forms = {"extending": ExtendForm(), "withdrawing": WithdrawRequestForm(), **forms}
    return render_template(
        "statements_desk/show.html", asked=asked, one=one, idea=asked.idea, was_quicker=was_quicker,
        verdicts=verdict_labels(), **forms,
    )  # fmt: skip


def _to_idea(idea: Idea) -> Response:
    return redirect(url_for("ideas_desk.show", number=idea.number, _anchor="stellungnahmen"), 303)
