"""What the catalogue may be filtered by, as addresses and programs name it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.accounts.queries import find_authority
from app.concepts.models import Concept, Goal
from app.concepts.queries import find_concept
from app.core.database import db
from app.core.errors import DomainError
from app.core.texts import clean
from app.municipalities.queries import find_municipality, find_region
from app.projects.models import ORIGINS
from app.projects.queries import SORTS, ProjectFilter
from app.projects.workflow import STATES

MAX_WORDS = 200


class FilterIsUnknown(DomainError):
    """The address asks for something that does not exist; to answer as if it did not ask would be a lie."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"{name}={value}")
        self.name, self.value = name, value


@dataclass
class Chosen:
    """A filter that was asked for: for the database, and per name what was found, to be shown as its label."""

    wanted: dict[str, Any] = field(default_factory=dict)
    found: dict[str, Any] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    @property
    def filter(self) -> ProjectFilter:
        return ProjectFilter(**self.wanted)


def read_filter(asked: Mapping[str, str]) -> Chosen:
    """The filter these names and values mean; what nobody knows is left out and named. Empty is not asked."""
    chosen = Chosen()
    for name, read in READERS.items():
        value = " ".join(clean(asked.get(name, "")).split())
        try:
            if value:
                read(chosen, value)
        except FilterIsUnknown as fault:
            chosen.unknown[fault.name] = fault.value
    return chosen


def find_goal(name: str, *kinds: str) -> Goal | None:
    """The goal named `concept:key`, of one of these kinds where some are given."""
    concept, _colon, key = name.partition(":")
    of_concept = select(Concept.id).where(Concept.key == concept).scalar_subquery()
    goals = select(Goal).where(Goal.concept_id == of_concept, Goal.key == key)
    return db.session.scalar(goals.where(Goal.goal_kind.in_(kinds)) if kinds else goals)


def _concept(chosen: Chosen, value: str) -> None:
    concept = _known("konzept", value, find_concept(value))
    chosen.found["konzept"], chosen.wanted["concept_id"] = concept, concept.id


def _field(chosen: Chosen, value: str) -> None:
    goal = _known("feld", value, find_goal(value, "field_of_action"))
    chosen.found["feld"] = goal
    chosen.wanted["goal_ids"] = (*chosen.wanted.get("goal_ids", ()), goal.id)


def _goal(chosen: Chosen, value: str) -> None:
    goal = _known("ziel", value, find_goal(value))
    chosen.found["ziel"] = goal
    chosen.wanted["goal_ids"] = (*chosen.wanted.get("goal_ids", ()), goal.id)


def _municipality(chosen: Chosen, value: str) -> None:
    place = _known("gemeinde", value, find_municipality(value))
    chosen.found["gemeinde"] = place
    chosen.wanted["municipality_id"] = place.id


def _region(chosen: Chosen, value: str) -> None:
    region = _known("region", value, find_region(value))
    chosen.found["region"] = region
    chosen.wanted["region_id"] = region.id


def _authority(chosen: Chosen, value: str) -> None:
    authority = _known("stelle", value, find_authority(value))
    chosen.found["stelle"] = authority
    chosen.wanted["authority_id"] = authority.id


def _state(chosen: Chosen, value: str) -> None:
    chosen.found["status"] = _known("status", value, value if value in STATES else None)
    chosen.wanted["states"] = (value,)


def _origin(chosen: Chosen, value: str) -> None:
    chosen.found["herkunft"] = _known("herkunft", value, value if value in ORIGINS else None)
    chosen.wanted["origin"] = value


def _sort(chosen: Chosen, value: str) -> None:
    chosen.wanted["sort"] = _known("sort", value, value if value in SORTS else None)


def _words(chosen: Chosen, value: str) -> None:
    chosen.found["q"] = chosen.wanted["words"] = value[:MAX_WORDS]


def _known(name: str, value: str, found: Any) -> Any:
    if found is None:
        raise FilterIsUnknown(name, value[:80])
    return found


READERS = {
    "konzept": _concept, "feld": _field, "ziel": _goal, "gemeinde": _municipality, "region": _region,
    "stelle": _authority, "status": _state, "herkunft": _origin, "sort": _sort, "q": _words,
}  # fmt: skip
