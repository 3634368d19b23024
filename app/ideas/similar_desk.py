"""At the desk: what a received idea is like, among all its office has received and what is public elsewhere.

What is not public has no meaning kept: it is compared by its words, the best of it by what the model says now.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import or_, select

from app.core.database import db
from app.core.meaning import vectors_of
from app.ideas.models import Idea, IdeaMeaning, KeptApart, SaidDifferent
from app.ideas.place_choice import where_it_belongs
from app.ideas.similar import (
    COLUMNS,
    LEAST,
    Alike,
    Sought,
    alike_to,
    as_one,
    rate,
    sought_for,
    texts_of,
    where_of,
    wheres_of,
    with_places,
)
from app.ideas.workflow import WORKFLOW
from app.things.models import Thing

SHOWN, LOOKED_AT = 5, 15
NEWEST_RECEIVED, MEANT = 100, 8
WAITING = ("submitted", "revision_requested")
_idea, _thing = Idea.__table__.c, Thing.__table__.c


@dataclass(frozen=True)
class OnDesk:
    """An idea like the one on the desk: whether the two can become one here, and what their authors say of it.

    `said_by`: "author" of the one on the desk, "other", or nobody.
    """

    alike: Alike
    is_ours: bool
    can_merge: bool
    said_by: str = ""


def alike_on_desk(idea: Idea) -> list[OnDesk]:
    """Ideas like a received one, the most alike first, without those found to be different."""
    found = _ranked(idea)[:SHOWN] if idea.state in WORKFLOW["merge_ideas"][0] | set(WAITING) else []
    said = said_different_of(idea.id, [one.number for one in found])
    return [
        OnDesk(one, one.authority_id == idea.authority_id, _can_take_in(one, idea), said.get(one.number, ""))
        for one in with_places(found)
    ]


def look_alikes(idea: Idea) -> list[Alike]:
    """Those of them it could go into: of the same office, and public if it is public itself."""
    return [one for one in _ranked(idea) if _can_take_in(one, idea)][:SHOWN]


def _ranked(idea: Idea) -> list[Alike]:
    kept = db.session.scalar(select(IdeaMeaning.vector).where(IdeaMeaning.idea_id == idea.id))
    vector = np.frombuffer(kept, dtype=np.float16).astype(np.float32) if kept is not None else None
    sought = sought_for(idea.title, idea.current.text, where_of(where_it_belongs(idea)), vector)
    if not sought.stems:
        return []
    besides = {idea.id, *_kept_apart(idea.id)}
    public = alike_to(sought, [tag.goal_id for tag in idea.goal_tags], besides, LOOKED_AT)
    return sorted([*public, *_waiting(sought, idea, besides)], key=lambda one: (-one.score, -one.number))


def _waiting(sought: Sought, idea: Idea, besides: Collection[int]) -> list[Alike]:
    """What waits at the same office and nobody else may read."""
    received = (
        select(*COLUMNS)
        .join_from(Thing.__table__, Idea.__table__, _idea.id == _thing.id)
        .where(_thing.authority_id == idea.authority_id, _idea.state.in_(WAITING), _thing.id.not_in(besides))
        .where(_thing.published_at.is_(None), _thing.restricted_at.is_(None), _idea.submitted_at.is_not(None))
        .order_by(_thing.id.desc())
        .limit(NEWEST_RECEIVED)
    )
    rows = db.session.execute(received).all()
    texts, wheres = texts_of([row.id for row in rows]), wheres_of(rows)
    rows = [row for row in rows if not sought.where.is_elsewhere(wheres[row.id])]

    def rated(row: Any, meaning: float | None) -> Alike:
        return replace(rate(sought, row, texts.get(row.id, ""), meaning, wheres[row.id]), is_public=False)

    by_words = sorted(rows, key=lambda row: (-rated(row, None).score, -row.id))[:MEANT]
    vectors = None
    if by_words and sought.vector is not None:
        vectors = vectors_of([as_one(row.title, texts.get(row.id, "")) for row in by_words])
    met: Sequence[float | None] = [None] * len(by_words)
    if vectors is not None and sought.vector is not None:
        met = [float(much) for much in vectors @ sought.vector]
    found = [rated(row, meaning) for row, meaning in zip(by_words, met, strict=True)]
    return [one for one in found if one.score >= LEAST]


def _can_take_in(one: Alike, idea: Idea) -> bool:
    """Whether the idea on the desk may go into that one; asked of the door again when it happens."""
    is_possible = one.state in WORKFLOW["take_in_idea"][0] and idea.state in WORKFLOW["merge_ideas"][0]
    return is_possible and one.authority_id == idea.authority_id and (one.is_public or idea.published_at is None)


def _kept_apart(number: int) -> list[int]:
    pairs = select(KeptApart.low_id, KeptApart.high_id)
    rows = db.session.execute(pairs.where(or_(KeptApart.low_id == number, KeptApart.high_id == number)))
    return [row.high_id if row.low_id == number else row.low_id for row in rows]


def said_different_of(number: int, others: Collection[int]) -> dict[int, str]:
    """Per other idea, which of the two authors says that hers is different."""
    said = select(SaidDifferent.idea_id, SaidDifferent.other_id)
    by_author = said.where(SaidDifferent.idea_id == number, SaidDifferent.other_id.in_(others))
    by_other = said.where(SaidDifferent.other_id == number, SaidDifferent.idea_id.in_(others))
    return {row.idea_id: "other" for row in db.session.execute(by_other)} | {
        row.other_id: "author" for row in db.session.execute(by_author)
    }
