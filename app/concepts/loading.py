"""Loading a concept: by key, so that numbers, addresses and tags of its goals outlive every correction."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import delete, insert, select

from app.accounts.queries import find_authority
from app.concepts.exporting import entry_of
from app.concepts.models import Concept, Goal, GoalAncestor, GoalLink, GoalSuccessor
from app.concepts.schemas import ConceptFile, GoalEntry
from app.core.clock import now
from app.core.database import db, to_change, touch
from app.core.errors import DomainError

TAGGABLE_KINDS = ("sub_goal", "goal", "field_of_action")


class AuthorityIsMissing(DomainError):
    """A concept needs the authority that answers for it."""

    def __init__(self, concept: str, authority: str) -> None:
        super().__init__(f"{concept}: there is no authority {authority!r}; run `municipalities load` first")


class VanishedDoNotFit(DomainError):
    """A goal the file leaves out stays as a retired one, and together with it the file contradicts itself."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("with the goals that the file leaves out: " + "; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class LoadReport:
    """What a load did to the goals of one concept."""

    concept: Concept
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0

    def __str__(self) -> str:
        return (
            f"{self.concept.key}: {self.new} neu, {self.updated} geändert, {self.unchanged} unverändert, "
            f"{self.retired} entfallen"
        )


def load_concept(file: ConceptFile) -> LoadReport:
    """Bring the concept up to the file. Goals keep their numbers and tags; what vanished is retired, not deleted."""
    digest = digest_of(file)
    concept = db.session.scalar(to_change(select(Concept).where(Concept.key == file.slug), of=Concept.__table__))
    if concept is not None and concept.file_digest == digest:
        return LoadReport(concept, unchanged=len(file.goals))
    file, retired = (file, 0) if concept is None else with_vanished(file, concept)
    concept = _settle_concept(concept, file, digest)
    known = {goal.key: goal for goal in _goals_of(concept)}
    taggable = taggable_kind(file)
    counts = {"new": 0, "updated": 0, "unchanged": 0}
    for position, entry in enumerate(file.goals):
        values = _values_of(entry, concept, position, taggable)
        goal = known.get(entry.key)
        if goal is None:
            known[entry.key] = _new_goal(concept, entry, values)
            counts["new"] += 1
        else:
            counts["updated" if _change(goal, values) else "unchanged"] += 1
    db.session.flush()
    _relink(file, concept, known)
    touch(concept.id, remade=True)
    for goal in known.values():
        touch(goal.id)
    return LoadReport(concept, retired=retired, **counts)


def with_vanished(file: ConceptFile, concept: Concept) -> tuple[ConceptFile, int]:
    """The file together with the goals it no longer lists, retired behind all others; and how many were not so before.

    What vanished stays readable under its address and takes no more tags; tags it has stay with it.
    """
    listed = {entry.key for entry in file.goals}
    vanished = [goal for goal in _goals_of(concept) if goal.key not in listed]
    if not vanished:
        return file, 0
    entries = [{**entry_of(goal, concept, []), "edition": goal.edition, "retired": True} for goal in vanished]
    editions = {edition.key for edition in file.editions}
    missing = {goal.edition for goal in vanished} - editions
    earlier = [
        {**edition, "status": "superseded"}
        for edition in concept.content.get("editions", [])
        if edition["key"] in missing
    ]
    plain = file.model_dump(mode="json")
    plain["editions"], plain["goals"] = [*earlier, *plain["editions"]], [*plain["goals"], *entries]
    try:
        return ConceptFile.model_validate(plain), sum(not goal.is_retired for goal in vanished)
    except ValidationError as error:
        raise VanishedDoNotFit([fault["msg"].removeprefix("Value error, ") for fault in error.errors()]) from error


def _goals_of(concept: Concept) -> Sequence[Goal]:
    return db.session.scalars(select(Goal).where(Goal.concept_id == concept.id).order_by(Goal.position)).all()


