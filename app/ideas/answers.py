"""What the API says about ideas. Nothing in here may hold an address of a person or a thing that is not public."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.concepts.list_answers import ListQuery, MapQuery, TaggedGoal
from app.core.api import PageQuery
from app.municipalities.geojson import Point

Status = Literal["published", "pooled", "closed", "merged", "promoted", "withdrawn"]
Outcome = Literal["running", "done", "forwarded", "not_pursued"]
Origin = Literal["online", "paper", "counter", "telephone", "event", "concept", "format"]
AuthorKind = Literal["person", "organisation", "event", "concept", "deleted"]


class Author(BaseModel):
    """Who says it, in the words the page shows."""

    name: str
    kind: AuthorKind


class IdeaItem(BaseModel):
    """An idea in a list."""

    number: int
    title: str
    status: Status
    outcome: Outcome | None
    origin: Origin
    status_as_of: date | None
    author: Author
    goals: list[TaggedGoal]
    municipalities: list[str] = Field(description="Official municipality keys (AGS)")
    point: Point | None
    supports: int
    comments: int
    submitted_on: date | None
    updated_at: datetime
    url: str


class Step(BaseModel):
    """One step of the public chronicle."""

    at: datetime
    verb: str
    from_status: str | None
    to_status: str | None
    headline: str
    text: str | None


class Link(BaseModel):
    """Where the idea came from or what became of it."""

    kind: str
    direction: Literal["from", "to"]
    thing: str
    number: int
    title: str
    url: str


class PublishedStatement(BaseModel):
    """What an office said about the idea, published with its answer."""

    office: str
    verdict: Literal["no_objection", "remarks", "objection", "not_affected", "running", "welcome"]
    text: str
    given_on: date


class IdeaDetail(IdeaItem):
    """One idea with its texts, chronicle and provenance."""

    version: int
    text: str
    who_benefits: str | None
    touches_youth: bool
    region: str | None
    answer: str | None
    answered_at: datetime | None
    answer_due_on: date | None
    forwarded_to: str | None
    statements: list[PublishedStatement] = Field(description="Those the answer rests on, as far as they are public")
    timeline: list[Step]
    provenance: list[Link]


class IdeaFilters(ListQuery):
    """Filters of the list; all of them together."""

    status: Status | None = None
    origin: Origin | None = None


class IdeaQuery(IdeaFilters, PageQuery):
    """Filters of the list, its order, and how much of it."""

    sort: Literal["neu", "unterstuetzt", "diskutiert"] = "neu"


class IdeaMapQuery(IdeaFilters, MapQuery):
    """Filters of the list, and a piece of the map."""


class SimilarQuestion(BaseModel):
    """A text others are to be like, and the town it is about."""

    model_config = ConfigDict(str_strip_whitespace=True)

    title: str = Field(default="", max_length=400)
    text: str = Field(default="", max_length=20_000)
    municipality: str | None = Field(default=None, max_length=12, description="The town's key (AGS); null: any place")
    limit: int = Field(default=5, ge=1, le=10, description="How many ideas at most")


class SimilarIdea(BaseModel):
    """A public idea like the text. `because`: words of the text by which it was found; `score` is at most about 1.3."""

    number: int
    title: str
    status: Status
    score: float
    because: list[str]
    url: str


class SimilarAnswer(BaseModel):
    """The most alike first; mostly none."""

    ideas: list[SimilarIdea]
