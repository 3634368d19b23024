"""Who may keep which checklist and which response templates: the loaders of their doors."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.accounts.models import Authority
from app.casework.models import ChecklistItem
from app.concepts.models import Concept
from app.core.database import db, to_change

KEEPERS = ("moderator", "admin")


@dataclass(frozen=True)
class Kept:
    """An authority whose response templates somebody keeps."""

    authority: Authority

    @property
    def authority_id(self) -> int:
        return self.authority.id


@dataclass(frozen=True)
class Listed:
    """One item on the checklist of a concept."""

    item: ChecklistItem
    concept: Concept

    @property
    def authority_id(self) -> int | None:
        return self.concept.authority_id


def find_office(slug: str, to: Any) -> Kept | None:
    """The authority with that short name whose templates this person keeps; held, so that two wait for each other."""
    held = to.authorities_as(*KEEPERS)
    statement = select(Authority).where(Authority.slug == slug, Authority.id.in_(held))
    authority = db.session.scalar(to_change(statement, of=Authority))
    return Kept(authority) if authority is not None else None


def find_concept(slug: str, to: Any) -> Concept | None:
    """The concept with that short name, whose checklist this person keeps; held in the same way."""
    held = to.authorities_as(*KEEPERS)
    statement = select(Concept).where(Concept.key == slug, Concept.authority_id.in_(held))
    return db.session.scalar(to_change(statement, of=Concept.__table__))


def find_item(slug: str, item_id: int, to: Any) -> Listed | None:
    """One item of such a checklist."""
    concept = find_concept(slug, to)
    item = db.session.get(ChecklistItem, item_id) if concept is not None else None
    if concept is None or item is None or item.concept_id != concept.id:
        return None
    return Listed(item, concept)
