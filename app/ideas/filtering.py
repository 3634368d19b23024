"""What a list of ideas was asked for: the words of an address, looked up, and those we do not know by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.queries import find_authority
from app.concepts.models import Concept, Goal
from app.core.database import db
from app.core.texts import clean
from app.ideas.models import ORIGINS
from app.ideas.queries import PUBLIC_STATES, IdeaFilter
from app.ideas.wording import origin_labels, status_labels
from app.ideas.workflow import OUTCOMES
from app.municipalities.models import Municipality, Region

_concept_table = Concept.__table__
SORTS = ("neu", "unterstuetzt", "diskutiert")
NAMES = ("konzept", "feld", "ziel", "gemeinde", "region", "status", "herkunft", "stelle", "q")


@dataclass
class Asked:
    """The filter itself; per filter set the words that name it; per unknown one what was asked."""

    wanted: IdeaFilter = field(default_factory=IdeaFilter)
    labels: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    concept: Concept | None = None

    def set(self, name: str, label: str, **values: object) -> None:
        """One filter found."""
        self.labels[name] = label
        self.wanted = replace(self.wanted, **values)  # type: ignore[arg-type]


def read_filters(args: Mapping[str, str]) -> Asked:
    """Look up every filter of the address; what nobody knows is left out and named."""
    asked = Asked()
    for name, find in FINDERS.items():
        value = " ".join(clean(args.get(name, "")).split())[:200]
        if value and not find(asked, value):
            asked.unknown[name] = value[:80]
    return asked


def filter_names() -> dict[str, str]:
    """How the page calls its filters."""
    return {
        "konzept": _("Concept"), "feld": _("Field of action"), "ziel": _("Goal"), "gemeinde": _("Municipality"),
        "region": _("Region"), "status": _("State"), "herkunft": _("Origin"), "stelle": _("Office"), "q": _("Words"),
        "sort": _("Order"),
    }  # fmt: skip


def _concept(asked: Asked, value: str) -> bool:
    concept = db.session.scalar(select(Concept).where(Concept.key == value))
    if concept is None:
        return False
    asked.concept = concept
    asked.set("konzept", concept.short_title, concept_id=concept.id)
    return True


def find_goal(value: str) -> Goal | None:
    """The goal named `concept:key`."""
    concept, _colon, key = value.partition(":")
    of_concept = select(_concept_table.c.id).where(_concept_table.c.key == concept).scalar_subquery()
    return db.session.scalar(select(Goal).where(Goal.concept_id == of_concept, Goal.key == key))


def _field(asked: Asked, value: str) -> bool:
    return _goal(asked, value, "feld")


def _goal(asked: Asked, value: str, name: str = "ziel") -> bool:
    goal = find_goal(value)
    if goal is None or (name == "feld" and goal.goal_kind != "field_of_action"):
        return False
    asked.concept = asked.concept or db.session.get(Concept, goal.concept_id)
    asked.set(name, goal.label, goal_ids=(*asked.wanted.goal_ids, goal.id))
    return True


def _municipality(asked: Asked, value: str) -> bool:
    town = db.session.scalar(select(Municipality).where(Municipality.ags == value))
    if town is not None:
        asked.set("gemeinde", town.name, municipality_id=town.id)
    return town is not None


def _region(asked: Asked, value: str) -> bool:
    region = db.session.scalar(select(Region).where(Region.slug == value))
    if region is not None:
        asked.set("region", region.name, region_id=region.id)
    return region is not None


def _status(asked: Asked, value: str) -> bool:
    label = status_labels().get(value) or {"closed": _("Answered"), "merged": _("Merged")}.get(value)
    if label is None:
        return False
    if value in OUTCOMES:
        asked.set("status", label, states=("closed",), outcome=value)
    else:
        asked.set("status", label, states=(value,))
    return value in OUTCOMES or value in PUBLIC_STATES


def _origin(asked: Asked, value: str) -> bool:
    if value in ORIGINS:
        asked.set("herkunft", origin_labels()[value], origin=value)
    return value in ORIGINS


def _authority(asked: Asked, value: str) -> bool:
    authority = find_authority(value)
    if authority is not None:
        asked.set("stelle", authority.name, authority_id=authority.id)
    return authority is not None


def _words(asked: Asked, value: str) -> bool:
    asked.set("q", _("“%(words)s”", words=value), words=value)
    return True


def _sort(asked: Asked, value: str) -> bool:
    if value in SORTS:
        asked.wanted = replace(asked.wanted, sort=value)
    return value in SORTS


FINDERS = {
    "konzept": _concept, "feld": _field, "ziel": _goal, "gemeinde": _municipality, "region": _region,
    "status": _status, "herkunft": _origin, "stelle": _authority, "q": _words, "sort": _sort,
}  # fmt: skip
