"""Reading projects: one visibility query, the catalogue with its filters, the desk's list, counts per goal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from app.accounts.models import Person
from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.core.paging import page_of
from app.core.texts import fold
from app.ideas.models import Idea
from app.municipalities.models import Municipality, Region
from app.projects.models import Project, ProjectGoal, project_municipality
from app.projects.workflow import STATES
from app.things.models import Thing, ThingLink
from app.things.queries import is_public

_goal = Goal.__table__.alias("goal_of_project")
_goal_thing = Thing.__table__.alias("thing_of_project_goal")
_field = Goal.__table__.alias("field_of_project")
_concept = Concept.__table__.alias("concept_of_project")

PAGE_SIZE = 20
SORTS = ("neu", "geaendert")


# ---- one project, for one reader ----------------------------------------------------------------


def find_visible(number: int) -> Project | None:
    """The project with that number, if everybody may read it."""
    return db.session.scalar(select(Project).where(Project.id == number, is_public()))


def find_on_desk(number: int, to: Person) -> Project | None:
    """The project, if it belongs to an authority this person works for."""
    of_theirs = Project.authority_id.in_(to.authorities_as("moderator", "project_editor"))
    return db.session.scalar(to_change(select(Project).where(Project.id == number, of_theirs), of=Project))


def find_project_of(idea: Idea) -> Project | None:
    """The project the idea has become, as long as it counts as promoted; its latest one."""
    if idea.state != "promoted":
        return None
    became = select(Project).join(ThingLink, ThingLink.to_id == Project.id)
    of_idea = (ThingLink.from_id == idea.id, ThingLink.kind == "promoted_to")
    return db.session.scalar(became.where(*of_idea).order_by(ThingLink.id.desc()).limit(1))


def ideas_behind(project_id: int) -> Sequence[Idea]:
    """The ideas a project came from, oldest first; locked when the project is being changed."""
    behind = select(Idea).join(ThingLink, ThingLink.from_id == Idea.id)
    of_project = (ThingLink.to_id == project_id, ThingLink.kind == "promoted_to")
    return db.session.scalars(to_change(behind.where(*of_project).order_by(Idea.id), of=Idea)).unique().all()


def public_ideas_behind(project_id: int) -> Sequence[Idea]:
    """The same as far as everybody may read them."""
    behind = select(Idea).join(ThingLink, ThingLink.from_id == Idea.id)
    of_project = (ThingLink.to_id == project_id, ThingLink.kind == "promoted_to")
    return db.session.scalars(behind.where(*of_project, is_public()).order_by(Idea.submitted_at, Idea.id)).all()


def story_of(project_id: int, idea_ids: Sequence[int]) -> Sequence[JournalEntry]:
    """What everybody may read of the project and of these ideas, as one chronicle, oldest first."""
    entries = select(JournalEntry).where(
        JournalEntry.thing_id.in_([project_id, *idea_ids]), JournalEntry.audience == "public"
    )
    return db.session.scalars(entries.order_by(JournalEntry.at, JournalEntry.id)).all()


# ---- the catalogue ------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProjectFilter:
    """What a list shall show; ids, already looked up by the door. Nothing set: everything public."""

    concept_id: int | None = None
    goal_ids: tuple[int, ...] = ()
    municipality_id: int | None = None
    region_id: int | None = None
    authority_id: int | None = None
    states: tuple[str, ...] = ()
    origin: str | None = None
    words: str = ""
    sort: str = "neu"


@dataclass
class ProjectRow:
    """One project in a list, with what its card shows."""

    number: int
    title: str
    slug: str
    state: str
    origin: str
    status_as_of: date | None
    lead: str | None
    starts_on: date | None
    ends_on: date | None
    cost_min: int | None
    cost_max: int | None
    description: str
    authority_id: int | None
    listed_at: Any
    updated_at: Any
    region: str | None
    goals: list[Row[Any]] = field(default_factory=list)
    municipalities: list[Row[Any]] = field(default_factory=list)

    @property
    def tones(self) -> list[int]:
        """The colours of its main goal, or of the first."""
        chosen = [goal for goal in self.goals if goal.is_main] or self.goals[:1]
        return sorted({tone for goal in chosen for tone in (goal.tone, goal.other_tone) if tone})


def public_projects(
    wanted: ProjectFilter, cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[ProjectRow], str | None]:
    """One page of the catalogue and the cursor of the next; three queries, however many rows."""
    order: list[Any] = [Project.updated_at if wanted.sort == "geaendert" else Project.listed_at, Project.id]
    page = page_of(_rows().where(*_conditions(wanted)), order, cursor, size)
    return with_tags(page.rows), page.next


def project_row(number: int) -> ProjectRow | None:
    """The row of one public project."""
    rows = with_tags(db.session.execute(_rows().where(Project.id == number, is_public())).all())
    return rows[0] if rows else None


def count_public_projects(wanted: ProjectFilter) -> int:
    """How many the filters leave."""
    return db.session.scalar(select(func.count()).select_from(Project).where(*_conditions(wanted))) or 0


def count_by_state(wanted: ProjectFilter) -> dict[str, int]:
    """Public projects per state, under the other filters."""
    counted = select(Project.state, func.count()).where(*_conditions(wanted)).group_by(Project.state)
    return {state: count for state, count in db.session.execute(counted)}


def latest_projects_of_goal(goal_id: int, limit: int = 4) -> list[ProjectRow]:
    """The newest public projects that serve this goal or one below it."""
    return public_projects(ProjectFilter(goal_ids=(goal_id,)), size=limit)[0]


def projects_of_place(
    *, municipality_id: int | None = None, region_id: int | None = None, limit: int = 6
) -> list[ProjectRow]:
    """The newest public projects for a municipality or for a region as a whole."""
    return public_projects(ProjectFilter(municipality_id=municipality_id, region_id=region_id), size=limit)[0]


def public_project_counts(concept_id: int) -> dict[int, int]:
    """Per goal of the concept: public projects on it or below it, each counted once."""
    counted = (
        select(GoalAncestor.ancestor_id, func.count(ProjectGoal.project_id.distinct()))
        .join(ProjectGoal, ProjectGoal.goal_id == GoalAncestor.goal_id)
        .join(Project, Project.id == ProjectGoal.project_id)
        .join(_goal, _goal.c.id == GoalAncestor.ancestor_id)
        .where(_goal.c.concept_id == concept_id, Project.listed_at.is_not(None), is_public())
        .group_by(GoalAncestor.ancestor_id)
    )
    return {goal_id: count for goal_id, count in db.session.execute(counted)}


# ---- the desk's list ----------------------------------------------------------------------------


def projects_on_desk(
    authority_ids: set[int], *, state: str | None = None, words: str = "", cursor: str | None = None
) -> tuple[list[ProjectRow], str | None]:
    """The projects of these authorities, last changed first; found by number or word."""
    of_theirs: list[ColumnElement[bool]] = [Project.authority_id.in_(authority_ids)]
    of_theirs += [Project.state == state] if state in STATES else []
    order: list[Any] = [Project.updated_at, Project.id]
    page = page_of(_rows().where(*of_theirs, *_found(words)), order, cursor, PAGE_SIZE)
    return with_tags(page.rows), page.next


def count_on_desk(authority_ids: set[int]) -> dict[str, int]:
    """Projects of these authorities, per state."""
    counted = select(Project.state, func.count()).where(Project.authority_id.in_(authority_ids))
    return {state: count for state, count in db.session.execute(counted.group_by(Project.state))}


# ---- how the lists are made ---------------------------------------------------------------------


def _rows() -> Select[Any]:
    region = select(Region.name).where(Region.id == Project.region_id).scalar_subquery()
    columns: list[Any] = [
        Project.id.label("number"), Project.title, Project.slug, Project.state, Project.origin, Project.status_as_of,
        Project.lead, Project.starts_on, Project.ends_on, Project.cost_min, Project.cost_max, Project.description,
        Project.authority_id, Project.listed_at, Project.updated_at, region.label("region"),
    ]  # fmt: skip
    return select(*columns)


def with_tags(rows: Sequence[Row[Any]]) -> list[ProjectRow]:
    """The rows with their goals and municipalities; two queries."""
    projects = {
        row.number: ProjectRow(**{key: value for key, value in row._mapping.items() if not key.startswith("_key")})
        for row in rows
    }
    if not projects:
        return []
    for tag in db.session.execute(_tags().where(ProjectGoal.project_id.in_(projects))):
        projects[tag.project_id].goals.append(tag)
    places = (
        select(project_municipality.c.project_id, Municipality.id, Municipality.ags, Municipality.name)
        .join(Municipality, Municipality.id == project_municipality.c.municipality_id)
        .where(project_municipality.c.project_id.in_(projects))
        .order_by(Municipality.sort_name)
    )
    for place in db.session.execute(places):
        projects[place.project_id].municipalities.append(place)
    return list(projects.values())


def goals_of(project_id: int) -> Sequence[Row[Any]]:
    """The goals of one project, the main one first, each with its colours."""
    return db.session.execute(_tags().where(ProjectGoal.project_id == project_id)).all()


def _tags() -> Select[Any]:
    is_main = (ProjectGoal.relation == "main").label("is_main")
    return (
        select(
            ProjectGoal.project_id, ProjectGoal.relation, is_main, _goal.c.id, _goal.c.key, _goal.c.goal_kind,
            _goal_thing.c.title, _goal.c.short_title, _goal.c.is_taggable, _concept.c.key.label("concept"),
            _concept.c.short_title.label("concept_title"),
            func.min(_field.c.tone).label("tone"), func.max(_field.c.tone).label("other_tone"),
        )
        .join(_goal, _goal.c.id == ProjectGoal.goal_id)
        .join(_goal_thing, _goal_thing.c.id == _goal.c.id)
        .join(_concept, _concept.c.id == _goal.c.concept_id)
        .join(GoalAncestor, GoalAncestor.goal_id == _goal.c.id)
        .join(_field, _field.c.id == GoalAncestor.ancestor_id)
        .group_by(
            ProjectGoal.project_id, ProjectGoal.goal_id, ProjectGoal.relation, _goal.c.id, _goal.c.key,
            _goal.c.goal_kind, _goal.c.short_title, _goal.c.is_taggable, _goal.c.position, _goal_thing.c.title,
            _concept.c.key, _concept.c.short_title,
        )
        .order_by(ProjectGoal.project_id, is_main.desc(), _goal.c.position, _goal.c.id)
    )  # fmt: skip


def _conditions(wanted: ProjectFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Project.listed_at.is_not(None), is_public()]
    if wanted.concept_id:
        conditions.append(_has_tag(_goal.c.concept_id == wanted.concept_id))
    conditions += [_has_tag(GoalAncestor.ancestor_id == goal_id) for goal_id in wanted.goal_ids]
    if wanted.municipality_id:
        there = project_municipality.c.municipality_id == wanted.municipality_id
        conditions.append(Project.id.in_(select(project_municipality.c.project_id).where(there)))
    if wanted.region_id:
        conditions.append(Project.region_id == wanted.region_id)
    if wanted.authority_id:
        conditions.append(Project.authority_id == wanted.authority_id)
    if wanted.states:
        conditions.append(Project.state.in_(wanted.states))
    if wanted.origin:
        conditions.append(Project.origin == wanted.origin)
    return conditions + [Project.folded.contains(word, autoescape=True) for word in _words(wanted.words)]


def _found(words: str) -> list[ColumnElement[bool]]:
    if words.strip().isdecimal():
        return [Project.id == min(int(words), 2**31 - 1)]
    return [Project.folded.contains(word, autoescape=True) for word in _words(words)]


def _words(text: str) -> list[str]:
    return fold(text).split()[:8]


def _has_tag(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    tag = (
        select(ProjectGoal.project_id)
        .join(_goal, _goal.c.id == ProjectGoal.goal_id)
        .join(GoalAncestor, GoalAncestor.goal_id == ProjectGoal.goal_id)
        .where(and_(condition))
    )
    return Project.id.in_(tag)
