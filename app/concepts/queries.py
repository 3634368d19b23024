"""Reading concepts and their goals: as Core rows joined to a graph, in a constant number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.models import Authority
from app.concepts.models import Concept, Goal, GoalAncestor, GoalLink
from app.core.database import db
from app.core.paging import Page, page_of
from app.things.models import Thing

_goal = Goal.__table__
_thing = Thing.__table__
_concept = Concept.__table__


@dataclass(eq=False)
class GoalNode:
    """One goal as pages show it, joined to the goals above and below it."""

    id: int
    key: str
    kind: str
    position: int
    number: str | None
    title: str
    short_title: str | None
    text: str | None
    source_page: int | None
    edition: str
    tone: int | None
    is_taggable: bool
    is_retired: bool
    details: dict[str, Any]
    children: list["GoalPlace"] = field(default_factory=list, repr=False)
    parents: list["GoalPlace"] = field(default_factory=list, repr=False)

    @property
    def label(self) -> str:
        """What lists show: the short title where there is one."""
        return self.short_title or self.title

    @property
    def is_shared(self) -> bool:
        return len(self.parents) > 1

    @cached_property
    def tones(self) -> list[int]:
        """The colours of the fields it belongs to, in the document's order."""
        if self.tone:
            return [self.tone]
        above = (tone for place in self.parents for tone in place.goal.tones)
        return list(dict.fromkeys(above))

    @cached_property
    def fields(self) -> list["GoalNode"]:
        """The fields of action it stands under, itself if it is one."""
        if not self.parents:
            return [self]
        return list(dict.fromkeys(top for place in self.parents for top in place.goal.fields))


@dataclass(frozen=True, eq=False)
class GoalPlace:
    """One place where the document lists a goal: the goal at the other end, and the wording used there."""

    goal: GoalNode
    position: int
    wording: str | None
    source_page: int | None


@dataclass
class GoalTree:
    """Goals of one concept in the document's order. (A graph: a goal may stand under several others.)"""

    goals: list[GoalNode]

    def __post_init__(self) -> None:
        self.by_key = {goal.key: goal for goal in self.goals}

    @property
    def roots(self) -> list[GoalNode]:
        return [goal for goal in self.goals if not goal.parents]

    def of_kind(self, kind: str) -> list[GoalNode]:
        return [goal for goal in self.goals if goal.kind == kind]

    def named(self, keys: Iterable[str]) -> list[GoalNode]:
        """The goals with those keys, as far as they are here."""
        return [self.by_key[key] for key in keys if key in self.by_key]


def all_concepts() -> Sequence[Any]:
    """Every concept with what a list shows, ordered by the name of its authority."""
    rows = (
        select(
            _concept.c.id, _concept.c.key, _thing.c.title, _concept.c.short_title, _concept.c.concept_kind,
            _concept.c.region, _concept.c.horizon, _concept.c.status, _concept.c.adopted_on,
            Authority.name.label("authority"),
        )
        .join(_thing, _thing.c.id == _concept.c.id)
        .join(Authority, Authority.id == _thing.c.authority_id)
        .order_by(Authority.name, _concept.c.id)
    )  # fmt: skip
    return db.session.execute(rows).all()


def page_of_concepts(cursor: str | None, size: int) -> Page:
    """One page of the concepts, oldest first."""
    rows: Any = select(
        Concept.key, Concept.title, Concept.concept_kind, Concept.region, Concept.horizon, Concept.adopted_on,
        Concept.status,
    )  # fmt: skip
    return page_of(rows, [-Concept.id], cursor, size)


def goal_counts() -> dict[int, dict[str, int]]:
    """Per concept: how many goals of each kind its current edition has."""
    counted = (
        select(_goal.c.concept_id, _goal.c.goal_kind, func.count())
        .join(_concept, (_concept.c.id == _goal.c.concept_id) & (_concept.c.edition == _goal.c.edition))
        .where(_goal.c.is_retired.is_(False))
        .group_by(_goal.c.concept_id, _goal.c.goal_kind)
    )
    counts: dict[int, dict[str, int]] = {}
    for concept_id, kind, count in db.session.execute(counted):
        counts.setdefault(concept_id, {})[kind] = count
    return counts


