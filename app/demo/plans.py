"""What is planned for the sample world, read from `data/`: ideas and their way, and the life around them."""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from app.core.errors import DomainError

DATA = Path(__file__).parent / "data"
WORLD, TOGETHER, GATHERING = DATA / "world.yaml", DATA / "together.yaml", DATA / "gathering.yaml"
GOALS, DESK = DATA / "goals.yaml", DATA / "desk.yaml"


class GroundIsMissing(DomainError):
    """The demonstration stands on authorities, municipalities and concepts that are not loaded yet."""


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


# ---- ideas ----------------------------------------------------------------------------------------


class Receipt(Strict):
    """When the idea came in: so many days ago, or so that its first look is due in so many working days."""

    days_ago: int = 0
    due_in: int | None = None
    never: bool = False
    mail: bool = False


class Act(Strict):
    """One step after that; `mail` lets it be told, all others are history."""

    do: Literal[
        "publish", "request_revision", "answer", "refuse", "pool", "close", "promote", "withdraw", "expire", "reopen"
    ]  # fmt: skip
    after: int = Field(ge=0)
    mail: bool = False
    reason: str | None = None
    answer: str = ""
    text: str = ""
    outcome: str = ""
    forwarded_to: str | None = None
    title: str = ""
    description: str = ""
    aim: str | None = None
    lead: str | None = None


class Plan(Strict):
    """One idea of the sample world and what becomes of it."""

    key: str = Field(max_length=31)
    title: str
    text: str
    by: str
    signed: str | None = Field(default=None, alias="as")
    for_organisation: bool = False
    place: str | list[str]
    goals: list[str] = []
    benefits: str | None = None
    youth: bool = False
    received: Receipt
    acts: list[Act] = []

    @property
    def once(self) -> str:
        """By which a second load finds the idea again."""
        return f"demo-{self.key}"


# ---- the life around them -------------------------------------------------------------------------


class Complaint(Strict):
    """A reader reports something; `left` is the answer where it was left as it is, else the report waits."""

    cause: str
    text: str
    by: str | None = None
    left: str | None = None


class Hiding(Strict):
    """Something is hidden, with a statement of reasons; `objection` is what its author says to that."""

    ground: Literal["law", "rules"]
    norm: str
    facts: str
    objection: str | None = None


class Saying(Strict):
    """One comment, what becomes of it, and what is answered. `signs` says whether somebody speaks for more."""

    by: str
    after: int = Field(ge=0)
    text: str
    signs: Literal["person", "organisation", "office"] = "person"
    agreed: int = 0
    edited: str | None = None
    is_released: bool = False
    is_removed: bool = False
    hidden: Hiding | None = None
    reports: list[Complaint] = []
    answers: list["Saying"] = []


class Offer(Strict):
    """Somebody offers to help, and what both sides write then: `to` the helper or `from` her."""

    by: str
    after: int = Field(ge=0)
    text: str
    lines: list[tuple[str, str]] = []


class Life(Strict):
    """Who takes part in an idea or a project; `until` counts working days like `after`."""

    supports: int = 0
    followers: int = 0
    following: list[str] = []
    until: int = 14
    point: tuple[float, float] | None = None
    talk: list[Saying] = []
    offers: list[Offer] = []
    reports: list[Complaint] = []


class Turn(Strict):
    """What the desk or the author makes of an idea beside its plain way; `aim` is another idea, office or person."""

    do: Literal[
        "merge", "keep_apart", "split", "amend", "release_amendment", "offer", "accept", "hide", "join", "prepare"
    ]  # fmt: skip
    after: int = Field(ge=0)
    aim: str = ""
    reason: str = ""
    text: str = ""
    parts: list[tuple[str, str]] = []
    hidden: Hiding | None = None


class File(Strict):
    """A picture or document that is drawn when the demonstration is loaded, and what it shows."""

    draw: str
    name: str
    alt: str


class Scene(Life):
    """The life around one idea, and around the project that came of it."""

    idea: str
    files: list[File] = []
    turns: list[Turn] = []
    project: Life | None = None
    holds_first_comments: bool = False


# ---- what is made of the goals; `ago` counts working days before the load ---------------------------


class DraftGoal(Strict):
    """A goal somebody writes into the draft; `depth` below the first of the list."""

    number: str
    title: str
    depth: int = 0
    short_title: str | None = None
    text: str | None = None


class DraftPart(Strict):
    """What one person adds to the draft in one go."""

    by: str
    ago: int = Field(ge=1)
    under: str
    goals: list[DraftGoal]


class DraftPlan(Strict):
    """A draft edition in work; `note` stands at each of its goals."""

    concept: str
    title: str
    by: str
    ago: int = Field(ge=1)
    note: str
    parts: list[DraftPart]


class Pair(Strict):
    """Two goals that correspond, or are said to, each as `concept:key`."""

    goal: str
    other: str


class Refusal(Pair):
    """A proposal the other side refuses."""

    answer: str


class Proposal(Pair):
    """A proposal somebody makes; it waits for the other side, or is accepted there."""

    by: str
    ago: int = Field(ge=1)
    kind: Literal["same", "mutual"]
    reason: str
    accepted_ago: int | None = Field(default=None, ge=1)


class Decision(Strict):
    """What the staff unit says to a sheet."""

    do: Literal["confirm", "decline"]
    ago: int = Field(ge=1)
    words: str


class SheetPlan(Strict):
    """A reference sheet and how far it comes; made from an idea, from the project of one, or from nothing."""

    key: str = Field(max_length=31)
    by: str
    ago: int = Field(ge=1)
    concept: str
    idea: str | None = None
    project_of: str | None = None
    title: str
    text: str
    applicant: str
    programme: str | None = None
    goals: dict[str, str | None]
    is_asked: bool = False
    decided: Decision | None = None

    @property
    def once(self) -> str:
        """By which a second load finds the sheet again."""
        return f"demo-{self.key}"


class GoalWork(Strict):
    """All that is made of the goals."""

    draft: DraftPlan
    refused: list[Refusal]
    waiting: list[Pair]
    proposed: list[Proposal]
    sheets: list[SheetPlan]


def read_world() -> list[Plan]:
    """The plans of the sample world."""
    entries = [entry for path in (WORLD, TOGETHER) for entry in _entries(path)] + read(DESK)["ideas"]
    return [Plan.model_validate(entry) for entry in entries]


def read_scenes() -> dict[str, Scene]:
    """The life around the ideas, by the key of the idea."""
    return {entry["idea"]: Scene.model_validate(entry) for entry in _entries(GATHERING)}


def read_goal_work() -> GoalWork:
    """What offices and applicants make of the goals."""
    return GoalWork.model_validate(read(GOALS))


def _entries(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = read(path)
    return entries


def read(path: Path) -> Any:
    """What stands in a file of plans."""
    # The C reader, where there is one, takes a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
