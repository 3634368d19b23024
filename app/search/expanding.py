"""Which stems of all that is public a typed word means: itself, compounds with it, or what was meant to be typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all

from app.core.database import db
from app.core.words import stem_of
from app.search.documents import grams_of
from app.search.models import SearchGram, SearchTerm

ITSELF, AT_THE_END, INSIDE, CORRECTED, SHORT, SHORTER = 100, 85, 70, 60, 50, 40
"""How much a stem is worth as an answer to the word, in percent."""
SHORTEST_INSIDE, SHORTEST_AT_AN_END, SHORTEST_WITHIN = 4, 3, 5
"""From so many letters on a word is looked for in longer ones; so many letters a shorter one has that ends it."""
MOST_STEMS, MOST_CORRECTIONS, MOST_NEAR = 200, 5, 400
LONG_WORD = 8
_term: Any = SearchTerm.__table__
_gram: Any = SearchGram.__table__


@dataclass(frozen=True)
class Expansion:
    """The stems a typed word is looked for by; `likeness` by their numbers. `meant`: what was corrected into these."""

    word: str
    likeness: dict[int, int]
    stems: frozenset[str]
    postings: int
    meant: tuple[str, ...] = ()

    @property
    def rarity(self) -> int:
        """A word half as frequent counts one more."""
        return max(1, 24 - self.postings.bit_length())


def expand(word: str) -> Expansion:
    """Two queries at most, whatever was typed; the most frequent stems where there are very many."""
    stem = stem_of(word)
    rows = db.session.execute(_alike(stem)).all()
    likeness = {row.stem: _likeness(row.stem, stem) for row in rows}
    meant: tuple[str, ...] = ()
    if not rows and len(stem) >= SHORTEST_INSIDE and not stem.isdecimal():
        rows = _nearest(stem)
        meant = tuple(row.stem for row in rows)
        likeness = dict.fromkeys(meant, CORRECTED)
    return Expansion(
        word, {row.id: likeness[row.stem] for row in rows}, frozenset(likeness),
        sum({row.id: row.documents for row in rows}.values()), meant,
    )  # fmt: skip


def _alike(stem: str) -> Select[Any]:
    """The stem, shorter ones that end it, and longer ones that contain it."""
    columns = (_term.c.id, _term.c.stem, _term.c.documents)
    endings = [stem[at:] for at in range(1, len(stem) - SHORTEST_WITHIN + 1)]
    own = select(*columns).where(_term.c.stem.in_([stem, *endings]))
    if len(stem) < SHORTEST_AT_AN_END:
        return own
    if len(stem) < SHORTEST_INSIDE:
        grams, is_inside = {stem}, or_(_term.c.stem.like(f"%{stem}"), _term.c.stem.like(f"{stem}%"))
    else:
        grams, is_inside = {stem[:3], stem[-3:]}, _term.c.stem.like(f"%{stem}%")
    longer = select(*columns).where(is_inside, _term.c.stem != stem)
    for gram in sorted(grams):
        longer = longer.where(_term.c.id.in_(select(_gram.c.term_id).where(_gram.c.gram == gram)))
    longer = longer.order_by(_term.c.documents.desc(), _by_letters()).limit(MOST_STEMS)
    some = longer.subquery()
    both = union_all(own, select(some.c.id, some.c.stem, some.c.documents)).subquery()
    return select(both.c.id, both.c.stem, both.c.documents)


def _likeness(found: str, stem: str) -> int:
    if found == stem:
        return ITSELF
    if len(found) < len(stem):
        return SHORTER
    if len(stem) < SHORTEST_INSIDE:
        return SHORT if found.endswith(stem) else SHORTER
    return AT_THE_END if found.endswith(stem) else INSIDE


def _nearest(stem: str) -> Sequence[Any]:
    """The stems that are fewest slips of the fingers away: one in a word, two in a long one."""
    most = 2 if len(stem) >= LONG_WORD else 1
    grams = grams_of(stem)
    shared = (
        select(_gram.c.term_id, func.count().label("shared"))
        .where(_gram.c.gram.in_(grams))
        .group_by(_gram.c.term_id)
        # One slip spoils three of them, two that change places four.
        .having(func.count() >= max(1, len(grams) - 4 * most))
        .subquery()
    )
    near = (
        select(_term.c.id, _term.c.stem, _term.c.documents)
        .join(shared, shared.c.term_id == _term.c.id)
        .where(func.length(_term.c.stem).between(len(stem) - most, len(stem) + most))
        .order_by(shared.c.shared.desc(), _term.c.documents.desc(), _by_letters())
        .limit(MOST_NEAR)
    )
    found = [(distance(row.stem, stem, most), row) for row in db.session.execute(near)]
    nearest = min((slips for slips, _row in found), default=most + 1)
    if nearest > most:
        return []
    best = [row for slips, row in found if slips == nearest]
    return sorted(best, key=lambda row: (-row.documents, row.stem))[:MOST_CORRECTIONS]


def distance(one: str, other: str, most: int) -> int:
    """How many letters were left out, put in, mistaken or swapped; something above `most` where it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        earlier, before, row = before, row, [at]
        for place, typed in enumerate(other, 1):
            steps = [before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != typed)]
            if at > 1 and place > 1 and letter == other[place - 2] and typed == one[at - 2]:
                steps.append(earlier[place - 2] + 1)
            row.append(min(steps))
        if min(row) > most:
            return most + 1
    return row[-1]


def _by_letters() -> ColumnElement[str]:
    """The stems in the order of their letters' numbers, on both databases."""
    is_postgres = db.session.get_bind().dialect.name == "postgresql"
    order: ColumnElement[str] = _term.c.stem.collate("C" if is_postgres else "BINARY")
    return order
