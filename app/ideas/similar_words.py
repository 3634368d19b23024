"""How much two texts share in words: stems, parts of long words, rare ones counting more."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt

from app.concepts.letters import says_nothing
from app.core.words import words_of

MOST_LETTERS, MOST_STEMS, MOST_REASONS = 20_000, 60, 4
SHORTEST, LEAST_PART = 3, 4
LEAST_COMMON = 0.45
"""So many of their letters, three by three, two stems have in common at least to count as alike."""


@dataclass(frozen=True)
class Likeness:
    """How much (0 to 1), and by which words as they stand in the first text, the strongest first."""

    much: float
    because: tuple[str, ...] = ()


def telling_stems(text: str, besides: Collection[str] = ()) -> dict[str, str]:
    """Stem → the word as it is written, in order, without words that say nothing; at most sixty."""
    found: dict[str, str] = {}
    for word in words_of(text[:MOST_LETTERS]):
        if _tells(word.text) and word.stem not in besides:
            found.setdefault(word.stem, word.text)
        if len(found) == MOST_STEMS:
            break
    return found


def rarity(documents: int, of: int) -> float:
    """How much a stem says that stands in so many documents of all."""
    return log(1 + max(of, documents) / (1 + documents))


def likeness(one: Mapping[str, str], worth: Mapping[str, float], other: Collection[str]) -> Likeness:
    """What the stems of one text have in the other; a long text does not win by its length."""
    if not one or not other:
        return Likeness(0.0)
    gained = {stem: worth[stem] * max(_alike(stem, known) for known in other) for stem in one}
    usual = sum(worth[stem] for stem in one) / len(one)
    much = sum(gained.values()) / (usual * sqrt((len(one) + 1) * (len(other) + 1)))
    told = sorted((stem for stem in one if gained[stem] > 0), key=lambda stem: (-gained[stem], stem))
    return Likeness(min(1.0, much), tuple(one[stem] for stem in told[:MOST_REASONS]))


def _alike(a: str, b: str) -> float:
    """1 for the same stem, less for a part of a longer one ("radweg" in "fahrradweg") or a form of it."""
    if a == b:
        return 1.0
    shorter, longer = (a, b) if len(a) <= len(b) else (b, a)
    if len(shorter) < LEAST_PART:
        return 0.0
    if shorter in longer:
        return 0.5 + 0.5 * len(shorter) / len(longer)
    if len(shorter) == LEAST_PART or 2 * len(shorter) < len(longer):
        return 0.0
    grams_a, grams_b = _grams(a), _grams(b)
    shared = len(grams_a & grams_b)
    common = shared / (len(grams_a) + len(grams_b) - shared)
    return common if common >= LEAST_COMMON else 0.0


@lru_cache(maxsize=50_000)
def _tells(word: str) -> bool:
    return len(word) >= SHORTEST and not word.isdigit() and not says_nothing(word)


@lru_cache(maxsize=20_000)
def _grams(stem: str) -> frozenset[str]:
    marked = f"^{stem}$"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))
