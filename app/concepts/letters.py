"""Texts alike by their letters: three to five in a row inside of words, rare ones counting more.

It sees through compounds ("Radweg" in "Schnellradweg"), endings and small slips of typing, and needs no dictionary.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.core.texts import fold
from app.core.words import stem_of

SIZES = (3, 4, 5)
MOST_LETTERS = 3_000
"""Of a longer text the beginning is compared: what it is about is said there."""
LEAST_KNOWN = 0.3
"""A third of "Schnellradweg" is "Radweg"; a quarter of an invented word stands in many texts."""
_WORD = re.compile(r"[a-z0-9]+")
_LIST = (Path(__file__).parent / "data" / "words_saying_nothing.txt").read_text(encoding="utf-8")
_EMPTY = frozenset(
    form
    for line in _LIST.splitlines()
    if not line.startswith("#")
    for word in line.split()
    for form in (fold(word), stem_of(word))
)

Scores = NDArray[np.float32]


def says_nothing(word: str) -> bool:
    """Whether a word tells no text from another: "und", "sehr", "Projekt"."""
    return len(word) < 2 or fold(word) in _EMPTY or stem_of(word) in _EMPTY


class LetterIndex:
    """Texts to compare others with: weights of tf-idf, each text of length one."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [_grams(text) for text in texts]
        found_in = Counter(gram for grams in counted for gram in grams)
        self._rarity = {gram: log((len(texts) + 1) / (many + 0.5)) for gram, many in found_in.items()}
        # All postings lie in two long rows, those of one gram side by side: small rows would take ten times as much.
        ends = np.cumsum(list(found_in.values()), dtype=np.int64)
        self._places = {
            gram: (end - many, end) for (gram, many), end in zip(found_in.items(), ends.tolist(), strict=True)
        }
        self._numbers = np.empty(ends[-1] if len(ends) else 0, dtype=np.int32)
        self._shares = np.empty(len(self._numbers), dtype=np.float32)
        free = {gram: start for gram, (start, _end) in self._places.items()}
        for number, grams in enumerate(counted):
            weights = {gram: (1 + log(many)) * self._rarity[gram] for gram, many in grams.items()}
            length = _length(weights.values())
            for gram, weight in weights.items():
                self._numbers[free[gram]], self._shares[free[gram]] = number, weight / length
                free[gram] += 1
        self._size = len(texts)

    def alike(self, text: str) -> Scores:
        """How alike each text is to this one: 0 nothing in common, 1 the same."""
        return self._compared(text)[0]

    def gains(self, word: str) -> Scores:
        """What a word adds to how alike texts are: more than `alike` for long and rare ones.

        Nothing where less than `LEAST_KNOWN` of it stands in the text: a likeness by chance is no reason.
        """
        scores, length = self._compared(word)
        grams, known = _grams(word), np.zeros(self._size, dtype=np.int32)
        for gram in grams.keys() & self._places.keys():
            start, end = self._places[gram]
            known[self._numbers[start:end]] += 1
        return np.where(known >= LEAST_KNOWN * len(grams), scores * np.float32(length), np.float32(0))

    def _compared(self, text: str) -> tuple[Scores, float]:
        scores = np.zeros(self._size, dtype=np.float32)
        weights = {
            gram: (1 + log(many)) * self._rarity[gram]
            for gram, many in _grams(text[:MOST_LETTERS]).items()
            if gram in self._rarity
        }
        for gram, weight in weights.items():
            start, end = self._places[gram]
            scores[self._numbers[start:end]] += weight * self._shares[start:end]
        length = _length(weights.values())
        return scores / np.float32(length), length


def _length(weights: Iterable[float]) -> float:
    return float(sum(weight * weight for weight in weights) ** 0.5) or 1.0


def _grams(text: str) -> Counter[str]:
    words = (word for word in _WORD.findall(fold(text)) if word not in _EMPTY)
    return Counter(gram for word in words for gram in _grams_of(f" {word} "))


def _grams_of(word: str) -> Iterator[str]:
    for size in SIZES:
        for at in range(len(word) - size + 1):
            yield word[at : at + size]