def digest_of(file: ConceptFile) -> str:
    """The same for two files that say the same, however they are laid out."""
    canonical = json.dumps(file.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def current_edition(file: ConceptFile) -> str:
    """The edition that goals without an edition of their own belong to: the last one listed."""
    return file.editions[-1].key


def taggable_kind(file: ConceptFile) -> str | None:
    """The finest kind, down to the sub-goal, that the current edition has: what people tag their ideas with."""
    edition = current_edition(file)
    kinds = {goal.kind for goal in file.goals if goal.edition in (None, edition) and not goal.retired}
    return next((kind for kind in TAGGABLE_KINDS if kind in kinds), None)


def _settle_concept(concept: Concept | None, file: ConceptFile, digest: str) -> Concept:
    authority = find_authority(file.authority)
    if authority is None:
        raise AuthorityIsMissing(file.slug, file.authority)
    if concept is None:
        concept = Concept(key=file.slug, published_at=now())
        db.session.add(concept)
    concept.short_title, concept.concept_kind, concept.region = file.short_title, file.kind, file.region
    concept.horizon, concept.status, concept.adopted_on = file.horizon, file.status, file.adopted_on
    concept.edition, concept.file_digest, concept.authority_id = current_edition(file), digest, authority.id
    concept.content = file.model_dump(mode="json", exclude={"goals"})
    concept.rename(file.title)
    db.session.flush()
    return concept


def _values_of(entry: GoalEntry, concept: Concept, position: int, taggable: str | None) -> dict[str, Any]:
    is_current = entry.edition in (None, concept.edition)
    plain = entry.model_dump(mode="json")
    return {
        "title": entry.title,
        "authority_id": concept.authority_id,
        "goal_kind": entry.kind,
        "position": position,
        "number_printed": entry.number,
        "short_title": entry.short_title,
        "text": entry.text,
        "source_page": entry.source_page,
        "edition": entry.edition or concept.edition,
        "tone": entry.tone,
        "is_taggable": is_current and not entry.retired and entry.kind == taggable,
        "is_retired": entry.retired,
        "details": {
            name: plain[name] for name in ("variants", "notes", "legal_requirements", "see_also", "successors", "scene")
        },
    }


def _new_goal(concept: Concept, entry: GoalEntry, values: Mapping[str, Any]) -> Goal:
    goal = Goal(concept_id=concept.id, key=entry.key, published_at=now(), **values)
    goal.rename(entry.title)
    db.session.add(goal)
    return goal


def _change(goal: Goal, values: Mapping[str, Any]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(goal, name) != value}
    for name, value in changed.items():
        setattr(goal, name, value)
    if changed:
        goal.rename(goal.title)
    return bool(changed)


def _relink(file: ConceptFile, concept: Concept, goals: Mapping[str, Goal]) -> None:
    """Build the places and the closure anew; nothing points at them."""
    of_concept = select(Goal.id).where(Goal.concept_id == concept.id).scalar_subquery()
    db.session.execute(delete(GoalLink).where(GoalLink.parent_id.in_(of_concept)))
    db.session.execute(delete(GoalSuccessor).where(GoalSuccessor.goal_id.in_(of_concept)))
    db.session.execute(delete(GoalAncestor).where(GoalAncestor.goal_id.in_(of_concept)))
    links = [
        {
            "parent_id": goals[entry.key].id, "child_id": goals[child.goal].id, "position": position,
            "wording": child.wording, "source_page": child.page,
        }
        for entry in file.goals
        for position, child in enumerate(entry.children)
    ]  # fmt: skip
    if links:
        db.session.execute(insert(GoalLink), links)
    successors = [
        {"goal_id": goals[entry.key].id, "successor_id": goals[successor].id}
        for entry in file.goals
        if entry.retired
        for successor in dict.fromkeys(entry.successors)
    ]
    if successors:
        db.session.execute(insert(GoalSuccessor), successors)
    rows = [
        {"goal_id": goals[key].id, "ancestor_id": goals[above].id}
        for key, reached in file.reach()
        for above in sorted(reached)
    ]
    if rows:
        db.session.execute(insert(GoalAncestor), rows)
