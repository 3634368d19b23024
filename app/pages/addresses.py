"""Addresses of our own pages: where to go back to, and what a sitemap lists."""

from typing import Any
from urllib.parse import urlsplit

from flask import request, url_for
from sqlalchemy import Row

from app.core.security import local_path


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
    if row.kind == "goal":
        return url_for("concepts.goal", slug=row.concept, key=row.goal)
    return url_for("concepts.show", slug=row.concept) if row.concept else None
