"""Finding words in texts and blacking them out, alike wherever it is done."""

import re
from collections.abc import Sequence

from app.core.errors import DomainError

BLACK = "▇▇▇▇"
SHORTEST = 3


class PassageIsShort(DomainError):
    """A passage of one or two letters would black out half the text."""


class NothingIsFound(DomainError):
    """None of the passages stands anywhere."""


def passages_in(lines: str) -> list[str]:
    """The passages typed, one per line, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in lines.splitlines() if line.strip()))


def pattern_of(passages: Sequence[str]) -> re.Pattern[str]:
    """Finds them however they are capitalised and wherever a line breaks inside; the longest first."""
    if not passages:
        raise NothingIsFound
    if any(len(passage) < SHORTEST for passage in passages):
        raise PassageIsShort
    longest_first = sorted(passages, key=len, reverse=True)
    return re.compile("|".join(r"\s+".join(map(re.escape, one.split())) for one in longest_first), re.IGNORECASE)


def blacken(text: str, pattern: re.Pattern[str]) -> str:
    """The text with every passage blacked out."""
    return pattern.sub(BLACK, text)


def as_written(texts: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    """The passages in every spelling these texts have them in."""
    return list(dict.fromkeys(found for text in texts for found in pattern.findall(text)))
