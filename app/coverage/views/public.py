"""Where there are ideas and projects for the goals, and where there are none yet."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext as _

from app.concepts.models import Concept
from app.concepts.queries import LAYERS, GoalNode, GoalTree, find_concept, goal_tree
from app.concepts.schemas import Labels
from app.core.doors import public
from app.coverage.choosing import Choice, read_choice
from app.coverage.drawing import narrow_heat, wide_heat
from app.coverage.exporting import csv_of
from app.coverage.matrix import Matrix, matrix_of
from app.coverage.queries import NOTHING, Coverage, coverage_of
from app.coverage.wording import (
    Links,
    amount,
    chips_of,
    counted_labels,
    figures_of,
    lines_of,
    planned_in,
    steps_of,
)
from app.pages.frame import speak_for

coverage_pages = Blueprint("coverage_pages", __name__)


@coverage_pages.get("/<slug>/abdeckung")
@public
def show(slug: str) -> Any:
    """How well each goal is covered, where, and for which goals nobody has written yet."""
    concept, tree, choice = _asked(slug)
    covered, matrix = coverage_of(concept.id), _matrix(concept, tree, choice)
    labels = Labels.model_validate(concept.content.get("labels") or {}).model_dump()
    page = render_template(
        "coverage/show.html", concept=concept, tree=tree, choice=choice, labels=labels, matrix=matrix,
        whole=covered.get(concept.id, NOTHING), lines=lines_of(tree, covered), gaps=gaps_in(tree, covered),
        taggable=_taggable(tree), chips=chips_of(concept, choice, labels), links=Links(concept, choice),
        steps=steps_of(matrix), wide_heat=wide_heat, narrow_heat=narrow_heat, amount=amount, planned_in=planned_in,
        counted=counted_labels()[choice.zaehlt],
    )  # fmt: skip
    return (page, 400) if choice.unknown else page


@coverage_pages.get("/<slug>/abdeckung.csv")
@public
def download(slug: str) -> Any:
    """The same matrix for a spreadsheet."""
    concept, tree, choice = _asked(slug)
    if choice.unknown:
        abort(404)
    head = _("Key"), _("Place"), counted_labels()[choice.zaehlt]
    text = csv_of(_matrix(concept, tree, choice), head, _("All places"), _("no single municipality"))
    name = f"abdeckung-{concept.key}-{choice.zaehlt}.csv"
    answer = current_app.response_class(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@coverage_pages.app_template_global("goals_without_ideas")
def gaps_in(tree: GoalTree, covered: dict[int, Coverage]) -> list[GoalNode]:
    """The goals one may write for, and nobody has."""
    return [goal for goal in _taggable(tree) if not covered.get(goal.id, NOTHING).idea_count]


coverage_pages.add_app_template_global(figures_of, "figures_of")


def _asked(slug: str) -> tuple[Concept, GoalTree, Choice]:
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    speak_for(concept.authority)
    tree = goal_tree(concept.id, kinds=LAYERS, edition=concept.edition)
    return concept, tree, read_choice(request.args, tree)


def _matrix(concept: Concept, tree: GoalTree, choice: Choice) -> Matrix:
    return matrix_of(concept.id, concept.authority_id, choice.goals(tree), choice.counted, choice.places)


def _taggable(tree: GoalTree) -> list[GoalNode]:
    return [goal for goal in tree.goals if goal.is_taggable]
