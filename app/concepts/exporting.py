"""A concept back as a file: what was loaded comes out again, word for word and in the same order."""

from typing import Any

import yaml
from sqlalchemy import select

from app.concepts.models import Concept, Goal, GoalLink
from app.concepts.schemas import ConceptFile
from app.core.database import db


def export_concept(concept: Concept) -> ConceptFile:
    """The concept in the file format; loading it again changes nothing."""
    goals = db.session.scalars(select(Goal).where(Goal.concept_id == concept.id).order_by(Goal.position)).all()
    keys = {goal.id: goal.key for goal in goals}
    links = db.session.execute(
        select(GoalLink.parent_id, GoalLink.child_id, GoalLink.wording, GoalLink.source_page)
        .where(GoalLink.parent_id.in_(select(Goal.id).where(Goal.concept_id == concept.id).scalar_subquery()))
        .order_by(GoalLink.parent_id, GoalLink.position)
    ).all()
    children: dict[int, list[dict[str, Any]]] = {goal.id: [] for goal in goals}
    for link in links:
        entry = {"goal": keys[link.child_id], "wording": link.wording, "page": link.source_page}
        children[link.parent_id].append(entry)
    entries = [entry_of(goal, concept, children[goal.id]) for goal in goals]
    return ConceptFile.model_validate({**concept.content, "goals": entries})


def entry_of(goal: Goal, concept: Concept, children: list[dict[str, Any]]) -> dict[str, Any]:
    """One goal as the file lists it."""
    return {
        "key": goal.key,
        "kind": goal.goal_kind,
        "number": goal.number_printed,
        "title": goal.title,
        "short_title": goal.short_title,
        "text": goal.text,
        "source_page": goal.source_page,
        "edition": None if goal.edition == concept.edition else goal.edition,
        "tone": goal.tone,
        "retired": goal.is_retired,
        "children": children,
        **goal.details,
    }


def as_yaml(file: ConceptFile) -> str:
    """The file as it is kept in the repository: only what is said, no anchors, wide lines."""
    plain = file.model_dump(mode="json", exclude_defaults=True)
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=116)


class _Dumper(yaml.SafeDumper):
    """Writes the same list twice rather than pointing at it."""

    def ignore_aliases(self, data: object) -> bool:
        return True
