"""The same matter in several places: public ideas like one, of other municipalities; a cooperation could begin there.

How alike two ideas are says `app.ideas.similar`, here asked about everywhere. Only what is very alike counts: the list
stays empty rather than wrong. Which words are rare depends on the text that is compared from: what is very alike seen
from one of two ideas is so for both, so that each names the other. Where nobody knows what the idea means, nothing is
asked.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import aliased

from app.core.database import db
from app.ideas.models import Idea, IdeaMeaning, idea_municipality
from app.ideas.similar import (
    VERY,
    Alike,
    Vector,
    Where,
    alike_to,
    compared,
    meanings,
    rate,
    sought_for,
    texts_of,
)
from app.ideas.workflow import OPEN_STATES
from app.municipalities.models import Municipality
from app.municipalities.standing import of_today
from app.things.models import Thing, ThingLink
from app.things.queries import is_public

LEAST = VERY
LOOKED_AT, LOOKED_BACK, SHOWN = 20, 5, 3
"""So many candidates are rated; of those that fall short, so many are looked at from their side; so many are shown."""


@dataclass
class Elsewhere:
    """An idea like it, proposed in other towns: their keys and names."""

    number: int
    title: str
    slug: str
    towns: dict[str, str] = field(default_factory=dict)


def very_alike(idea: Idea) -> list[int]:
    """The public ideas very much like this one, wherever they are, the most alike first; some twenty queries."""
    vector = _meanings([idea.id]).get(idea.id)
    if vector is None:
        return []
    sought = sought_for(idea.title, idea.current.text, Where(), vector)
    if not sought.stems:
        return []
    goals = [tag.goal_id for tag in idea.goal_tags]
    found = alike_to(sought, goals, {idea.id}, LOOKED_AT)
    back = _seen_from([one for one in found if one.score < LEAST][:LOOKED_BACK], idea)
    scores = [(max(one.score, back.get(one.number, 0.0)), one.number) for one in found]
    return [number for score, number in sorted(scores, key=lambda one: -one[0]) if score >= LEAST]


def _seen_from(others: Sequence[Alike], idea: Idea) -> dict[int, float]:
    """How much this idea, or one that went into it, is like each of those, asked from the page of that one."""
    if not others:
        return {}
    vectors = _meanings([one.number for one in others])
    rows = db.session.execute(compared().where(_with_merged(idea))).all()
    texts, back = texts_of([row.id for row in rows]), {}
    for one in (other for other in others if other.number in vectors):
        sought = sought_for(one.title, one.text, Where(), vectors[one.number])
        met = meanings([row.vector for row in rows], sought.vector)
        rated = [rate(sought, row, texts.get(row.id, ""), much, Where()) for row, much in zip(rows, met, strict=True)]
        back[one.number] = max((found.score for found in rated), default=0.0)
    return back


def _with_merged(idea: Idea) -> ColumnElement[bool]:
    merged = select(ThingLink.from_id).where(ThingLink.kind == "merged_into", ThingLink.to_id == idea.id)
    return or_(Thing.id == idea.id, Thing.id.in_(merged))


def _meanings(numbers: Collection[int]) -> dict[int, Vector]:
    """What these ideas mean, where that is known; one query."""
    kept = select(IdeaMeaning.idea_id, IdeaMeaning.vector).where(IdeaMeaning.idea_id.in_(numbers))
    return {
        row.idea_id: np.frombuffer(row.vector, dtype=np.float16).astype(np.float32) for row in db.session.execute(kept)
    }


def of_other_towns(idea: Idea, numbers: Collection[int]) -> list[Elsewhere]:
    """Those of these ideas everybody may read that name towns, none of this idea's own; in this order; one query."""
    own = {town.of_today.ags for town in idea.municipalities}
    if not own or not numbers:
        return []
    found: dict[int, Elsewhere] = {}
    for row in db.session.execute(_with_towns(numbers)):
        one = found.setdefault(row.id, Elsewhere(row.id, row.title, row.slug))
        one.towns[row.ags] = row.name
    ranked = [found[number] for number in numbers if number in found]
    return [one for one in ranked if not own & one.towns.keys()][:SHOWN]


def _with_towns(numbers: Collection[int]) -> Any:
    """Per idea and town of today one row."""
    town = aliased(Municipality)
    return (
        select(Idea.id, Idea.title, Idea.slug, town.ags, town.name)
        .join(idea_municipality, idea_municipality.c.idea_id == Idea.id)
        .join(Municipality, Municipality.id == idea_municipality.c.municipality_id)
        .join(town, town.id == of_today)
        .where(Idea.id.in_(numbers), is_public(), Idea.state.in_(OPEN_STATES))
        .order_by(Idea.id, town.sort_name)
    )
