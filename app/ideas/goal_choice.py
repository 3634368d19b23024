"""The goals an author may tick: concept, topic or Leitziel, Teilziel. Three queries, however many goals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, and_, func, or_, select

from app.concepts.models import Concept, Goal, GoalAncestor, GoalLink, GoalSuccessor
from app.core.database import db
from app.things.models import Thing

MOST_GOALS = 10

_concept = Concept.__table__
_goal = Goal.__table__
_thing = Thing.__table__
_field = Goal.__table__.alias("field_of_choice")


@dataclass
class Node:
    """A branch or a box of the tree; `value` names a goal for the form."""

    label: str
    value: str | None = None
    hint: str | None = None
    tone: int | None = None
    open: bool = False
    children: list["Node"] = field(default_factory=list)


def goal_tree(first: Collection[int] = ()) -> list[Node]:
    """Every goal on offer, each once; the concepts of the authorities in `first` ahead, the others folded away."""
    concepts = db.session.execute(
        select(Concept.id, Concept.key, Concept.short_title, Concept.authority_id, Concept.content)
        .where(Concept.published_at.is_not(None))
        .order_by(Concept.concept_kind, Concept.key)
    ).all()
    goals = _goals()
    parents = _first_parents()
    near: list[Node] = []
    far: list[Node] = []
    for concept in concepts:
        node = _concept_node(concept, [goal for goal in goals if goal.concept_id == concept.id], parents)
        if node.children:
            (near if concept.authority_id in first else far).append(node)
    if not near or not far:
        return near or far
    return [*near, Node(_("Other concepts"), children=far)]


def labels_of(nodes: Sequence[Node], values: Collection[str]) -> list[str]:
    """What the boxes with those values are called, as far as they are on offer."""
    labels = []
    for node in nodes:
        labels += [node.label] if node.value in values else []
        labels += labels_of(node.children, values)
    return labels


def find_goals(values: Sequence[str]) -> tuple[list[Goal], list[str]]:
    """The goals named `concept:key`, in the order named, and the names that are no goal on offer (any more)."""
    named = list(dict.fromkeys(values))[:50]
    pairs = [value.partition(":") for value in named]
    if not pairs:
        return [], []
    wanted = or_(*(and_(_concept.c.key == concept, Goal.key == key) for concept, _colon, key in pairs))
    found = db.session.execute(
        select(_concept.c.key, Goal)
        .join(_concept, _concept.c.id == Goal.concept_id)
        .where(wanted, Goal.is_taggable, Goal.is_retired.is_(False))
    ).all()
    goals = {f"{concept}:{goal.key}": goal for concept, goal in found}
    return [goals[name] for name in named if name in goals], [name for name in named if name not in goals]


@dataclass(frozen=True)
class Gone:
    """A goal no longer pursued that somebody had chosen, and the goals on offer that it lives on in."""

    label: str
    heirs: list[Goal]


def find_gone(names: Sequence[str]) -> dict[str, Gone]:
    """Of these names those that were goals once, each with its successors; a successor retired in turn hands on."""
    found: dict[str, Gone] = {}
    for name in names:
        concept, _colon, key = name.partition(":")
        of_concept = select(_concept.c.id).where(_concept.c.key == concept).scalar_subquery()
        goal = db.session.scalar(select(Goal).where(Goal.concept_id == of_concept, Goal.key == key, Goal.is_retired))
        if goal is not None:
            found[name] = Gone(goal.label, _heirs_of(goal.id))
    return found


def _heirs_of(goal_id: int) -> list[Goal]:
    heirs: list[Goal] = []
    seen, waiting = {goal_id}, [goal_id]
    while waiting:
        after = select(Goal).join(GoalSuccessor, GoalSuccessor.successor_id == Goal.id)
        after = after.where(GoalSuccessor.goal_id.in_(waiting), Goal.id.not_in(seen)).order_by(Goal.position)
        goals = db.session.scalars(after).unique().all()
        seen |= {goal.id for goal in goals}
        waiting = [goal.id for goal in goals if goal.is_retired]
        heirs += [goal for goal in goals if goal.is_taggable and not goal.is_retired]
    return heirs


def chosen_goals(goals: Sequence[Goal]) -> list[str]:
    """The same goals as the form names them."""
    keys = {goal.concept_id for goal in goals}
    named = select(_concept.c.id, _concept.c.key).where(_concept.c.id.in_(keys))
    concepts = {id_: key for id_, key in db.session.execute(named)}
    return [f"{concepts[goal.concept_id]}:{goal.key}" for goal in goals]


def _goals() -> Sequence[Any]:
    tone = (
        select(GoalAncestor.goal_id, func.min(_field.c.tone).label("tone"))
        .join(_field, _field.c.id == GoalAncestor.ancestor_id)
        .group_by(GoalAncestor.goal_id)
        .subquery()
    )
    rows: Sequence[Any] = db.session.execute(
        select(
            _goal.c.id, _goal.c.concept_id, _goal.c.key, _goal.c.goal_kind, _goal.c.short_title, _goal.c.is_taggable,
            _thing.c.title, tone.c.tone,
        )
        .join(_thing, _thing.c.id == _goal.c.id)
        .outerjoin(tone, tone.c.goal_id == _goal.c.id)
        .where(_goal.c.is_retired.is_(False), _goal.c.goal_kind.in_(("field_of_action", "goal", "sub_goal")))
        .order_by(_goal.c.concept_id, _goal.c.position)
    ).all()  # fmt: skip
    return rows


def _first_parents() -> dict[int, list[int]]:
    parents: dict[int, list[int]] = {}
    links = (
        select(GoalLink.child_id, GoalLink.parent_id)
        .join(_goal, _goal.c.id == GoalLink.parent_id)
        .order_by(_goal.c.position, GoalLink.position)
    )
    for child, parent in db.session.execute(links):
        parents.setdefault(child, []).append(parent)
    return parents


def _concept_node(concept: Row[Any], goals: Sequence[Row[Any]], parents: dict[int, list[int]]) -> Node:
    by_id = {goal.id: goal for goal in goals}
    topic_of = {
        key: topic["title"] for topic in (concept.content or {}).get("topics") or [] for key in topic.get("goals") or []
    }
    root = Node(concept.short_title)
    groups: dict[str, Node] = {}
    for goal in goals:
        if not goal.is_taggable:
            continue
        above = [by_id[parent] for parent in parents.get(goal.id, []) if parent in by_id]
        name = topic_of.get(goal.key) or (_label(above[0]) if above else None)
        also = [_label(other) for other in above[1:]]
        box = Node(_label(goal), f"{concept.key}:{goal.key}", _hint(goal, also), goal.tone)
        if name is None:
            root.children.append(box)
            continue
        if name not in groups:
            groups[name] = Node(name, tone=goal.tone)
            root.children.append(groups[name])
        groups[name].children.append(box)
    return root


def _label(goal: Row[Any]) -> str:
    return str(goal.short_title or goal.title)


def _hint(goal: Row[Any], also: list[str]) -> str | None:
    literal = goal.title if goal.short_title and goal.short_title != goal.title else ""
    elsewhere = _("(also under: %(goals)s)", goals="; ".join(also)) if also else ""
    return " ".join(part for part in (literal, elsewhere) if part) or None
