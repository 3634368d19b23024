"""Which goals of a concept a text speaks of: words in common, rare ones counting more, and parts of long words.

Plain and local: the same text gives the same order, and each goal says by which words of the text it was found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt

from sqlalchemy import select

from app.concepts.models import Concept
from app.concepts.queries import GoalNode, goal_tree
from app.core.database import db
from app.core.texts import fold

MOST_LETTERS, MOST_WORDS, MOST_REASONS = 20_000, 150, 4
LEAST_ALIKE = 0.6
OWN, BELOW = 3.0, 1.0  # what a word weighs in the goal's own words, and in the approaches below it
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDING = re.compile(r"(?:innen|ungen|ern|en|er|es|em|e|n|s)$")
_SAY_NOTHING = """
 aber alle allen als also alte alten auch auf aus bei beim bis bitte braucht dabei damit dann das dass dazu dem den der
des die dies diese dieser doch dort durch ein eine einem einen einer eines etwas fuer ganz gegen gibt gut gute guten
haben hat hier ihr ihre immer ist jede kann kein keine koennen landkreis landkreises machen man mehr mit muss nach neue
neuen nicht noch nur oder ohne schon sehr sein seine sich sie sind soll sollen sowie ueber und uns unser unsere unter
viel viele vom von vor war wenn werden wie wieder wir wird wollen zum zur zwischen"""
_EMPTY = frozenset(_SAY_NOTHING.split())


@dataclass(frozen=True)
class Match:
    """A goal a text speaks of: how strongly (0 to 1), and by which of its words."""

    goal: GoalNode
    score: float
    because: tuple[str, ...]


def matching_goals(concept_id: int, text: str, limit: int) -> list[Match]:
    """The goals of the concept's present edition that fit the text best, the best first; three queries.

    Goals without a word in common are left out; of two that fit alike, the document's first comes first.
    """
    edition = db.session.scalar(select(Concept.edition).where(Concept.id == concept_id))
    goals = [goal for goal in goal_tree(concept_id, edition=edition).goals if goal.is_taggable]
    wanted = _words_of(text[:MOST_LETTERS])
    weights, lengths = _index(goals)
    rarity = {stem: log(1 + len(goals) / len(found)) for stem, found in weights.items()}
    alike = _Alike(weights)
    gained: dict[int, dict[str, float]] = defaultdict(dict)
    for stem, word in wanted.items():
        for known, likeness in alike.to(stem):
            for number, weight in weights[known].items():
                worth = likeness * rarity[known] * weight / lengths[number]
                gained[number][word] = max(worth, gained[number].get(word, 0.0))
    most = max((sum(words.values()) for words in gained.values()), default=1.0)
    ranked = sorted(gained, key=lambda number: (-sum(gained[number].values()), number))[:limit]
    return [_match(goals[number], gained[number], most) for number in ranked]


def _match(goal: GoalNode, words: dict[str, float], most: float) -> Match:
    strongest = sorted(words, key=lambda word: (-words[word], word))
    return Match(goal, round(sum(words.values()) / most, 4), tuple(strongest[:MOST_REASONS]))


def _index(goals: list[GoalNode]) -> tuple[dict[str, dict[int, float]], list[float]]:
    """Stem → goal → weight of the word there; and how much each goal says, so that long ones do not win by length."""
    weights: dict[str, dict[int, float]] = defaultdict(dict)
    lengths = []
    for number, goal in enumerate(goals):
        own = _words_of(" ".join(part for part in (goal.title, goal.short_title, goal.text) if part))
        approaches = [place.goal for place in goal.children[:50]]
        measures = [place.goal for approach in approaches for place in approach.children[:50]]
        below = _words_of(" ".join(one.title for one in approaches + measures))
        for stem in own.keys() | below.keys():
            weights[stem][number] = OWN if stem in own else BELOW
        lengths.append(sqrt(4 + len(own) + len(below) / 4))
    return weights, lengths


def _words_of(text: str) -> dict[str, str]:
    """Stem → the word as it is written, without words that say nothing."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        folded = fold(word)
        if folded not in _EMPTY:
            found.setdefault(_ENDING.sub("", folded) if len(folded) > 5 else folded, word)
        if len(found) >= MOST_WORDS:
            break
    return found


class _Alike:
    """Finds known stems that share most of their letters, three by three, with a word: "Radweg" in "Radwegenetz"."""

    def __init__(self, stems: dict[str, dict[int, float]]) -> None:
        self.grams = {stem: _grams(stem) for stem in stems}
        self.having: dict[str, list[str]] = defaultdict(list)
        for stem, grams in self.grams.items():
            for gram in sorted(grams):
                self.having[gram].append(stem)

    def to(self, word: str) -> Iterator[tuple[str, float]]:
        """Known stems and how alike they are: 1 for the same, less the more the longer one says beside it."""
        grams = _grams(word)
        shared = Counter(stem for gram in grams for stem in self.having.get(gram, ()))
        for stem, count in shared.items():
            fewer, more = sorted((len(grams), len(self.grams[stem])))
            if stem == word:
                yield stem, 1.0
            elif count / fewer >= LEAST_ALIKE and fewer > 1:
                yield stem, 0.8 * count / fewer * sqrt(fewer / more)


def _grams(word: str) -> frozenset[str]:
    marked = f"^{word}"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))
