"""Reading concepts and their goals: as Core rows joined to a graph, in a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.models import Authority
from app.concepts.models import GOAL_KINDS, Concept, Goal, GoalAncestor, GoalLink, GoalSuccessor
from app.core.database import db
from app.core.paging import Page, page_of
from app.things.models import Thing

NEUTRAL_TONE = 4
LAYERS = ("field_of_action", "goal", "sub_goal")
MOST = 250
"""So many goals one page reads at most; of a larger concept it shows the coarser levels and the way to the rest."""
NEIGHBOURS = 4
FIELDS = 24

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

    @property
    def scene(self) -> str | int:
        """What is drawn beside it: the scene its file names, else that of the field whose colour it has."""
        named = (goal.details.get("scene") for goal in (self, *self.fields[:1]))
        return next(filter(None, named), (self.tones or [NEUTRAL_TONE])[0])

    @property
    def places(self) -> list["GoalPlace"]:
        """What is listed below it; goals no longer pursued stand below their like alone."""
        return [place for place in self.children if self.is_retired or not place.goal.is_retired]

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

    def below(self, goal: GoalNode) -> "GoalTree":
        """What stands below that goal, at whatever remove, as far as it is here; without what is no longer pursued."""
        found: set[GoalNode] = set()
        waiting = [place.goal for place in goal.places]
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting += [place.goal for place in here.places]
        return GoalTree([other for other in self.goals if other in found])

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
            Authority.name.label("authority"), _thing.c.authority_id, _concept.c.content["labels"].label("labels"),
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


def goal_counts(concept_id: int | None = None) -> dict[int, dict[str, int]]:
    """Per concept, or of one alone: how many goals of each kind its current edition has."""
    counted = (
        select(_goal.c.concept_id, _goal.c.goal_kind, func.count())
        .join(_concept, (_concept.c.id == _goal.c.concept_id) & (_concept.c.edition == _goal.c.edition))
        .where(_goal.c.is_retired.is_(False))
        .group_by(_goal.c.concept_id, _goal.c.goal_kind)
    )
    if concept_id is not None:
        counted = counted.where(_goal.c.concept_id == concept_id)
    counts: dict[int, dict[str, int]] = {}
    for number, kind, count in db.session.execute(counted):
        counts.setdefault(number, {})[kind] = count
    return counts


def layers_that_fit(counts: Mapping[str, int], kinds: Sequence[str] = LAYERS) -> list[str]:
    """The coarsest kinds that one page can hold together; at least the coarsest there is."""
    chosen: list[str] = []
    held = 0
    for kind in kinds:
        held += counts.get(kind, 0)
        if held > MOST and any(counts.get(coarser) for coarser in chosen):
            break
        chosen.append(kind)
    return chosen


def fields_of_action() -> dict[int, list[Any]]:
    """Per concept: the fields of its current edition, in order."""
    rows = (
        select(
            _goal.c.concept_id, _goal.c.key, _goal.c.tone, _goal.c.short_title, _thing.c.title,
            _goal.c.details["scene"].as_string().label("scene"),
        )
        .join(_thing, _thing.c.id == _goal.c.id)
        .join(_concept, (_concept.c.id == _goal.c.concept_id) & (_concept.c.edition == _goal.c.edition))
        .where(_goal.c.is_retired.is_(False), _goal.c.goal_kind == "field_of_action")
        .order_by(_goal.c.concept_id, _goal.c.position)
    )  # fmt: skip
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


def goal_tree(
    concept_id: int, *, kinds: Sequence[str] = (), edition: str | None = None, most: int | None = None,
    within: int | None = None,
) -> GoalTree:  # fmt: skip
    """The goals of a concept with their places; of some kinds, one edition (without the retired) or one goal's own."""
    conditions: list[ColumnElement[bool]] = [_goal.c.concept_id == concept_id]
    if kinds:
        conditions.append(_goal.c.goal_kind.in_(kinds))
    if edition:
        conditions += [_goal.c.edition == edition, _goal.c.is_retired.is_(False)]
    if within is not None:
        conditions.append(_goal.c.id.in_(_below(within)))
    return _tree(*conditions, most=most)


