"""Which stems of all that is public a typed word means: itself, compounds with it, or what was meant to be typed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select, union

from app.core.database import db
from app.core.texts import fold
from app.core.words import spelt_stem
from app.search.documents import grams_of
from app.search.models import SearchGram, SearchTerm

ITSELF, TWIN, CORRECTED, AT_THE_END, INSIDE, SHORT, BEGINNING, SHORTER = 100, 90, 60, 50, 40, 30, 20, 4
"""How much a stem is worth as an answer to the word, in percent: a shorter one never ranks above the word itself."""
SHORTEST, SHORTEST_AT_AN_END, SHORTEST_INSIDE = 3, 4, 5
"""From so many letters on a word is looked for in longer ones: at their beginning as it is typed, or ending them;
ending them or beginning them; anywhere."""
SHORTEST_HEAD, SHORTEST_LAST_HEAD = 6, 4
"""So many letters a shorter stem has that ends the word; and where nothing else is found. Found by that alone, the word
counts as corrected."""
SHORTEST_CORRECTED = 5
"""In a shorter one a slip makes another word: "Bäcker", "Bänke"."""
MOST_STEMS, MOST_CORRECTIONS, MOST_NEAR = 200, 5, 400
LONG_WORD = 8
_LAST_VOWEL = re.compile(r"(aeu|au|[aou]e?)(?!.*[aou])")
_TWINS = {"au": "aeu", "aeu": "au", "a": "ae", "o": "oe", "u": "ue", "ae": "a", "oe": "o", "ue": "u"}
_ENDING = re.compile("(?<=...)(?:e[ns]?|n|s)$")
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
    """Two queries at most, whatever was typed; the most frequent stems where there are very many.

    A page asks for its list, its counts and its map: what a word means is kept as long as the session, until one of
    the documents changes.
    """
    known: dict[str, Expansion] = db.session().info.setdefault("expanded", {})
    if word not in known:
        known[word] = _expanded(word)
    return known[word]


def forget_expanded() -> None:
    """Documents have changed: words may mean more now, or less."""
    db.session().info.pop("expanded", None)


def _expanded(word: str) -> Expansion:
    stem = spelt_stem(word)
    rows = {row.stem: row for row in db.session.execute(_alike(word, stem))}
    likeness = {found: _likeness(found, stem) for found in rows}
    heads = {found for found, much in likeness.items() if much == SHORTER and len(_bare(found)) < SHORTEST_HEAD}
    meant: tuple[str, ...] = ()
    if len(heads) < len(rows):
        likeness = {found: much for found, much in likeness.items() if found not in heads}
    elif len(_bare(stem)) >= SHORTEST_CORRECTED and not stem.isdecimal():
        # "Hausarzt" means "Arzt" rather than what is two slips away.
        near = _nearest(stem, 1 if heads or len(stem) < LONG_WORD else 2)
        if near:
            meant = tuple(row.stem for row in near)
            rows, likeness = {row.stem: row for row in near}, dict.fromkeys(meant, CORRECTED)
    if not meant and set(likeness.values()) == {SHORTER}:
        meant = tuple(sorted(likeness, key=len, reverse=True))
    return Expansion(
        word, {rows[found].id: much for found, much in likeness.items()}, frozenset(likeness),
        sum(rows[found].documents for found in likeness), meant,
    )  # fmt: skip


def twin(stem: str) -> str:
    """The same with an umlaut more or less in its last syllable that can bear one: "haus" and "haeus"."""
    return _LAST_VOWEL.sub(lambda found: _TWINS[found[1]], stem, count=1)


def _alike(word: str, stem: str) -> Select[Any]:
    """The stem, shorter ones that end it, and longer ones that contain it."""
    heads = [stem[at:] for at in range(1, len(stem) - SHORTEST_LAST_HEAD + 1)]
    if len(_bare(stem)) == len(stem):
        heads += [twin(head) for head in heads]
    chosen = [_terms(_term.c.stem.in_([stem, twin(stem), *heads]))]
    chosen += [_longer(part, like) for part, like in _parts(word, stem)]
    both = union(*(select(one.subquery()) for one in chosen)).subquery()
    return select(both.c.id, both.c.stem, both.c.documents)


def _parts(word: str, stem: str) -> Iterator[tuple[str, str]]:
    """What longer stems may hold, and where. A plural may add an umlaut anywhere, and loses one only at the end."""
    other = twin(stem)
    if len(stem) >= SHORTEST_INSIDE:
        yield stem, f"%{stem}%"
    elif len(stem) >= SHORTEST:
        typed = max(stem, _ENDING.sub("", fold(word)), key=len)
        # What lost more than an ending ("Leiter") is not told apart from other words by the rest ("begleiten").
        is_whole = typed == stem or other != stem != _bare(stem)
        yield typed, f"{typed}%"
        yield stem, f"%{stem}" if is_whole else f"%____{stem}"
    if SHORTEST <= len(stem) != len(other):
        yield other, f"%{other}%" if SHORTEST_AT_AN_END <= len(stem) < len(other) else f"%{other}"


def _longer(part: str, like: str) -> Select[Any]:
    longer = _terms(_term.c.stem.like(like) & (_term.c.stem != part))
    for gram in sorted({part[:3], part[-3:]}):
        longer = longer.where(_term.c.id.in_(select(_gram.c.term_id).where(_gram.c.gram == gram)))
    return longer.order_by(_term.c.documents.desc(), _by_letters()).limit(MOST_STEMS)


def _terms(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(_term.c.id, _term.c.stem, _term.c.documents).where(*conditions)


def _bare(stem: str) -> str:
    return stem.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _likeness(found: str, stem: str) -> int:
    if found in (stem, twin(stem)):
        return ITSELF if found == stem else TWIN
    if len(_bare(found)) < len(_bare(stem)):
        return SHORTER
    is_end = found.endswith((stem, twin(stem)))
    if len(stem) < SHORTEST_AT_AN_END:
        return SHORT if is_end else BEGINNING
    return AT_THE_END if is_end else INSIDE


def _nearest(stem: str, most: int) -> Sequence[Any]:
    """The stems that are fewest slips of the fingers away; where there are none, those one slip away from its end."""
    grams, letters = grams_of(stem), func.length(_term.c.stem)
    near = (
        select(_term.c.id, _term.c.stem, _term.c.documents)
        .join(_gram, _gram.c.term_id == _term.c.id)
        .where(_gram.c.gram.in_(grams), letters.between(min(LONG_WORD, len(stem) - most), len(stem) + most + 1))
        .group_by(_term.c.id, _term.c.stem, _term.c.documents)
        # One slip spoils three of them, two that change places four.
        .having(func.count() >= case((letters > 4 * most, letters - 4 * most), else_=1))
        .order_by(func.count().desc(), _term.c.documents.desc(), _by_letters())
        .limit(MOST_NEAR)
    )
    rows = db.session.execute(near).all()
    whole = [(distance(row.stem, stem, most), row) for row in rows]
    ends = [(_slips_at_the_end(row.stem, stem), row) for row in rows if LONG_WORD <= len(row.stem) < len(stem)]
    best = _fewest(whole, most) or _fewest(ends, 1)
    twins = {twin(row.stem) for row in best} - {row.stem for row in best}
    return [*best, *(row for row in rows if row.stem in twins)]


def _slips_at_the_end(found: str, stem: str) -> int:
    return min(distance(found, stem[-letters:], 1) for letters in range(len(found) - 1, len(found) + 2))


def _fewest(counted: Sequence[tuple[int, Any]], most: int) -> Sequence[Any]:
    fewest = min((slips for slips, _row in counted), default=most + 1)
    best = [row for slips, row in counted if slips == fewest <= most]
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
