"""Pages on concepts and their goals: what the district wants, as picture, list and literal text."""

from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import format_date

from app.concepts.connections import connected_goals
from app.concepts.models import Concept
from app.concepts.picturing import LAYERS, narrow_picture, wide_picture
from app.concepts.queries import (
    GoalNode,
    GoalTree,
    all_concepts,
    fields_of_action,
    find_concept,
    goal_counts,
    goal_surroundings,
    goal_tree,
)
from app.concepts.schemas import Labels
from app.core.doors import public
from app.core.languages import day
from app.coverage.queries import NOTHING, coverage_of, idea_counts
from app.ideas.queries import latest_ideas_of_goal
from app.ideas.wording import card_of as idea_card
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.projects.queries import latest_projects_of_goal
from app.projects.wording import card_of as project_card
from app.things.taking_part import follows

concepts = Blueprint("concepts", __name__)
CARDS = 4


@concepts.get("", strict_slashes=False)
@public
def index() -> str:
    """Which concepts there are, whose they are, and what a concept is."""
    groups = [(name, list(rows)) for name, rows in groupby(all_concepts(), key=lambda row: row.authority)]
    return render_template(
        "concepts/index.html",
        groups=groups,
        counts=goal_counts(),
        fields=fields_of_action(),
        labels=Labels().model_dump(),
    )


@concepts.get("/<slug>")
@public
def show(slug: str) -> str:
    """One concept: the goal picture, the same as a list, and what else belongs to its core."""
    concept = _concept_or_404(slug)
    tree = goal_tree(concept.id, kinds=LAYERS, edition=concept.edition)
    covered = coverage_of(concept.id)
    counts = idea_counts(covered)
    return render_template(
        "concepts/show.html",
        concept=concept,
        tree=tree,
        counts=counts,
        covered=covered,
        wide=wide_picture(tree, counts),
        narrow=narrow_picture(tree, counts),
        **_words_of(concept),
    )


@concepts.get("/<slug>/hintergrund")
@public
def context(slug: str) -> str:
    """How the concept came about: analysis, parts of the district, course of the process, documents, editions."""
    concept = _concept_or_404(slug)
    tree = goal_tree(concept.id, kinds=LAYERS)
    return render_template(
        "concepts/context.html",
        concept=concept,
        tree=tree,
        swot=_by_field(concept, tree, "swot"),
        focus=_by_field(concept, tree, "regional_focus"),
        earlier=_earlier_editions(concept, tree),
        dropped=[goal for goal in tree.goals if goal.is_retired and goal.edition == concept.edition],
        **_words_of(concept),
    )


@concepts.get("/<slug>/ziele/<key>")
@public
def goal(slug: str, key: str) -> str:
    """One goal in the words of the document, where it stands, what belongs to it, and the ideas for it."""
    concept = _concept_or_404(slug)
    tree = goal_surroundings(concept.id, key)
    found = tree.by_key.get(key)
    if found is None:
        abort(404)
    covered = coverage_of(concept.id)
    return render_template(
        "concepts/goal.html",
        concept=concept,
        goal=found,
        parent=_parent_came_from(found),
        target=_taggable_near(found),
        covered=covered.get(found.id, NOTHING),
        connected=connected_goals(found.id),
        see_also=tree.named(found.details["see_also"]),
        successors=tree.named(found.details["successors"]),
        counts=idea_counts(covered),
        ideas=[idea_card(row) for row in latest_ideas_of_goal(found.id, CARDS)],
        projects=[project_card(row) for row in latest_projects_of_goal(found.id, CARDS)],
        follows=follows(current_person(), thing_id=found.id),
        **_words_of(concept),
    )


@concepts.app_template_filter("printed_day")
def printed_day(text: str) -> str:
    """A date as precise as the document prints it: 2017, June 2019, 12 October 2017."""
    if len(text) == len("2017"):
        return text
    first = date.fromisoformat(text if len(text) == len("2017-10-12") else f"{text}-01")
    return day(first) if text == first.isoformat() else str(format_date(first, "MMMM y", rebase=False))


def _concept_or_404(slug: str) -> Concept:
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    speak_for(concept.authority)
    return concept


def _words_of(concept: Concept) -> dict[str, Any]:
    """What the concept says beside its goals, and what it calls its levels."""
    content = concept.content
    labels = Labels.model_validate(content.get("labels") or {}).model_dump()
    return {"content": content, "labels": labels, "source": content.get("source") or {}}


def _by_field(concept: Concept, tree: GoalTree, name: str) -> list[tuple[GoalNode, list[dict[str, Any]]]]:
    parts: list[dict[str, Any]] = concept.content.get(name) or []
    found = [(field, [part for part in parts if part["field"] == field.key]) for field in tree.goals]
    return [(field, own) for field, own in found if own]


def _earlier_editions(concept: Concept, tree: GoalTree) -> list[tuple[dict[str, Any], list[GoalNode]]]:
    editions: list[dict[str, Any]] = concept.content.get("editions") or []
    return [
        (edition, [goal for goal in tree.goals if goal.edition == edition["key"]])
        for edition in editions
        if edition["key"] != concept.edition
    ]


def _parent_came_from(goal: GoalNode) -> GoalNode | None:
    """The parent named in ?unter=, else the first; the way back leads there."""
    parents = [place.goal for place in goal.parents]
    wanted = request.args.get("unter")
    return next((parent for parent in parents if parent.key == wanted), parents[0] if parents else None)


def _taggable_near(goal: GoalNode) -> GoalNode | None:
    """The goal an idea written from this page is tagged with: itself, or the next one above that takes tags."""
    if goal.is_taggable:
        return goal
    found = (_taggable_near(place.goal) for place in goal.parents)
    return next((near for near in found if near is not None), None)
