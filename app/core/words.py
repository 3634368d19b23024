"""Words of a German text: where they stand, and the stem by which two forms of a word are one.

The stemmer reads "ae", "oe", "ue" and "ss" like ä, ö, ü and ß, so both spellings have one stem, on every database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from app.core.texts import fold

LONGEST = 60
"""Longer ones are no words: they are cut, so that nothing we keep or compare grows without bound."""
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_UMLAUT = re.compile("([aou])e")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in a text, from `start` to `end`, and its stem."""

    text: str
    stem: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """The words in their order; of "Rad- und Fußweg-Netz" each part by itself."""
    for found in _PART.finditer(text):
        yield Word(found.group(), stem_of(found.group()), found.start(), found.end())


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """Lower case, without endings, umlauts and accents: "Häuser" and "haeuser" become "haus"."""
    # The stemmer knows umlauts in both spellings, but no accents: "Cafe" and "Café" are one word.
    plain = "".join(letter if letter in "äöüß" else fold(letter) for letter in word[:LONGEST].lower())
    # A stemmer holds the word it works on: each call has its own, which costs nothing.
    return fold(snowballstemmer.stemmer("german").stemWord(plain))[:LONGEST]


@lru_cache(maxsize=100_000)
def spelt_stem(word: str) -> str:
    """The stem with the umlauts of the word written out: "Häuser" becomes "haeus", and "Grund" does not hold "grün"."""
    stem, plain = stem_of(word), word[:LONGEST].lower().replace("ß", "ss")
    beginnings = (fold(plain[:end]) for end in range(len(stem), len(plain) + 1))
    bare = _UMLAUT.sub(r"\1", stem)
    return next((one for one in beginnings if _UMLAUT.sub(r"\1", one) == bare), stem)[:LONGEST]
