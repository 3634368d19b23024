"""A question as it was typed, read: words, and words that shall stand side by side."""

import re
from dataclasses import dataclass

from app.core.texts import clean
from app.core.words import words_of
from app.search.documents import folded_words, telling_stem

LONGEST_QUERY = 200
MOST_WORDS = 8
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]+)["“”„«»]')


@dataclass(frozen=True)
class Query:
    """What is looked for. `text` is as much of what was typed as is read; `is_cut`: more was typed than that.

    Words that say nothing ("und", "für") are not looked for; where nothing else was typed, it is empty.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def is_empty(self) -> bool:
        """There is nothing in it to look for."""
        return not self.words

    @property
    def is_filling(self) -> bool:
        """There are words in it, and none says anything."""
        return self.is_empty and any(len(word.text) > 1 for word in words_of(self.text))


def read_query(text: str) -> Query:
    """The first eight words of the first 200 letters, each once; in quotation marks also as a phrase."""
    typed = clean(text[: 4 * LONGEST_QUERY])
    read = typed[:LONGEST_QUERY].strip()
    by_stem: dict[str, str] = {}
    for word in words_of(read):
        if stem := telling_stem(word.text):
            by_stem.setdefault(stem, word.text)
    words = tuple(by_stem.values())
    phrases = tuple(folded for quoted in _QUOTED.findall(read) if (folded := folded_words(quoted)))
    is_cut = len(words) > MOST_WORDS or len(typed) > LONGEST_QUERY or len(text) > 4 * LONGEST_QUERY
    return Query(read, words[:MOST_WORDS], phrases[:MOST_WORDS] if words else (), is_cut)
