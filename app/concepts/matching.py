"""Which goals of a concept a text speaks of, the best first, and by which of its words.

Two ways lead from a text to a goal: through the themes of the reviewed list (what people say, `everyday.py`) and to
the document's own words. Each is gone twice: by what the text means and by its letters. How much each counts was
chosen on ideas written for it (`bench/suggesting.py`, docs/decisions/0022). Nothing is learnt from ideas.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from app.concepts.everyday import Everyday, Spoken, everyday, respelt, themes
from app.concepts.letters import MOST_LETTERS as LETTERS_COMPARED
from app.concepts.letters import LetterIndex, Scores, says_nothing
from app.concepts.models import Concept
from app.concepts.queries import GoalNode, GoalTree, goal_tree
from app.core.database import db
from app.core.meaning import MOST_LETTERS as MOST_MEANING
from app.core.meaning import Vectors, vectors_of
from app.core.words import words_of
from app.municipalities.loading import PACKAGED, read_municipalities

MOST_LETTERS, MOST_READ_WORDS, MOST_WORDS, MOST_REASONS = 20_000, 1_000, 40, 4
MOST_MEANT, MOST_READ, LONGEST = 600, 600_000, 400
"""Of how many wordings of a document the meaning is asked, how many letters of it are read, and how many of each."""
MOST_BELOW = 50
THEME, TITLE, GOAL = 1.0, 0.3, 0.6
"""What counts how much: the themes of the whole text, those of its title, the document's own words."""
LEAST_BEST, LEAST_SCORE, LEAST_SHARE = 0.14, 0.11, 0.55
"""Where even the best is below the first, on a scale to 1, none is named: silence is better than noise. Others need
the second, and so much of what the best has."""
RANKS = (1.0, 0.6, 0.4)
"""What the first, second and third goal of a theme get of it."""
LEAST_MEANT = 0.45
"""So near must a goal be to a theme that nobody has assigned to this concept."""


@dataclass(frozen=True)
class Match:
    """A goal a text speaks of: how strongly (0 to 1), and by which of its words."""

    goal: GoalNode
    score: float
    because: tuple[str, ...]


def get_ready() -> None:
    """Read beforehand what the first text would wait for (half a second)."""
    _heard("Straßenbäume", "")


def matching_goals(concept_id: int, text: str, limit: int, *, title: str = "") -> list[Match]:
    """The goals of the concept's present edition that fit the text best, the best first; three queries.

    `title` is what the text itself puts first; of a text without one leave it out. A few milliseconds where the
    concept was asked before; never inside a transaction.
    """
    found = db.session.execute(select(Concept.edition, Concept.key).where(Concept.id == concept_id)).one_or_none()
    if found is None:
        return []
    return matching_among(goal_tree(concept_id, edition=found.edition), text, limit, title=title, concept=found.key)


def matching_among(tree: GoalTree, text: str, limit: int, *, title: str = "", concept: str = "") -> list[Match]:
    """The goals of the tree that fit the text best, the best first; of two that fit alike the document's first.

    Each says why: what fits without a single word that led there, such as other alphabets, is left out.

    `concept` is the key by which the list of everyday words knows the goals; without it, or where the list does not
    know them, each theme is meant by the goals nearest to it.
    """
    goals = [goal for goal in tree.goals if goal.is_taggable]
    whole, title = _said(title, text)
    if not goals or not whole:
        return []
    heard, document = _heard(whole, title), _document_of(_wordings(goals), tuple(goal.key for goal in goals), concept)
    if heard.vectors is None:
        _heard.cache_clear()  # Nobody could say just now what it means: asked again next time.
    else:
        document.learn()
    scores = document.scores(heard)
    ranked = [int(number) for number in np.argsort(-scores, kind="stable")[:limit]]
    best = float(scores.max())
    chosen = [n for n in ranked if scores[n] >= max(LEAST_SCORE, LEAST_SHARE * best)] if best >= LEAST_BEST else []
    reasons = document.reasons(heard, chosen)
    return [
        Match(goals[number], round(min(1.0, float(scores[number])), 4), because)
        for number, because in zip(chosen, reasons, strict=True)
        if because
    ]


