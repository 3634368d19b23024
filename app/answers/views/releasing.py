"""Releasing answers, who stands in for an approver, and an authority's rule for releases."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.accounts.deputising import (
    DeputyDoesNotFit,
    approvers_at,
    approves_in_own_name,
    deputies_at,
    find_deputy,
    name_deputy,
    possible_deputies,
)
from app.accounts.deputising import end_deputy as take_deputy_away
from app.accounts.models import Membership
from app.answers.drafting import IdeaTextIsReplaced
from app.answers.forms import DeputyForm, RemarkForm, RuleForm
from app.answers.models import CoordinatedAnswer
from app.answers.queries import count_waiting, find_answer, waiting_answers
from app.answers.releasing import change_rule, release_answer, return_answer
from app.answers.views.draft_pages import as_published, changes_since_returned, decisions_on, late_page
from app.answers.wording import rule_sentence, state_words
from app.core.clock import today
from app.core.doors import Afterwards, writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.ideas.wording import status_of_idea
from app.pages.frame import speak_for
from app.pages.queries import Office, find_office
from app.policies.doors import current_person, may_now, needs

answers_releasing = Blueprint("answers_releasing", __name__)

Answer = str | Response | tuple[str, int] | Afterwards


@answers_releasing.errorhandler(NotAllowedNow)
def too_late(_error: NotAllowedNow) -> Any:
    """Somebody was quicker: what happened, and the remark that was typed."""
    answer = find_answer((request.view_args or {}).get("number", 0), current_person())
    return ("", 404) if answer is None else (late_page(answer.idea), 409)


def answer_of_mine(number: int, to: Any) -> CoordinatedAnswer | None:
    """An answer of an authority this person writes or releases for."""
    return find_answer(number, to)


def deputy_of_mine(membership_id: int, to: Any) -> Membership | None:
    """A deputy this person has named."""
    return find_deputy(membership_id, to)


@answers_releasing.get("")
@needs("name_deputy")
def index() -> str:
    """What waits for me to be released, and who stands in for me."""
    return _index_page(_deputy_form())


@answers_releasing.get("/<int:number>")
@needs("read_answer", on=answer_of_mine)
def show(answer: CoordinatedAnswer) -> str:
    """The idea, the statements, the answer; and the decision."""
    return _release_page(answer)


@answers_releasing.post("/<int:number>/freigeben")
@writes
@needs("release_answer", on=answer_of_mine)
def release(answer: CoordinatedAnswer) -> Answer:
    """Everybody reads it from now on."""
    form: Any = RemarkForm.of_request().named("freigabe")
    if not form.is_sent_and_valid():
        return Afterwards(lambda: (_release_page(answer, release=form), 422))
    try:
        release_answer(answer, by=current_person(), version=form.shown_version, remark=form["remark"].data)
    except VersionIsStale as error:
        stale = error
        return Afterwards(lambda: (_release_page(answer, release=form, stale=stale), 409))
    flash(_("The answer is released and public. The author and those who wrote it are told."), "success")
    return redirect(url_for("answers_releasing.index"), 303)


@answers_releasing.post("/<int:number>/zurueckgeben")
@writes
@needs("return_answer", on=answer_of_mine)
def send_back(answer: CoordinatedAnswer) -> Answer:
    """Not like this: back to those who wrote it, with a remark."""
    form: Any = RemarkForm.of_request().named("rueckgabe")
    if form.is_sent_and_valid():
        try:
            return_answer(answer, by=current_person(), version=form.shown_version, remark=form["remark"].data or "")
        except NotAllowedNow:
            raise
        except VersionIsStale as error:
            stale = error
            return Afterwards(lambda: (_release_page(answer, send_back=form, stale=stale), 409))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The answer is returned. Those who wrote it read your remark."), "success")
            return redirect(url_for("answers_releasing.index"), 303)
    return Afterwards(lambda: (_release_page(answer, send_back=form), 422))


@answers_releasing.post("/vertretung")
@writes
@needs("name_deputy")
def name() -> Answer:
    """Somebody stands in for me until a day."""
    form = _deputy_form()
    chosen = form["authority"].data or ""
    own = next((number for number in _own_authorities() if str(number) == chosen), None)
    if form.is_sent_and_valid() and own is not None:
        people = {str(person.id): person for person in possible_deputies(own, by=current_person())}
        try:
            deputy = people.get(form["deputy"].data or "")
            if deputy is None:
                raise DeputyDoesNotFit
            name_deputy(deputy, by=current_person(), authority_id=own, until=form["until"].data)
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("From now on %(name)s stands in for you.", name=deputy.display_name or deputy.email), "success")
            return redirect(url_for("answers_releasing.index"), 303)
    return Afterwards(lambda: (_index_page(form), 422))


@answers_releasing.post("/vertretung/<int:membership_id>/beenden")
@writes
@needs("name_deputy", on=deputy_of_mine)
def end_deputy(held: Membership) -> Answer:
    """I am back."""
    take_deputy_away(held)
    flash(_("Nobody stands in for you any more."), "success")
    return redirect(url_for("answers_releasing.index"), 303)


@answers_releasing.get("/regel/<slug>")
@needs("edit_authority", on=find_office)
def rule(office: Office) -> str:
    """Who releases answers here, and how long departments have."""
    own = office.authority
    given = {"release_rule": own.release_rule, "statement_within_days": own.statement_within_days}
    return _rule_page(office, RuleForm(None, data=given))


@answers_releasing.post("/regel/<slug>")
@writes
@needs("edit_authority", on=find_office)
def save_rule(office: Office) -> Answer:
    """The rule counts at once, for answers that wait already, too."""
    form: Any = RuleForm.of_request()
    if not form.is_sent_and_valid():
        return Afterwards(lambda: (_rule_page(office, form), 422))
    change_rule(office.authority, form["release_rule"].data, by=current_person())
    if form["statement_within_days"].data is not None:
        office.authority.statement_within_days = form["statement_within_days"].data
    flash(_("The rule is saved and counts from now on."), "success")
    return redirect(url_for("answers_releasing.rule", slug=office.authority.slug), 303)


def _own_authorities() -> list[int]:
    """The authorities this person approves for in her own name."""
    person = current_person()
    return [number for number in sorted(person.authorities_as("approver")) if approves_in_own_name(person, number)]


def _deputy_form() -> Any:
    own = _own_authorities()
    form: Any = DeputyForm.of_request(authority=str(own[0]) if own else "")
    form["deputy"].choices = [("", "–")] + [
        (str(person.id), person.display_name or person.email or "")
        for number in own
        for person in possible_deputies(number, by=current_person())
    ]
    return form


def _index_page(form: Any) -> str:
    person = current_person()
    held = sorted(person.authorities_as("approver"))
    waiting = [(answer, may_now("release_answer", answer), state_words(answer)) for answer in waiting_answers(held)]
    named = [row for row in deputies_at(held) if row.deputy_for_id == person.id]
    standing_in = [membership for membership in person.valid_memberships if membership.deputy_for_id]
    return render_template(
        "answers_desk/releases.html", waiting=waiting, form=form, named=named, own=_own_authorities(),
        standing_in=standing_in, today=today(),
    )  # fmt: skip


def _release_page(
    answer: CoordinatedAnswer, *, release: Any = None, send_back: Any = None, stale: VersionIsStale | None = None
) -> str:
    idea = answer.idea
    speak_for(idea.authority)
    given = {"version": answer.version}
    for form in (release, send_back):
        if form is not None and stale is not None:
            form["version"].data = answer.version
    return render_template(
        "answers_desk/release.html", idea=idea, answer=answer, status=status_of_idea(idea), state=state_words(answer),
        release=release or RemarkForm(None, data=given).named("freigabe"),
        send_back=send_back or RemarkForm(None, data=given).named("rueckgabe"),
        is_stale=stale is not None and not isinstance(stale, IdeaTextIsReplaced),
        is_idea_replaced=answer.idea_version != idea.version, decisions=decisions_on(answer),
        changes=changes_since_returned(answer), **as_published(answer),
    )  # fmt: skip


def _rule_page(office: Office, form: Any) -> str:
    own = office.authority
    speak_for(own)
    people = [person.display_name or person.email for person in approvers_at(own.id)]
    return render_template(
        "answers_desk/rule.html", office=own, form=form, waiting=count_waiting(own.id), people=people,
        deputies=deputies_at([own.id]), sentence=rule_sentence(own.release_rule),
    )  # fmt: skip
