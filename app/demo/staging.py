"""The sample world, made through the real verbs at moments of the past: so it obeys every rule the platform has."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.accounts.models import Organisation, Person
from app.accounts.queries import find_authority
from app.concepts.models import Concept, Goal
from app.core.clock import clock_at, moment_of, now, today
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.working_days import add_working_days, is_working_day
from app.demo.people import BY_KEY, FIGURES, GroundIsMissing, figure_person
from app.ideas.models import Idea
from app.ideas.moderating import close_idea, pool_idea, publish_idea, refuse_idea, reopen_idea, request_revision
from app.ideas.places import Place
from app.ideas.queries import find_by_once
from app.ideas.submitting import choose_goals, save_text, start_draft, submit_idea, withdraw_idea
from app.municipalities.models import Municipality, Region
from app.projects.promoting import promote_idea

WORLD = Path(__file__).parent / "data" / "world.yaml"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


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


@dataclass
class Step:
    """One verb at one moment."""

    at: datetime
    do: Callable[[], object]
    idea: "Staged"
    is_told: bool


@dataclass
class Staged:
    """A plan on stage: its place, its people, its moments, and the idea once it is written."""

    plan: Plan
    place: Place
    author: Person
    editor: Person
    organisation: Organisation | None
    goals: list[Goal]
    idea: Idea | None = None

    @property
    def current(self) -> Idea:
        if self.idea is None:
            raise GroundIsMissing(f"{self.plan.key} is not written yet")
        return self.idea

    # ---- the verbs, as the plan names them

    def write(self) -> None:
        plan = self.plan
        self.idea, _key = start_draft(self.place, title=plan.title, text=plan.text, once=plan.once, by=self.author)
        save_text(self.idea, title=plan.title, text=plan.text, who_benefits=plan.benefits, touches_youth=plan.youth)
        choose_goals(self.idea, self.goals)

    def submit(self) -> None:
        submit_idea(self.current, by=self.author, author_name=self.plan.signed, organisation=self.organisation)

    def act(self, act: Act) -> None:
        verbs: dict[str, Callable[[Act], object]] = {
            "answer": self.answer, "promote": self.promote, "close": self.close, "withdraw": self.withdraw,
            "expire": self.withdraw,
        }  # fmt: skip
        verbs.get(act.do, self.decide)(act)

    def decide(self, act: Act) -> None:
        idea, by, version = self.current, self.editor, self.current.version
        match act.do:
            case "publish":
                publish_idea(idea, by=by, version=version, message=act.reason)
            case "pool":
                pool_idea(idea, by=by, version=version, answer=act.answer)
            case "request_revision":
                request_revision(idea, by=by, version=version, reason=act.reason or "")
            case "refuse":
                refuse_idea(idea, by=by, version=version, reason=act.reason or "")
            case "reopen":
                reopen_idea(idea, by=by, version=version, reason=act.reason or "")

    def close(self, act: Act) -> None:
        close_idea(
            self.current, by=self.editor, version=self.current.version, outcome=act.outcome, answer=act.answer,
            forwarded_to=act.forwarded_to,
        )  # fmt: skip

    def promote(self, act: Act) -> None:
        promote_idea(
            self.current, by=self.editor, version=self.current.version, title=act.title, description=act.description,
            aim=act.aim, lead=act.lead, reason=act.reason,
        )  # fmt: skip

    def answer(self, act: Act) -> None:
        save_text(self.current, title=self.plan.title, text=act.text, touches_youth=self.plan.youth)
        self.submit()

    def withdraw(self, act: Act) -> None:
        if act.do == "expire":
            withdraw_idea(self.current, by=None, role="clock")
        else:
            withdraw_idea(self.current, by=self.author, reason=act.reason)


def read_world() -> list[Plan]:
    """The plans of the sample world."""
    return [Plan.model_validate(entry) for entry in yaml.safe_load(WORLD.read_text(encoding="utf-8"))]


def stage_world() -> int:
    """Play every plan that was not played yet, in the order of time; returns how many ideas came."""
    fresh = [plan for plan in read_world() if find_by_once(plan.once) is None]
    steps = [step for plan in fresh for step in _steps_of(_on_stage(plan))]
    for step in sorted(steps, key=lambda step: step.at):
        with clock_at(step.at):
            step.do()
            db.session.flush()
        if not step.is_told:
            _keep_quiet(step.idea.current.id)
    return len(fresh)


def _steps_of(staged: Staged) -> list[Step]:
    """The plan's verbs with their moments: citizens in the evening, the office by day, nothing in the future."""
    plan, land = staged.plan, staged.place.authority.land
    latest = now() - timedelta(minutes=5)
    day = _day_received(plan.received, staged.place)
    order = 2 * len(plan.acts) + 2
    minute = sum(plan.key.encode()) % 55
    written = min(_moment(day, 18, minute), latest - timedelta(minutes=5 * order))
    steps = [Step(written, staged.write, staged, False)]
    if plan.received.never:
        return steps
    steps.append(Step(written + timedelta(minutes=9), staged.submit, staged, plan.received.mail))
    for number, act in enumerate(plan.acts):
        hour = 19 if act.do in {"answer", "withdraw"} else 8 + (minute + number) % 8
        wished = _moment(add_working_days(day, act.after, land), hour, (minute * 7 + number) % 60)
        # An act may not fall into the future, nor before the one it follows.
        possible = min(wished, latest - timedelta(minutes=5 * (len(plan.acts) - number)))
        at = max(possible, steps[-1].at + timedelta(minutes=1))
        steps.append(Step(at, partial(staged.act, act), staged, act.mail))
    return steps