def fields_of_action() -> dict[int, list[Any]]:
    """Per concept: the fields of its current edition, in order."""
    rows = (
        select(_goal.c.concept_id, _goal.c.key, _goal.c.tone, _goal.c.short_title, _thing.c.title)
        .join(_thing, _thing.c.id == _goal.c.id)
        .join(_concept, (_concept.c.id == _goal.c.concept_id) & (_concept.c.edition == _goal.c.edition))
        .where(_goal.c.is_retired.is_(False), _goal.c.goal_kind == "field_of_action")
        .order_by(_goal.c.concept_id, _goal.c.position)
    )
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.concept_id, []).append(row)
    return found


def concepts_of_authority(authority_id: int) -> Sequence[Any]:
    """The concepts that authority answers for."""
    rows = select(Concept.id, Concept.key, Concept.title, Concept.short_title, Concept.concept_kind)
    return db.session.execute(rows.where(Concept.authority_id == authority_id).order_by(Concept.id)).all()


def find_concept(slug: str) -> Concept | None:
    """The concept with that slug; concepts are public."""
    return db.session.scalar(select(Concept).where(Concept.key == slug))


def goal_tree(concept_id: int, *, kinds: Sequence[str] = (), edition: str | None = None) -> GoalTree:
    """The goals of a concept with their places; of some kinds or one edition (without the retired) when asked so."""
    conditions: list[ColumnElement[bool]] = [_goal.c.concept_id == concept_id]
    if kinds:
        conditions.append(_goal.c.goal_kind.in_(kinds))
    if edition:
        conditions += [_goal.c.edition == edition, _goal.c.is_retired.is_(False)]
    return _tree(*conditions)


def goal_surroundings(concept_id: int, key: str) -> GoalTree:
    """The goal with that key and all its page shows: what is above, beside and below it, and what it names."""
    own = select(_goal.c.id).where(_goal.c.concept_id == concept_id, _goal.c.key == key).scalar_subquery()
    above = select(GoalAncestor.ancestor_id).where(GoalAncestor.goal_id == own)
    beside = (
        select(GoalLink.child_id)
        .join(_mother, _mother.c.parent_id == GoalLink.parent_id)
        .where(_mother.c.child_id == own)
    )
    below = select(GoalAncestor.goal_id).where(GoalAncestor.ancestor_id == own)
    is_near = [_goal.c.id.in_(found) for found in (above, beside, below)]
    is_retired_or_named = _goal.c.key.in_(_named_by(concept_id, key))
    return _tree(_goal.c.concept_id == concept_id, or_(*is_near, is_retired_or_named))


_mother = GoalLink.__table__.alias("mother")


def _named_by(concept_id: int, key: str) -> list[str]:
    details = db.session.scalar(select(_goal.c.details).where(_goal.c.concept_id == concept_id, _goal.c.key == key))
    return [*details["see_also"], *details["successors"]] if details else []


def _tree(*conditions: ColumnElement[bool]) -> GoalTree:
    rows = (
        select(
            _goal.c.id, _goal.c.key, _goal.c.goal_kind.label("kind"), _goal.c.position,
            _goal.c.number_printed.label("number"), _thing.c.title, _goal.c.short_title, _goal.c.text,
            _goal.c.source_page, _goal.c.edition, _goal.c.tone, _goal.c.is_taggable, _goal.c.is_retired,
            _goal.c.details,
        )
        .join(_thing, _thing.c.id == _goal.c.id)
        .where(*conditions)
        .order_by(_goal.c.position, _goal.c.id)
    )  # fmt: skip
    goals = [GoalNode(**row._mapping) for row in db.session.execute(rows)]
    by_id = {goal.id: goal for goal in goals}
    chosen = select(_goal.c.id).where(*conditions)
    parent = _goal.alias("parent_goal")
    links = (
        select(GoalLink.parent_id, GoalLink.child_id, GoalLink.position, GoalLink.wording, GoalLink.source_page)
        .join(parent, parent.c.id == GoalLink.parent_id)
        .where(GoalLink.child_id.in_(chosen))
        .order_by(parent.c.position, parent.c.id, GoalLink.position)
    )
    for link in db.session.execute(links):
        above, below = by_id.get(link.parent_id), by_id[link.child_id]
        if above is not None:
            above.children.append(GoalPlace(below, link.position, link.wording, link.source_page))
            below.parents.append(GoalPlace(above, link.position, link.wording, link.source_page))
    return GoalTree(goals)
