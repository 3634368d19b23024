"""Where the district works on ideas: one inbox, the idea as received, and the decisions open at its state."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.casework.checking import pass_over
from app.casework.templates import insert_template
from app.concepts.models import Goal
from app.core.doors import Afterwards, writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.ideas.desk_forms import GoalIsUnknown
from app.ideas.forwarding import forwarding_to, matter_to_forward
from app.ideas.goal_choice import chosen_goals, find_goals
from app.ideas.inbox_wording import beside
from app.ideas.models import Idea
from app.ideas.moderating import (
    close_idea,
    pool_idea,
    publish_idea,
    refuse_idea,
    reopen_idea,
    request_revision,
    retract_question,
    send_interim_notice,
    tag_idea,
    withdraw_on_request,
)
from app.ideas.queries import find_on_desk
from app.ideas.suggesting import goals_for_idea
from app.ideas.views.desk_conflicts import already_there, answer_late, was_noticed
from app.ideas.views.desk_pages import (
    ANSWERING,
    STEPS,
    form_of,
    furnish,
    goals_form,
    page_of_idea,
)
from app.ideas.views.desk_steps import stale_page, step_page
from app.ideas.wording import author_of
from app.ideas.workflow import ensure_possible
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.projects.forms import PromoteForm
from app.projects.promoting import promote_idea
from app.projects.queries import find_project_of

ideas_desk = Blueprint("ideas_desk", __name__)
ideas_desk.register_error_handler(NotAllowedNow, answer_late)

Answer = str | Response | tuple[str, int] | Afterwards


def received(number: int, to: Any, **_values: Any) -> Idea | None:
    """The loader of every door here: what this person's authorities have received."""
    return find_on_desk(number, to)


@ideas_desk.get("")
@needs("see_desk")
def start() -> Response:
    """The desk begins with the inbox; for those who only type in what came on paper, with that."""
    return redirect(url_for("inbox.index" if may_now("assign") else "reception.enter"))


@ideas_desk.get("/ideen/<int:number>")
@needs("read_idea_on_desk", on=received)
def show(idea: Idea) -> str:
    """The idea as it was received, everything that has happened to it, and what may be done now."""
    return render_template("ideas_desk/show.html", **beside(idea), **page_of_idea(idea))


@ideas_desk.get("/ideen/<int:number>/<step>")
@needs("read_idea_on_desk", on=received)
def confirm(idea: Idea) -> Answer:
    """One decision on a page of its own, with the text it is about."""
    step = STEPS.get((request.view_args or {})["step"])
    if step is None:
        abort(404)
    if step.slug in ANSWERING and idea.statements_asked and may_now("draft_answer", idea):
        matter = request.args.get("weiterleiten")
        return redirect(url_for("answers_desk.draft", number=idea.number, weiterleiten=matter))
    if not may_now(step.needed, idea):
        abort(403)
    ensure_possible(step.verb, idea.state)
    answer = matter_to_forward(idea, request.args.get("weiterleiten", "")) if step.slug == "abschliessen" else None
    form = form_of(step.form, idea, version=idea.version, **forwarding_to(answer))
    furnish([form], idea)
    return step_page(idea, step, form, forwarded=answer)


@ideas_desk.post("/ideen/<int:number>/nachfragen")
@writes
@needs("request_revision", on=received)
def ask_back(idea: Idea) -> Answer:
    """Ask the author a question."""

    def act(form: Any) -> None:
        request_revision(idea, by=current_person(), reason=form["reason"].data, version=form.shown_version)

    return _decide(idea, "nachfragen", act, _("Your question is on its way to the author."))


@ideas_desk.post("/ideen/<int:number>/veroeffentlichen")
@writes
@needs("publish_idea", on=received)
def publish(idea: Idea) -> Answer:
    """Let everybody read the idea, with the goals that are ticked."""

    def act(form: Any) -> None:
        goals, main = _chosen_goals(idea, form) if form["tree"].data else (None, None)
        publish_idea(
            idea, by=current_person(), version=form.shown_version, message=form["reason"].data or None, goals=goals,
            main=main,
        )  # fmt: skip

    return _decide(idea, "veroeffentlichen", act, _("The idea is public now."))