def current_trees(concept_ids: Iterable[int]) -> dict[int, GoalTree]:
    """Of each of these concepts the goals of its current edition, as far as they are pursued; three queries."""
    rows = (
        select(_goal.c.id, _goal.c.concept_id)
        .join(_concept, (_concept.c.id == _goal.c.concept_id) & (_concept.c.edition == _goal.c.edition))
        .where(_goal.c.concept_id.in_(list(concept_ids)), _goal.c.is_retired.is_(False))
    )
    concept_of = {row.id: row.concept_id for row in db.session.execute(rows)}
    found: dict[int, list[GoalNode]] = {}
    for goal in _tree(_goal.c.id.in_(rows.with_only_columns(_goal.c.id))).goals:
        found.setdefault(concept_of[goal.id], []).append(goal)
    return {concept_id: GoalTree(goals) for concept_id, goals in found.items()}


def goals_with_keys(concept: Concept, keys: Iterable[str]) -> GoalTree:
    """Those goals of the current edition, as far as they are pursued, with everything above them."""
    is_current = (_goal.c.concept_id == concept.id) & (_goal.c.edition == concept.edition) & ~_goal.c.is_retired
    is_meant = _goal.c.key.in_(list(keys))
    chosen = select(_goal.c.id).where(is_current, is_meant)
    above = select(GoalAncestor.ancestor_id).where(GoalAncestor.goal_id.in_(chosen))
    return _tree(is_current, or_(is_meant, _goal.c.id.in_(above)))


def past_goals(concept: Concept, also: Iterable[str] = ()) -> GoalTree:
    """What earlier editions had and what is no longer pursued, with what it lives on as; and the goals named."""
    is_past = or_(_goal.c.is_retired, _goal.c.edition != concept.edition)
    successors = select(GoalSuccessor.successor_id)
    is_meant = or_(is_past, _goal.c.id.in_(successors), _goal.c.key.in_(list(also)))
    return _tree(_goal.c.concept_id == concept.id, is_meant, most=MOST)


def page_of_goals(concept: Concept, cursor: str | None, size: int, *, below: int | None = None) -> Page:
    """One page of all goals of the current edition in the document's order; or of those below one goal."""
    rows: Any = select(
        _goal.c.id, _goal.c.key, _goal.c.goal_kind.label("kind"), _goal.c.number_printed.label("number"),
        _thing.c.title, _goal.c.short_title, _goal.c.tone,
    ).join(_thing, _thing.c.id == _goal.c.id)  # fmt: skip
    rows = rows.where(
        _goal.c.concept_id == concept.id, _goal.c.edition == concept.edition, _goal.c.is_retired.is_(False)
    )
    if below is not None:
        rows = rows.where(_goal.c.id.in_(_below(below)), _goal.c.id != below)
    return page_of(rows, [-_goal.c.position, -_goal.c.id], cursor, size)


def goals_around(concept: Concept, ids: Sequence[int]) -> GoalTree:
    """Those goals with all above them, and what they list that stands in other places, too."""
    above = select(GoalAncestor.ancestor_id).where(GoalAncestor.goal_id.in_(ids))
    shared = select(GoalLink.child_id).group_by(GoalLink.child_id).having(func.count() > 1)
    listed = select(GoalLink.child_id).where(GoalLink.parent_id.in_(ids), GoalLink.child_id.in_(shared)).limit(MOST)
    over = select(GoalLink.parent_id).where(GoalLink.child_id.in_(listed))
    is_shown = or_(*(_goal.c.id.in_(found) for found in (ids, above, listed, over)))
    return _tree(_goal.c.concept_id == concept.id, _goal.c.edition == concept.edition, is_shown)


def find_goal(concept_id: int, key: str) -> Any:
    """What identifies the goal with that key, or None."""
    rows = select(
        _goal.c.id, _goal.c.key, _goal.c.goal_kind.label("kind"), _goal.c.edition, _goal.c.short_title, _thing.c.title,
        _goal.c.details,
    )  # fmt: skip
    rows = rows.join(_thing, _thing.c.id == _goal.c.id)
    return db.session.execute(rows.where(_goal.c.concept_id == concept_id, _goal.c.key == key)).one_or_none()


