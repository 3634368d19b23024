"""Reading what the figures are made of. No query here ever asks who did something."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import SPEAKING_ROLES, Membership, Organisation
from app.answers.models import CoordinatedAnswer, FollowUp, Release
from app.concepts.models import Goal, GoalAncestor
from app.core.clock import local, today
from app.core.database import db
from app.core.journal import JournalEntry
from app.figures.durations import Change, Stretch, Taken, days_between, stretches, taken
from app.ideas.models import Idea, IdeaGoal
from app.statements.models import StatementRequest

STEPS = ("receipt", "question", "statement", "answer", "release", "follow_up")
"""From the receipt to the last reply; "question" waits for the author, "statement" for an office."""
FEWEST_OFFICERS = 5
"""A department is shown by name only from so many people on: below that its figures would be somebody's."""


@dataclass(frozen=True)
class Waiting:
    """What waits in one step now, and how much of it is past its day."""

    now: int = 0
    late: int = 0


@dataclass(frozen=True)
class Step:
    """One step: what waits, how long it takes."""

    name: str
    waiting: Waiting
    taken: Taken


@dataclass(frozen=True)
class FieldRow:
    """One field of action: received in the time looked at, waiting now, and how long two steps take there."""

    goal_id: int | None
    label: str
    concept: str
    received: int
    waiting: int
    receipt: Taken
    answer: Taken


@dataclass(frozen=True)
class OfficeRow:
    """One department large enough to be named, or all others together (`name` None)."""

    name: str | None
    asked: int
    open: int
    late: int
    taken: Taken


@dataclass(frozen=True)
class Month:
    """Ideas received and answered in a month."""

    first: date
    received: int
    answered: int


@dataclass
class Figures:
    """All of it for some authorities and a stretch of time."""

    since: date
    steps: list[Step] = field(default_factory=list)
    fields: list[FieldRow] = field(default_factory=list)
    offices: list[OfficeRow] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(step.waiting.now or step.taken.cases for step in self.steps)


def figures_of(authority_ids: Collection[int], since: datetime) -> Figures:
    """The figures of these authorities since that moment; examples from concepts count nowhere. Nine queries."""
    done = stretches(_changes(authority_ids, since), since)
    by_step: dict[str, list[float]] = defaultdict(list)
    for stretch in done:
        by_step[stretch.step].append(stretch.days)
    requests = db.session.execute(_requests(authority_ids, since)).all()
    by_step["statement"] = [days_between(row.asked_at, row.ended_at) for row in requests if row.is_done]
    by_step["release"] = _spans(_released(authority_ids, since))
    by_step["follow_up"] = _spans(_replied(authority_ids, since))
    waiting = _waiting(authority_ids)
    return Figures(
        since=local(since).date(),
        steps=[Step(name, waiting[name], taken(by_step[name])) for name in STEPS],
        fields=_fields(authority_ids, since, done),
        offices=_offices(requests),
        months=_months(authority_ids, since, done),
    )


def _is_ours(authority_ids: Collection[int]) -> ColumnElement[bool]:
    return and_(Idea.authority_id.in_(authority_ids), Idea.origin != "concept", Idea.submitted_at.is_not(None))


def _changes(authority_ids: Collection[int], since: datetime) -> list[Change]:
    """The changes of state of ideas something happened to since then, each idea's from its receipt on."""
    touched = select(JournalEntry.thing_id).where(
        JournalEntry.at >= since, JournalEntry.to_state.is_distinct_from(JournalEntry.from_state)
    )
    rows = (
        select(
            JournalEntry.thing_id, JournalEntry.verb, JournalEntry.from_state, JournalEntry.to_state, JournalEntry.at
        )
        .join(Idea, Idea.id == JournalEntry.thing_id)
        .where(_is_ours(authority_ids), Idea.id.in_(touched), JournalEntry.to_state.is_not(None))
        .order_by(JournalEntry.thing_id, JournalEntry.id)
    )
    return [Change(*row) for row in db.session.execute(rows)]


