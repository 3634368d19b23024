"""Which goals of a concept a text speaks of: words in common, rare ones counting more, and parts of long words.

Plain and local: the same text gives the same order, and each goal says by which words of the text it was found.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import log, sqrt
from pathlib import Path

from sqlalchemy import select

from app.concepts.models import Concept
from app.concepts.queries import GoalNode, GoalTree, goal_tree
from app.core.database import db
from app.core.texts import fold

MOST_LETTERS, MOST_WORDS, MOST_REASONS = 20_000, 150, 4
MOST_READ, LEAST_READ = 45_000, 4  # words of all goals together, and of each at least: very many goals are read shorter
LEAST_ALIKE = 0.6
OWN, BELOW = 3.0, 1.0  # what a word weighs in the goal's own words, and in the approaches below it
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDING = re.compile(r"(?:innen|ungen|ern|en|er|es|em|e|n|s)$")
_LIST = (Path(__file__).parent / "data" / "words_saying_nothing.txt").read_text(encoding="utf-8")
FEW_GOALS, COMMON = 10, 0.2
"""Of more goals than the first, a word in the own words of a larger part than the second tells none from another."""
LEAST_SCORE = 0.3
"""What fits so much worse than the best is not named: three good suggestions are better than five."""


def _stem(folded: str) -> str:
    return _ENDING.sub("", folded) if len(folded) > 5 else folded


_EMPTY = frozenset(
    form
    for line in _LIST.splitlines()
    if not line.startswith("#")
    for word in line.split()
    for form in (fold(word), _stem(fold(word)))
)


@dataclass(frozen=True)
class Match:
    """A goal a text speaks of: how strongly (0 to 1), and by which of its words."""

    goal: GoalNode
    score: float
    because: tuple[str, ...]


def matching_goals(concept_id: int, text: str, limit: int) -> list[Match]:
    """The goals of the concept's present edition that fit the text best, the best first; three queries."""
    edition = db.session.scalar(select(Concept.edition).where(Concept.id == concept_id))
    return matching_among(goal_tree(concept_id, edition=edition), text, limit)


def matching_among(tree: GoalTree, text: str, limit: int) -> list[Match]:
    """The goals of the tree that fit the text best, the best first.

    Goals without a telling word in common, or with far less than the best, are left out; of two that fit alike, the
    document's first comes first.
    """
    goals = [goal for goal in tree.goals if goal.is_taggable]
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
    totals = {number: sum(words.values()) for number, words in gained.items()}
    most = max(totals.values(), default=1.0)
    fitting = [number for number, total in totals.items() if total >= LEAST_SCORE * most]
    ranked = sorted(fitting, key=lambda number: (-totals[number], number))[:limit]
    return [_match(goals[number], gained[number], most) for number in ranked]


def _match(goal: GoalNode, words: dict[str, float], most: float) -> Match:
    strongest = sorted(words, key=lambda word: (-words[word], word))
    return Match(goal, round(sum(words.values()) / most, 4), tuple(strongest[:MOST_REASONS]))


def _index(goals: list[GoalNode]) -> tuple[dict[str, dict[int, float]], list[float]]:
    """Stem → goal → weight of the word there; and how much each goal says, so that long ones do not win by length."""
    weights: dict[str, dict[int, float]] = defaultdict(dict)
    lengths = []
    most = min(MOST_WORDS, max(LEAST_READ, MOST_READ // max(1, len(goals))))
    for number, goal in enumerate(goals):
        own = _words_of(" ".join(part for part in (goal.title, goal.short_title, goal.text) if part), most)
        below = _words_of(" ".join(islice(_titles_below(goal), most)), most)
        for stem in own.keys() | below.keys():
            weights[stem][number] = OWN if stem in own else BELOW
        lengths.append(sqrt(4 + len(own) + len(below) / 4))
    if len(goals) > FEW_GOALS:
        own_in = {stem: sum(weight == OWN for weight in found.values()) for stem, found in weights.items()}
        weights = {stem: found for stem, found in weights.items() if own_in[stem] <= COMMON * len(goals)}
    return weights, lengths


def _titles_below(goal: GoalNode) -> Iterator[str]:
    """The approaches of a goal, then their measures."""
    approaches = [place.goal for place in goal.children[:50]]
    yield from (one.title for one in approaches)
    yield from (place.goal.title for approach in approaches for place in approach.children[:50])


def _words_of(text: str, most: int = MOST_WORDS) -> dict[str, str]:
    """Stem → the word as it is written, without words that say nothing."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = match.group()
        folded = fold(word)
        stem = _stem(folded)
        if folded not in _EMPTY and stem not in _EMPTY:
            found.setdefault(stem, word)
        if len(found) >= most:
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
