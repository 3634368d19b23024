"""JSON: the concepts and their goals."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort

from app.concepts.answers import (
    ConceptAnswer,
    ConceptItem,
    CorrespondenceAnswer,
    EndAnswer,
    SuggestionQuestion,
    SuggestionsAnswer,
    answer_of,
    suggestions_of,
)
from app.concepts.connections import page_of_correspondences
from app.concepts.matching import matching_goals
from app.concepts.queries import find_concept, goal_tree, page_of_concepts
from app.core.api import Paged, PageQuery, answers, read_body, read_query, refuse, reply
from app.core.clock import local
from app.core.doors import Afterwards, public, writes
from app.core.limits import limited
from app.core.texts import clean

concepts_api = Blueprint("concepts_api", __name__)

TEN_MINUTES = timedelta(minutes=10)


@concepts_api.get("/concepts")
@answers(Paged[ConceptItem], query=PageQuery)
@public
def index() -> Response:
    """All concepts."""
    wanted = read_query(PageQuery)
    page = page_of_concepts(wanted.cursor, wanted.limit)
    items = [
        ConceptItem(
            slug=row.key, title=row.title, kind=row.concept_kind, region=row.region, horizon=row.horizon,
            adopted_on=row.adopted_on, status=row.status,
        )
        for row in page.rows
    ]  # fmt: skip
    return reply(Paged[ConceptItem](items=items, next=page.next))


@concepts_api.get("/concepts/<slug>")
@answers(ConceptAnswer)
@public
def show(slug: str) -> Response:
    """One concept, complete and literal, with every goal and every place where the document lists it."""
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    return reply(answer_of(concept, goal_tree(concept.id)))


@concepts_api.get("/concepts/<slug>/correspondences")
@answers(Paged[CorrespondenceAnswer], query=PageQuery)
@public
def correspondences(slug: str) -> Response:
    """Which goals of other concepts correspond to this one's, as people have accepted it, newest first."""
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    wanted = read_query(PageQuery)
    page = page_of_correspondences(concept.id, wanted.cursor, wanted.limit)
    items = [
        CorrespondenceAnswer(
            goal=_end(row, "own"), other=_end(row, "other"), kind=row.kind, reason=row.reason,
            decided_on=local(row.decided_at).date(),
        )
        for row in page.rows
    ]  # fmt: skip
    return reply(Paged[CorrespondenceAnswer](items=items, next=page.next))


@concepts_api.post("/goal-suggestions")
@limited("suggest", 3000, TEN_MINUTES)
@writes
@answers(SuggestionsAnswer, body=SuggestionQuestion)
@public
def suggest() -> Any:
    """Goals of a concept that may fit a text, the best first, each with the words that led to it."""
    asked = read_body(SuggestionQuestion)
    if not (asked.title or asked.text):
        refuse(400, "title and text: at least one of them must hold words")
    concept = find_concept(asked.concept)
    if concept is None:
        refuse(404, "concept: there is none with this slug")
    number, text, title = concept.id, clean(asked.text), clean(asked.title)
    return Afterwards(lambda: reply(suggestions_of(matching_goals(number, text, asked.limit, title=title))))


def _end(row: Any, name: str) -> EndAnswer:
    return EndAnswer(**{part: getattr(row, f"{name}_{part}") for part in EndAnswer.model_fields})
