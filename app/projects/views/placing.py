"""Where exactly a project is: its editors mark the point, move it, or remove it."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from app.core.doors import writes
from app.municipalities.map_forms import pin_page, save_pin
from app.pages.frame import speak_for
from app.policies.doors import current_person, needs
from app.projects.models import Project
from app.projects.pinning import pin_project
from app.projects.queries import find_on_desk

projects_placing = Blueprint("projects_placing", __name__)


@projects_placing.get("/<int:number>/ort")
@needs("edit_project", on=find_on_desk)
def desk(project: Project) -> str:
    """The point of the project."""
    return _page(project)


@projects_placing.post("/<int:number>/ort")
@writes
@needs("edit_project", on=find_on_desk)
def pin(project: Project) -> Any:
    """Mark the point, move it, or remove it."""
    form = save_pin(project, lambda point: pin_project(project, point, by=current_person()))
    if form.faults:
        return _page(project, form), 422
    said = _("The point is marked.") if form.point else _("No point is marked; the place alone counts.")
    flash(said, "punkt:success")
    wide = request.form.get("weite")
    return redirect(url_for("projects_placing.desk", number=project.id, weite=wide, _anchor="punkt"), 303)


def _page(project: Project, form: Any = None) -> str:
    speak_for(project.authority)
    back = url_for("projects_desk.show", number=project.id)
    return pin_page(
        project, form, layout="layouts/desk.html", action=url_for("projects_placing.desk", number=project.id),
        done=(back, _("Back to the project")), page="projects_placing.desk", is_staff=True,
    )  # fmt: skip
