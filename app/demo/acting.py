"""A plan on stage: its place, its people, its goals, and the verbs by which it is played."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.accounts.models import Authority, Organisation, Person
from app.accounts.queries import find_authority
from app.concepts.models import Concept, Goal
from app.core.clock import moment_of
from app.core.database import db
from app.core.working_days import is_working_day
from app.demo.people import BY_KEY, editor_of, figure_person
from app.demo.plans import Act, GroundIsMissing, Plan
from app.ideas.models import Idea
from app.ideas.moderating import close_idea, pool_idea, publish_idea, refuse_idea, reopen_idea, request_revision
from app.ideas.places import Place
from app.ideas.submitting import choose_goals, save_text, start_draft, submit_idea, withdraw_idea
from app.municipalities.models import Municipality, Region
from app.projects.promoting import promote_idea


@dataclass
class Step:
    """One verb at one moment; `is_told`: people hear of it, everything else is history."""

    at: datetime
    do: Callable[[], object]
    is_told: bool = False


@dataclass
class Staged:
    """A plan on stage: its place, its people, its moments, and the idea once it is written."""

    plan: Plan
    place: Place
    author: Person
    editor: Person
    organisation: Organisation | None
    goals: list[Goal]
    day: date
    latest: datetime
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


def put_on_stage(plan: Plan, place: Place, day: date, latest: datetime) -> Staged:
    """The plan with everybody and everything it names."""
    speaks_for = BY_KEY[plan.by].speaks_for
    towns = find_towns([speaks_for]) if plan.for_organisation and speaks_for else []
    return Staged(
        plan, place, figure_person(plan.by), editor_of(place.authority.slug), towns[0].organisation if towns else None,
        [find_goal_named(name) for name in plan.goals], day, latest,
    )  # fmt: skip


def moment(day: date, hour: int, minute: int) -> datetime:
    return moment_of(day, time(hour, minute))


def working_days_from(start: date, days: int, land: str) -> date:
    """So many working days after (or, negative, before) that day; 0 is the day itself or the next one that counts."""
    step, left = (1, days + 1) if days >= 0 else (-1, -days)
    day = start - timedelta(days=1) if days >= 0 else start
    while left:
        day += timedelta(days=step)
        left -= is_working_day(day, land)
    return day


def find_place(plan: Plan) -> Place:
    """Where the idea belongs: towns, a region or a whole district."""
    if isinstance(plan.place, list):
        return Place.of_municipalities(find_towns(plan.place))
    region = db.session.scalar(select(Region).where(Region.slug == plan.place))
    if region is not None:
        return Place.of_region(region)
    return Place.whole(find_office(plan.place))


def find_office(slug: str) -> Authority:
    authority = find_authority(slug)
    if authority is None:
        raise GroundIsMissing(f"there is no place {slug!r}; run `flask municipalities load` first")
    return authority


def find_towns(keys: Sequence[str]) -> list[Municipality]:
    towns = {town.ags: town for town in db.session.scalars(select(Municipality).where(Municipality.ags.in_(keys)))}
    if missing := set(keys) - set(towns):
        raise GroundIsMissing(f"there are no municipalities {sorted(missing)}; run `flask municipalities load` first")
    return [towns[key] for key in keys]


def find_goal_named(name: str) -> Goal:
    """`concept:key`."""
    concept, _, key = name.partition(":")
    concepts = Concept.__table__
    of_concept = Goal.concept_id.in_(select(concepts.c.id).where(concepts.c.key == concept))
    goal = db.session.scalar(select(Goal).where(Goal.key == key, of_concept))
    if goal is None:
        raise GroundIsMissing(f"there is no goal {name}; run `flask concepts load` first")
    return goal
