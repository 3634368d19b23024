"""Finding, for other programs: the same hits in the same order as the page."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from flask import Blueprint, current_app
from pydantic import BaseModel, Field

from app.core.api import Paged, PageQuery, answers, read_query, refuse, reply
from app.core.doors import public
from app.core.paging import CursorIsBroken
from app.pages.addresses import address_of_hit, things_of, title_of_hit
from app.search.finding import Part, find
from app.search.finding import read_query as read_words

search_api = Blueprint("search_api", __name__)

Kind = Literal[
    "goal", "idea", "project", "comment", "municipality", "concept", "page", "format", "thread", "cooperation"
]


class SearchQuery(PageQuery):
    """What is looked for."""

    q: str = Field(max_length=200, description="Words; in quotation marks, words that stand side by side")
    kind: Kind | None = Field(default=None, description="Only hits of this kind")


class SearchItem(BaseModel):
    """Something published that holds the words."""

    kind: Kind
    number: int | None = Field(description="The number of an idea, project, goal or concept")
    title: str
    excerpt: str = Field(description="Where the words stand; plain text")
    url: str
    day: date


class SearchPage(Paged[SearchItem]):
    """One page of hits, best first."""

    counts: dict[Kind, int] = Field(description="How many there are of each kind")
    corrected: dict[str, str] = Field(description="Words that stand nowhere, with what was looked for instead")
    is_some: bool = Field(description="Nothing holds all of the words; these hold some")


@search_api.get("/search")
@public
@answers(SearchPage, query=SearchQuery)
def index() -> Any:
    """Everything public that holds these words, best first."""
    query = read_query(SearchQuery)
    kinds = (query.kind,) if query.kind else ()
    try:
        found = find(read_words(query.q), kinds=kinds, cursor=query.cursor, size=query.limit)
    except CursorIsBroken:
        refuse(400, "cursor: not one of ours")
    things, base = things_of(found.hits), str(current_app.config["BASE_URL"]).rstrip("/")
    items = [
        SearchItem(
            kind=hit.kind, number=hit.thing_id if hit.kind != "comment" else None,
            title=_plain(title_of_hit(hit, things)), excerpt=_plain(hit.excerpt), url=base + path, day=hit.day,
        )
        for hit in found.hits
        if (path := address_of_hit(hit, things)) is not None
    ]  # fmt: skip
    page = SearchPage(
        items=items, next=found.following, counts=found.counts, corrected=found.corrected, is_some=found.is_some
    )
    return reply(page)


def _plain(parts: Sequence[Part]) -> str:
    return "".join(part.text for part in parts)
