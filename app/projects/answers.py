"""What the API says about projects. Nothing in here may hold a thing that is not public."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.core.api import PageQuery

Status = Literal["proposed", "submitted_for_decision", "adopted", "running", "paused", "finished", "dropped"]
Origin = Literal["online", "paper", "counter", "telephone", "event", "concept", "format"]


class ProjectGoalAnswer(BaseModel):
    """A goal the project serves."""

    id: int
    key: str
    kind: str
    title: str
    concept: str
    main: bool


class ProjectPoint(BaseModel):
    """A place on the map."""

    lat: float
    lon: float


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
    goals: list[ProjectGoalAnswer]
    lead: str | None
    partners: list[str]
    municipalities: list[str] = Field(description="Official municipality keys (AGS)")
    point: ProjectPoint | None
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


class ProjectQuery(PageQuery):
    """Filters of the list; all of them together."""

    concept: str | None = Field(default=None, max_length=80)
    goal: str | None = Field(default=None, max_length=170, description="concept:key; goals below it count")
    municipality: str | None = Field(default=None, max_length=8, description="Official municipality key (AGS)")
    status: Status | None = None
    origin: Origin | None = None
    q: str = Field(default="", max_length=200)
    sort: Literal["neu", "geaendert"] = "neu"