@ideas_desk.post("/ideen/<int:number>/ablehnen")
@writes
@needs("refuse_idea", on=received)
def refuse(idea: Idea) -> Answer:
    """Do not publish it, with a reason for the author."""

    def act(form: Any) -> None:
        refuse_idea(idea, by=current_person(), reason=form["reason"].data, version=form.shown_version)

    return _decide(idea, "ablehnen", act, _("The idea stays unpublished. The author gets your reason."))


@ideas_desk.post("/ideen/<int:number>/ideenpool")
@writes
@needs("pool_idea", on=received)
def pool(idea: Idea) -> Answer:
    """Keep a good idea until somebody carries it."""

    def act(form: Any) -> None:
        pool_idea(idea, by=current_person(), answer=form["reason"].data, version=form.shown_version)

    return _decide(idea, "ideenpool", act, _("The idea is in the pool; your answer is public."))


@ideas_desk.post("/ideen/<int:number>/abschliessen")
@writes
@needs("close_idea", on=received)
def close(idea: Idea) -> Answer:
    """End the way of an idea with an outcome and an answer."""

    def act(form: Any) -> None:
        close_idea(
            idea, by=current_person(), outcome=form["outcome"].data or "", answer=form["reason"].data,
            version=form.shown_version, forwarded_to=form["forwarded_to"].data or None,
        )  # fmt: skip

    return _decide(idea, "abschliessen", act, _("The idea is closed; your answer is public."))


@ideas_desk.post("/ideen/<int:number>/zwischenbescheid")
@writes
@needs("send_interim_notice", on=received)
def interim(idea: Idea) -> Answer:
    """Say why the answer takes longer, and by which day it comes instead."""
    if was_noticed(idea):
        return already_there(idea)

    def act(form: Any) -> None:
        if form["due"].data != str(idea.answer_due_on or ""):
            raise VersionIsStale(form.shown_version, idea.version)
        send_interim_notice(
            idea, by=current_person(), reason=form["reason"].data, until=form["until"].data, version=form.shown_version
        )

    return _decide(idea, "zwischenbescheid", act, _("The interim notice is on its way; the new day is public."))


@ideas_desk.post("/ideen/<int:number>/wieder-aufnehmen")
@writes
@needs("reopen_idea", on=received)
def reopen(idea: Idea) -> Answer:
    """Take up again what was closed, refused or withdrawn."""

    def act(form: Any) -> None:
        reopen_idea(idea, by=current_person(), reason=form["reason"].data, version=form.shown_version)

    return _decide(idea, "wieder-aufnehmen", act, _("The idea is open again; its periods start anew."))


@ideas_desk.post("/ideen/<int:number>/frage-zurueckziehen")
@writes
@needs("retract_question", on=received)
def take_back(idea: Idea) -> Answer:
    """Do without the author's answer: the question is settled."""

    def act(form: Any) -> None:
        retract_question(idea, by=current_person(), reason=form["reason"].data, version=form.shown_version)

    return _decide(idea, "frage-zurueckziehen", act, _("The question is taken back. The author is told."))


@ideas_desk.post("/ideen/<int:number>/zurueckziehen")
@writes
@needs("withdraw_on_request", on=received)
def withdraw(idea: Idea) -> Answer:
    """Withdraw it because its author asked for it, on the telephone perhaps."""

    def act(form: Any) -> None:
        withdraw_on_request(idea, by=current_person(), reason=form["reason"].data, version=form.shown_version)

    return _decide(idea, "zurueckziehen", act, _("The idea is withdrawn. The author is told."))


@ideas_desk.get("/ideen/<int:number>/teilziele")
@needs("tag_idea", on=received)
def choose_goals(idea: Idea) -> str:
    """The goals of the idea on a page of their own."""
    ensure_possible("tag_idea", idea.state)
    return render_template("ideas_desk/goals.html", **page_of_idea(idea))


@ideas_desk.post("/ideen/<int:number>/teilziele")
@writes
@needs("tag_idea", on=received)
def tag(idea: Idea) -> Answer:
    """Say which goals the idea serves."""
    form = goals_form(idea)
    if form.shown_version != idea.version:
        ensure_possible("tag_idea", idea.state)
        form["version"].data = idea.version
        return Afterwards(
            lambda: (render_template("ideas_desk/goals.html", is_stale=True, **page_of_idea(idea, form)), 409)
        )
    try:
        goals, main = _chosen_goals(idea, form)
        tag_idea(idea, goals, by=current_person(), main=main)
    except NotAllowedNow:
        raise
    except DomainError as error:
        form.blame(error)
        return Afterwards(lambda: (_goals_page(idea, form), 422))
    flash(_("The goals are saved."), "success")
    return redirect(url_for("ideas_desk.show", number=idea.number))


