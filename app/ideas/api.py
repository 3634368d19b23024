"""Ideas for other programs: the same list and the same visibility as the pages."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, url_for

from app.answers.beside import published_with
from app.concepts.list_answers import filter_asked_for, map_of, tagged_goals
from app.core.api import Paged, answers, read_body, read_query, refuse, reply
from app.core.clock import local
from app.core.doors import Afterwards, public, writes
from app.core.limits import limited
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.ideas.answers import (
    Author,
    IdeaDetail,
    IdeaFilters,
    IdeaItem,
    IdeaMapQuery,
    IdeaQuery,
    Link,
    PublishedStatement,
    SimilarAnswer,
    SimilarIdea,
    SimilarQuestion,
    Step,
)
from app.ideas.filtering import read_idea_filters
from app.ideas.models import Idea
from app.ideas.places import Place
from app.ideas.provenance_wording import provenance_of
from app.ideas.queries import LISTED, IdeaFilter, IdeaRow, find_visible, idea_row, public_ideas
from app.ideas.similar import Where, similar_ideas, where_of
from app.ideas.wording import author_of, told
from app.municipalities.geojson import MEDIA_TYPE, FeatureCollection, public_point
from app.municipalities.queries import find_municipality
from app.things.queries import chronicle_of

ideas_api = Blueprint("ideas_api", __name__)
TEN_MINUTES = timedelta(minutes=10)


@ideas_api.get("/ideas")
@public
@answers(Paged[IdeaItem], query=IdeaQuery)
def index() -> Any:
    """Public ideas, newest first unless sorted otherwise."""
    query = read_query(IdeaQuery)
    try:
        rows, following = public_ideas(_wanted(query), query.cursor, query.limit)
    except CursorIsBroken:
        refuse(400, "cursor: not one of ours")
    return reply(Paged[IdeaItem](items=[IdeaItem(**_item(row)) for row in rows], next=following))


@ideas_api.get("/ideas.geojson")
@public
@answers(FeatureCollection, query=IdeaMapQuery, media_type=MEDIA_TYPE)
def as_map() -> Any:
    """Public ideas as points on the map: their own, else that of their municipality; at most 2000."""
    query = read_query(IdeaMapQuery)
    return reply(map_of(LISTED, _wanted(query), query.bbox, _url), media_type=MEDIA_TYPE)


@ideas_api.get("/ideas/<int:number>")
@public
@answers(IdeaDetail)
def show(number: int) -> Any:
    """One public idea with texts, timeline and provenance."""
    idea = find_visible(number)
    if idea is None:
        refuse(404, "no public idea has this number")
    version = idea.current
    return reply(
        IdeaDetail(
            **_item(idea_row(number)),
            version=version.number,
            text=version.text,
            who_benefits=version.who_benefits,
            touches_youth=version.touches_youth,
            region=idea.region.slug if idea.region else None,
            answer=idea.answer,
            answered_at=idea.answered_at,
            answer_due_on=idea.answer_due_on,
            forwarded_to=idea.forwarded_to,
            statements=_statements(idea),
            timeline=_timeline(idea),
            provenance=_provenance(number),
        )
    )


@ideas_api.post("/similar-ideas")
@limited("similar", 3000, TEN_MINUTES)
@writes
@answers(SimilarAnswer, body=SimilarQuestion)
@public
def similar() -> Any:
    """Public ideas like a text, the most alike first, each with the words that led to it."""
    asked = read_body(SimilarQuestion)
    if not (asked.title or asked.text):
        refuse(400, "title and text: at least one of them must hold words")
    where = Where()
    if asked.municipality is not None:
        town = find_municipality(asked.municipality)
        if town is None:
            refuse(404, "municipality: there is none with this key")
        where = where_of(Place.of_municipalities([town.of_today]))
    return Afterwards(lambda: reply(_similar(asked, where)))


def _similar(asked: SimilarQuestion, where: Where) -> SimilarAnswer:
    found = similar_ideas(
        clean(asked.title), clean(asked.text), municipality_ids=where.towns, authority_ids=where.authorities,
        limit=asked.limit,
    )  # fmt: skip
    return SimilarAnswer(
        ideas=[
            SimilarIdea(
                number=one.number, title=one.title, status=one.state, score=one.score, because=list(one.because),
                url=_url(one),
            )
            for one in found
        ]
    )  # fmt: skip


def _wanted(query: IdeaFilters) -> IdeaFilter:
    return replace(filter_asked_for(query, read_idea_filters), with_merged=True)


def _item(row: IdeaRow) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "status": row.state, "outcome": row.outcome, "origin": row.origin,
        "status_as_of": row.status_as_of, "author": Author(name=author_of(row), kind=row.author_kind),
        "goals": tagged_goals(row.goals), "municipalities": [town.ags for town in row.municipalities],
        "point": public_point(row.latitude, row.longitude), "supports": row.supports, "comments": row.comments,
        "submitted_on": local(row.submitted_at).date() if row.submitted_at else None, "updated_at": row.updated_at,
        "url": _url(row),
    }  # fmt: skip


def _statements(idea: Idea) -> list[PublishedStatement]:
    """Those published with the present answer."""
    answers = published_with(idea)
    said = answers.present.said if answers and answers.present else []
    return [
        PublishedStatement(
            office=one.request.office, verdict=statement.verdict, text=one.text,
            given_on=local(statement.submitted_at).date(),
        )
        for one in said
        if (statement := one.request.statement) and statement.verdict and statement.submitted_at
    ]  # fmt: skip


def _timeline(idea: Idea) -> list[Step]:
    steps = []
    for entry in chronicle_of(idea.id, "public"):
        words = told(entry, idea)
        steps.append(
            Step(
                at=entry.at,
                verb=entry.verb,
                from_status=entry.from_state,
                to_status=entry.to_state,
                headline=words.headline,
                text=words.text,
            )
        )
    return steps


def _provenance(number: int) -> list[Link]:
    return [
        Link(
            kind=link.kind,
            direction="to" if link.is_outgoing else "from",
            thing=link.thing,
            number=link.number,
            title=link.title,
            url=_absolute(link.url),
        )
        for link in provenance_of(number)
    ]


def _url(row: Any) -> str:
    return _absolute(url_for("ideas.show", number=row.number, slug=row.slug))


def _absolute(path: str) -> str:
    return str(current_app.config["BASE_URL"]).rstrip("/") + path
