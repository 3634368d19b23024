"""The ideas behind a project: further ones join it, one leaves it again."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.texts import clean
from app.ideas.models import Idea
from app.ideas.wording import author_of, place_of, status_of, status_of_idea
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.forms import JoinForm, LeaveForm
from app.projects.models import Project
from app.projects.promoting import add_idea_to_project, return_from_project
from app.projects.queries import find_joining, find_leaving, find_on_desk, find_project_of, may_join

projects_ideas = Blueprint("projects_ideas", __name__)

Answer = str | Response | tuple[str, int]
NUMBER = "/<int:number>"


@projects_ideas.get(f"{NUMBER}/ideen")
@needs("edit_project", on=find_on_desk)
def add(project: Project) -> Answer:
    """Which idea shall join; once one is chosen, what it brings along."""
    form: Any = JoinForm(request.args)
    idea = find_joining(project, form.number)
    if idea is None:
        return _choice(project)
    if (there := find_project_of(idea)) is not None:
        return redirect(url_for("projects_desk.show", number=there.number))
    return _add_page(project, idea, JoinForm(data={"version": idea.version, "idee": idea.number}))


@projects_ideas.post(f"{NUMBER}/ideen")
@writes
@needs("edit_project", on=find_on_desk)
def join(project: Project) -> Answer:
    """Take one more idea into the project. Sent twice, it counts once."""
    form: Any = JoinForm.of_request()
    idea = find_joining(project, form.number)
    if idea is None:
        abort(404)
    if (there := find_project_of(idea)) is not None:
        flash(_("This idea has been taken up already; here is its project."), "info")
        return redirect(url_for("projects_desk.show", number=there.number), 303)
    if form.is_sent_and_valid():
        reason = form["reason"].data or None
        try:
            add_idea_to_project(project, idea, by=current_person(), version=form.shown_version, reason=reason)
        except (VersionIsStale, NotAllowedNow):
            form["version"].data = idea.version
            return _add_page(project, idea, form, is_stale=True), 409
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The idea is part of the project now. Its author is told."), "success")
            return redirect(url_for("projects_desk.show", number=project.number), 303)
    return _add_page(project, idea, form), 422


@projects_ideas.get(f"{NUMBER}/zurueckgeben")
@needs("edit_project", on=find_on_desk)
def ask_to_return(project: Project) -> Answer:
    """What it means for an idea to leave the project."""
    form: Any = LeaveForm(request.args)
    idea = find_leaving(project, form.number)
    if idea is None:
        abort(404)
    return _leave_page(project, idea, LeaveForm(data={"version": idea.version, "idee": idea.number}))


@projects_ideas.post(f"{NUMBER}/zurueckgeben")
@writes
@needs("edit_project", on=find_on_desk)
def give_back(project: Project) -> Answer:
    """Send one idea back to the pool, with a public reason."""
    form: Any = LeaveForm.of_request()
    idea = find_leaving(project, form.number)
    if idea is None:
        flash(_("This idea is not part of the project (any more)."), "info")
        return redirect(url_for("projects_desk.show", number=project.number), 303)
    if form.is_sent_and_valid():
        try:
            return_from_project(project, idea, by=current_person(), reason=form["reason"].data or "")
        except DomainError:
            form.fault("reason", str(form.missing))
        else:
            in_pool = _("The idea waits in the pool again. Its author is told.")
            waiting = _("The idea waits for its coordinated answer again. Its author is told.")
            flash(in_pool if idea.state == "pooled" else waiting, "success")
            return redirect(url_for("projects_desk.show", number=project.number), 303)
    return _leave_page(project, idea, form), 422


def _choice(project: Project) -> str:
    speak_for(project.authority)
    words = clean(request.args.get("q", ""))[:200]
    page = may_join(project, words, request.args.get("nach"))
    return render_template(
        "projects_desk/choose_idea.html", project=project, words=words, rows=page.rows, following=page.next,
        status_of=status_of,
    )  # fmt: skip


def _add_page(project: Project, idea: Idea, form: Any, is_stale: bool = False) -> str:
    speak_for(project.authority)
    known = {tag.goal_id for tag in project.goal_tags}
    is_for_all = not project.municipalities and project.region is None
    return render_template(
        "projects_desk/add_idea.html", project=project, idea=idea, form=form, is_stale=is_stale,
        author=author_of(idea), place=place_of(idea), status=status_of_idea(idea),
        new_goals=[tag.goal for tag in idea.goal_tags if tag.goal_id not in known],
        new_towns=[] if is_for_all else [town for town in idea.municipalities if town not in project.municipalities],
    )  # fmt: skip


def _leave_page(project: Project, idea: Idea, form: Any) -> str:
    speak_for(project.authority)
    return render_template("projects_desk/return_idea.html", project=project, idea=idea, form=form)