def _goals_page(idea: Idea, form: Any) -> str:
    suggested = goals_for_idea(idea, form["goals"].data or [])
    return render_template("ideas_desk/goals.html", **{**page_of_idea(idea, form), "suggested_goals": suggested})


@ideas_desk.get("/ideen/<int:number>/projekt")
@needs("promote_idea", on=received)
def promote(idea: Idea) -> Answer:
    """What would be carried over into the catalogue, before the button."""
    if (project := find_project_of(idea)) is not None:
        return redirect(url_for("projects_desk.show", number=project.number))
    ensure_possible("promote_idea", idea.state)
    form = PromoteForm.of_request(version=idea.version, title=idea.title, description=idea.current.text)
    return _promotion_page(idea, form)


@ideas_desk.post("/ideen/<int:number>/projekt")
@writes
@needs("promote_idea", on=received)
def propose_project(idea: Idea) -> Answer:
    """Take the idea up as a project proposal. Sent twice, it leads to the one project."""
    if (project := find_project_of(idea)) is not None:
        flash(_("This idea has been taken up already; here is its project."), "info")
        return redirect(url_for("projects_desk.show", number=project.number))
    form: Any = PromoteForm.of_request()
    if form.is_sent_and_valid():
        try:
            project = promote_idea(
                idea, by=current_person(), version=form.shown_version, title=form["title"].data,
                description=form["description"].data, aim=form["aim"].data, lead=form["lead"].data,
                reason=form["reason"].data or None,
            )  # fmt: skip
        except NotAllowedNow:
            raise
        except VersionIsStale as stale:
            form["version"].data = idea.version
            shown = stale.shown
            return Afterwards(lambda: (_promotion_page(idea, form, shown), 409))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The idea is in the catalogue as a project proposal now."), "success")
            return redirect(url_for("projects_desk.show", number=project.number))
    return Afterwards(lambda: (_promotion_page(idea, form), 422))


def _promotion_page(idea: Idea, form: Any, shown: int | None = None) -> str:
    speak_for(idea.authority)
    before = next((version for version in idea.versions if version.number == shown), None)
    tags = sorted(idea.goal_tags, key=lambda tag: not tag.is_main)
    return render_template(
        "ideas_desk/promote.html", idea=idea, form=form, tags=tags, author_line=author_of(idea), shown=shown,
        before=before,
    )  # fmt: skip


def _chosen_goals(idea: Idea, form: Any) -> tuple[list[Goal], Goal | None]:
    """The goals ticked, and the main one: as chosen, else the present one, else the first. What the tree does not
    offer stays as it is: an example from a concept keeps the approaches and measures it is printed under."""
    ticked, unknown = find_goals(form["goals"].data or [])
    if unknown:
        raise GoalIsUnknown
    goals = ticked + [tag.goal for tag in idea.goal_tags if not tag.goal.is_taggable or tag.goal.is_retired]
    named = dict(zip(chosen_goals(goals), goals, strict=True))
    before = next((tag.goal for tag in idea.goal_tags if tag.is_main and tag.goal in goals), None)
    return goals, named.get(form["main"].data or "", before)


def _decide(idea: Idea, slug: str, act: Callable[[Any], None], done: str) -> Answer:
    """Form → verb → redirect; what a rule said goes to its field, a replaced text to a page with both."""
    step = STEPS[slug]
    form = form_of(step.form, idea)
    furnish([form], idea)
    if insert_template(form["reason"], idea, request.form):
        form.is_filled = True
        return Afterwards(lambda: step_page(idea, step, form))
    if form.is_sent_and_valid() and not form.lacks_despite:
        try:
            act(form)
        except NotAllowedNow:
            raise
        except VersionIsStale as stale:
            shown = stale.shown
            return Afterwards(lambda: (stale_page(idea, step, form, shown), 409))
        except DomainError as error:
            form.blame(error)
        else:
            if form.open_items:
                pass_over(idea, form.open_items, by=current_person())
            flash(done, "success")
            return redirect(url_for("ideas_desk.show", number=idea.number))
    return Afterwards(lambda: (step_page(idea, step, form), 422))
