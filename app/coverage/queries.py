"""Reading the tallies: how well each goal is covered, in one query per concept."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, literal, select

from app.concepts.models import Goal, GoalAncestor
from app.core.database import db
from app.coverage.counting import KINDS
from app.coverage.models import EVERYWHERE, GoalTally
from app.municipalities.models import District, Municipality, Region, current_member
from app.projects.models import Project, ProjectGoal

MOST_RIVALS = 10
_tally: Any = GoalTally.__table__
_goal: Any = Goal.__table__


@dataclass
class Coverage:
    """What serves one goal: ideas and projects by status, on it or below it, each once; `supports` of all together."""

    ideas: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    supports: int = 0

    @property
    def idea_count(self) -> int:
        """All public ideas, as the list for this goal shows them."""
        return sum(self.ideas.values())

    @property
    def pooled(self) -> int:
        return self.ideas.get("pooled", 0)

    @property
    def project_count(self) -> int:
        """All public projects that serve it, as the catalogue for this goal shows them."""
        return sum(self.projects.values())

    @property
    def is_gap(self) -> bool:
        """Nobody has thought of anything here yet."""
        return not self.idea_count and not self.project_count

    def add(self, counted_as: str, things: int, supports: int) -> None:
        kind, _colon, status = counted_as.partition(":")
        counts = self.ideas if kind == "idea" else self.projects
        counts[status] = counts.get(status, 0) + things
        self.supports += supports


NOTHING = Coverage()


def coverage_of(concept_id: int, place: str = EVERYWHERE) -> dict[int, Coverage]:
    """Per goal of the concept, and for the concept itself: its coverage in that place; `NOTHING` is left out."""
    return _coverage(_is_of(concept_id), place)


def coverage_of_goals(goal_ids: Collection[int]) -> dict[int, Coverage]:
    """Per goal of these: its coverage everywhere; `NOTHING` is left out."""
    return _coverage(_tally.c.goal_id.in_(goal_ids), EVERYWHERE)


def _coverage(is_asked_for: ColumnElement[bool], place: str) -> dict[int, Coverage]:
    rows = (
        select(_tally.c.goal_id, _tally.c.counted_as, _tally.c.things, _tally.c.supports)
        .where(is_asked_for, _tally.c.place == place, _tally.c.things != 0)
        .order_by(_tally.c.goal_id, _tally.c.counted_as)
    )
    found: dict[int, Coverage] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.goal_id, Coverage()).add(row.counted_as, row.things, row.supports)
    return found


def carried_by(concept_id: int) -> dict[int, Coverage]:
    """Per goal of the concept: the public ideas and projects tagged with that very goal, not with one below it."""
    of_concept = select(_goal.c.id).where(_goal.c.concept_id == concept_id)
    found: dict[int, Coverage] = {}
    for kind in KINDS:
        rows = (
            select(kind.goal.label("goal_id"), func.count().label("tagged"))
            .join(kind.table, kind.table.c.id == kind.tag)
            .where(kind.goal.in_(of_concept), kind.is_counted, kind.serves)
            .group_by(kind.goal)
        )
        for row in db.session.execute(rows):
            found.setdefault(row.goal_id, Coverage()).add(f"{kind.name}:public", row.tagged, 0)
    return found


def competing_projects(goal_id: int) -> list[Any]:
    """Public projects that work against the goal or one below it: number and title of the first, `number` of all."""
    tag: Any = ProjectGoal.__table__
    rivals = select(tag.c.project_id).join(GoalAncestor, GoalAncestor.goal_id == tag.c.goal_id)
    rivals = rivals.where(GoalAncestor.ancestor_id == goal_id, tag.c.relation == "competing")
    rows = select(Project.id, Project.title, func.count().over().label("number"))
    rows = rows.where(Project.listed_at.is_not(None), Project.id.in_(rivals))
    return list(db.session.execute(rows.order_by(Project.id.desc()).limit(MOST_RIVALS)))


def idea_counts(covered: Mapping[int, Coverage]) -> dict[int, int]:
    """Of each goal the public ideas alone."""
    return {goal_id: one.idea_count for goal_id, one in covered.items()}


def counts_by_place(numbers: Collection[int], counted: str) -> dict[str, dict[int, int]]:
    """Per place and goal (or concept) of these: how many ideas, projects, or supports of both; zeros are left out."""
    amount = func.sum(_tally.c.supports if counted == "supports" else _tally.c.things)
    rows = select(_tally.c.place, _tally.c.goal_id, amount.label("amount")).where(_tally.c.goal_id.in_(numbers))
    if counted != "supports":
        rows = rows.where(_tally.c.counted_as.startswith(f"{counted.removesuffix('s')}:"))
    found: dict[str, dict[int, int]] = {}
    for row in db.session.execute(rows.group_by(_tally.c.place, _tally.c.goal_id).having(amount != 0)):
        found.setdefault(row.place, {})[row.goal_id] = int(row.amount)
    return found


def municipalities_of(authority_id: int, besides: Collection[str]) -> list[Any]:
    """Code and name of the municipalities an authority is for, and of those asked for besides; by name."""
    of_district = select(Municipality.id).join(District).where(District.authority_id == authority_id)
    of_region = (
        select(current_member.c.municipality_id)
        .join(Region, Region.id == current_member.c.region_id)
        .where(Region.authority_id == authority_id)
    )
    is_theirs = Municipality.id.in_(of_district.union(of_region)) & Municipality.valid_until.is_(None)
    rows = select(Municipality.ags.label("code"), Municipality.name, Municipality.ags.label("key"))
    chosen = rows.where(is_theirs | Municipality.ags.in_(besides))
    return list(db.session.execute(chosen.order_by(Municipality.sort_name, Municipality.ags)))


def regions_of(authority_id: int, besides: Collection[str]) -> list[Any]:
    """Code and name of the regions of an authority or in its districts, and of those asked for besides; by name."""
    code = literal("region:").concat(Region.slug)
    inside = (
        select(current_member.c.region_id)
        .join(Municipality, Municipality.id == current_member.c.municipality_id)
        .join(District, District.id == Municipality.district_id)
        .where(District.authority_id == authority_id)
    )
    rows = select(code.label("code"), Region.name, Region.slug.label("key"))
    is_theirs = (Region.authority_id == authority_id) | Region.id.in_(inside)
    return list(db.session.execute(rows.where(is_theirs | code.in_(besides)).order_by(Region.name)))


def has_regions(authority_id: int) -> bool:
    """Whether the authority has regions, or its districts lie in some."""
    return bool(regions_of(authority_id, ()))


def is_place(code: str) -> bool:
    """Whether there is a municipality or a region with that code."""
    kind, _colon, slug = code.partition(":")
    is_region = kind == "region"
    known = select(Region.id).where(Region.slug == slug) if is_region else select(Municipality.id)
    return db.session.scalar(known if is_region else known.where(Municipality.ags == code)) is not None


def _is_of(concept_id: int) -> ColumnElement[bool]:
    goals = select(_goal.c.id).where(_goal.c.concept_id == concept_id).union_all(select(literal(concept_id)))
    found: ColumnElement[bool] = _tally.c.goal_id.in_(goals)
    return found
