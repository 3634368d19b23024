"""Projects for other programs: the same catalogue and the same visibility as the pages."""

from typing import Any

from flask import Blueprint, current_app, url_for

from app.concepts.list_answers import filter_asked_for, map_of, tagged_goals
from app.cooperations.listing import partners_of_projects
from app.core.api import Paged, answers, read_query, refuse, reply
from app.core.doors import public
from app.core.journal import JournalEntry
from app.core.paging import CursorIsBroken
from app.ideas.models import Idea
from app.municipalities.geojson import MEDIA_TYPE, FeatureCollection, public_point
from app.projects.answers import (
    Cost,
    IdeaBehind,
    ProjectDetail,
    ProjectItem,
    ProjectMapQuery,
    ProjectQuery,
    ProjectStep,
    Schedule,
)
from app.projects.filters import read_project_filters
from app.projects.models import Project
from app.projects.queries import (
    LISTED,
    ProjectRow,
    find_visible,
    project_row,
    public_ideas_behind,
    public_projects,
    story_of,
)
from app.projects.wording import step_of

projects_api = Blueprint("projects_api", __name__)


@projects_api.get("/projects")
@public
@answers(Paged[ProjectItem], query=ProjectQuery)
def index() -> Any:
    """Public projects, newest first unless sorted otherwise."""
    query = read_query(ProjectQuery)
    try:
        rows, following = public_projects(filter_asked_for(query, read_project_filters), query.cursor, query.limit)
    except CursorIsBroken:
        refuse(400, "cursor: not one of ours")
    partners = _partners([row.number for row in rows])
    items = [ProjectItem(**_item(row, partners.get(row.number, []))) for row in rows]
    return reply(Paged[ProjectItem](items=items, next=following))


@projects_api.get("/projects.geojson")
@public
@answers(FeatureCollection, query=ProjectMapQuery, media_type=MEDIA_TYPE)
def as_map() -> Any:
    """Public projects as points on the map: their own, else that of their municipality; at most 2000."""
    query = read_query(ProjectMapQuery)
    wanted = filter_asked_for(query, read_project_filters)
    return reply(map_of(LISTED, wanted, query.bbox, _url), media_type=MEDIA_TYPE)


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
            **_item(row, _partners([number]).get(number, [])), description=project.description, aim=project.aim,
            contact_office=project.contact_office, region=row.region, updated_at=project.updated_at, indicators=[],
            decisions=[], milestones=[],
            ideas=[IdeaBehind(number=i.number, title=i.title, url=_url(i, "ideas.show")) for i in ideas.values()],
            timeline=[_step(entry, project, ideas) for entry in story_of(number, list(ideas))],
        )
    )  # fmt: skip


def _item(row: ProjectRow, partners: list[str]) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "status": row.state, "origin": row.origin,
        "status_as_of": row.status_as_of, "lead": row.lead, "partners": partners,
        "point": public_point(row.latitude, row.longitude),
        "municipalities": [town.ags for town in row.municipalities],
        "schedule": Schedule(start=row.starts_on, end=row.ends_on), "cost": Cost(min=row.cost_min, max=row.cost_max),
        "url": _url(row),
        "goals": tagged_goals(row.goals),
    }  # fmt: skip


def _partners(numbers: list[int]) -> dict[int, list[str]]:
    """Per project the municipalities that agreed on it."""
    return {number: [row.name for row in rows] for number, rows in partners_of_projects(numbers).items()}


def _step(entry: JournalEntry, project: Project, ideas: dict[int, Idea]) -> ProjectStep:
    told = step_of(entry, project, ideas)
    return ProjectStep(
        at=entry.at, thing="project" if entry.thing_id == project.id else "idea", number=entry.thing_id,
        verb=entry.verb, from_status=entry.from_state, to_status=entry.to_state, headline=told.headline, text=told.text,
    )  # fmt: skip


def _url(thing: Any, endpoint: str = "projects.show") -> str:
    path = url_for(endpoint, number=thing.number, slug=thing.slug)
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"
