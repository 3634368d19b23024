"""From everyday words to who is responsible: by the words of a text alone, explainable and quick.

A listed word counts where it is a word of the text, or the end or beginning of a longer one that nobody lists; a
phrase where all its words stand near each other, each as a whole. What several matters list counts less for each of
them, so that "Straße" decides nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.core.texts import fold
from app.core.words import Word, stem_of, words_of
from app.municipalities.models import Municipality
from app.responsibilities.models import Responsibility
from app.responsibilities.queries import contains, matters_of

MOST_LETTERS = 20_000
LEAST_PART = 5
LEAST_REST = 3
NEAR = 8
MANY_WORDS = 120
ENOUGH, ENOUGH_IN_MANY = 0.9, 1.5
ANOTHER = 0.8
"""A further answer has at least this share of the first one's weight: what is only mentioned answers nothing."""
IN_TITLE = 1.5
IN_TITLE_LETTERS = 4
WHOLE, END, BEGINNING = 1.0, 0.9, 0.8
MOST_SHOWN = 4

YOUR_MUNICIPALITY = "Ihre Gemeinde"
ROADS = {"A": "Autobahn", "B": "Bundesstraße", "S": "Staatsstraße", "L": "Landesstraße", "K": "Kreisstraße"}
_ROAD = re.compile(r"(?:S\d{2,3}|[BL]\d{1,3}|K\d{1,4}|A(?:9|\d{2,3}))")
_LETTERS = re.compile(r"\w+")
SAYING_NOTHING = "an am auf aus bei beim das dem den der des die ein eine für im in mit oder und vom von zu zum zur"
SAYING_WHERE = "am an auf bei beim gegenüber hinter im in nahe neben über um vor zum zur"
_PASSED_OVER = frozenset(word.stem for word in words_of(SAYING_NOTHING))
_WHERE = frozenset(word.stem for word in words_of(SAYING_WHERE))

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """A matter the text seems to be about, and the words that say so.

    `office` and `level` are None where it depends on the place and none is known; `hint` is what it says everywhere,
    if it does; `stelle` is the short name of the authority it is said for, if it is one; `reviewed_on` is None for
    what an authority has not reviewed.
    """

    matter: Responsibility
    because: tuple[str, ...]
    office: str | None
    level: str | None
    stelle: str | None
    reviewed_on: date | None
    hint: str | None


@dataclass(frozen=True)
class _Found:
    """What speaks for a matter: how much, and which words of the text."""

    key: str
    weight: float
    places: frozenset[int]


def responsible_for(
    text: str,
    *,
    title: str = "",
    authority_ids: Sequence[int] = (),
    place: Municipality | None = None,
    limit: int = 2,
) -> list[Answer]:
    """Who answers for what the text is about, most likely first; nobody where nothing speaks clearly enough.

    With authorities, as these have it; without, as all of them have it, and what differs between them is left open.
    """
    return responsible_among(matters_of(authority_ids), text, title=title, place=place, limit=limit)


def responsible_among(
    rows: Iterable[Responsibility], text: str, *, title: str = "", place: Municipality | None = None, limit: int = 2
) -> list[Answer]:
    """The same among matters that are at hand already."""
    tables = by_key(rows)
    words, in_title = _words(title, text)
    found = _weighed(tables, words, in_title)
    return [
        answer_of(tables[one.key], place, because=_said(words, one.places)) for one in _clearest(found, words, limit)
    ]


def by_key(rows: Iterable[Responsibility]) -> dict[str, list[Responsibility]]:
    """The same matter at several authorities, together."""
    tables = defaultdict(list)
    for row in rows:
        tables[row.key].append(row)
    return dict(tables)


