"""Finding words in texts and blacking them out, alike wherever it is done."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import DomainError
from app.core.texts import fold

BLACK = "▇▇▇▇"
SHORTEST = 3
AROUND = 40
"""How many letters before and after a hit are shown with it."""


@dataclass(frozen=True)
class Hit:
    """Words that would go, with what stands before and after them."""

    before: str
    words: str
    after: str


class PassageIsShort(DomainError):
    """A passage of one or two letters would black out half the text."""


class NothingIsFound(DomainError):
    """None of the passages stands anywhere."""


def passages_in(lines: str) -> list[str]:
    """The passages typed, one per line, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in lines.splitlines() if line.strip()))


def is_short(passage: str) -> bool:
    """Whether too little is left of it, as it is or as it is searched: accents alone are no letters."""
    return min(len(passage), len(" ".join(fold(passage).split()))) < SHORTEST


def pattern_of(passages: Sequence[str], *, inside_words: bool = False) -> re.Pattern[str]:
    """Finds them however they are capitalised and wherever a line breaks inside; the longest first.

    Whole words only, unless `inside_words`: "ute" is not to black out "heute".
    """
    if not passages:
        raise NothingIsFound
    if any(is_short(passage) for passage in passages):
        raise PassageIsShort
    longest_first = sorted(passages, key=len, reverse=True)
    return re.compile("|".join(_as_pattern(one, inside_words) for one in longest_first), re.IGNORECASE)


def _as_pattern(passage: str, inside_words: bool) -> str:
    words = r"\s+".join(map(re.escape, passage.split()))
    if inside_words:
        return words
    before = r"(?<![^\W_])" if passage[0].isalnum() else ""
    after = r"(?![^\W_])" if passage[-1].isalnum() else ""
    return f"{before}{words}{after}"


def blacken(text: str, pattern: re.Pattern[str]) -> str:
    """The text with every passage blacked out."""
    return pattern.sub(BLACK, text)


def hits_in(text: str, pattern: re.Pattern[str]) -> list[Hit]:
    """Every place where a passage stands, to be looked at before it goes."""
    hits = []
    for found in pattern.finditer(text):
        start, end = found.span()
        before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
        hits.append(
            Hit(f"…{before}" if start > AROUND else before, found[0], f"{after}…" if text[end + AROUND :] else after)
        )
    return hits
