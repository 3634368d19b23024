"""Keeping a project true: every change of text or status is public, with its reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.accounts.models import Person
from app.core.clock import now
from app.core.errors import DomainError, ReasonIsMissing
from app.core.journal import record
from app.core.texts import fold
from app.projects.models import Project
from app.projects.promoting import ProjectIsEmpty, return_idea
from app.projects.workflow import verb_between

FIELDS = (
    "title", "description", "aim", "lead", "contact_office", "starts_on", "ends_on", "cost_min", "cost_max",
)  # fmt: skip
"""What the catalogue says about a project and the desk may change."""


class ProjectHasChanged(DomainError):
    """Somebody else has saved since the form was opened."""


class PeriodIsBackwards(DomainError):
    """A project cannot end before it begins."""


class CostIsBackwards(DomainError):
    """The lower end of a cost range lies above the upper one, or below nothing."""


def ensure_unchanged(project: Project, seen: datetime | None) -> None:
    """The desk decides on what it has read: let it pass or raise `ProjectHasChanged`."""
    if project.updated_at != seen:
        raise ProjectHasChanged


def edit_project(project: Project, *, by: Person, changes: Mapping[str, Any], reason: str) -> list[str]:
    """Correct or complete the entry; the public change log keeps what it said before and why. Returns what changed.

    What stays the same is no change: nothing is written down when nothing differs.
    """
    after = {name: changes.get(name, getattr(project, name)) for name in FIELDS}
    changed = [name for name in FIELDS if after[name] != getattr(project, name)]
    if not changed:
        return []
    _ensure_sound(after)
    if not reason.strip():
        raise ReasonIsMissing
    differences = {name: [_plain(getattr(project, name)), _plain(after[name])] for name in changed}
    for name in changed:
        setattr(project, name, after[name])
    project.rename(after["title"])
    project.folded = fold(f"{project.title} {project.description}")
    record(
        project.id, "edit_project", role="project_editor", actor_id=by.id, from_state=project.state,
        to_state=project.state, reason=reason, changes=differences,
    )  # fmt: skip
    return changed


def change_status(project: Project, *, by: Person, state: str, reason: str) -> None:
    """The project takes a step; the catalogue shows it with the reason. When it ends, its ideas go back to the pool."""
    verb = verb_between(project.state, state)
    if not reason.strip():
        raise ReasonIsMissing
    before, project.state = project.state, state
    project.updated_at = now()
    record(project.id, verb, role="project_editor", actor_id=by.id, from_state=before, to_state=state, reason=reason)
    if state == "dropped":
        return_idea(project, by=by, reason=reason)


def _ensure_sound(values: Mapping[str, Any]) -> None:
    if not values["title"] or not values["description"]:
        raise ProjectIsEmpty
    if values["starts_on"] and values["ends_on"] and values["ends_on"] < values["starts_on"]:
        raise PeriodIsBackwards
    low, high = values["cost_min"], values["cost_max"]
    if (low or 0) < 0 or (high or 0) < 0 or (low is not None and high is not None and high < low):
        raise CostIsBackwards


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