def _requests(authority_ids: Collection[int], since: datetime) -> Select[Any]:
    """Requests that were open at some time since then; an office named by a department that is large enough."""
    members = (
        select(Membership.organisation_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.kind == "department", Membership.role.in_(SPEAKING_ROLES),
            or_(Membership.until.is_(None), Membership.until >= today()),
        )
        .group_by(Membership.organisation_id)
        .having(func.count() >= FEWEST_OFFICERS)
    )  # fmt: skip
    name = case((StatementRequest.organisation_id.in_(members), StatementRequest.title)).label("name")
    is_done = StatementRequest.state.in_(("answered", "not_responsible"))
    return select(
        name, StatementRequest.title, StatementRequest.state, StatementRequest.asked_at, StatementRequest.ended_at,
        StatementRequest.due_on, is_done.label("is_done"),
    ).where(
        StatementRequest.authority_id.in_(authority_ids), StatementRequest.state != "withdrawn",
        or_(StatementRequest.ended_at.is_(None), StatementRequest.ended_at >= since),
    )  # fmt: skip


def _released(authority_ids: Collection[int], since: datetime) -> Select[Any]:
    """From handing in to what was decided about it."""
    columns: list[Any] = [CoordinatedAnswer.handed_in_at, Release.at]
    return (
        select(*columns)
        .join(Release, Release.answer_id == CoordinatedAnswer.id)
        .join(Idea, Idea.id == CoordinatedAnswer.idea_id)
        .where(_is_ours(authority_ids), Release.at >= since, Release.verdict.in_(("released", "released_alone")),
               CoordinatedAnswer.handed_in_at.is_not(None))
    )  # fmt: skip


def _replied(authority_ids: Collection[int], since: datetime) -> Select[Any]:
    columns: list[Any] = [FollowUp.at, FollowUp.replied_at]
    return (
        select(*columns)
        .join(Idea, Idea.id == FollowUp.idea_id)
        .where(_is_ours(authority_ids), FollowUp.replied_at >= since)
    )


def _spans(rows: Select[Any]) -> list[float]:
    return [days_between(began, ended) for began, ended in db.session.execute(rows)]


def _waiting(authority_ids: Collection[int]) -> dict[str, Waiting]:
    """What waits in each step now, in one query."""
    requests = select(StatementRequest.due_on).where(
        StatementRequest.authority_id.in_(authority_ids), StatementRequest.state == "open"
    )
    answers = (
        select(CoordinatedAnswer.due_on)
        .join(Idea, Idea.id == CoordinatedAnswer.idea_id)
        .where(_is_ours(authority_ids), CoordinatedAnswer.state == "waiting")
    )
    follow_ups = (
        select(FollowUp.due_on)
        .join(Idea, Idea.id == FollowUp.idea_id)
        .where(_is_ours(authority_ids), FollowUp.replied_at.is_(None))
    )
    sources: dict[str, Select[Any]] = {
        "receipt": _ideas_in(authority_ids, "submitted", Idea.publish_due_on),
        "question": _ideas_in(authority_ids, "revision_requested", Idea.revision_due_on),
        "statement": requests,
        "answer": _ideas_in(authority_ids, "published", Idea.answer_due_on),
        "release": answers,
        "follow_up": follow_ups,
    }
    columns = []
    for source in sources.values():
        rows = source.subquery()
        due = rows.c[0]
        late = func.coalesce(func.sum(case((due < today(), 1), else_=0)), 0)
        columns += [select(func.count()).select_from(rows).scalar_subquery(), select(late).scalar_subquery()]
    counts = [int(value) for value in db.session.execute(select(*columns)).one()]
    return {name: Waiting(*counts[2 * place : 2 * place + 2]) for place, name in enumerate(sources)}


def _ideas_in(authority_ids: Collection[int], state: str, due: Any) -> Select[Any]:
    return select(due).where(_is_ours(authority_ids), Idea.state == state)


