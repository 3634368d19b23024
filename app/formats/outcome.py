"""What became of contributions: the ideas that arose from them, the projects these became, the goals they serve.

Only public ideas are named; of all others a reader learns that they are being looked at. The other way round, an idea
names the contribution it arose from only where everybody may read it, and never a closed format.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select, union

from app.concepts.listing import Listed
from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.database import db
from app.formats.kinds import kind_of
from app.formats.models import VERDICTS, Contribution, ContributionGoal, ParticipationFormat
from app.formats.queries import is_shown
from app.ideas.models import CoAuthor, Idea, IdeaGoal
from app.ideas.wording import Status, status_of
from app.projects.models import Project
from app.projects.wording import status_of as status_of_project
from app.things.models import Thing, ThingLink
from app.things.queries import is_public

FEWEST_NAMED = 5
"""Fewer people than that are not counted in public: one could guess who they are."""
MOST_IDEAS, MOST_GOALS = 100, 24
LINKS = ("arose_from", "corresponds_to")
CAME_TO_NOTHING = ("withdrawn", "refused")
"""States of ideas that do not count as taken up: what they arose from waits again."""

_concept = Concept.__table__.alias("concept_of_goal")
_format = ParticipationFormat.__table__.alias("format_of_words")
_format_thing = Thing.__table__.alias("thing_of_format")
_contribution = Contribution.__table__.alias("words_taken_up")
_contribution_thing = Thing.__table__.alias("thing_taken_up")
_project = Project.__table__.alias("project_become")
_project_thing = Thing.__table__.alias("thing_become")
_became_project = ThingLink.__table__.alias("link_to_project")

TAGGED = Listed(
    Contribution, tagged=ContributionGoal.contribution_id, goal=ContributionGoal.goal_id,
    is_main=ContributionGoal.goal_id.is_(None), placed=None, town=None,
)  # fmt: skip
"""The goals of contributions, read as those of ideas are; none is the main one."""


@dataclass(frozen=True)
class Became:
    """An idea a contribution led to, as a reader may know it: one that is not public has neither number nor words."""

    contribution: int
    kind: str
    number: int | None = None
    title: str = ""
    slug: str = ""
    state: str = ""
    status: Status | None = None
    project: tuple[int, str, str, Status] | None = None
    """Number, slug, title and state of the public project it has become."""
    is_waiting: bool = False
    """The office has it and has not decided yet."""
    is_received: bool = False
    """It came in, and neither was a question asked nor has anybody read it."""
    has_ended: bool = False
    """It went into another one or was taken back."""
    by_office: bool = False
    """The office made it, not the writer of the contribution."""
    names_writer: bool = False
    """It stands under the name of whoever wrote the contribution, or she writes along."""
    came_to_nothing: bool = False
    """It was taken back or refused: another one may arise."""

    @property
    def is_arisen(self) -> bool:
        """The one idea the contribution was taken up as."""
        return self.kind == "arose_from" and not self.came_to_nothing

    @property
    def is_named(self) -> bool:
        return self.number is not None


@dataclass(frozen=True)
class Arose:
    """Where an idea came from, as everybody may know it: parts that are not public are empty."""

    kind: str
    number: int | None = None
    title: str = ""
    format: tuple[int, str, str, str] | None = None
    """Number, slug, title and kind of the public format."""
    thing_kind: str = ""


@dataclass(frozen=True)
class Figures:
    """What came of everything that was said: each contribution is counted once, by the furthest it came."""

    contributions: int
    taken_up: int
    assigned: int
    people: int | None
    noted: int = 0
    not_taken: int = 0
    """Weighed by the office, and neither of the above."""
    hidden: int = 0
    removed: int = 0
    """What nobody reads any more: not counted among the contributions."""

    @property
    def untouched(self) -> int:
        return self.contributions - self.taken_up - self.assigned - self.noted - self.not_taken


# ---- conditions ----------------------------------------------------------------------------------


def is_taken_up(*kinds: str) -> ColumnElement[bool]:
    """A received idea arose from it, or it was added to one; no draft of its writer, and none that came to nothing."""
    received = Idea.__table__.alias("idea_received")
    links = ThingLink.__table__.alias("link_to_words")
    return exists().where(
        links.c.to_id == Contribution.id, links.c.kind.in_(kinds or LINKS), received.c.id == links.c.from_id,
        received.c.submitted_at.is_not(None), received.c.state.not_in(CAME_TO_NOTHING),
    )  # fmt: skip


def is_assigned() -> ColumnElement[bool]:
    """The office has assigned it to a goal."""
    tags = ContributionGoal.__table__.alias("tag_of_words")
    return exists().where(tags.c.contribution_id == Contribution.id)


# ---- both ends of a link -------------------------------------------------------------------------


def became_of(numbers: Collection[int], *, at_desk: bool = False) -> dict[int, list[Became]]:
    """Per contribution what became of it; one query for a whole list.

    `at_desk`: ideas not public yet are named: to whoever moderates there, not to whoever only runs the format.
    """
    if not numbers:
        return {}
    by_office = ThingLink.actor_id.is_distinct_from(_contribution.c.author_id) & ThingLink.actor_id.is_not(None)
    writes_along = exists().where(CoAuthor.idea_id == Idea.id, CoAuthor.person_id == _contribution.c.author_id)
    is_hers = case(
        (_contribution.c.organisation_id.is_not(None), Idea.organisation_id == _contribution.c.organisation_id),
        else_=and_(Idea.organisation_id.is_(None), Idea.author_id == _contribution.c.author_id),
    )
    rows = _ideas().add_columns(
        ThingLink.to_id.label("contribution"),
        ThingLink.kind.label("link"),
        by_office.label("by_office"),
        or_(is_hers, writes_along).label("names_writer"),
    )
    linked = (
        rows.join(ThingLink, ThingLink.from_id == Idea.id)
        .join(_contribution, _contribution.c.id == ThingLink.to_id)
        .where(ThingLink.to_id.in_(numbers), ThingLink.kind.in_(LINKS))
    )
    found: dict[int, list[Became]] = {}
    for row in db.session.execute(linked.order_by(ThingLink.to_id, ThingLink.id)):
        found.setdefault(row.contribution, []).append(_became(row, row.contribution, row.link, at_desk=at_desk))
    return found


def ideas_of(format: ParticipationFormat, *, at_desk: bool = False) -> list[Became]:
    """The ideas that came out of a format, each once, the oldest first: what is not public without its words."""
    said = select(Contribution.id).where(Contribution.format_id == format.id, is_shown())
    arose = select(ThingLink.from_id).where(ThingLink.to_id.in_(said), ThingLink.kind.in_(LINKS))
    further = kind_of(format).outcome_ideas(format)
    numbers = Idea.id.in_(arose) if further is None else or_(Idea.id.in_(arose), Idea.id.in_(further))
    rows = db.session.execute(_ideas().where(numbers).order_by(Idea.submitted_at, Idea.id))
    return [_became(row, 0, "arose_from", at_desk=at_desk) for row in rows]


def sources_of(idea_id: int) -> list[Arose]:
    """The contributions an idea arose from or belongs to, as far as everybody may know of them; one query."""
    may_name_format = is_public(_format_thing.c)
    may_name = and_(may_name_format, is_public(_contribution_thing.c), _contribution.c.removed_at.is_(None))
    rows = (
        select(
            ThingLink.kind, _contribution_thing.c.id, _contribution_thing.c.kind.label("thing_kind"),
            case((may_name, _contribution_thing.c.title)).label("title"), _format_thing.c.id.label("format_id"),
            case((may_name_format, _format_thing.c.title)).label("format_title"), _format_thing.c.slug,
            _format.c.format_kind,
        )
        .select_from(ThingLink)
        .join(_contribution, _contribution.c.id == ThingLink.to_id)
        .join(_contribution_thing, _contribution_thing.c.id == _contribution.c.id)
        .join(_format, _format.c.id == _contribution.c.format_id)
        .join(_format_thing, _format_thing.c.id == _format.c.id)
        .where(ThingLink.from_id == idea_id, ThingLink.kind.in_(LINKS))
        .order_by(ThingLink.id)
    )  # fmt: skip
    return list(dict.fromkeys(_arose(row) for row in db.session.execute(rows)))


def _arose(row: Any) -> Arose:
    if row.format_title is None:
        return Arose(row.kind)
    format = (row.format_id, row.slug, row.format_title, row.format_kind)
    if row.title is None:
        return Arose(row.kind, format=format)
    return Arose(row.kind, row.id, row.title, format, row.thing_kind)


def _ideas() -> Select[Any]:
    """Received ideas with whether everybody may read them, and the public project each became last."""
    latest = (
        select(_became_project.c.to_id)
        .where(_became_project.c.from_id == Idea.id, _became_project.c.kind == "promoted_to")
        .order_by(_became_project.c.id.desc())
        .limit(1)
        .correlate(Idea.__table__)
        .scalar_subquery()
    )
    is_its = and_(_project_thing.c.id == latest, Idea.state == "promoted", is_public(_project_thing.c))
    return (
        select(
            Idea.id, Idea.title, Idea.slug, Idea.state, Idea.outcome, Idea.forwarded_to, Idea.answer_due_on,
            is_public().label("is_public"), _project.c.id.label("project_id"),
            _project_thing.c.slug.label("project_slug"), _project_thing.c.title.label("project_title"),
            _project.c.state.label("project_state"),
        )
        .select_from(Idea)
        .outerjoin(_project_thing, is_its)
        .outerjoin(_project, _project.c.id == _project_thing.c.id)
        .where(Idea.submitted_at.is_not(None))
    )  # fmt: skip


def _became(row: Any, contribution: int, link: str, *, at_desk: bool) -> Became:
    known: dict[str, Any] = {
        "is_waiting": row.state in ("submitted", "revision_requested"), "is_received": row.state == "submitted",
        "has_ended": row.state in ("merged", "withdrawn"), "by_office": bool(getattr(row, "by_office", False)),
        "names_writer": bool(getattr(row, "names_writer", False)), "came_to_nothing": row.state in CAME_TO_NOTHING,
    }  # fmt: skip
    if not (row.is_public or at_desk):
        return Became(contribution, link, **known)
    status = status_of(row.state, row.outcome, row.forwarded_to, row.answer_due_on)
    project = None
    if row.project_id is not None:
        project = (row.project_id, row.project_slug, row.project_title, status_of_project(row.project_state))
    state = row.outcome or row.state
    return Became(contribution, link, row.id, row.title, row.slug, state, status, project, **known)


# ---- a whole format ------------------------------------------------------------------------------


def figures_of(format: ParticipationFormat) -> Figures:
    """How many contributions were taken up, assigned to a goal alone, weighed alone, none of it; and how many nobody
    reads any more. One query."""
    shown, taken, assigned = is_shown(), is_taken_up(), is_assigned()
    rest = and_(shown, ~taken, ~assigned)
    was_read, removed = Contribution.published_at.is_not(None), Contribution.removed_at.is_not(None)
    counted = {
        "contributions": shown, "taken_up": and_(shown, taken), "assigned": and_(shown, ~taken, assigned),
        **{verdict: and_(rest, Contribution.verdict == verdict) for verdict in VERDICTS},
        "hidden": and_(was_read, ~removed, Contribution.restricted_at.is_not(None)), "removed": and_(was_read, removed),
    }  # fmt: skip
    writer = case((and_(shown, Contribution.author_kind.in_(("person", "organisation"))), Contribution.author_id))
    sums = [func.sum(case((which, 1), else_=0)).label(name) for name, which in counted.items()]
    row = db.session.execute(
        select(func.count(writer.distinct()).label("people"), *sums)
        .select_from(Contribution)
        .where(Contribution.format_id == format.id)
    ).one()
    people = row.people if row.people >= FEWEST_NAMED else None
    return Figures(people=people, **{name: getattr(row, name) or 0 for name in counted})


def verdicts_of(numbers: Collection[int]) -> dict[int, tuple[str, str | None]]:
    """Per contribution what the office says of it, and why; one query."""
    said = select(Contribution.__table__.c.id, Contribution.verdict, Contribution.verdict_reason)
    weighed = said.where(Contribution.id.in_(numbers), Contribution.verdict.is_not(None))
    return {row.id: (row.verdict, row.verdict_reason) for row in db.session.execute(weighed)} if numbers else {}


def goals_of_format(format: ParticipationFormat, ideas: Sequence[int]) -> list[Any]:
    """The goals its contributions were assigned to and those of its public ideas, the most often named first."""
    said = select(Contribution.id).where(Contribution.format_id == format.id, is_shown())
    by_words = select(ContributionGoal.goal_id.label("goal_id"), ContributionGoal.contribution_id.label("thing_id"))
    by_ideas = select(IdeaGoal.goal_id, IdeaGoal.idea_id).where(IdeaGoal.idea_id.in_(ideas))
    named = union(by_words.where(ContributionGoal.contribution_id.in_(said)), by_ideas).subquery()
    counted = (
        select(Goal.id, Goal.key, Goal.title, Goal.short_title, _concept.c.key.label("concept"),
               func.count().label("times"))
        .join(named, named.c.goal_id == Goal.id)
        .join(_concept, _concept.c.id == Goal.concept_id)
        .group_by(Goal.id, Goal.key, Goal.title, Goal.short_title, _concept.c.key)
        .order_by(func.count().desc(), Goal.id)
    )  # fmt: skip
    return list(db.session.execute(counted).all())


def goals_of(numbers: Collection[int]) -> dict[int, list[Any]]:
    """Per contribution the goals it was assigned to, as `goal_marks` reads them; one query."""
    return TAGGED.goals_of(numbers) if numbers else {}


def public_contributions_of_goal(goal_id: int, most: int = 3) -> tuple[int, list[Any]]:
    """How many public contributions were assigned to this goal or one below it, and the newest; one query."""
    below = select(GoalAncestor.goal_id).where(GoalAncestor.ancestor_id == goal_id)
    assigned = select(ContributionGoal.contribution_id).where(ContributionGoal.goal_id.in_(below))
    rows = (
        select(
            Contribution.id, Contribution.kind, Contribution.title, Contribution.text, Contribution.lang,
            Contribution.published_at, _format_thing.c.id.label("format_id"),
            _format_thing.c.title.label("format_title"), _format_thing.c.slug.label("format_slug"),
            func.count().over().label("all"),
        )
        .select_from(Contribution)
        .join(_format_thing, _format_thing.c.id == Contribution.format_id)
        .where(
            Contribution.id.in_(assigned), is_public(), Contribution.removed_at.is_(None), is_public(_format_thing.c)
        )
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(most)
    )  # fmt: skip
    found = list(db.session.execute(rows).all())
    return (found[0].all if found else 0), found
