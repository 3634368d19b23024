"""A concept or one of its goals as a tagged PDF."""

from functools import partial

from flask import Blueprint, Response, abort, current_app, request, url_for
from flask_babel import get_locale

from app.concepts.paper import TEMPLATE, Paper, content_of
from app.concepts.queries import find_concept, goal_tree
from app.concepts.views.public import printed_day
from app.core.clock import today
from app.core.doors import public
from app.core.print.keeping import digest_of, kept_or_made
from app.core.typesetting import typeset
from app.coverage.queries import coverage_of

concepts_printing = Blueprint("concepts_printing", __name__)


@concepts_printing.get("/<slug>/konzept.pdf")
@public
def concept(slug: str) -> Response:
    """The whole concept on paper."""
    paper = _paper(slug, None, url_for("concepts.show", slug=slug))
    return _printed(paper, f"{slug}.pdf")


@concepts_printing.get("/<slug>/ziele/<key>.pdf")
@public
def goal(slug: str, key: str) -> Response:
    """One goal with everything below it on paper."""
    paper = _paper(slug, key, url_for("concepts.goal", slug=slug, key=key))
    return _printed(paper, f"{slug}-{key}.pdf")


def _paper(slug: str, key: str | None, path: str) -> Paper:
    """What is to be printed, or 404; always the same few queries."""
    found = find_concept(slug)
    if found is None:
        abort(404)
    tree = goal_tree(found.id)
    if key is not None and key not in tree.by_key:
        abort(404)
    covered = coverage_of(found.id).items()
    figures = {goal_id: (one.idea_count, one.pooled, one.project_count) for goal_id, one in covered}
    address = str(current_app.config["BASE_URL"]).rstrip("/") + path
    return Paper(
        found, tree, figures, address, today(), printed_day, demo=current_app.config["DEMO"],
        goal=tree.by_key[key] if key is not None else None,
    )  # fmt: skip


def _printed(paper: Paper, name: str) -> Response:
    """The PDF; made at most once for the same content, and not at all for whoever has it already."""
    content, title, lang = content_of(paper), paper.title, str(get_locale())
    digest = digest_of(TEMPLATE, content, title=title, lang=lang)
    answer = Response(mimetype="application/pdf")
    answer.headers["Cache-Control"] = "public, max-age=300, must-revalidate"
    answer.headers.set("Content-Disposition", "inline", filename=name)
    answer.set_etag(digest[:32])
    if not request.if_none_match.contains_weak(digest[:32]):
        folder = current_app.config["DATA"] / "papers"
        make = partial(typeset, TEMPLATE, content, title=title, lang=lang)
        answer.set_data(kept_or_made(folder, digest, make))
    return answer.make_conditional(request)  # type: ignore[return-value]
