"""From an everyday word to the goals that speak of it, in every concept, and to the ideas that are there already."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app.accounts.models import Authority
from app.accounts.queries import find_authority
from app.concepts.everyday import themes
from app.concepts.matching import matching_among
from app.concepts.models import Concept
from app.concepts.queries import GoalNode, GoalTree, all_concepts, current_trees, fields_of_action, find_concept
from app.concepts.schemas import labels_of
from app.concepts.ways import turnings, way_to
from app.core.doors import public
from app.core.texts import clean
from app.core.words import words_of
from app.coverage.queries import NOTHING, Coverage, coverage_of_goals
from app.ideas.queries import newest_at_goals, visible_rows
from app.ideas.wording import Card, card_of
from app.pages.frame import speak_for
from app.search.finding import holding

concepts_finding = Blueprint("concepts_finding", __name__)
MOST_LETTERS = 200
FAMILIAR = ("Spielplatz", "Bus", "Hausarzt", "Radweg", "Freibad", "Dorfladen", "Kita", "Glasfaser", "Sitzbank")
EACH, IDEAS, ABOVE_SEARCH = 3, 2, 3
CLEAR, CLOSE = 0.25, 0.6
"""A single word says little: on a scale to 1 and as a share of its concept's best, what fits less is left out here.

Measured: of 19 everyday words every best goal has 0.28 or more, of ten that stand for nothing here 0.26 at most.
"""


@dataclass(frozen=True)
class Landing:
    """One goal that speaks of the words: why, where it stands, what is there already.

    Of its newest ideas those come first that speak of the words themselves; `speaking` are their numbers.
    """

    concept: Any
    goal: GoalNode
    score: float
    because: Sequence[str]
    covered: Coverage = field(default_factory=Coverage)
    ideas: Sequence[Card] = ()
    speaking: frozenset[int] = field(default_factory=frozenset)

    @property
    def value(self) -> str:
        """Its name in addresses of lists and forms."""
        return f"{self.concept.key}:{self.goal.key}"

    @property
    def way(self) -> list[GoalNode]:
        """From its field down to itself."""
        return [*way_to(self.goal), self.goal]


@concepts_finding.get("/finden")
@public
def index() -> str:
    """What the goals of every concept, or of one, say about a word of everyday life."""
    office, only = _office(), _only_concept()
    typed = clean(request.args.get("q", ""))
    words = typed[:MOST_LETTERS]
    concepts = _concepts(office, only)
    found = _with_ideas(_landings(concepts, words, EACH), words)
    groups = [(row, [one for one in found if one.concept is row]) for row in concepts]
    return render_template(
        "concepts/finding.html", words=words, is_cut=len(typed) > MOST_LETTERS, has_words=_has_words(words),
        office=office, only=only, found=found, groups=[group for group in groups if group[1]],
        silent=[row for row, landed in groups if not landed], examples=_examples(concepts),
        fields=[] if found else [(row, fields_of_action().get(row.id, [])) for row in concepts],
        levels={row.key: labels_of({"labels": row.labels}) for row in concepts},
    )  # fmt: skip


@concepts_finding.app_template_global("goals_that_speak_of")
def goals_that_speak_of(words: str, office: Authority | None = None) -> list[Landing]:
    """Over all concepts the few goals that fit the words best: of each concept its best before any second one."""
    landed = _landings(_concepts(office, None), words[:MOST_LETTERS], ABOVE_SEARCH)
    ranked = [
        (sum(one.concept is other.concept for other in landed[:at]), _is_elsewhere(one.concept, office), -one.score, at)
        for at, one in enumerate(landed)
    ]
    return _with_counts([landed[at] for *_rank, at in sorted(ranked)[:ABOVE_SEARCH]])


@concepts_finding.app_template_global("goal_landed_at")
def goal_landed_at(slug: str, way: Sequence[GoalNode], words: str) -> str:
    """The page of the last goal of that way, which will know the way back to what was found."""
    return url_for("concepts.goal", slug=slug, key=way[-1].key, unter=turnings(way), wort=words)


@concepts_finding.app_template_global("words_landed_by")
def words_landed_by() -> str:
    """The words by which the reader found this goal; empty where she came another way."""
    return clean(request.args.get("wort", ""))[:MOST_LETTERS]


def _office() -> Authority | None:
    slug = request.args.get("stelle")
    authority = (find_authority(slug[:80]) or abort(404)) if slug else None
    speak_for(authority)
    return authority


def _only_concept() -> Concept | None:
    slug = request.args.get("konzept")
    concept = (find_concept(slug[:120]) or abort(404)) if slug else None
    if concept is not None:
        speak_for(concept.authority)
    return concept


def _concepts(office: Authority | None, only: Concept | None) -> list[Any]:
    """All, that office's first; or one alone."""
    rows = [row for row in all_concepts() if only is None or row.id == only.id]
    return sorted(rows, key=lambda row: _is_elsewhere(row, office))


def _is_elsewhere(concept: Any, office: Authority | None) -> bool:
    return office is not None and concept.authority_id != office.id


def _has_words(words: str) -> bool:
    return next(words_of(words), None) is not None


def _landings(concepts: Sequence[Any], words: str, each: int) -> list[Landing]:
    """Of every concept its goals that clearly fit, the best first; three queries, however many concepts."""
    if not _has_words(words):
        return []
    trees, found = current_trees(concept.id for concept in concepts), list[Landing]()
    for concept in concepts:
        tree = trees.get(concept.id, GoalTree([]))
        matches = matching_among(tree, "", each, title=words, concept=concept.key)
        least = max([CLEAR, *(CLOSE * match.score for match in matches[:1])])
        found += [Landing(concept, one.goal, one.score, one.because) for one in matches if one.score >= least]
    return found


def _with_counts(landed: Sequence[Landing]) -> list[Landing]:
    covered = coverage_of_goals([one.goal.id for one in landed]) if landed else {}
    return [replace(one, covered=covered.get(one.goal.id, NOTHING)) for one in landed]


def _with_ideas(landed: Sequence[Landing], words: str) -> list[Landing]:
    """The same with what is there already; five queries, however many there are."""
    if not landed:
        return []
    newest = newest_at_goals([one.goal.id for one in landed], IDEAS, holding(words, "idea"))
    numbers = {number for chosen in newest.values() for number, _speaks in chosen}
    cards = {row.number: card_of(row) for row in visible_rows(numbers)} if numbers else {}
    found = []
    for one in _with_counts(landed):
        chosen = [(number, speaks) for number, speaks in newest.get(one.goal.id, ()) if number in cards]
        speaking = frozenset(number for number, speaks in chosen if speaks)
        found.append(replace(one, ideas=[cards[number] for number, _speaks in chosen], speaking=speaking))
    return found


def _examples(concepts: Sequence[Any]) -> list[str]:
    """Of the familiar words those that the reviewed list knows a goal for in each of these concepts."""
    keys = {row.key for row in concepts}
    known = {said for theme in themes() if keys and keys <= theme.goals.keys() for said in theme.says}
    return [word for word in FAMILIAR if word in known]
