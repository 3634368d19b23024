"""Which method finds the right Teilziel? Each is asked for every idea of some sets; how many are right is printed.

`python -m bench.suggesting [--show N]`. The sets (`bench/data`): ideas written for developing; ideas written by
others to check at the end, never to choose by; both for the Landkreis Leipzig, with all goals a clerk would accept;
the pool and the projects that the concept of Ludwigslust-Parchim itself prints. None of them was seen by the list of
everyday words. Variants of the first: "ue" for umlauts in lower case, letters swapped, titles alone.
"""

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np
import yaml
from flask import Flask

from app.concepts import matching
from app.concepts.everyday import everyday
from app.concepts.letters import LetterIndex, Scores, says_nothing
from app.concepts.matching import matching_among
from app.concepts.queries import GoalNode, GoalPlace, GoalTree
from app.concepts.reading import read_concept
from app.concepts.schemas import ConceptFile
from app.core.meaning import think_here, vectors_of
from app.core.words import words_of

DATA = Path(__file__).parent / "data"
CONCEPTS = Path(matching.__file__).parent / "data"
LEIPZIG, PARCHIM = "kek-landkreis-leipzig", "kek-ludwigslust-parchim"


@dataclass(frozen=True)
class Case:
    """An idea and the goals that are right for it."""

    title: str
    text: str
    right: tuple[str, ...]


Method = Callable[[Case], Sequence[str]]
Score = Callable[[Case], Scores]


def tree_of(file: ConceptFile) -> GoalTree:
    """The goals of a concept file, joined as the database joins them."""
    nodes = {
        goal.key: GoalNode(
            id=number, key=goal.key, kind=goal.kind, position=number, number=goal.number, title=goal.title,
            short_title=goal.short_title, text=goal.text, source_page=goal.source_page, edition="", tone=goal.tone,
            is_taggable=goal.kind == "sub_goal", is_retired=goal.retired, details={},
        )
        for number, goal in enumerate(file.goals)
    }  # fmt: skip
    for goal in file.goals:
        for place, child in enumerate(goal.children):
            nodes[goal.key].children.append(GoalPlace(nodes[child.goal], place, child.wording, child.page))
            nodes[child.goal].parents.append(GoalPlace(nodes[goal.key], place, child.wording, child.page))
    return GoalTree(list(nodes.values()))


def written(name: str) -> list[Case]:
    """A set that was written for this purpose."""
    read = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return [Case(idea["title"] or "", idea.get("text") or "", tuple(idea["goals"])) for idea in read]


def printed(file: ConceptFile, tree: GoalTree) -> list[Case]:
    """What a concept prints itself: ideas and projects with the goals they stand under; mostly bare names."""
    return [
        Case(example.title, "", tuple({key for place in example.places for key in _above(tree.by_key[place.goal])}))
        for example in file.examples
    ]


def _above(goal: GoalNode) -> Iterator[str]:
    if goal.is_taggable:
        yield goal.key
    for place in goal.parents:
        yield from _above(place.goal)


def plain(text: str) -> str:
    """As typed on a keyboard without umlauts."""
    for umlaut, spelt in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.lower().replace(umlaut, spelt)
    return text


def hasty(text: str, chance: random.Random) -> str:
    """Two letters swapped in every third longer word."""

    def swapped(found: re.Match[str]) -> str:
        word = found.group()
        at = chance.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :] if chance.random() < 1 / 3 else word

    return re.sub(r"\w{5,}", swapped, text)


def variants(cases: Sequence[Case]) -> dict[str, list[Case]]:
    chance = random.Random(7)  # noqa: S311 - the same slips every time
    return {
        "ue, klein": [Case(plain(c.title), plain(c.text), c.right) for c in cases],
        "vertippt": [Case(hasty(c.title, chance), hasty(c.text, chance), c.right) for c in cases],
        "nur Titel": [Case(c.title, "", c.right) for c in cases],
    }


