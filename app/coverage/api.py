"""The coverage of the goals as data."""

from flask import Blueprint, Response, abort
from pydantic import BaseModel, ConfigDict, Field

from app.concepts.queries import find_concept, goal_tree
from app.concepts.schemas import GoalKind
from app.core.api import answers, read_query, refuse, reply
from app.core.doors import public
from app.coverage.models import EVERYWHERE
from app.coverage.queries import NOTHING, Coverage, coverage_of, is_place

coverage_api = Blueprint("coverage_api", __name__)


class PlaceQuery(BaseModel):
    """Where."""

    model_config = ConfigDict(str_strip_whitespace=True)

    place: str | None = Field(default=None, max_length=90, description="An AGS, or region:slug; all places without it")


class Counts(BaseModel):
    """What serves a goal or one below it, each idea and project once; per status only what there is."""

    ideas: int
    ideas_by_status: dict[str, int]
    projects: int
    projects_by_status: dict[str, int]
    supports: int


class GoalCoverage(Counts):
    """The coverage of one goal."""

    id: int
    key: str
    kind: GoalKind
    number: str | None
    title: str
    parents: list[int]


class CoverageAnswer(Counts):
    """The coverage of a concept as a whole and of each goal of its current edition, in the document's order."""

    concept: str
    edition: str
    place: str | None
    items: list[GoalCoverage]


@coverage_api.get("/concepts/<slug>/coverage")
@answers(CoverageAnswer, query=PlaceQuery)
@public
def show(slug: str) -> Response:
    """How many ideas and projects serve each goal of a concept, everywhere or in one place."""
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    place = read_query(PlaceQuery).place
    if place and not is_place(place):
        refuse(400, f"place: there is no {place!r}")
    covered = coverage_of(concept.id, place or EVERYWHERE)
    items = [
        GoalCoverage(
            id=goal.id, key=goal.key, kind=goal.kind, number=goal.number, title=goal.title,
            parents=[above.goal.id for above in goal.parents], **_counts(covered.get(goal.id, NOTHING)),
        )
        for goal in goal_tree(concept.id, edition=concept.edition).goals
    ]  # fmt: skip
    whole = _counts(covered.get(concept.id, NOTHING))
    return reply(CoverageAnswer(concept=concept.key, edition=concept.edition, place=place, items=items, **whole))


def _counts(one: Coverage) -> dict[str, object]:
    return {
        "ideas": one.idea_count, "ideas_by_status": one.ideas, "projects": one.project_count,
        "projects_by_status": one.projects, "supports": one.supports,
    }  # fmt: skip