def answer_of(
    rows: Sequence[Responsibility], place: Municipality | None = None, because: tuple[str, ...] = ()
) -> Answer:
    """The matter as these authorities have it; what they have otherwise stays open."""
    offices, levels = {row.office for row in rows}, {row.level for row in rows}
    shortest = min((row.hint or "" for row in rows), key=len)
    days = [row.reviewed_on for row in rows if row.reviewed_on]
    return Answer(
        rows[0], because, office_at(rows[0].office, place) if len(offices) == 1 else None,
        rows[0].level if len(levels) == 1 else None, rows[0].authority.slug if len(rows) == 1 else None,
        min(days) if len(days) == len(rows) else None,
        shortest if all((row.hint or "").startswith(shortest) for row in rows) else None,
    )  # fmt: skip


def office_at(office: str, place: Municipality | None) -> str:
    """The office with the municipality's own name, where one is known: "Stadt Naunhof, Bauamt"."""
    if place is None or not office.startswith(YOUR_MUNICIPALITY):
        return office
    name, _comma, kind = place.official_name.partition(", ")
    return f"{kind or 'Gemeinde'} {name}{office.removeprefix(YOUR_MUNICIPALITY)}"


def phrase_of(said: str) -> Phrase:
    """The stems of a listed word or phrase, without what says nothing."""
    return tuple(word.stem for word in words_of(said) if word.stem not in _PASSED_OVER)


def _words(title: str, text: str) -> tuple[list[Word], int]:
    """The words of title and text in one row, and how many of them are the title's."""
    title, text = title[:MOST_LETTERS], text[: MOST_LETTERS - len(title)]
    first = list(words_of(title))
    return [*first, *words_of(text)], len(first)


def _weighed(tables: dict[str, list[Responsibility]], words: list[Word], in_title: int) -> list[_Found]:
    listed: dict[Phrase, set[str]] = defaultdict(set)
    for key, rows in tables.items():
        for row in rows:
            for said in row.said:
                listed[phrase_of(said)].add(key)
    listed.pop((), None)
    where = _places(words, listed)
    evidence: dict[str, list[tuple[float, frozenset[int]]]] = defaultdict(list)
    for phrase, keys in listed.items():
        if all(stem in where for stem in phrase) and (hit := _hit(phrase, where, in_title)):
            weight, places = hit
            for key in keys:
                evidence[key].append((weight / len(keys), places))
    return [_together(key, hits) for key, hits in evidence.items()]


def _places(words: list[Word], listed: Iterable[Phrase]) -> dict[str, dict[int, float]]:
    """Where each listed stem stands, and how closely: as a word, or as the end or beginning of a longer one that is
    not listed itself."""
    alone = {phrase[0] for phrase in listed if len(phrase) == 1}
    wanted = {stem for phrase in listed for stem in phrase}
    where: dict[str, dict[int, float]] = defaultdict(dict)
    for number, word in enumerate(words):
        stem = word.stem
        if stem in wanted:
            where[stem][number] = WHOLE
        if stem in alone:
            continue
        for cut in range(LEAST_PART, len(stem) - LEAST_REST + 1):
            for part, closeness in ((stem[-cut:], END), (stem[:cut], BEGINNING)):
                if part in alone:
                    where[part].setdefault(number, closeness)
    for number, road in _roads(words):
        where[stem_of(road)][number] = WHOLE
    return where


def _roads(words: list[Word]) -> Iterable[tuple[int, str]]:
    """Roads by letter and number: "S 43" is a Staatsstraße. (S 1 to S 9 are trains, A 4 is paper.)"""
    for number, word in enumerate(words):
        if _ROAD.fullmatch(word.text):
            yield number, ROADS[word.text[0]]
    for number, (letter, digits) in enumerate(pairwise(words)):
        if digits.start - letter.end == 1 and len(letter.text) == 1 and _ROAD.fullmatch(letter.text + digits.text):
            yield number, ROADS[letter.text]


