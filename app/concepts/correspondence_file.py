"""Proposals that come with the platform: read from a file, put before the other side, decided by people alone."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select

from app.concepts.connecting import AlreadyConnected, GoalIsGone, propose_correspondence
from app.concepts.connections import find_pair
from app.concepts.models import Concept, Goal
from app.concepts.reading import ConceptFileError
from app.core.database import db
from app.core.reading import read_file


class ProposalEntry(BaseModel):
    """One pair: the goal of the concept that proposes, the goal of the concept that is asked."""

    model_config = ConfigDict(extra="forbid")

    goal: str
    other: str
    kind: Literal["same", "mutual"]
    reason: str = Field(min_length=1, max_length=1000)


class CorrespondenceFile(BaseModel):
    """Proposals between two concepts."""

    model_config = ConfigDict(extra="forbid")

    concept: str
    asked: str
    proposals: list[ProposalEntry]


def read_correspondences(path: Path) -> CorrespondenceFile:
    """The proposals in that file; `ConceptFileError` names every fault and its place."""
    return read_file(CorrespondenceFile, path, ConceptFileError)


def propose_from(file: CorrespondenceFile) -> int:
    """Propose what nobody has spoken of yet, and return how many; what people decided is never opened anew.

    Pairs of a concept or goal that is not here (any more) are passed over.
    """
    own, asked = (_goals_of(slug) for slug in (file.concept, file.asked))
    proposed = 0
    for entry in file.proposals:
        goal, other = own.get(entry.goal), asked.get(entry.other)
        if goal is None or other is None or find_pair(goal, other) is not None:
            continue
        try:
            propose_correspondence(goal, other, kind=entry.kind, reason=entry.reason, by=None, role="import")
        except (AlreadyConnected, GoalIsGone):
            continue
        proposed += 1
    return proposed


def _goals_of(slug: str) -> dict[str, Goal]:
    concept_id = db.session.scalar(select(Concept.id).where(Concept.key == slug))
    return {goal.key: goal for goal in db.session.scalars(select(Goal).where(Goal.concept_id == concept_id))}