def _said(title: str, text: str) -> tuple[str, str]:
    """The whole text and its title; nothing where there are only signs, or words that say nothing."""
    whole = f"{title}. {text}".strip(" .\n")[:MOST_LETTERS]
    says = any(not says_nothing(word.text) and word.text.isalpha() for word in islice(words_of(whole), 400))
    return (whole, title[:400]) if says else ("", "")


@dataclass(frozen=True)
class Wording:
    """A piece of the document and the number of the goal it belongs to: its own, or that of something below it."""

    text: str
    goal: int


def _wordings(goals: Sequence[GoalNode]) -> tuple[Wording, ...]:
    """All titles first, then what else the goals say, then what is below: of very many only as much as is read."""
    titles = [(part, number) for number, goal in enumerate(goals) for part in (goal.short_title, goal.title) if part]
    texts = [(goal.text, number) for number, goal in enumerate(goals) if goal.text]
    below = [(part, number) for number, goal in enumerate(goals) for part in _titles_below(goal)]
    found, letters = list[Wording](), 0
    for text, number in dict.fromkeys([*titles, *texts, *below]):
        found.append(Wording(text[:LONGEST], number))
        letters += len(found[-1].text)
        if letters > MOST_READ:
            break
    return tuple(found)


def _titles_below(goal: GoalNode) -> Iterable[str]:
    """The approaches of a goal, then their measures."""
    approaches = [place.goal for place in goal.children[:MOST_BELOW]]
    yield from (one.title for one in approaches)
    yield from (place.goal.title for approach in approaches for place in approach.children[:MOST_BELOW])


@dataclass(frozen=True)
class _Heard:
    """What is the same for every concept: the text and its title compared with the themes, and the words that tell.

    `letters` is the text without names of places; `vectors` has two rows, the whole and the title; `gains` a row for
    each word and a column for each theme.
    """

    letters: str
    vectors: Vectors | None
    spoken: tuple[Spoken, Spoken]
    words: tuple[str, ...]
    gains: Scores


@lru_cache(maxsize=8)
def _heard(whole: str, title: str) -> _Heard:
    """Kept for a moment: the same text is asked about concept after concept."""
    known, texts = everyday(), (whole, title or whole)
    vectors = vectors_of([respelt(text[:MOST_MEANING]) for text in texts])
    near = [known.spoken_of(_elsewhere(text), None if vectors is None else vectors[n]) for n, text in enumerate(texts)]
    telling = (word for word in islice(words_of(whole), MOST_READ_WORDS) if not says_nothing(word.text))
    found = {word.stem: word.text for word in telling if word.stem not in _places()}
    words = tuple(islice(found.values(), MOST_WORDS))
    gains = np.array([known.letters.gains(word) for word in words])
    return _Heard(_elsewhere(whole), vectors, (near[0], near[1]), words, gains)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    """The names of places, which say nothing of goals ("Brandis" is no fire), unless people use them as words, too."""
    used = {word.stem for theme in themes() for phrase in theme.phrases for word in words_of(phrase)}
    names = (word for town in read_municipalities(PACKAGED).municipalities for word in words_of(town.name))
    return frozenset(word.stem for word in names if len(word.text) > 4 and word.stem not in used)


def _elsewhere(text: str) -> str:
    """The text without names of places: compared by its letters it is about the matter alone."""
    return " ".join(word.text for word in words_of(text[:LETTERS_COMPARED]) if word.stem not in _places())


