"""Pages on concepts and their goals: what the district wants, as picture, list and literal text."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import format_date

from app.concepts.models import Concept
from app.concepts.picturing import narrow_picture, wide_picture
from app.concepts.queries import (
    LAYERS,
    MOST,
    GoalNode,
    GoalTree,
    all_concepts,
    counts_below,
    fields_of_action,
    find_concept,
    find_goal,
    goal_counts,
    goal_surroundings,
    goal_tree,
    goals_around,
    layers_that_fit,
    page_of_goals,
    past_goals,
)
from app.concepts.schemas import labels_of
from app.concepts.views.connected import what_corresponds
from app.concepts.ways import anchor, by_field, listed_again, nearest_taggable, neighbours, turnings, way_to
from app.core.doors import public
from app.core.languages import day
from app.core.paging import CursorIsBroken
from app.coverage.queries import NOTHING, coverage_of, idea_counts
from app.editions.queries import consulted_edition
from app.formats.models import ParticipationFormat
from app.formats.outcome import public_contributions_of_goal
from app.formats.referring import finished_format
from app.ideas.queries import latest_ideas_of_goal
from app.ideas.wording import card_of as idea_card
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.projects.queries import latest_projects_of_goal
from app.projects.wording import card_of as project_card
from app.things.taking_part import follows

concepts = Blueprint("concepts", __name__)
CARDS = 4
PANELS = 12
PAGE = 100


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
        levels={row.key: labels_of({"labels": row.labels}) for _name, rows in groups for row in rows},
    )


@concepts.get("/<slug>")
@public
def show(slug: str) -> str:
    """One concept: the goal picture, the same as a list, and what else belongs to its core."""
    concept = _concept_or_404(slug)
    numbers = goal_counts(concept.id).get(concept.id, {})
    kinds = layers_that_fit(numbers)
    tree = goal_tree(concept.id, kinds=kinds, edition=concept.edition, most=MOST)
    covered = coverage_of(concept.id)
    counts = idea_counts(covered)
    panels = [goal for goal in tree.roots if goal.kind == LAYERS[0] or goal.children][:PANELS]
    return render_template(
        "concepts/show.html",
        concept=concept,
        tree=tree,
        numbers=numbers,
        panels=panels,
        loose=[goal for goal in tree.roots if goal not in panels],
        is_whole=len(tree.goals) == sum(numbers.get(kind, 0) for kind in LAYERS),
        opened=request.args.get("offen", ""),
        counts=counts,
        covered=covered,
        wide=wide_picture(tree, counts),
        narrow=narrow_picture(tree, counts),
        consulted=consulted_edition(concept.id),
        finished_questions=_finished(concept, "guiding_questions"),
        **_words_of(concept),
    )


@concepts.get("/<slug>/hintergrund")
@public
def context(slug: str) -> str:
    """How the concept came about: introduction, course of the process, documents, editions."""
    concept = _concept_or_404(slug)
    analysed = {part["field"] for name in ("swot", "regional_focus") for part in concept.content.get(name) or []}
    tree = past_goals(concept, analysed)
    return render_template(
        "concepts/context.html",
        concept=concept,
        tree=tree,
        analysed=[goal for goal in tree.goals if goal.key in analysed],
        earlier=_earlier_editions(concept, tree),
        dropped=[goal for goal in tree.goals if goal.is_retired and goal.edition == concept.edition],
        consulted=consulted_edition(concept.id),
        finished_swot=_finished(concept, "swot"),
        **_words_of(concept),
    )


@concepts.get("/<slug>/ziele")
@public
def goals(slug: str) -> str:
    """All goals of the concept on every level as one plain list, or those below one of them, page by page."""
    concept = _concept_or_404(slug)
    key = request.args.get("in")
    top = find_goal(concept.id, key) if key else None
    if key and top is None:
        abort(404)
    try:
        page = page_of_goals(concept, request.args.get("nach"), PAGE, below=top.id if top else None)
    except CursorIsBroken:
        abort(404)
    tree = goals_around(concept, [row.id for row in page.rows])
    return render_template(
        "concepts/goals.html",
        concept=concept,
        top=top,
        page=page,
        sections=by_field(tree.by_key[row.key] for row in page.rows),
        here={row.key for row in page.rows},
        fields=fields_of_action().get(concept.id, []) if top is None else [],
        numbers=counts_below(top.id) if top else goal_counts(concept.id).get(concept.id, {}),
        listed_again=listed_again,
        way_to=way_to,
        counts=idea_counts(coverage_of(concept.id)),
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
        tree=tree,
        goal=found,
        covered=covered.get(found.id, NOTHING),
        connected=what_corresponds(found.id),
        counts=idea_counts(covered),
        ideas=[idea_card(row) for row in latest_ideas_of_goal(found.id, CARDS)],
        projects=[project_card(row) for row in latest_projects_of_goal(found.id, CARDS)],
        follows=follows(current_person(), thing_id=found.id),
        said=public_contributions_of_goal(found.id),
        **_standing(tree, found),
        **_what_hangs_on(concept, tree, found, idea_counts(covered)),
        finished_swot=_finished(concept, "swot", found.key),
        **_words_of(concept),
    )


@concepts.app_template_global("goal_address")
def goal_address(slug: str, way: Sequence[GoalNode]) -> str:
    """The page of the last goal of that way, reached by that way."""
    return url_for("concepts.goal", slug=slug, key=way[-1].key, unter=turnings(way))


@concepts.app_template_global("goal_path")
def goal_path(goal: GoalNode, way: Sequence[GoalNode]) -> list[GoalNode]:
    """The way down to that goal, past those named in `way` where it can."""
    return [*way_to(goal, {above.key for above in way}), goal]


concepts.add_app_template_global(anchor, "goal_anchor")


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
    labels = labels_of(content)
    return {"content": content, "labels": labels, "source": content.get("source") or {}}


def _finished(concept: Concept, name: str, field: str | None = None) -> ParticipationFormat | None:
    """The finished format that shows this part of the concept; not looked for where there is no such part."""
    parts = concept.content.get(name) or []
    has_any = any(part["field"] == field for part in parts) if field else bool(parts)
    return finished_format(concept.id, name) if has_any else None


def _earlier_editions(concept: Concept, tree: GoalTree) -> list[tuple[dict[str, Any], list[GoalNode]]]:
    """Of each earlier edition what stood at its top; what stood below hangs on that."""
    editions: list[dict[str, Any]] = concept.content.get("editions") or []
    return [
        (edition, [goal for goal in tree.roots if goal.edition == edition["key"]])
        for edition in editions
        if edition["key"] != concept.edition
    ]


def _standing(tree: GoalTree, goal: GoalNode) -> dict[str, Any]:
    """Where the goal stands on the way the reader came (`?unter=`, else the document's first place)."""
    way = way_to(goal, frozenset(request.args.getlist("unter")))
    field = way[0] if way else goal
    parent = way[-1] if way else None
    return {
        "way": way,
        "parent": parent,
        "tone": next(iter(field.tones or goal.tones), None),
        "scene": goal.details.get("scene") or field.scene,
        "elsewhere": [place for place in goal.parents if place.goal is not parent],
        "here": next((place for place in goal.parents if place.goal is parent), None),
        "beside": neighbours(goal, parent, tree),
        "target": nearest_taggable(goal),
    }


def _what_hangs_on(concept: Concept, tree: GoalTree, goal: GoalNode, counts: Mapping[int, int]) -> dict[str, Any]:
    """What belongs to this goal alone: its part of the picture, analysis, documents, forerunners, successors."""
    below = tree.below(goal)
    content = concept.content
    return {
        "below": below,
        "wide": wide_picture(below, counts),
        "narrow": narrow_picture(below, counts),
        "law": [other for other in below.goals if other.details["legal_requirements"]],
        "see_also": tree.named(goal.details["see_also"]),
        "successors": tree.named(goal.details["successors"]),
        "forerunners": [other for other in tree.goals if other.is_retired and goal.key in other.details["successors"]],
        "edition": next((one for one in content.get("editions") or [] if one["key"] == goal.edition), None),
        "papers": [paper for paper in content.get("documents") or [] if paper["goal"] == goal.key],
        **{
            name: [part for part in content.get(name) or [] if part["field"] == goal.key]
            for name in ("leitbilder", "topics", "swot", "regional_focus")
        },
    }
