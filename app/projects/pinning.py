"""The point of a project: set, corrected or removed by its editors."""

from app.accounts.models import Person
from app.core.clock import now
from app.core.journal import record
from app.municipalities.marking import mark_point, take_point_away
from app.projects.models import Project


def pin_project(project: Project, point: tuple[float, float] | None, *, by: Person) -> None:
    """Say where exactly the project is, or that its municipality says enough; the desk's chronicle notes it."""
    before = (project.latitude, project.longitude)
    if point is None:
        take_point_away(project)
    else:
        mark_point(project, *point)
    if (project.latitude, project.longitude) != before:
        project.updated_at = now()
        record(
            project.id, "edit_project", role="project_editor", actor_id=by.id, from_state=project.state,
            to_state=project.state, audience="staff", changes={"point": []},
        )  # fmt: skip
