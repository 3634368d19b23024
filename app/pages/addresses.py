"""Addresses of our own pages: where to go back to, what a sitemap lists, and where a hit of the search is read."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from sqlalchemy import Row

from app.core.security import local_path
from app.pages.queries import public_addresses
from app.search.finding import Hit, Part


def referring_path() -> str | None:
    """The page of ours the visitor comes from, if the browser says so."""
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return None
    if parts.netloc != request.host:
        return None
    return local_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def way_back() -> str:
    """Where a small switch returns to: the page it was used on, else the start page."""
    return local_path(request.form.get("next")) or referring_path() or url_for("pages.start")


def address_of(row: Row[Any]) -> str | None:
    """The path of a public thing."""
    if row.kind == "idea":
        return url_for("ideas.show", number=row.id, slug=row.slug)
    if row.kind == "project":
        return url_for("projects.show", number=row.id, slug=row.slug)
    if row.kind == "format":
        return url_for("formats.show", number=row.id, slug=row.slug)
    if row.kind == "cooperation":
        return url_for("cooperations.show", number=row.id, slug=row.slug)
    if row.kind == "thread":
        return url_for("forums.thread", number=row.id)
    if row.kind == "goal":
        return url_for("concepts.goal", slug=row.concept, key=row.goal)
    return url_for("concepts.show", slug=row.concept) if row.concept else None


def things_of(hits: Sequence[Hit]) -> dict[int, Row[Any]]:
    """The public things among the hits, and those the comments are about; one query."""
    numbers = {hit.thing_id for hit in hits if hit.thing_id is not None}
    return {row.id: row for row in public_addresses(numbers)} if numbers else {}


def address_of_hit(hit: Hit, things: Mapping[int, Row[Any]]) -> str | None:
    """Where the hit is read; None for what hangs on a thing that is not public (any more)."""
    if hit.kind == "municipality":
        return url_for("municipalities.show", ags=hit.ref)
    if hit.kind == "page":
        name, _at, office = hit.ref.partition("@")
        its: dict[str, Any] = {"stelle": office} if office else {}
        return url_for("pages.help", **its) if name == "hilfe" else url_for("pages.text", name=name, **its)
    row = things.get(hit.thing_id or 0)
    if row is None or hit.kind != "comment":
        return address_of(row) if row else None
    # Its thread's own page: on the page of the thing, a long discussion does not show every comment.
    return url_for("discussion.thread", comment_id=int(hit.ref), _anchor=f"kommentar-{hit.ref}")


def title_of_hit(hit: Hit, things: Mapping[int, Row[Any]]) -> list[Part]:
    """Its title; a comment has none of its own and bears that of what it is about."""
    row = things.get(hit.thing_id or 0)
    return [Part(row.title)] if hit.kind == "comment" and row else hit.title