def _moment(day: date, hour: int, minute: int) -> datetime:
    return moment_of(day, time(hour, minute))


def _day_received(received: Receipt, place: Place) -> date:
    """The day it came in: so that the first look is due as the plan wishes."""
    if received.due_in is None:
        return today() - timedelta(days=received.days_ago)
    land, within = place.authority.land, place.authority.publish_within_days
    due = _working_days_from(today(), received.due_in, land)
    day = today()
    while add_working_days(day, within, land) > due:
        day -= timedelta(days=1)
    return day


def _working_days_from(start: date, days: int, land: str) -> date:
    """So many working days after (or, negative, before) that day; 0 is the day itself or the next one that counts."""
    step, left = (1, days + 1) if days >= 0 else (-1, -days)
    day = start - timedelta(days=1) if days >= 0 else start
    while left:
        day += timedelta(days=step)
        left -= is_working_day(day, land)
    return day


def _keep_quiet(idea_id: int) -> None:
    history = select(JournalEntry).where(JournalEntry.thing_id == idea_id, JournalEntry.told_at.is_(None))
    for entry in db.session.scalars(history):
        entry.told_at = entry.at


def _on_stage(plan: Plan) -> Staged:
    place = _place(plan)
    editors = [figure for figure in FIGURES if figure.staff_of == place.authority.slug]
    if not editors:
        raise GroundIsMissing(f"{plan.key}: nobody moderates {place.authority.slug}")
    speaks_for = BY_KEY[plan.by].speaks_for
    towns = _towns([speaks_for]) if plan.for_organisation and speaks_for else []
    return Staged(
        plan, place, figure_person(plan.by), figure_person(editors[0].key),
        towns[0].organisation if towns else None, [_goal(name) for name in plan.goals],
    )  # fmt: skip


def _place(plan: Plan) -> Place:
    if isinstance(plan.place, list):
        return Place.of_municipalities(_towns(plan.place))
    region = db.session.scalar(select(Region).where(Region.slug == plan.place))
    if region is not None:
        return Place.of_region(region)
    authority = find_authority(plan.place)
    if authority is None:
        raise GroundIsMissing(f"{plan.key}: there is no place {plan.place!r}; run `flask municipalities load` first")
    return Place.whole(authority)


def _towns(keys: Sequence[str]) -> list[Municipality]:
    towns = {town.ags: town for town in db.session.scalars(select(Municipality).where(Municipality.ags.in_(keys)))}
    if missing := set(keys) - set(towns):
        raise GroundIsMissing(f"there are no municipalities {sorted(missing)}; run `flask municipalities load` first")
    return [towns[key] for key in keys]


def _goal(name: str) -> Goal:
    concept, _, key = name.partition(":")
    concepts = Concept.__table__
    of_concept = Goal.concept_id.in_(select(concepts.c.id).where(concepts.c.key == concept))
    goal = db.session.scalar(select(Goal).where(Goal.key == key, of_concept))
    if goal is None:
        raise GroundIsMissing(f"there is no goal {name}; run `flask concepts load` first")
    return goal
