"""What a list was asked for: the words of an address, looked up, and those we do not know by name."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.queries import find_authority
from app.concepts.connections import corresponding_goals
from app.concepts.listing import EVERYTHING, ListFilter
from app.concepts.models import Concept, Goal
from app.concepts.queries import find_concept
from app.core.database import db
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.municipalities.queries import find_municipality, find_region

MAX_VALUE = 200
ALSO = "entsprechende"
"""The value of `auch`: the list for a goal shows what serves the goals that correspond to it, too."""
Row = TypeVar("Row")
Finder = Callable[["Asked", str], bool]


@dataclass(frozen=True)
class Vocabulary:
    """What one kind of list knows: its states and origins with their labels, which states are outcomes, its orders."""

    states: Mapping[str, str]
    origins: Mapping[str, str]
    sorts: Collection[str]
    outcomes: Collection[str] = ()


@dataclass
class Asked:
    """The filter itself; what the address gave; per filter set the words for it; per unknown one what was asked."""

    knows: Vocabulary
    given: dict[str, str]
    wanted: ListFilter = field(default_factory=ListFilter)
    labels: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    concept: Concept | None = None
    corresponding: tuple[int, ...] = ()
    """What corresponds to the goal asked for, or to one below it."""

    def set(self, name: str, label: str, **values: object) -> None:
        """One filter found."""
        self.labels[name] = label
        self.wanted = replace(self.wanted, **values)  # type: ignore[arg-type]


def read_filters(
    args: Mapping[str, str], knows: Vocabulary, finders: Mapping[str, Finder] | None = None,
    wanted: ListFilter = EVERYTHING,
) -> Asked:  # fmt: skip
    """Look up every filter of the address; what nobody knows is left out and named. Empty is not asked."""
    finders = FINDERS if finders is None else finders
    cleaned = {name: " ".join(clean(args.get(name, "")).split())[:MAX_VALUE] for name in finders}
    asked = Asked(knows, {name: value for name, value in cleaned.items() if value}, wanted)
    for name, value in asked.given.items():
        if not finders[name](asked, value):
            asked.unknown[name] = value[:80]
    return asked


def page_asked_for(
    asked: Asked, cursor: str | None, read: Callable[[ListFilter, str | None], tuple[list[Row], str | None]]
) -> tuple[list[Row], str | None]:
    """The page of the list; the first one where nobody knows the place in it."""
    try:
        return read(asked.wanted, cursor)
    except CursorIsBroken:
        asked.unknown["nach"] = clean(cursor or "")[:80]
        return read(asked.wanted, None)


def _concept(asked: Asked, value: str) -> bool:
    concept = find_concept(value)
    if concept is not None:
        asked.concept = concept
        asked.set("konzept", concept.short_title, concept_id=concept.id)
    return concept is not None


def _field(asked: Asked, value: str) -> bool:
    return _goal(asked, value, "feld")


def _goal(asked: Asked, value: str, name: str = "ziel") -> bool:
    concept, _colon, key = value.partition(":")
    of_concept = select(Concept.id).where(Concept.key == concept).scalar_subquery()
    goal = db.session.scalar(select(Goal).where(Goal.concept_id == of_concept, Goal.key == key))
    if goal is None or (name == "feld" and goal.goal_kind != "field_of_action"):
        return False
    asked.concept = asked.concept or db.session.get(Concept, goal.concept_id)
    asked.set(name, goal.label, goal_ids=(*asked.wanted.goal_ids, goal.id))
    if name == "ziel":
        asked.corresponding = corresponding_goals(goal.id)
    return True


def _also(asked: Asked, value: str) -> bool:
    if value == ALSO and "ziel" in asked.labels:
        asked.set("auch", _("corresponding goals"), corresponding=asked.corresponding)
    return value == ALSO


def _municipality(asked: Asked, value: str) -> bool:
    town = find_municipality(value)
    if town is not None:
        asked.set("gemeinde", town.of_today.name, municipality_id=town.of_today.id)
    return town is not None


def _region(asked: Asked, value: str) -> bool:
    region = find_region(value)
    if region is not None:
        asked.set("region", region.name, region_id=region.id)
    return region is not None


def _status(asked: Asked, value: str) -> bool:
    label = asked.knows.states.get(value)
    if label is None:
        return False
    if value in asked.knows.outcomes:
        asked.set("status", label, states=("closed",), outcome=value)
    else:
        asked.set("status", label, states=(value,))
    return True


def _origin(asked: Asked, value: str) -> bool:
    if value in asked.knows.origins:
        asked.set("herkunft", asked.knows.origins[value], origin=value)
    return value in asked.knows.origins


def _authority(asked: Asked, value: str) -> bool:
    authority = find_authority(value)
    if authority is not None:
        asked.set("stelle", authority.name, authority_id=authority.id)
    return authority is not None


def _words(asked: Asked, value: str) -> bool:
    asked.set("q", _("“%(words)s”", words=value), words=value)
    return True


def _sort(asked: Asked, value: str) -> bool:
    if value in asked.knows.sorts:
        asked.wanted = replace(asked.wanted, sort=value)
    return value in asked.knows.sorts


FINDERS: dict[str, Finder] = {
    "konzept": _concept, "feld": _field, "ziel": _goal, "auch": _also, "gemeinde": _municipality, "region": _region,
    "status": _status, "herkunft": _origin, "stelle": _authority, "q": _words, "sort": _sort,
}  # fmt: skip
