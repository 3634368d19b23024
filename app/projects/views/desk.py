"""Where the district keeps its catalogue true: the list, the entry, its status, and the public log of changes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from app.concepts.wording import goal_marks
from app.core.doors import writes
from app.core.errors import DomainError, NotAllowedNow
from app.core.texts import clean
from app.pages.frame import speak_for
from app.policies.doors import current_person, may_now, needs
from app.projects.editing import FIELDS, ProjectHasChanged, change_status, edit_project, ensure_unchanged
from app.projects.forms import ProjectForm, StatusForm
from app.projects.models import Project
from app.projects.promoting import ENDED
from app.projects.queries import count_on_desk, find_on_desk, goals_of, ideas_behind, projects_on_desk
from app.projects.wording import (
    cost_label,
    field_labels,
    lead_label,
    period_label,
    place_of,
    state_labels,
    status_of,
    told,
)
from app.projects.workflow import STATES, next_states
from app.things.queries import chronicle_of

projects_desk = Blueprint("projects_desk", __name__)

Answer = str | Response | tuple[str, int]
NUMBER = "/<int:number>"


@projects_desk.get("")
@needs("see_desk")
def index() -> str:
    """The projects of the own authority, last changed first."""
    asked, words = request.args.get("status", ""), clean(request.args.get("q", ""))[:200]
    state, ids = asked if asked in STATES else None, _authority_ids()
    rows, following = projects_on_desk(ids, state=state, words=words, cursor=request.args.get("nach"))
    return render_template(
        "projects_desk/index.html", rows=rows, following=following, state=state, words=words, labels=state_labels(),
        counts=count_on_desk(ids), status_of=status_of, place_of=place_of, lead_label=lead_label,
    )  # fmt: skip


@projects_desk.get(NUMBER)
@needs("read_project_on_desk", on=find_on_desk)
def show(project: Project) -> str:
    """One entry: what it says, to be changed; its status; what has happened."""
    return _page(project)


@projects_desk.post(NUMBER)
@writes
@needs("edit_project", on=find_on_desk)
def edit(project: Project) -> Answer:
    """Save changes of the entry with their reason."""
    form: Any = ProjectForm.of_request()

    def act() -> None:
        reason = form["reason"].data or ""
        changed = edit_project(project, by=current_person(), changes=form.values, reason=reason)
        flash(_("The entry is changed.") if changed else _("Nothing was different; nothing is changed."), "success")

    return _save(project, form, act, edit_form=form)


@projects_desk.post(f"{NUMBER}/stand")
@writes
@needs("edit_project", on=find_on_desk)
def change(project: Project) -> Answer:
    """Let the project take a step."""
    form: Any = _status_form(project)

    def act() -> None:
        chosen = form["state"].data
        change_status(project, by=current_person(), state=chosen, reason=form["reason"].data or "")
        flash(_("The new status is public."), "success")

    if not form["state"].data:
        form.validate()
        form.fault("state", _("Please choose the new status."))
        return _page(project, status_form=form), 422
    return _save(project, form, act, status_form=form)


def _save(project: Project, form: Any, act: Callable[[], None], **forms: Any) -> Answer:
    """Form → verb → redirect; what a rule said goes to its field; an entry changed meanwhile to a page with both."""
    if form.is_sent_and_valid():
        try:
            ensure_unchanged(project, form.seen_at)
            act()
        except (ProjectHasChanged, NotAllowedNow):
            form["seen"].data = project.updated_at.isoformat()
            return _page(project, stale=True, **forms), 409
        except DomainError as error:
            form.blame(error)
        else:
            return redirect(url_for("projects_desk.show", number=project.number))
    return _page(project, **forms), 422


def _page(project: Project, *, stale: bool = False, edit_form: Any = None, status_form: Any = None) -> str:
    speak_for(project.authority)
    may_edit = may_now("edit_project", project)
    return render_template(
        "projects_desk/show.html", project=project, status=status_of(project.state), may_edit=may_edit,
        may_add=may_edit and project.is_public and project.state not in ENDED,
        goals=goal_marks(goals_of(project.id)), ideas=ideas_behind(project.id), place=place_of(project), stale=stale,
        edit_form=(edit_form or _edit_form(project)) if may_edit else None,
        status_form=(status_form or _fresh_status_form(project)) if may_edit and next_states(project.state) else None,
        entries=[told(entry, project) for entry in chronicle_of(project.id, "public", "author", "staff")],
        differences=_differences(project, edit_form) if stale and edit_form else [],
        period=period_label(project.starts_on, project.ends_on), cost=cost_label(project.cost_min, project.cost_max),
        lead=lead_label(project.lead, project.origin),
    )  # fmt: skip


def _edit_form(project: Project) -> Any:
    filled = {name: getattr(project, name) for name in FIELDS}
    return _beside("eintrag", ProjectForm(data={**filled, "seen": project.updated_at.isoformat()}))


def _status_form(project: Project) -> Any:
    form = StatusForm.of_request()
    labels = state_labels()
    form["state"].choices = [(state, labels[state]) for state in next_states(project.state)]
    return form


def _fresh_status_form(project: Project) -> Any:
    labels = state_labels()
    form = StatusForm(data={"seen": project.updated_at.isoformat()})
    form["state"].choices = [(state, labels[state]) for state in next_states(project.state)]
    return _beside("stand", form)


def _beside(slug: str, form: Any) -> Any:
    """Two forms share the page: their fields get ids of their own."""
    for field in form:
        field.id = field.label.field_id = f"{slug}-{field.short_name}"
    return form


def _differences(project: Project, form: Any) -> list[tuple[str, Any, Any]]:
    """Per field that differs: its name, what the catalogue says by now, what was typed."""
    labels, typed = field_labels(), form.values
    return [
        (labels[name], getattr(project, name), typed[name]) for name in FIELDS if getattr(project, name) != typed[name]
    ]


def _authority_ids() -> set[int]:
    held: set[int] = current_person().authorities_as("moderator", "project_editor")
    return held
