"""Where there are ideas and projects for the goals, and where there are none yet."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import gettext as _

from app.concepts.models import Concept
from app.concepts.queries import (
    LAYERS,
    MOST,
    GoalNode,
    GoalTree,
    counts_below,
    find_concept,
    find_goal,
    goal_counts,
    goal_tree,
    layers_that_fit,
)
from app.concepts.schemas import labels_of
from app.core.clock import today
from app.core.doors import public
from app.coverage.choosing import Choice, read_choice
from app.coverage.drawing import narrow_heat, wide_heat
from app.coverage.exporting import csv_of, gaps_csv_of
from app.coverage.matrix import Matrix, matrix_of
from app.coverage.queries import NOTHING, Coverage, competing_projects, coverage_of, has_regions
from app.coverage.wording import (
    Links,
    amount,
    chips_of,
    counted_labels,
    figures_of,
    lines_of,
    place_labels,
    planned_in,
    steps_of,
)
from app.pages.frame import speak_for

coverage_pages = Blueprint("coverage_pages", __name__)


@dataclass(frozen=True)
class Asked:
    """What one request is about: a concept, or one field of it, as far as a page can hold its goals."""

    concept: Concept
    field: Any
    tree: GoalTree
    is_whole: bool
    choice: Choice
    has_regions: bool

    @property
    def top(self) -> int:
        """Whose counts stand for all goals together."""
        return self.field.id if self.field else self.concept.id

    def matrix(self, choice: Choice) -> Matrix:
        goals = choice.goals(self.tree)
        return matrix_of(self.top, self.concept.authority_id, goals, choice.counted, choice.places)


@coverage_pages.get("/<slug>/abdeckung")
@public
def show(slug: str) -> Any:
    """How well each goal is covered, where, and for which goals nobody has written yet."""
    asked = _asked(slug)
    concept, tree, choice = asked.concept, asked.tree, asked.choice
    covered, matrix = coverage_of(concept.id), asked.matrix(choice)
    fitting = choice if request.args.get("ebene") else choice.fitting(tree, len(matrix.rows))
    if fitting != choice:
        choice, matrix = fitting, asked.matrix(fitting)
    narrowed = choice.narrowed(tree)
    labels = labels_of(concept.content)
    page = render_template(
        "coverage/show.html", asked=asked, concept=concept, tree=tree, choice=choice, labels=labels, matrix=matrix,
        narrow_matrix=matrix if narrowed == choice else asked.matrix(narrowed), whole=covered.get(asked.top, NOTHING),
        groups=lines_of(tree, covered), gaps=gaps_in(tree, covered) if asked.is_whole else [],
        taggable=_awaited(tree), chips=chips_of(concept, choice, labels, has_regions=asked.has_regions),
        links=Links(concept, choice), steps=steps_of(matrix), wide_heat=wide_heat, narrow_heat=narrow_heat,
        amount=amount, planned_in=planned_in, counted=counted_labels()[choice.counted],
        fields=[] if asked.is_whole or asked.field else tree.of_kind(LAYERS[0]),
    )  # fmt: skip
    return (page, 400) if choice.unknown else page


@coverage_pages.get("/<slug>/abdeckung.csv")
@public
def download(slug: str) -> Any:
    """The same matrix for a spreadsheet; or of it what is missing only."""
    asked = _asked(slug)
    choice, matrix = asked.choice, asked.matrix(asked.choice)
    if choice.unknown:
        abort(404)
    words, is_gaps = choice.values(), request.args.get("luecken") == "1"
    if is_gaps:
        key = _("AGS") if choice.places == "municipalities" else _("Key of the region")
        head = _("Place"), key, _("Field of action"), _("Number"), _("Goal"), _("Key of the goal")
        text = gaps_csv_of(matrix, head)
    else:
        text = csv_of(
            matrix, (_("Key"), _("Place"), counted_labels()[choice.counted]), _("All places"),
            _("no single municipality"),
        )  # fmt: skip
    parts = ["luecken" if is_gaps else "abdeckung", slug, choice.field, words["zaehlt"], today().isoformat()]
    answer = current_app.response_class(text, mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{"-".join(filter(None, parts))}.csv"'
    return answer


@coverage_pages.app_template_global("goals_without_ideas")
def gaps_in(tree: GoalTree, covered: dict[int, Coverage]) -> list[GoalNode]:
    """The goals one may write for, and nobody has; and those that still lack what one could write for."""
    return [goal for goal in _awaited(tree) if not covered.get(goal.id, NOTHING).idea_count]


coverage_pages.add_app_template_global(figures_of, "figures_of")
coverage_pages.add_app_template_global(competing_projects, "competing_projects")
coverage_pages.add_app_template_global(place_labels, "place_labels")


def _asked(slug: str) -> Asked:
    """Finer levels are read where one page holds them: of a very large concept, within one field (`?feld=`) alone."""
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    speak_for(concept.authority)
    field = _field(concept, request.args.get("feld"))
    counts = goal_counts(concept.id).get(concept.id, {})
    if field:
        counts = {**counts_below(field.id), field.kind: 1}
    tree = goal_tree(
        concept.id, kinds=layers_that_fit(counts), edition=concept.edition, most=MOST,
        within=field.id if field else None,
    )  # fmt: skip
    is_whole = len(tree.goals) == sum(counts.get(kind, 0) for kind in LAYERS)
    has_some = has_regions(concept.authority_id or 0)
    choice = read_choice(request.args, tree, field=field.key if field else None, has_regions=has_some)
    return Asked(concept, field, tree, is_whole, choice, has_some)


def _field(concept: Concept, key: str | None) -> Any:
    if not key:
        return None
    found = find_goal(concept.id, key)
    if found is None or found.kind != LAYERS[0] or found.edition != concept.edition:
        abort(404)
    return found


def _awaited(tree: GoalTree) -> list[GoalNode]:
    """What one may write for, and goals with nothing below them where the concept goes further down."""
    return [goal for goal in tree.goals if goal.is_taggable or (goal.kind == LAYERS[1] and not goal.places)]
