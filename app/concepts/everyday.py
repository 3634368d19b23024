"""What people say and what concepts say: a reviewed list of themes, and which of them a text speaks of.

The list is data (`data/everyday_words.yaml`); where its phrases lie in the space of meaning is worked out beforehand
and kept beside it, with the wordings of the concepts that come along, so that nobody waits for it. Nothing is learnt
from ideas.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from app.concepts.letters import LetterIndex, Scores
from app.core.meaning import SIZE, Vectors, vectors_of
from app.core.texts import fold
from app.core.words import words_of

DATA = Path(__file__).parent / "data"
WORDS, MEANINGS = DATA / "everyday_words.yaml", DATA / "everyday_meanings.npz"
NEAREST = 3
"""A theme is as near as its three nearest phrases are: one alone may be chance."""
_TYPED = re.compile(r"\b\w*(?:[aou]e|ss)\w*\b", re.IGNORECASE)
_STEPS = 127.0  # A vector is kept as whole numbers of one byte each.


class Theme(BaseModel):
    """A matter of everyday life: how people say it, how a document does, and which goals are meant, the best first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str
    says: tuple[str, ...]
    official: tuple[str, ...]
    goals: dict[str, tuple[str, ...]]

    @property
    def phrases(self) -> tuple[str, ...]:
        return (self.theme, *self.says, *self.official)

    @property
    def formal(self) -> str:
        """The theme as a document would name it."""
        return ", ".join((self.theme, *self.official))


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """All of them, in the order of the list."""
    read = yaml.load(WORDS.read_bytes(), Loader=yaml.CSafeLoader)
    return tuple(TypeAdapter(list[Theme]).validate_python(read))


@lru_cache(maxsize=1)
def _umlauts() -> dict[str, str]:
    """Words of the list with an umlaut by how they are typed without one."""
    words = (word.text.lower() for theme in themes() for phrase in theme.phrases for word in words_of(phrase))
    return {fold(word): word for word in words if not word.isascii()}


def respelt(text: str) -> str:
    """Words typed with "ae", "oe", "ue" as the model knows them: "gruen" is "grün" to it."""
    return _TYPED.sub(lambda found: _umlauts().get(fold(found.group()), found.group()), text)


def digest_of_words() -> str:
    """Changes with every phrase: what was worked out for other words is of no use."""
    return sha256("\n".join(phrase for theme in themes() for phrase in theme.phrases).encode()).hexdigest()


@dataclass(frozen=True)
class Spoken:
    """How near a text is to each theme: by what it means (None where nobody can say) and by its letters."""

    by_meaning: Scores | None
    by_letters: Scores


class Everyday:
    """The themes, ready to be compared with."""

    def __init__(self) -> None:
        self.letters = LetterIndex([" ".join(theme.phrases) for theme in themes()])
        with np.load(MEANINGS, allow_pickle=False) as kept:
            is_current = str(kept["digest"]) == digest_of_words()
            self._vectors = _of_length_one(kept["vectors"]) if is_current else None
            self.formal = _of_length_one(kept["formal"]) if is_current else None
            self._worked_out = dict(zip(kept["digests"].tolist(), _of_length_one(kept["wordings"]), strict=True))
        counts = [len(theme.phrases) for theme in themes()]
        starts = np.cumsum([0, *counts[:-1]])
        self._places = np.full((len(counts), max(counts)), sum(counts))
        for row, (start, count) in enumerate(zip(starts, counts, strict=True)):
            self._places[row, :count] = np.arange(start, start + count)

    def spoken_of(self, text: str, vector: Vectors | None) -> Spoken:
        """Which themes the text speaks of; `vector` is its meaning."""
        return Spoken(self._near(vector), self.letters.alike(text))

    def vectors_of(self, wordings: Sequence[str]) -> Vectors | None:
        """The meanings of wordings of a concept; only what did not come along has to be worked out."""
        digests = [_digest(wording) for wording in wordings]
        unknown = {d: wording for d, wording in zip(digests, wordings, strict=True) if d not in self._worked_out}
        found = vectors_of(list(unknown.values()))
        if found is None:
            return None
        vectors = self._worked_out | dict(zip(unknown, found, strict=True))
        return np.array([vectors[digest] for digest in digests], dtype=np.float32).reshape(-1, SIZE)

    def _near(self, vector: Vectors | None) -> Scores | None:
        if vector is None or self._vectors is None:
            return None
        of_phrases = np.append(self._vectors @ vector, np.float32(-1))
        by_theme = of_phrases[self._places]
        nearest = np.partition(by_theme, by_theme.shape[1] - NEAREST, axis=1)[:, -NEAREST:]
        mean: Scores = nearest.mean(axis=1)
        return mean


@lru_cache(maxsize=1)
def everyday() -> Everyday:
    """One for this process."""
    return Everyday()


def write_meanings(wordings: Iterable[str], path: Path = MEANINGS) -> int:
    """Work out anew where the phrases of the list and these wordings of concepts lie; says how many there are.

    `RuntimeError` without the model.
    """
    phrases, known = [phrase for theme in themes() for phrase in theme.phrases], sorted(set(wordings))
    np.savez_compressed(
        path, digest=np.array(digest_of_words()), vectors=_whole_numbers(phrases),
        formal=_whole_numbers([theme.formal for theme in themes()]), wordings=_whole_numbers(known),
        digests=np.array([_digest(wording) for wording in known], dtype=np.uint64),
    )  # fmt: skip
    return len(phrases) + len(known)


def _digest(wording: str) -> int:
    return int.from_bytes(sha256(wording.encode()).digest()[:8], "big")


def _of_length_one(steps: "np.ndarray[tuple[int, int], np.dtype[np.int8]]") -> Vectors:
    vectors: Vectors = steps.astype(np.float32)
    vectors /= np.float32(_STEPS)
    return vectors


def _whole_numbers(texts: Sequence[str]) -> "np.ndarray[tuple[int, int], np.dtype[np.int8]]":
    found = vectors_of(texts)
    if found is None:
        raise RuntimeError("the language model is not at hand")
    return np.round(found * _STEPS).clip(-127, 127).astype(np.int8).reshape(-1, SIZE)