def goal_surroundings(concept_id: int, key: str) -> GoalTree:
    """The goal with that key and all its page shows: what is above, beside and below it, and what it names.

    Of very many below it only the coarser levels come along, of very many beside it the nearest.
    """
    own = find_goal(concept_id, key)
    if own is None:
        return GoalTree([])
    counts = counts_below(own.id)
    kinds = GOAL_KINDS if sum(counts.values()) <= MOST else layers_that_fit(counts, GOAL_KINDS)
    is_few = sum(counts.get(kind, 0) for kind in kinds) <= MOST
    below = _below(own.id).where(GoalAncestor.goal_id.in_(select(_goal.c.id).where(_goal.c.goal_kind.in_(kinds))))
    children = select(GoalLink.child_id).where(GoalLink.parent_id == own.id).order_by(GoalLink.position).limit(MOST)
    near = [children, _beside(own.id), *([below] if is_few else []), *_other_fields(concept_id, own)]
    shown = or_(_goal.c.id == own.id, *(_goal.c.id.in_(found) for found in near))
    above = select(GoalAncestor.ancestor_id).where(GoalAncestor.goal_id.in_(select(_goal.c.id).where(shown)))
    lives_on_here = select(GoalSuccessor.goal_id).where(GoalSuccessor.successor_id == own.id)
    named = [*own.details["see_also"], *own.details["successors"]]
    return _tree(
        _goal.c.concept_id == concept_id,
        or_(shown, _goal.c.id.in_(above), _goal.c.id.in_(lives_on_here), _goal.c.key.in_(named)),
    )


def counts_below(goal_id: int) -> dict[str, int]:
    """How many goals of each kind stand below that goal, at whatever remove; those no longer pursued left out."""
    rows = (
        select(_goal.c.goal_kind, func.count())
        .join(GoalAncestor, GoalAncestor.goal_id == _goal.c.id)
        .where(GoalAncestor.ancestor_id == goal_id, _goal.c.id != goal_id, _goal.c.is_retired.is_(False))
        .group_by(_goal.c.goal_kind)
    )
    return {kind: count for kind, count in db.session.execute(rows)}


def _below(goal_id: int) -> Any:
    return select(GoalAncestor.goal_id).where(GoalAncestor.ancestor_id == goal_id)


def _beside(goal_id: int) -> Any:
    """The nearest neighbours in each place where the goal stands."""
    mother = GoalLink.__table__.alias("mother")
    return (
        select(GoalLink.child_id)
        .join(mother, mother.c.parent_id == GoalLink.parent_id)
        .where(
            mother.c.child_id == goal_id,
            GoalLink.position.between(mother.c.position - NEIGHBOURS, mother.c.position + NEIGHBOURS),
        )
    )


def _other_fields(concept_id: int, own: Any) -> list[Any]:
    if own.kind != LAYERS[0]:
        return []
    fields = select(_goal.c.id).where(_goal.c.concept_id == concept_id, _goal.c.edition == own.edition)
    return [fields.where(_goal.c.goal_kind == own.kind).order_by(_goal.c.position, _goal.c.id).limit(FIELDS)]


def _tree(*conditions: ColumnElement[bool], most: int | None = None) -> GoalTree:
    in_order = (_goal.c.position, _goal.c.id)
    rows = (
        select(
            _goal.c.id, _goal.c.key, _goal.c.goal_kind.label("kind"), _goal.c.position,
            _goal.c.number_printed.label("number"), _thing.c.title, _goal.c.short_title, _goal.c.text,
            _goal.c.source_page, _goal.c.edition, _goal.c.tone, _goal.c.is_taggable, _goal.c.is_retired,
            _goal.c.details,
        )
        .join(_thing, _thing.c.id == _goal.c.id)
        .where(*conditions)
        .order_by(*in_order)
        .limit(most)
    )  # fmt: skip
    goals = [GoalNode(**row._mapping) for row in db.session.execute(rows)]
    by_id = {goal.id: goal for goal in goals}
    chosen = select(_goal.c.id).where(*conditions).order_by(*in_order).limit(most).subquery()
    parent = _goal.alias("parent_goal")
    links = (
        select(GoalLink.parent_id, GoalLink.child_id, GoalLink.position, GoalLink.wording, GoalLink.source_page)
        .join(parent, parent.c.id == GoalLink.parent_id)
        .where(GoalLink.child_id.in_(select(chosen.c.id)))
        .order_by(parent.c.position, parent.c.id, GoalLink.position)
    )
    for link in db.session.execute(links):
        above, below = by_id.get(link.parent_id), by_id[link.child_id]
        if above is not None:
            above.children.append(GoalPlace(below, link.position, link.wording, link.source_page))
            below.parents.append(GoalPlace(above, link.position, link.wording, link.source_page))
    return GoalTree(goals)


def authorities_with_concepts() -> Sequence[Authority]:
    """The authorities people write ideas to, by name."""
    with_concept = select(Concept.authority_id).distinct()
    return db.session.scalars(select(Authority).where(Authority.id.in_(with_concept)).order_by(Authority.name)).all()
