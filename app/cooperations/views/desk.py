"""Where the district takes agreed cooperations into its catalogue: as a project of their own, or into one it has."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.concepts.wording import goal_marks
from app.cooperations.catalogue_forms import IntoForm, MakeForm
from app.cooperations.desk_queries import agreed_on_desk
from app.cooperations.making_projects import (
    entry_for,
    find_project_made,
    idea_to_promote,
    join_project,
    make_project,
    project_of_origin,
    towns_joining,
    towns_of_yes,
)
from app.cooperations.models import Cooperation
from app.cooperations.public_wording import card_of, partner_lines
from app.cooperations.queries import find_in_catalogue
from app.cooperations.showing import Shown, shown_of
from app.core.doors import Afterwards, writes
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.models import Project
from app.projects.queries import find_on_desk, goals_of, projects_on_desk
from app.projects.wording import cost_label, lead_label, period_label, place_of, status_of
from app.restrictions.models import Restriction
from app.restrictions.queries import restriction_in_force

cooperations_desk = Blueprint("cooperations_desk", __name__)

NUMBER = "/<int:number>"
NEW, THERE = f"{NUMBER}/projekt", f"{NUMBER}/vorhandenes-projekt"


cooperations_desk.add_app_template_global(find_project_made, "project_made_of")


@cooperations_desk.app_template_global("hiding_of")
def hiding_of(cooperation: Cooperation) -> Restriction | None:
    """Why its public page is hidden now, for its partners; None where it is not."""
    return restriction_in_force(cooperation) if cooperation.restricted_at is not None else None


@cooperations_desk.get("")
@needs("make_project_of_cooperation")
def index() -> str:
    """What is agreed and public at the own authorities; what is not in the catalogue stands first."""
    try:
        rows, following = agreed_on_desk(_authority_ids(), request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    return render_template(
        "cooperations_desk/index.html", rows=[(card_of(row), project) for row, project in rows], following=following
    )  # fmt: skip


# ---- a project of its own --------------------------------------------------------------------------


@cooperations_desk.get(NEW)
@needs("make_project_of_cooperation", on=find_in_catalogue)
def preview(cooperation: Cooperation) -> Any:
    """What the catalogue would say, before the button."""
    if (there := find_project_made(cooperation.id)) is not None:
        return redirect(url_for("projects_desk.show", number=there.number))
    shown = _ready(cooperation)
    entry, idea = entry_for(shown), idea_to_promote(cooperation)
    form = MakeForm.of_request(
        version=shown.text.number, idea_version=idea.version if idea else None, title=entry.title,
        description=entry.description, cost_min=entry.cost_min, cost_max=entry.cost_max, towns=True,
    )  # fmt: skip
    return _make_page(cooperation, shown, form)


@cooperations_desk.post(NEW)
@writes
@needs("make_project_of_cooperation", on=find_in_catalogue)
def make(cooperation: Cooperation) -> Any:
    """Take the cooperation up as a project proposal. Sent twice, it leads to the one project."""
    if (there := find_project_made(cooperation.id)) is not None:
        return _there_already(there)
    form, shown = MakeForm.of_request(), _ready(cooperation)
    if form.is_sent_and_valid():
        try:
            project = make_project(
                cooperation, form.entry, by=current_person(), version=form.shown_version,
                reason=form["reason"].data or None, idea_version=form.shown_idea, with_towns=form.with_towns,
            )  # fmt: skip
        except VersionIsStale:
            return _stale(cooperation, shown, form, lambda: _make_page(cooperation, shown, form, is_stale=True))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The joint project is in the catalogue as a project proposal now."), "success")
            return redirect(url_for("projects_desk.show", number=project.number), 303)
    return Afterwards(lambda: (_make_page(cooperation, shown, form), 422))


# ---- a project that is there -----------------------------------------------------------------------


@cooperations_desk.get(THERE)
@needs("make_project_of_cooperation", on=find_in_catalogue)
def choose(cooperation: Cooperation) -> Any:
    """Which project it shall become part of; once one is chosen, what it brings along."""
    if (there := find_project_made(cooperation.id)) is not None:
        return redirect(url_for("projects_desk.show", number=there.number))
    shown, asked = _ready(cooperation), IntoForm(request.args)
    project = find_on_desk(asked.number, current_person())
    if project is None:
        return _choice(cooperation, shown)
    idea = idea_to_promote(cooperation)
    form = IntoForm(
        data={
            "version": shown.text.number,
            "projekt": project.number,
            "idea_version": idea.version if idea else None,
        }
    )  # fmt: skip
    return _into_page(cooperation, shown, project, form)


@cooperations_desk.post(THERE)
@writes
@needs("make_project_of_cooperation", on=find_in_catalogue)
def join(cooperation: Cooperation) -> Any:
    """Make the cooperation part of that project. Sent twice, it counts once."""
    if (there := find_project_made(cooperation.id)) is not None:
        return _there_already(there)
    form, shown = IntoForm.of_request(), _ready(cooperation)
    project = find_on_desk(form.number, current_person())
    if project is None:
        abort(404)
    if form.is_sent_and_valid():
        try:
            join_project(
                cooperation, project, by=current_person(), version=form.shown_version,
                reason=form["reason"].data or None, idea_version=form.shown_idea, with_towns=form.with_towns,
            )  # fmt: skip
        except VersionIsStale:
            return _stale(cooperation, shown, form, lambda: _into_page(cooperation, shown, project, form, True))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The joint project is part of the project now."), "success")
            return redirect(url_for("projects_desk.show", number=project.number), 303)
    return Afterwards(lambda: (_into_page(cooperation, shown, project, form), 422))


# ---- pages -----------------------------------------------------------------------------------------


def _ready(cooperation: Cooperation) -> Shown:
    """What the desk reads of it: what everybody does; only once its public text is agreed."""
    shown = shown_of(cooperation)
    if shown is None or not shown.is_in_force or cooperation.state != "agreed":
        raise NotAllowedNow("make_project", cooperation.state)
    return shown


def _there_already(project: Project) -> Any:
    flash(_("It has been taken up already; here is its project."), "info")
    return redirect(url_for("projects_desk.show", number=project.number), 303)


def _stale(cooperation: Cooperation, shown: Shown, form: Any, page: Any) -> Afterwards:
    """Something has changed since the form was opened: from now on it carries what stands there."""
    idea = idea_to_promote(cooperation)
    form["version"].data, form["idea_version"].data = shown.text.number, idea.version if idea else None
    return Afterwards(lambda: (page(), 409))


def _make_page(cooperation: Cooperation, shown: Shown, form: MakeForm, is_stale: bool = False) -> str:
    return render_template(
        "cooperations_desk/make.html", form=form, towns=[town.name for town in towns_of_yes(shown)], is_stale=is_stale,
        **_beside(cooperation, shown),
    )  # fmt: skip


def _choice(cooperation: Cooperation, shown: Shown) -> str:
    words = clean(request.args.get("q", ""))[:200]
    authority = {cooperation.authority_id} if cooperation.authority_id else set()
    rows, following = projects_on_desk(authority, words=words, cursor=request.args.get("nach"))
    return render_template(
        "cooperations_desk/choose.html", words=words, rows=rows, following=following, status_of=status_of,
        **_beside(cooperation, shown),
    )  # fmt: skip


def _into_page(cooperation: Cooperation, shown: Shown, project: Project, form: IntoForm, is_stale: bool = False) -> str:
    return render_template(
        "cooperations_desk/into.html", project=project, form=form, is_stale=is_stale, place=place_of(project),
        status=status_of(project.state), lead=lead_label(project.lead, project.origin),
        cost=cost_label(project.cost_min, project.cost_max), goals=goal_marks(goals_of(project.number)),
        towns=[town.name for town in towns_joining(shown, project)],
        **_beside(cooperation, shown),
    )  # fmt: skip


def _beside(cooperation: Cooperation, shown: Shown) -> dict[str, Any]:
    speak_for(cooperation.authority)
    terms = shown.terms
    return {
        "cooperation": cooperation,
        "shown": shown,
        "partners": partner_lines(shown),
        "idea": idea_to_promote(cooperation),
        "near": project_of_origin(cooperation),
        "period": period_label(terms.starts_on, terms.ends_on) if shown.releases("text") else None,
    }


def _authority_ids() -> set[int]:
    held: set[int] = current_person().authorities_as("project_editor")
    return held
