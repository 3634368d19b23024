"""Reading projects: one visibility query, the catalogue with its filters, the desk's list, counts per goal."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from app.accounts.models import Person
from app.concepts.listing import Listed, ListFilter
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.core.paging import Page, page_of
from app.core.texts import fold
from app.ideas.models import Idea
from app.municipalities.models import Region
from app.projects.models import Project, ProjectGoal, project_municipality
from app.projects.workflow import STATES
from app.things.models import ThingLink
from app.things.queries import is_public

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


def find_joining(project: Project, number: int) -> Idea | None:
    """The idea of the project's own authority with that number, received; locked when the project is being changed."""
    of_theirs = (Idea.authority_id == project.authority_id, Idea.submitted_at.is_not(None))
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, *of_theirs), of=Idea))


def find_leaving(project: Project, number: int) -> Idea | None:
    """One of the ideas behind it that has not gone back to the pool or into another project since."""
    found = next((idea for idea in ideas_behind(project.id) if idea.id == number), None)
    if found is None or (latest := find_project_of(found)) is None or latest.id != project.id:
        return None
    return found


def may_join(project: Project, words: str, cursor: str | None = None) -> Page:
    """Ideas of the same authority that a project could take in, by number or words; newest first."""
    columns: list[Any] = [Idea.id.label("number"), Idea.title, Idea.state, Idea.outcome, Idea.supports]
    of_theirs = select(*columns).where(
        Idea.authority_id == project.authority_id, Idea.state.in_(("published", "pooled")), is_public()
    )
    is_number = words.strip().isdecimal()
    found = [Idea.id == min(int(words.strip()[:12]), 2**31 - 1)] if is_number else []
    found += [] if is_number else [Idea.folded.contains(word, autoescape=True) for word in fold(words).split()[:8]]
    order: list[Any] = [Idea.id]
    return page_of(of_theirs.where(*found), order, cursor, PAGE_SIZE)


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


ProjectFilter = ListFilter
LISTED = Listed(
    Project, tagged=ProjectGoal.project_id, goal=ProjectGoal.goal_id, is_main=ProjectGoal.relation == "main",
    placed=project_municipality.c.project_id, town=project_municipality.c.municipality_id,
    serves=ProjectGoal.relation != "competing",
)  # fmt: skip


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
    latitude: float | None
    longitude: float | None
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
    page = page_of(_rows().where(*LISTED.conditions(wanted)), order, cursor, size)
    return with_tags(page.rows), page.next


def project_row(number: int) -> ProjectRow | None:
    """The row of one public project."""
    rows = with_tags(db.session.execute(_rows().where(Project.id == number, is_public())).all())
    return rows[0] if rows else None


def visible_rows(numbers: Collection[int]) -> list[ProjectRow]:
    """Those of these projects that everybody may read, as lists show them, but without their goals; two queries."""
    rows = db.session.execute(_rows().where(Project.id.in_(numbers), is_public())).all()
    return with_tags(rows, has_goals=False)


def count_public_projects(wanted: ProjectFilter) -> int:
    """How many the filters leave."""
    return LISTED.count(wanted)


def count_by_state(wanted: ProjectFilter) -> dict[str, int]:
    """Public projects per state, under the other filters."""
    counted = select(Project.state, func.count()).where(*LISTED.conditions(wanted)).group_by(Project.state)
    return {state: count for state, count in db.session.execute(counted)}


def latest_projects_of_goal(goal_id: int, limit: int = 4) -> list[ProjectRow]:
    """The newest public projects that serve this goal or one below it."""
    return public_projects(ProjectFilter(goal_ids=(goal_id,)), size=limit)[0]


def projects_of_place(
    *, municipality_id: int | None = None, region_id: int | None = None, limit: int = 6
) -> list[ProjectRow]:
    """The newest public projects for a municipality or for a region as a whole."""
    return public_projects(ProjectFilter(municipality_id=municipality_id, region_id=region_id), size=limit)[0]


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
        Project.authority_id, Project.latitude, Project.longitude, Project.listed_at, Project.updated_at,
        region.label("region"),
    ]  # fmt: skip
    return select(*columns)


def with_tags(rows: Sequence[Row[Any]], *, has_goals: bool = True) -> list[ProjectRow]:
    """The rows with their goals, where these are shown, and municipalities; two queries."""
    numbers = [row.number for row in rows]
    goals, towns = LISTED.goals_of(numbers) if has_goals else {}, LISTED.towns_of(numbers)
    return [
        ProjectRow(
            **{key: value for key, value in row._mapping.items() if not key.startswith("_key")},
            goals=goals.get(row.number, []), municipalities=towns.get(row.number, []),
        )
        for row in rows
    ]  # fmt: skip


def goals_of(project_id: int) -> Sequence[Row[Any]]:
    """The goals of one project, the main one first, each with its colours."""
    return LISTED.goals_of([project_id]).get(project_id, [])


def _found(words: str) -> list[ColumnElement[bool]]:
    if words.strip().isdecimal():
        return [Project.id == min(int(words), 2**31 - 1)]
    return [Project.folded.contains(word, autoescape=True) for word in fold(words).split()[:8]]
