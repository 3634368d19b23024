"""What the API says about projects. Nothing in here may hold a thing that is not public."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.concepts.list_answers import ListQuery, MapQuery, TaggedGoal
from app.core.api import PageQuery
from app.municipalities.geojson import Point

Status = Literal["proposed", "submitted_for_decision", "adopted", "running", "paused", "finished", "dropped"]
Origin = Literal["online", "paper", "counter", "telephone", "event", "concept", "format", "cooperation"]


class Schedule(BaseModel):
    """From when to when."""

    start: date | None
    end: date | None


class Cost(BaseModel):
    """A range in whole euros."""

    min: int | None
    max: int | None


class ProjectItem(BaseModel):
    """A project in a list."""

    number: int
    title: str
    status: Status
    origin: Origin
    status_as_of: date | None
    goals: list[TaggedGoal]
    lead: str | None
    partners: list[str]
    municipalities: list[str] = Field(description="Official municipality keys (AGS)")
    point: Point | None
    schedule: Schedule
    cost: Cost
    url: str


class ProjectStep(BaseModel):
    """One step of the public chronicle, of the project or of an idea behind it."""

    at: datetime
    thing: Literal["project", "idea"]
    number: int
    verb: str
    from_status: str | None
    to_status: str | None
    headline: str
    text: str | None


class IdeaBehind(BaseModel):
    """An idea the project came from."""

    number: int
    title: str
    url: str


class ProjectDetail(ProjectItem):
    """One project with its texts, chronicle and the ideas behind it."""

    description: str
    aim: str | None
    contact_office: str | None
    region: str | None
    updated_at: datetime
    indicators: list[str] = Field(description="Empty until indicators are recorded")
    decisions: list[str] = Field(description="Empty until decisions of bodies are recorded")
    milestones: list[str] = Field(description="Empty until milestones are recorded")
    ideas: list[IdeaBehind]
    timeline: list[ProjectStep]


class ProjectFilters(ListQuery):
    """Filters of the list; all of them together."""

    status: Status | None = None
    origin: Origin | None = None


class ProjectQuery(ProjectFilters, PageQuery):
    """Filters of the list, its order, and how much of it."""

    sort: Literal["neu", "geaendert"] = "neu"


class ProjectMapQuery(ProjectFilters, MapQuery):
    """Filters of the list, and a piece of the map."""
