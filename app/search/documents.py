"""What a document is, and how much each of its words says about it."""

import hashlib
import json
from collections import Counter
from dataclasses import astuple, dataclass
from datetime import date
from functools import lru_cache

from app.core.texts import fold
from app.core.words import spelt_stem, words_of

SHAPE = 2
"""Goes up when words are weighed otherwise: every document is then written anew by the next `search rebuild`."""
LONGEST_TEXT = 200_000
IN_TITLE = 12
SHORT_TITLE = ((1, 10), (3, 5), (6, 3), (10, 1))
"""What a word counts beyond that in a title of which at most so many words say something."""
MOST_OFTEN = 4
OVER = 3
"""What goes on no more is worth a third: it is found, below what goes on."""
_STOP_WORDS = """
    aber alle allen aller alles als also am an and auch auf aus bei beim bis da damit das dass dem den denn der des
    deren dessen die dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es etwa
    for fuer haben hat hatte hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder
    jedes kann kein keine koennen mit muss nach nicht noch nun nur ob oder of ohne sehr sein seine seinem seinen seiner
    sich sie sind so soll sollen sowie the to ueber um und uns unser unsere unter vom von vor war waren warum was wenn
    wer werden wie wir wird wo wurde wurden zu zum zur zwischen
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


@dataclass(frozen=True)
class Document:
    """Something published, as it is to be found. `ref` names it within its kind, `thing_id` is what it belongs to;
    `is_over`: it goes on no more."""

    kind: str
    ref: str
    thing_id: int | None
    authority_id: int | None
    title: str
    text: str
    day: date
    is_over: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text[:LONGEST_TEXT])

    @property
    def digest(self) -> str:
        """The same for two documents that say the same."""
        return hashlib.sha256(json.dumps([SHAPE, *astuple(self)], default=str).encode()).hexdigest()

    @property
    def folded(self) -> str:
        """All its words in their order, whatever their spelling and whatever stands between them."""
        return folded_words(f"{self.title}\n{self.text}")

    @property
    def weights(self) -> dict[str, int]:
        """Each stem that says something, and how much of it is here: in the title, in a short one, and how often."""
        in_title = [stem for word in words_of(self.title) if (stem := telling_stem(word.text))]
        worth = IN_TITLE + next((more for most, more in SHORT_TITLE if len(in_title) <= most), 0)
        weights = dict.fromkeys(in_title, worth)
        counted = Counter(stem for word in words_of(self.text) if (stem := telling_stem(word.text)))
        for stem, count in counted.items():
            weights[stem] = weights.get(stem, 1) + min(count, MOST_OFTEN)
        return {stem: max(1, weight // OVER) for stem, weight in weights.items()} if self.is_over else weights


def folded_words(text: str) -> str:
    """The words of a text, folded, each behind one space: what is looked for as a phrase."""
    return "".join(f" {fold(word.text)}" for word in words_of(text))


@lru_cache(maxsize=100_000)
def telling_stem(word: str) -> str:
    """The stem of a word that says something; of others nothing."""
    stem = spelt_stem(word)
    return "" if len(stem) < 2 or fold(word) in STOP_WORDS else stem


def grams_of(stem: str) -> set[str]:
    """Each three letters in a row, its beginning and its end among them."""
    whole = f"^{stem}$"
    return {whole[at : at + 3] for at in range(len(whole) - 2)}
