"""Ideas like a text: what has already been proposed, before it is proposed twice.

Candidates are few, however many ideas there are: those that share rare words, the newest of the place, of the goals
and of all. They are ranked by what the texts mean, by their words and by the place: the same wish elsewhere is another
idea.
The weights are chosen by `bench/similar.py`. Never called inside a transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, case, func, select

from app.accounts.models import Authority
from app.core.database import db
from app.core.meaning import vectors_of
from app.core.texts import excerpt
from app.core.words import words_of
from app.ideas.models import Idea, IdeaGoal, IdeaMeaning, IdeaVersion, idea_municipality
from app.ideas.places import Place
from app.ideas.queries import LISTED
from app.ideas.similar_words import MOST_LETTERS, Likeness, likeness, rarity, telling_stems
from app.ideas.wording import Status, status_of
from app.ideas.workflow import OPEN_STATES
from app.municipalities.models import Municipality, Region, current_member
from app.municipalities.standing import of_today, standing_for
from app.search.models import SearchDocument, SearchPosting
from app.search.queries import terms_named
from app.things.models import Thing, ThingLink
from app.things.queries import is_public

LEAST, VERY = 0.42, 0.56
"""What scores less is not shown; what scores more is very alike."""
WORDS, HERE = 0.3, 0.1
WITHOUT_MEANING = 0.25
"""Where nobody can say what a text means, its words count in full and begin here."""
MOST_KNOWN, MOST_FOUND = 8_000, 600
NEWEST, NEWEST_NEAR, SHORTLIST = 1_000, 400, 30
LONGEST_WAY = 5

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class Where:
    """A place as ideas are compared by it: its towns, and whose it is. Nothing said: all empty."""

    towns: frozenset[int] = frozenset()
    authorities: frozenset[int] = frozenset()

    def is_here(self, other: "Where") -> bool:
        return bool(self.towns & other.towns)

    def is_elsewhere(self, other: "Where") -> bool:
        """Whether both say a place and it is not the same."""
        if self.towns and other.towns:
            return not self.is_here(other)
        return bool(self.authorities and other.authorities) and not self.authorities & other.authorities


@dataclass(frozen=True)
class Sought:
    """The text others are to be like: its telling stems with the words as typed, how rare they are, what it means."""

    stems: Mapping[str, str]
    worth: Mapping[str, float]
    where: Where = Where()
    vector: Vector | None = None


@dataclass(frozen=True)
class Alike:
    """An idea like the text: how much, and by which words of the text."""

    number: int
    title: str
    slug: str
    state: str
    outcome: str | None
    forwarded_to: str | None
    answer_due_on: date | None
    supports: int
    text: str
    score: float
    because: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    authority_id: int | None = None
    is_public: bool = True

    @property
    def is_very_alike(self) -> bool:
        return self.score >= VERY

    @property
    def beginning(self) -> str:
        return excerpt(self.text, 140)

    @property
    def status(self) -> Status:
        """How far it is, as lists say it."""
        return status_of(self.state, self.outcome, self.forwarded_to, self.answer_due_on)


def similar_ideas(
    title: str, text: str, *, municipality_ids: Collection[int] = (), authority_ids: Collection[int] = (),
    goal_ids: Collection[int] = (), besides: Collection[int] = (), limit: int = 5,
) -> list[Alike]:  # fmt: skip
    """Public ideas like this text, the most alike first, without those `besides`; mostly none.

    `goal_ids` are goals the text fits: their newest ideas are looked at, too.
    """
    sought = sought_for(title, text, Where(frozenset(municipality_ids), frozenset(authority_ids)))
    return alike_to(sought, goal_ids, besides, limit) if sought.stems else []


def where_of(place: Place | None) -> Where:
    """The place of an idea; for towns with the regions they lie in, whose ideas may be meant as well."""
    if place is None:
        return Where()
    towns = place.municipalities or (place.region.members if place.region else [])
    near = {place.authority.id} | {region.authority_id for town in place.municipalities for region in town.regions}
    near |= {town.district.authority_id for town in towns}
    return Where(frozenset(town.id for town in towns), frozenset(near))


def sought_for(title: str, text: str, where: Where, vector: Vector | None = None) -> Sought:
    """Make a text ready for comparing: two queries, and the model is asked unless the vector is known."""
    stems = telling_stems(written := as_one(title, text), _names_of_places())
    if not stems:
        return Sought({}, {})
    if vector is None:
        vectors = vectors_of([written])
        vector = vectors[0] if vectors is not None else None
    return Sought(stems, _worth(stems), where, vector)


def as_one(title: str, text: str) -> str:
    """Title and text as they are compared."""
    return f"{title.strip()}. {text.strip()}"[:MOST_LETTERS]


# ---- ranking --------------------------------------------------------------------------------------


def alike_to(sought: Sought, goal_ids: Collection[int], besides: Collection[int], limit: int) -> list[Alike]:
    """The public ideas like it: about eight queries, however many ideas there are."""
    found = _sharing_words(sought)
    numbers = {*found, *_newest_near(sought.where.towns), *_newest_of(goal_ids), *_newest()} - set(besides)
    rows = db.session.execute(compared().where(_thing.id.in_(numbers))).all()
    wheres = wheres_of(rows)
    rows = [row for row in rows if not sought.where.is_elsewhere(wheres[row.id])]
    met = meanings([row.vector for row in rows], sought.vector)
    first = [
        # What no word tells apart is told apart by its meaning, and the other way round.
        (row, meaning, (meaning or 0.0) + found.get(row.id, 0.0) + _by_place(sought.where, wheres[row.id]))
        for row, meaning in zip(rows, met, strict=True)
    ]
    first.sort(key=lambda one: (-one[2], -one[0].id))
    listed = [(row, meaning) for row, meaning, _much in first[:SHORTLIST]]
    texts = texts_of([row.id for row, _meaning in listed])
    ranked = [
        rated
        for row, meaning in listed
        if (rated := rate(sought, row, texts.get(row.id, ""), meaning, wheres[row.id])).score >= LEAST
    ]
    return _told(_led_on(ranked, besides), limit)


def rate(sought: Sought, row: Any, text: str, meaning: float | None, where: Where) -> Alike:
    """How alike one idea is, and why."""
    words = likeness(sought.stems, sought.worth, telling_stems(as_one(row.title, text), ()).keys())
    return Alike(
        row.id, row.title, row.slug, row.state, row.outcome, row.forwarded_to, row.answer_due_on, row.supports, text,
        round(score_of(words, meaning) + _by_place(sought.where, where), 4), words.because,
        authority_id=row.authority_id,
    )  # fmt: skip


def score_of(words: Likeness, meaning: float | None) -> float:
    """The mixture of meaning and words, without the place."""
    return WITHOUT_MEANING + words.much if meaning is None else max(0.0, meaning) + WORDS * words.much


def _by_place(sought: Where, other: Where) -> float:
    return HERE if sought.is_here(other) else 0.0


def meanings(vectors: Sequence[bytes | None], sought: Vector | None) -> list[float | None]:
    if sought is None:
        return [None] * len(vectors)
    known = [at for at, vector in enumerate(vectors) if vector is not None]
    met: list[float | None] = [None] * len(vectors)
    if known:
        matrix = np.frombuffer(b"".join(vectors[at] or b"" for at in known), dtype=np.float16).reshape(len(known), -1)
        for at, much in zip(known, matrix.astype(np.float32) @ sought, strict=True):
            met[at] = float(much)
    return met


# ---- candidates -----------------------------------------------------------------------------------


def _worth(stems: Mapping[str, str]) -> dict[str, float]:
    known: dict[str, int] = {}
    for _number, stem, documents in terms_named(stems):
        known[stem] = known.get(stem, 0) + documents
    of = db.session.scalar(select(func.max(SearchDocument.id))) or 0
    return {stem: rarity(known.get(stem, 0), of) for stem in stems}


def _sharing_words(sought: Sought) -> dict[int, float]:
    """Ideas by number that share the rarest stems, with a rough likeness; so many postings are read and no more."""
    read, rare = 0, {}
    for number, stem, documents in terms_named(sought.stems):
        read += documents
        if read > MOST_KNOWN:
            break
        rare[number] = sought.worth[stem]
    if not rare:
        return {}
    shared = func.sum(case(rare, value=SearchPosting.term_id)).label("shared")
    found = (
        select(SearchDocument.thing_id, shared)
        .join(SearchPosting, SearchPosting.document_id == SearchDocument.id)
        .where(SearchPosting.term_id.in_(list(rare)), SearchDocument.kind == "idea")
        .group_by(SearchDocument.id, SearchDocument.thing_id)
        .order_by(shared.desc(), SearchDocument.id.desc())
        .limit(MOST_FOUND)
    )
    most = sum(sought.worth.values())
    return {row.thing_id: WORDS * row.shared / most for row in db.session.execute(found) if row.thing_id is not None}


def _newest() -> Sequence[int]:
    listed = select(_idea.id).where(_idea.listed_at.is_not(None)).order_by(_idea.listed_at.desc(), _idea.id.desc())
    return db.session.scalars(listed.limit(NEWEST)).all()


def _newest_near(towns: Collection[int]) -> Sequence[int]:
    here = standing_for(list(towns))
    placed = select(idea_municipality.c.idea_id).where(idea_municipality.c.municipality_id.in_(here))
    return _newest_among(placed) if towns else ()


def _newest_of(goal_ids: Collection[int]) -> Sequence[int]:
    return _newest_among(select(IdeaGoal.idea_id).where(IdeaGoal.goal_id.in_(goal_ids))) if goal_ids else ()


def _newest_among(numbers: Select[Any]) -> Sequence[int]:
    listed = select(_idea.id).where(_idea.id.in_(numbers), _idea.listed_at.is_not(None))
    return db.session.scalars(listed.order_by(_idea.listed_at.desc(), _idea.id.desc()).limit(NEWEST_NEAR)).all()


# ---- reading --------------------------------------------------------------------------------------

_idea, _thing = Idea.__table__.c, Thing.__table__.c
COLUMNS: tuple[Any, ...] = (
    _thing.id, _thing.title, _thing.slug, _thing.authority_id, _thing.supports, _idea.state, _idea.outcome,
    _idea.forwarded_to, _idea.answer_due_on, _idea.region_id,
)  # fmt: skip


def compared() -> Select[Any]:
    """What everybody may read, and what it means where that is known."""
    shown = (*OPEN_STATES, "merged")
    return (
        select(*COLUMNS, IdeaMeaning.vector)
        .join_from(Thing.__table__, Idea.__table__, _idea.id == _thing.id)
        .outerjoin(IdeaMeaning, IdeaMeaning.idea_id == _thing.id)
        .where(is_public(), _idea.state.in_(shown))
    )


def texts_of(numbers: Collection[int]) -> dict[int, str]:
    """The texts that count, by number."""
    current = (
        select(IdeaVersion.idea_id, IdeaVersion.text)
        .join(Idea.__table__, _idea.id == IdeaVersion.idea_id)
        .where(IdeaVersion.number == _idea.version, IdeaVersion.idea_id.in_(numbers))
    )
    return {row.idea_id: row.text for row in db.session.execute(current)}


def wheres_of(rows: Sequence[Any]) -> dict[int, Where]:
    """The places of these ideas: their towns, else those of their region; two queries."""
    towns: dict[int, set[int]] = {row.id: set() for row in rows}
    placed = select(idea_municipality.c.idea_id, of_today)
    placed = placed.join(Municipality, Municipality.id == idea_municipality.c.municipality_id)
    for number, town in db.session.execute(placed.where(idea_municipality.c.idea_id.in_(towns))):
        towns[number].add(town)
    regions: dict[int, set[int]] = {row.region_id: set() for row in rows if row.region_id is not None}
    if regions:
        members = select(current_member.c.region_id, current_member.c.municipality_id)
        for region, town in db.session.execute(members.where(current_member.c.region_id.in_(regions))):
            regions[region].add(town)
    return {
        row.id: Where(
            frozenset(towns[row.id] or regions.get(row.region_id or 0, set())),
            frozenset((row.authority_id,) if row.authority_id else ()),
        )
        for row in rows
    }


def _led_on(ranked: Sequence[Alike], besides: Collection[int]) -> list[Alike]:
    """Instead of a merged idea the one it went into, if everybody may read that one."""
    merged = {one.number for one in ranked if one.state == "merged"}
    if not merged:
        return list(ranked)
    heirs = _heirs(merged)
    rows = {row.id: row for row in db.session.execute(compared().where(_thing.id.in_(set(heirs.values()))))}
    texts, led = texts_of(rows), []
    for one in ranked:
        row = rows.get(heirs.get(one.number, 0))
        if one.state != "merged":
            led.append(one)
        elif row is not None and row.id not in besides and row.state != "merged":
            led.append(
                replace(
                    one, number=row.id, title=row.title, slug=row.slug, state=row.state, outcome=row.outcome,
                    forwarded_to=row.forwarded_to, answer_due_on=row.answer_due_on, supports=row.supports,
                    text=texts.get(row.id, ""), authority_id=row.authority_id,
                )
            )  # fmt: skip
    return led


def _heirs(numbers: Collection[int]) -> dict[int, int]:
    """Where merged ideas went, at last."""
    heirs = {number: number for number in numbers}
    for _step in range(LONGEST_WAY):
        links = select(ThingLink.from_id, ThingLink.to_id).where(ThingLink.kind == "merged_into")
        into = {
            row.from_id: row.to_id for row in db.session.execute(links.where(ThingLink.from_id.in_(heirs.values())))
        }
        if not into:
            break
        heirs = {number: into.get(heir, heir) for number, heir in heirs.items()}
    return heirs


def _told(ranked: Iterable[Alike], limit: int) -> list[Alike]:
    """Each once, the most alike first, with the names of its places."""
    best: dict[int, Alike] = {}
    for one in sorted(ranked, key=lambda one: (-one.score, -one.number)):
        best.setdefault(one.number, one)
    return with_places(list(best.values())[:limit])


def with_places(found: Sequence[Alike]) -> list[Alike]:
    """The same with the names of their towns or region, else of who answers."""
    numbers = [one.number for one in found]
    if not numbers:
        return []
    towns = LISTED.towns_of(numbers)
    wider = (
        select(_idea.id, func.coalesce(Region.name, Authority.name).label("name"))
        .join(Thing.__table__, _thing.id == _idea.id)
        .join(Authority, Authority.id == _thing.authority_id)
        .outerjoin(Region, Region.id == _idea.region_id)
    )
    names: dict[int, str] = {row.id: row.name for row in db.session.execute(wider.where(_idea.id.in_(numbers)))}
    return [
        replace(
            one,
            places=tuple(town.name for town in towns.get(one.number, ()))
            or ((names[one.number],) if one.number in names else ()),
        )
        for one in found
    ]


def _names_of_places() -> frozenset[str]:
    """The stems of all towns' names: two ideas are not alike because both name their town."""
    names = db.session.scalars(select(Municipality.name)).all()
    return frozenset(word.stem for name in names for word in words_of(name))
