"""Projects for other programs: the same catalogue and the same visibility as the pages."""

from typing import Any

from flask import Blueprint, current_app, url_for

from app.core.api import Paged, answers, read_query, refuse, reply
from app.core.doors import public
from app.core.journal import JournalEntry
from app.core.paging import CursorIsBroken
from app.ideas.models import Idea
from app.projects.answers import (
    Cost,
    IdeaBehind,
    ProjectDetail,
    ProjectGoalAnswer,
    ProjectItem,
    ProjectQuery,
    ProjectStep,
    Schedule,
)
from app.projects.filters import read_filter
from app.projects.models import Project
from app.projects.queries import ProjectRow, find_visible, project_row, public_ideas_behind, public_projects, story_of
from app.projects.wording import step_of

projects_api = Blueprint("projects_api", __name__)

FILTERS = {
    "concept": "konzept", "goal": "ziel", "municipality": "gemeinde", "status": "status", "origin": "herkunft",
    "q": "q", "sort": "sort",
}  # fmt: skip


@projects_api.get("/projects")
@public
@answers(Paged[ProjectItem], query=ProjectQuery)
def index() -> Any:
    """Public projects, newest first unless sorted otherwise."""
    query = read_query(ProjectQuery)
    chosen = read_filter({german: getattr(query, english) or "" for english, german in FILTERS.items()})
    for english, german in FILTERS.items():
        if german in chosen.unknown:
            refuse(400, f"{english}: {chosen.unknown[german]!r} is unknown")
    try:
        rows, following = public_projects(chosen.filter, query.cursor, query.limit)
    except CursorIsBroken:
        refuse(400, "cursor: not one of ours")
    return reply(Paged[ProjectItem](items=[ProjectItem(**_item(row)) for row in rows], next=following))


@projects_api.get("/projects/<int:number>")
@public
@answers(ProjectDetail)
def show(number: int) -> Any:
    """One public project with its texts, its chronicle and the ideas it came from."""
    project, row = find_visible(number), project_row(number)
    if project is None or row is None:
        refuse(404, "no such project, or it is not public")
    ideas = {idea.id: idea for idea in public_ideas_behind(number)}
    return reply(
        ProjectDetail(
            **_item(row), description=project.description, aim=project.aim, contact_office=project.contact_office,
            region=row.region, updated_at=project.updated_at, indicators=[], decisions=[], milestones=[],
            ideas=[IdeaBehind(number=i.number, title=i.title, url=_url("ideas.show", i)) for i in ideas.values()],
            timeline=[_step(entry, project, ideas) for entry in story_of(number, list(ideas))],
        )
    )  # fmt: skip


def _item(row: ProjectRow) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "status": row.state, "origin": row.origin,
        "status_as_of": row.status_as_of, "lead": row.lead, "partners": [], "point": None,
        "municipalities": [town.ags for town in row.municipalities],
        "schedule": Schedule(start=row.starts_on, end=row.ends_on), "cost": Cost(min=row.cost_min, max=row.cost_max),
        "url": _url("projects.show", row),
        "goals": [
            ProjectGoalAnswer(
                id=goal.id, key=goal.key, kind=goal.goal_kind, title=goal.title, concept=goal.concept,
                main=bool(goal.is_main),
            )
            for goal in row.goals
        ],
    }  # fmt: skip


def _step(entry: JournalEntry, project: Project, ideas: dict[int, Idea]) -> ProjectStep:
    told = step_of(entry, project, ideas)
    return ProjectStep(
        at=entry.at, thing="project" if entry.thing_id == project.id else "idea", number=entry.thing_id,
        verb=entry.verb, from_status=entry.from_state, to_status=entry.to_state, headline=told.headline, text=told.text,
    )  # fmt: skip


def _url(endpoint: str, thing: Any) -> str:
    path = url_for(endpoint, number=thing.number, slug=thing.slug)
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"
