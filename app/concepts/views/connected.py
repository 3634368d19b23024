"""What everybody sees of correspondences: at a goal, and two concepts side by side."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request

from app.concepts.bridging import NARROW, WIDE, bridge, compare
from app.concepts.connection_wording import kind_labels
from app.concepts.connections import between, connected_goals, partners_of
from app.concepts.models import Concept
from app.concepts.queries import find_concept, goal_tree
from app.core.doors import public
from app.coverage.models import EVERYWHERE
from app.coverage.queries import counts_by_place, coverage_of, idea_counts
from app.ideas.queries import IdeaFilter, public_ideas
from app.ideas.wording import card_of as idea_card
from app.pages.frame import speak_for

concepts_connected = Blueprint("concepts_connected", __name__)
CARDS = 4


@dataclass(frozen=True)
class Connected:
    """What a goal's page shows of the goals that correspond to it; empty where none does."""

    goals: list[Any]
    kinds: dict[str, str]
    counts: dict[int, int]
    """Per corresponding goal: the public ideas for it."""
    ideas: list[Any]


def what_corresponds(goal_id: int) -> Connected:
    """The corresponding goals, how many ideas each has, and the newest of these; six queries, one where none does."""
    goals = list(connected_goals(goal_id))
    if not goals:
        return Connected([], kind_labels(), {}, [])
    first, *rest = dict.fromkeys(goal.id for goal in goals)
    rows, _next = public_ideas(IdeaFilter(goal_ids=(first,), corresponding=tuple(rest)), size=CARDS)
    counts = counts_by_place((first, *rest), "ideas").get(EVERYWHERE, {})
    return Connected(goals, kind_labels(), counts, [idea_card(row) for row in rows])


concepts_connected.add_app_template_global(partners_of, "partners_of")


@concepts_connected.get("/<slug>/entsprechungen")
@public
def compare_concepts(slug: str) -> str:
    """Two concepts side by side: which of their goals correspond, and which stand alone."""
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    speak_for(concept.authority)
    partners = partners_of(concept.id)
    wanted = request.args.get("mit")
    chosen = next((row.key for row in partners if row.key == wanted), None)
    if chosen is None and wanted:
        abort(404)
    other = find_concept(chosen or partners[0].key) if partners else None
    return render_template(
        "concepts_connecting/compare.html", concept=concept, other=other, partners=partners, kinds=kind_labels(),
        **(_beside(concept, other) if other is not None else {}),
    )  # fmt: skip


def _beside(concept: Concept, other: Concept) -> dict[str, Any]:
    own_tree, other_tree = (goal_tree(one.id, edition=one.edition) for one in (concept, other))
    comparison = compare(own_tree, other_tree, between(concept.id, other.id))
    counts = {**idea_counts(coverage_of(concept.id)), **idea_counts(coverage_of(other.id))}
    wide, narrow = (bridge(own_tree, other_tree, comparison, sheet) for sheet in (WIDE, NARROW))
    with_ideas = {
        goal.id for goal, partners in comparison.pairs
        if any(counts.get(end.id) for end in (goal, *(partner.goal for partner in partners)))
    }  # fmt: skip
    return {"comparison": comparison, "counts": counts, "wide": wide, "narrow": narrow, "with_ideas": with_ideas}
