"""What a hit shows of its document: title and the place in its text where the words stand, marked."""

from collections.abc import Collection
from dataclasses import dataclass

from app.core.words import Word, words_of
from app.search.documents import telling_stem

LENGTH = 240
BEFORE = 50
READ = 20_000
"""So many letters of a text are looked through for the best place."""


@dataclass(frozen=True)
class Part:
    """A piece of a title or text; `is_hit` where it is what was looked for."""

    text: str
    is_hit: bool = False


def marked(text: str, stems: Collection[str]) -> list[Part]:
    """The whole text, with the words of these stems marked."""
    return _parts(text, _hits(text, stems))


def excerpt_of(text: str, stems: Collection[str]) -> list[Part]:
    """The place in the text where most of the words stand together; its beginning where none does."""
    text = " ".join(text[:READ].split())
    hits = _hits(text, stems)
    start = _best_start(text, hits)
    end = len(text) if len(text) <= start + LENGTH else text.rfind(" ", start, start + LENGTH)
    end = end if end > start else min(start + LENGTH, len(text))
    inside = [Word(hit.text, hit.stem, hit.start - start, hit.end - start) for hit in hits if start <= hit.start < end]
    parts = _parts(text[start:end], inside)
    return [Part("… ")] * (start > 0) + parts + [Part(" …")] * (end < len(text))


def first_word(texts: Collection[str], stems: Collection[str]) -> str | None:
    """How a word of these stems is written where it first stands in one of the texts."""
    return next((hit.text for text in texts for hit in _hits(text[:READ], stems)), None)


def _hits(text: str, stems: Collection[str]) -> list[Word]:
    return [word for word in words_of(text) if telling_stem(word.text) in stems]


def _best_start(text: str, hits: list[Word]) -> int:
    """Behind a space, a little before the first of the words that stand together."""
    best, most = None, 0
    for at, hit in enumerate(hits):
        together = {near.stem for near in hits[at : at + LENGTH // 3] if near.end <= hit.start + LENGTH - BEFORE}
        if len(together) > most:
            best, most = hit, len(together)
    if best is None or best.end <= LENGTH - BEFORE:
        return 0
    return text.find(" ", max(0, best.start - BEFORE), best.start) + 1 or best.start


def _parts(text: str, hits: list[Word]) -> list[Part]:
    parts, at = [], 0
    for hit in hits:
        parts += [Part(text[at : hit.start]), Part(text[hit.start : hit.end], is_hit=True)]
        at = hit.end
    return [part for part in [*parts, Part(text[at:])] if part.text]
