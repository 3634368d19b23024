"""Goals a text speaks of, offered to whoever writes or tags: never ticked beforehand, and easily left alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.concepts.matching import Match, matching_goals
from app.concepts.models import Concept
from app.concepts.queries import GoalNode, goals_with_keys
from app.core.database import db
from app.ideas.models import Idea
from app.ideas.place_choice import authorities_near, find_place
from app.ideas.places import Place

MOST_OF_ONE, MOST_OF_EACH = 5, 3
"""So many goals where one concept is asked, and so many of each where several are; so few at the desk always."""


@dataclass(frozen=True)
class Suggested:
    """One goal to tick: its name in the form, and the words of the text that led to it."""

    goal: GoalNode
    value: str
    because: tuple[str, ...] = ()
    is_ticked: bool = False


@dataclass(frozen=True)
class SuggestedGoals:
    """What one concept has for the text, the best first."""

    concept: str
    goals: Sequence[Suggested]

    @property
    def fitting(self) -> int:
        """How many of them a word of the text led to; others stand there because they were ticked."""
        return sum(bool(one.because) for one in self.goals)


def joined(goals: Sequence[str], suggested: Sequence[str], twice: Collection[str]) -> list[str]:
    """The goals chosen on a sheet where some stand in two places: in the tree, and among the suggestions.

    `twice` are those that stood ticked in both when the sheet was shown: unticked in one place, they are taken away.
    """
    in_both = set(goals) & set(suggested)
    return [name for name in dict.fromkeys([*goals, *suggested]) if name not in twice or name in in_both]


def goals_for_text(
    place: str, title: str, text: str, *, ticked: Collection[str] = (), kept: Sequence[str] = ()
) -> list[SuggestedGoals]:
    """What the concepts near the place have for the text; `kept` are shown all the same, so that none slips away."""
    concepts = _concepts_of(authorities_near(find_place(place)))
    offered = [_of_concept(concept, matched, ticked, kept) for concept, matched in _matched(concepts, title, text)]
    return [of_concept for of_concept in offered if of_concept.goals]


def goals_for_idea(idea: Idea, besides: Collection[str]) -> list[SuggestedGoals]:
    """What the concepts of its office and its region have for a received idea, without those it has already."""
    near = authorities_near(Place(idea.authority, list(idea.municipalities), idea.region)) if idea.authority else set()
    offered = []
    for concept, matched in _matched(_concepts_of(near), idea.title, idea.current.text, len(besides)):
        goals = [one for one in _of_concept(concept, matched, (), ()).goals if one.value not in besides]
        offered.append(SuggestedGoals(concept.short_title, goals[:MOST_OF_EACH]))
    return [of_concept for of_concept in offered if of_concept.goals]


def _matched(concepts: Sequence[Any], title: str, text: str, more: int = 0) -> list[tuple[Any, list[Match]]]:
    most = more + (MOST_OF_ONE if len(concepts) == 1 else MOST_OF_EACH)
    return [(concept, matching_goals(concept.id, text, most, title=title)) for concept in concepts]


def _of_concept(concept: Any, matched: Sequence[Match], ticked: Collection[str], kept: Sequence[str]) -> SuggestedGoals:
    goals = [_suggested(concept, match.goal, ticked, match.because) for match in matched]
    found = {match.goal.key for match in matched}
    keys = [key for slug, _colon, key in (name.partition(":") for name in kept) if slug == concept.key]
    missing = [key for key in keys if key not in found]
    if missing:
        there = [goal for goal in goals_with_keys(concept, missing).named(missing) if goal.is_taggable]
        goals += [_suggested(concept, goal, ticked) for goal in there]
    return SuggestedGoals(concept.short_title, goals)


def _suggested(concept: Any, goal: GoalNode, ticked: Collection[str], because: tuple[str, ...] = ()) -> Suggested:
    value = f"{concept.key}:{goal.key}"
    return Suggested(goal, value, because, value in ticked)


def _concepts_of(authorities: Collection[int]) -> Sequence[Any]:
    rows = select(Concept.id, Concept.key, Concept.short_title, Concept.edition)
    theirs = rows.where(Concept.published_at.is_not(None), Concept.authority_id.in_(authorities))
    return db.session.execute(theirs.order_by(Concept.concept_kind, Concept.key)).all()