class _Document:
    """The goals of one edition, ready to be compared with."""

    def __init__(self, wordings: tuple[Wording, ...], keys: tuple[str, ...], concept: str) -> None:
        self.wordings, self.size = wordings, len(keys)
        self.of_goal = np.array([wording.goal for wording in wordings])
        self.letters = LetterIndex([wording.text for wording in wordings])
        self.vectors: Vectors | None = None
        self.meant = _assigned(keys, concept)
        self.is_assigned = bool(self.meant.any())
        if not self.is_assigned:
            self.meant = self._nearest(everyday())

    def learn(self) -> None:
        """What its wordings mean, and with it what the themes mean here; asked until somebody can say."""
        if self.vectors is not None:
            return
        self.vectors = everyday().vectors_of([wording.text for wording in self.wordings[:MOST_MEANT]])
        if self.vectors is not None and not self.is_assigned:
            self.meant = self._nearest(everyday())

    def scores(self, heard: _Heard) -> Scores:
        """For each goal how well the text fits it, from 0 to about 1."""
        scores = GOAL * (self._by_meaning(heard.vectors) + self._by_letters(heard.letters))
        for weight, spoken in zip((THEME, TITLE), heard.spoken, strict=True):
            for near in (spoken.by_meaning, spoken.by_letters):
                if near is not None:
                    scores += weight * (near[:, None] * self.meant).max(axis=0, initial=0)
        # Letters alone are much less alike than meanings are: without the model they count for all.
        most = (GOAL + THEME + TITLE) * (2.0 if heard.vectors is not None else 0.5)
        found: Scores = scores / np.float32(most)
        return found

    def reasons(self, heard: _Heard, numbers: Sequence[int]) -> list[tuple[str, ...]]:
        """For each of these goals the words of the text that led to it, the most telling first."""
        if not heard.words or not numbers:
            return [() for _number in numbers]
        theirs = (heard.spoken[0].by_letters[:, None] * self.meant[:, numbers]).argmax(axis=0)
        own = np.array([self._gains(word)[numbers] for word in heard.words])
        return [tuple(_telling(heard.words, column)) for column in (own + heard.gains[:, theirs]).T]

    def _gains(self, word: str) -> Scores:
        return self._best(self.letters.gains(word))

    def _by_meaning(self, vectors: Vectors | None) -> Scores:
        if vectors is None or self.vectors is None:
            return np.zeros(self.size, dtype=np.float32)
        return self._best(self.vectors @ vectors[0])

    def _by_letters(self, text: str) -> Scores:
        return self._best(self.letters.alike(text))

    def _best(self, of_wordings: Scores) -> Scores:
        """Each goal is as near as its nearest wording is."""
        best = np.zeros(self.size, dtype=np.float32)
        np.maximum.at(best, self.of_goal[: len(of_wordings)], of_wordings)
        return best

    def _nearest(self, known: Everyday) -> Scores:
        """What each theme means in a document that the list does not know: the goals that speak of it."""
        rows = []
        for number, theme in enumerate(themes()):
            vectors = None if known.formal is None else known.formal[number : number + 1]
            rows.append(_ranked(self._by_meaning(vectors) + self._by_letters(theme.formal)))
        return np.array(rows, dtype=np.float32)


def _telling(words: Sequence[str], gained: Scores) -> Iterable[str]:
    """The words that gave at least half as much as the best one, best first; none where none gave anything."""
    best = np.argsort(-gained, kind="stable")[:MOST_REASONS]
    return (words[number] for number in best if gained[number] > 0 and gained[number] >= gained[best[0]] / 2)


def _ranked(near: Scores) -> Scores:
    """The first three that are near enough, with what they get."""
    row = np.zeros(len(near), dtype=np.float32)
    for share, number in zip(RANKS, np.argsort(-near, kind="stable"), strict=False):
        if near[number] >= LEAST_MEANT:
            row[number] = share
    return row


def _assigned(keys: tuple[str, ...], concept: str) -> Scores:
    """What each theme means in this concept by the list: a row for each theme, a column for each goal."""
    numbers = {key: number for number, key in enumerate(keys)}
    meant: NDArray[np.float32] = np.zeros((len(themes()), len(keys)), dtype=np.float32)
    for row, theme in enumerate(themes()):
        for share, key in zip(RANKS, theme.goals.get(concept, ()), strict=False):
            if key in numbers:
                meant[row, numbers[key]] = share
    return meant


@lru_cache(maxsize=16)
def _document_of(wordings: tuple[Wording, ...], keys: tuple[str, ...], concept: str) -> _Document:
    """Kept as long as the document says the same."""
    return _Document(wordings, keys, concept)