def _fields(authority_ids: Collection[int], since: datetime, done: Sequence[Stretch]) -> list[FieldRow]:
    """By the field of action of the main goal. A goal that stands under two fields counts in both."""
    rows = db.session.execute(_ideas_by_field(authority_ids, since, {stretch.thing_id for stretch in done}))
    by_field: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        by_field[row.field_id].append(row)
    days: dict[tuple[int, str], list[float]] = defaultdict(list)
    for stretch in done:
        days[stretch.thing_id, stretch.step].append(stretch.days)
    named = select(Goal).where(Goal.id.in_(filter(None, by_field))).options(joinedload(Goal.concept))
    known = {goal.id: goal for goal in db.session.scalars(named)}
    order = sorted(by_field, key=lambda number: (number is None, known[number].position if number else 0, number or 0))
    return [_field_row(known.get(number or 0), by_field[number], days) for number in order]


def _field_row(goal: Goal | None, ideas: Sequence[Any], days: dict[tuple[int, str], list[float]]) -> FieldRow:
    def of(step: str) -> Taken:
        return taken(value for idea in ideas for value in days.get((idea.id, step), ()))

    return FieldRow(
        goal.id if goal else None, goal.label if goal else "", goal.concept.short_title if goal else "",
        sum(1 for idea in ideas if idea.is_new), sum(1 for idea in ideas if idea.state in ("submitted", "published")),
        of("receipt"), of("answer"),
    )  # fmt: skip


def _ideas_by_field(authority_ids: Collection[int], since: datetime, ended: set[int]) -> Select[Any]:
    """Ideas received since then, waiting now or with a step done since then, each with the field of its main goal."""
    field_goal = (
        select(GoalAncestor.goal_id, GoalAncestor.ancestor_id)
        .join(Goal, and_(Goal.id == GoalAncestor.ancestor_id, Goal.goal_kind == "field_of_action"))
        .subquery()
    )
    is_new = (Idea.submitted_at >= since).label("is_new")
    touched = select(JournalEntry.thing_id).where(JournalEntry.at >= since)
    return (
        select(Idea.id, Idea.state, is_new, field_goal.c.ancestor_id.label("field_id"))
        .outerjoin(IdeaGoal, and_(IdeaGoal.idea_id == Idea.id, IdeaGoal.is_main))
        .outerjoin(field_goal, field_goal.c.goal_id == IdeaGoal.goal_id)
        .where(
            _is_ours(authority_ids),
            or_(Idea.submitted_at >= since, Idea.state.in_(("submitted", "published")),
                Idea.id.in_(touched) if ended else Idea.id.is_(None)),
        )
        .order_by(Idea.id)
    )  # fmt: skip


def _offices(requests: Sequence[Any]) -> list[OfficeRow]:
    """Large departments by name, all others together; where "all others" is a single office, not even that."""
    by_name: dict[str | None, list[Any]] = defaultdict(list)
    for row in requests:
        by_name[row.name].append(row)
    if len({row.title for row in by_name.get(None, ())}) == 1:
        del by_name[None]
    return [
        OfficeRow(
            name, len(rows), sum(1 for row in rows if row.state == "open"),
            sum(1 for row in rows if row.state == "open" and row.due_on < today()),
            taken(days_between(row.asked_at, row.ended_at) for row in rows if row.is_done),
        )
        for name, rows in sorted(by_name.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))
    ]  # fmt: skip


def _months(authority_ids: Collection[int], since: datetime, done: Sequence[Stretch]) -> list[Month]:
    received: dict[date, int] = defaultdict(int)
    came = select(Idea.submitted_at).where(_is_ours(authority_ids), Idea.submitted_at >= since)
    for at in db.session.scalars(came):
        received[_first_of(at or since)] += 1
    answered: dict[date, int] = defaultdict(int)
    for stretch in done:
        if stretch.step == "answer":
            answered[_first_of(stretch.ended)] += 1
    months, month = [], _first_of(since)
    while month <= today():
        months.append(Month(month, received[month], answered[month]))
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return months


def _first_of(moment: datetime) -> date:
    return local(moment).date().replace(day=1)