def methods(tree: GoalTree, concept: str) -> dict[str, Method]:
    """What was tried, from the plainest to the one in use."""
    goals = [goal for goal in tree.goals if goal.is_taggable]
    keys = [goal.key for goal in goals]
    wordings = matching._wordings(goals)
    texts = [" ".join(w.text for w in wordings if w.goal == number) for number in range(len(goals))]
    of_goal = np.array([wording.goal for wording in wordings])
    letters, vectors = LetterIndex([w.text for w in wordings]), at_hand(vectors_of([w.text for w in wordings]))
    meant, known, bm25 = matching._assigned(tuple(keys), concept), everyday(), _bm25(texts)

    def best(of_wordings: Scores) -> Scores:
        found = np.full(len(keys), -1, dtype=np.float32)
        np.maximum.at(found, of_goal, of_wordings)
        return found

    def of(case: Case) -> str:
        return f"{case.title}. {case.text}"

    def meaning(case: Case) -> Scores:
        vector: Scores = at_hand(vectors_of([of(case)]))[0]
        return vector

    def ranked(score: Score) -> Method:
        return lambda case: [keys[number] for number in np.argsort(-score(case), kind="stable")[:5]]

    def themes(near: Scores) -> Scores:
        found: Scores = (near[:, None] * meant).max(axis=0)
        return found

    return {
        "BM25, Dokument": ranked(lambda case: bm25(of(case))),
        "Buchstaben, Dokument": ranked(lambda case: best(letters.alike(of(case)))),
        "Satzmodell, Dokument": ranked(lambda case: best(vectors @ meaning(case))),
        "beides, Dokument": ranked(lambda case: best(vectors @ meaning(case)) + best(letters.alike(of(case)))),
        "Buchstaben, Liste": ranked(lambda case: themes(known.letters.alike(of(case)))),
        "Satzmodell, Liste": ranked(lambda case: themes(at_hand(known.spoken_of("", meaning(case)).by_meaning))),
        "ohne Zuordnung": in_use(tree, ""),
        "in Gebrauch": in_use(tree, concept),
    }


def at_hand(found: Scores | None) -> Scores:
    """What the model said; without it there is nothing to compare."""
    if found is None:
        raise SystemExit("Das Sprachmodell antwortet nicht.")
    return found


def in_use(tree: GoalTree, concept: str) -> Method:
    """The method the platform uses; without the concept's key it does not know what the list says of its goals."""
    return lambda case: [
        match.goal.key for match in matching_among(tree, case.text, 5, title=case.title, concept=concept)
    ]


def _bm25(texts: Sequence[str]) -> Callable[[str], Scores]:
    counted = [Counter(word.stem for word in words_of(text) if not says_nothing(word.text)) for text in texts]
    usual = sum(sum(count.values()) for count in counted) / len(counted)
    found_in = Counter(stem for count in counted for stem in count)

    def scores(text: str) -> Scores:
        found = np.zeros(len(counted), dtype=np.float32)
        for stem in {word.stem for word in words_of(text)} & found_in.keys():
            rarity = log(1 + (len(counted) - found_in[stem] + 0.5) / (found_in[stem] + 0.5))
            for number, count in enumerate(counted):
                many = count[stem]
                found[number] += rarity * many * 2.2 / (many + 1.2 * (0.25 + 0.75 * sum(count.values()) / usual))
        return found

    return scores


def shares(method: Method, cases: Sequence[Case]) -> tuple[float, float]:
    """For how many the first, and one of the first three, is right."""
    answers = [(case, list(method(case))) for case in cases]
    first = sum(bool(set(answer[:1]) & set(case.right)) for case, answer in answers)
    three = sum(bool(set(answer[:3]) & set(case.right)) for case, answer in answers)
    return first / len(cases), three / len(cases)


def sets() -> dict[str, tuple[GoalTree, str, list[Case]]]:
    """Everything to be asked: name, goals, concept, ideas."""
    leipzig, parchim = (read_concept(CONCEPTS / f"{name}.yaml") for name in (LEIPZIG, PARCHIM))
    trees = tree_of(leipzig), tree_of(parchim)
    found = {
        "Entwicklung": (trees[0], LEIPZIG, written("ideas-development")),
        "zurückgehalten": (trees[0], LEIPZIG, written("ideas-held-out")),
        "Parchim": (trees[1], PARCHIM, printed(parchim, trees[1])),
    }
    return found | {name: (trees[0], LEIPZIG, cases) for name, cases in variants(found["Entwicklung"][2]).items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", type=int, default=0, help="so many of the ideas whose first three are all wrong")
    wanted = parser.parse_args()
    with Flask(__name__).app_context():
        think_here()
        for name, (tree, concept, cases) in sets().items():
            print(f"\n{name}: {len(cases)} Ideen                 erstes  unter dreien  ms CPU")
            for label, method in methods(tree, concept).items():
                method(cases[0])
                start = time.process_time()
                first, three = shares(method, cases)
                spent = (time.process_time() - start) / len(cases) * 1000
                print(f"  {label:24}        {first:6.1%}        {three:6.1%}  {spent:6.1f}")
            answers = [(case, list(in_use(tree, concept)(case))[:3]) for case in cases]
            wrong = [(case, answer) for case, answer in answers if not set(answer) & set(case.right)]
            for case, answer in wrong[: wanted.show]:
                print("   ", case.title, "|", case.text[:90], case.right, answer)


if __name__ == "__main__":
    main()