def _hit(phrase: Phrase, where: dict[str, dict[int, float]], in_title: int) -> tuple[float, frozenset[int]] | None:
    """How much a listed word or phrase weighs where it stands, and which words of the text it is."""
    if len(phrase) > 1:
        where = {stem: {place: how for place, how in where[stem].items() if how == WHOLE} for stem in phrase}
    hits = []
    for start in where[phrase[0]]:
        nearest = [place for stem in phrase if (place := _nearest(where[stem], start, in_title)) is not None]
        if len(nearest) == len(phrase):
            pairs = zip(phrase, nearest, strict=True)
            weight = sum(where[stem][place] * (1 + min(len(stem), 15) / 30) for stem, place in pairs)
            hits.append((weight * (IN_TITLE if start < in_title else 1), frozenset(nearest)))
    if not hits:
        return None
    repeated = 0.25 * min(len(hits) - 1, 3)
    return max(weight for weight, _places in hits) + repeated, frozenset().union(*(places for _weight, places in hits))


def _nearest(places: dict[int, float], start: int, in_title: int) -> int | None:
    """The place nearest to the start and on its side of the end of the title; None where none is near."""
    near = (place for step in range(NEAR + 1) for place in (start - step, start + step))
    return next((place for place in near if place in places and (place < in_title) == (start < in_title)), None)


def _together(key: str, hits: list[tuple[float, frozenset[int]]]) -> _Found:
    """The heaviest counts in full, each further one by half; no word of the text counts twice."""
    weight, places = 0.0, frozenset[int]()
    for one, stands in sorted(hits, key=lambda hit: (-hit[0], sorted(hit[1]))):
        if not stands <= places:
            weight += one * (0.5 if places else 1)
            places |= stands
    return _Found(key, weight, places)


def _clearest(found: list[_Found], words: list[Word], limit: int) -> list[_Found]:
    """The heaviest ones. A further one is left out where a heavier one has explained its words already, or where they
    only say where it is: "a crossing in front of the school"."""
    enough = ENOUGH if len(words) <= MANY_WORDS else ENOUGH_IN_MANY
    chosen: list[_Found] = []
    for one in sorted(found, key=lambda one: (-one.weight, one.key)):
        explained = {words[place].stem for other in chosen for place in other.places}
        least = max(enough, chosen[0].weight * ANOTHER) if chosen else enough
        if len(chosen) == limit or one.weight < least or {words[place].stem for place in one.places} <= explained:
            continue
        if not chosen or not all(_says_where(words, place) for place in one.places):
            chosen.append(one)
    return chosen


def _says_where(words: list[Word], place: int) -> bool:
    """Whether "in front of the", "at" or the like stands right before it."""
    return any(word.stem in _WHERE for word in words[max(place - 2, 0) : place])


def _said(words: list[Word], places: Iterable[int]) -> tuple[str, ...]:
    """The words of the text as they stand there, each once; a road with its number."""
    said = []
    for place in sorted(places):
        word = words[place].text
        is_road = word in ROADS and place + 1 < len(words) and words[place + 1].text.isdecimal()
        said.append(f"{word} {words[place + 1].text}" if is_road else word)
    return tuple(dict.fromkeys(said))[:MOST_SHOWN]


def search_matters(rows: Sequence[Responsibility], words: str, limit: int = 30) -> list[Answer]:
    """What fits words typed into a search box: first what they clearly mean, then whatever holds their letters."""
    clear = responsible_among(rows, words, limit=limit)
    known = {answer.matter.key for answer in clear}
    tables = by_key(row for row in rows if row.key not in known and contains(row, words))
    fitting = sorted(tables.values(), key=lambda same: -_fit(same[0], words))
    return [*clear, *(answer_of(same) for same in fitting)][:limit]


def _fit(row: Responsibility, words: str) -> int:
    """How well letters fit a matter: its title counts most, then how many of its words have them as a word of their
    own, at the beginning or end of one, or inside."""
    return IN_TITLE_LETTERS * _closeness(row.title, words) + sum(_closeness(said, words) for said in row.said)


def _closeness(text: str, words: str) -> int:
    text, wanted = (f" {' '.join(_LETTERS.findall(fold(one)))} " for one in (text, words))
    return sum(letters in text for letters in (wanted, wanted[:-1], wanted[1:], wanted.strip()))
