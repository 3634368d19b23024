"""What has to be counted: read from ideas and projects themselves, for a few things or for all of them at once."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select, union, union_all

from app.concepts.models import Goal, GoalAncestor
from app.core.database import db
from app.coverage.models import EVERYWHERE, NO_SINGLE_PLACE
from app.ideas.models import Idea, IdeaGoal, idea_municipality
from app.municipalities.models import Municipality, Region, current_member
from app.municipalities.standing import of_today
from app.projects.models import Project, ProjectGoal, project_municipality
from app.things.models import Thing

_thing: Any = Thing.__table__
_goal: Any = Goal.__table__
_idea: Any = Idea.__table__
_project: Any = Project.__table__
_today: Any = Municipality.__table__.alias("place_of_today")
TALLY = ("goal_id", "place", "counted_as", "things", "supports")
Share = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of thing that covers goals: where its rows, its status, its tags and its places stand."""

    name: str
    table: Any
    status: ColumnElement[str]
    tag: Any
    goal: Any
    serves: ColumnElement[bool]
    placed: Any
    town: Any

    @property
    def is_counted(self) -> ColumnElement[bool]:
        """Public, and not counted under the thing it went into: what lists show when nothing is asked for."""
        return and_(self.table.c.listed_at.is_not(None), self.table.c.state != "merged")

    @property
    def counted_as(self) -> ColumnElement[str]:
        return literal(f"{self.name}:").concat(self.status)


KINDS = (
    Kind(
        "idea", _idea, case((_idea.c.state == "closed", func.coalesce(_idea.c.outcome, "closed")), else_=_idea.c.state),
        IdeaGoal.idea_id, IdeaGoal.goal_id, IdeaGoal.goal_id.is_not(None),
        idea_municipality.c.idea_id, idea_municipality.c.municipality_id,
    ),
    Kind(
        "project", _project, _project.c.state,
        ProjectGoal.project_id, ProjectGoal.goal_id, ProjectGoal.relation != "competing",
        project_municipality.c.project_id, project_municipality.c.municipality_id,
    ),
)  # fmt: skip


def counted_numbers() -> set[int]:
    """Every idea and every project that is to be counted."""
    return {number for kind in KINDS for number in db.session.scalars(select(kind.table.c.id).where(kind.is_counted))}


def shares_due(thing_ids: Collection[int]) -> dict[int, Share]:
    """As what each of the things has to be counted; nothing for what is not public or serves no goal."""
    due: dict[int, Share] = {}
    for kind in KINDS:
        counted = select(kind.table.c.id, kind.counted_as.label("counted_as"), _thing.c.supports).join(
            _thing, _thing.c.id == kind.table.c.id
        )
        rows = db.session.execute(counted.where(kind.table.c.id.in_(thing_ids), kind.is_counted)).all()
        numbers = [row.id for row in rows]
        if not numbers:
            continue
        goals = grouped(select(kind.tag, kind.goal).where(kind.tag.in_(numbers), kind.serves).order_by(kind.goal))
        places = grouped(union(*_places(kind, numbers)).order_by("place"))
        for row in rows:
            if row.id in goals:
                due[row.id] = {
                    "counted_as": row.counted_as, "goals": goals[row.id], "places": places[row.id],
                    "supports": row.supports,
                }  # fmt: skip
    return due


def tallies_due(concept_id: int | None = None) -> Select[Any]:
    """The tallies as the tables of ideas and projects say, of one concept or of all: what must stand there."""
    reach = union_all(*(rows for kind in KINDS for rows in _reach(kind, concept_id))).subquery("reach")
    places = union(*(rows for kind in KINDS for rows in _places(kind))).subquery("places")
    return (
        select(
            reach.c.goal_id, places.c.place, reach.c.counted_as, func.count().label("things"),
            func.sum(reach.c.supports).label("supports"),
        )
        .join(places, places.c.thing_id == reach.c.thing_id)
        .group_by(reach.c.goal_id, places.c.place, reach.c.counted_as)
    )  # fmt: skip


def above(goals: Collection[int]) -> dict[int, list[int]]:
    """Of each goal all it counts for: itself, everything above it, its concept."""
    ways = union_all(
        select(GoalAncestor.goal_id, GoalAncestor.ancestor_id).where(GoalAncestor.goal_id.in_(goals)),
        select(_goal.c.id, _goal.c.concept_id).where(_goal.c.id.in_(goals)),
    )
    return grouped(ways)


def grouped(rows: Any) -> dict[int, list[Any]]:
    """Per first column the values of the second."""
    groups: dict[int, list[Any]] = {}
    for number, value in db.session.execute(rows):
        groups.setdefault(number, []).append(value)
    return groups


def _reach(kind: Kind, concept_id: int | None) -> Iterator[Select[Any]]:
    """Every goal a thing counts for, once; and every concept, once."""
    for reached, way in ((GoalAncestor.ancestor_id, True), (_goal.c.concept_id, False)):
        rows = (
            select(
                kind.table.c.id.label("thing_id"), reached.label("goal_id"), kind.counted_as.label("counted_as"),
                _thing.c.supports.label("supports"),
            )
            .join(_thing, _thing.c.id == kind.table.c.id)
            .join(kind.tag.class_, kind.tag == kind.table.c.id)
            .join(_goal, _goal.c.id == kind.goal)
            .where(kind.is_counted, kind.serves)
            .distinct()
        )  # fmt: skip
        rows = rows.join(GoalAncestor, GoalAncestor.goal_id == kind.goal) if way else rows
        yield rows.where(_goal.c.concept_id == concept_id) if concept_id is not None else rows


def _places(kind: Kind, thing_ids: Collection[int] | None = None) -> list[Select[Any]]:
    """Every place a thing counts for; a union of these names each once."""
    number = kind.table.c.id.label("thing_id")
    is_asked = kind.is_counted if thing_ids is None else kind.table.c.id.in_(thing_ids)
    of_region = literal("region:").concat(Region.slug)
    placed = select(number).join(kind.placed.table, kind.placed == kind.table.c.id)
    stood_for = placed.join(Municipality, Municipality.id == kind.town)
    town = stood_for.add_columns(_today.c.ags.label("place")).join(_today, _today.c.id == of_today)
    members = stood_for.join(current_member, current_member.c.municipality_id == of_today)
    around = members.add_columns(of_region).join(Region, Region.id == current_member.c.region_id)
    region = select(number, of_region).join(Region, Region.id == kind.table.c.region_id)
    nowhere = select(number, literal(NO_SINGLE_PLACE)).where(~exists().where(kind.placed == kind.table.c.id))
    everywhere = select(number, literal(EVERYWHERE))
    return [rows.where(is_asked) for rows in (town, around, region, nowhere, everywhere)]
