"""The editions of a concept: what was adopted when, and what changed."""

from typing import Any

from flask import Blueprint, abort, render_template, request

from app.concepts.models import Concept
from app.concepts.queries import find_concept
from app.concepts.schemas import ConceptFile
from app.core.doors import public
from app.core.forms import sent_number
from app.editions.comparing import compare as differences_between
from app.editions.comparing import parts_of
from app.editions.edition_lines import as_printed, page_of
from app.editions.models import ConceptEdition
from app.editions.queries import HOLDS, file_of, file_that_holds, goal_numbers, public_editions
from app.editions.wording import field_labels, part_labels, standing_of
from app.pages.frame import speak_for

editions = Blueprint("editions", __name__)
MOST_SHOWN = 200
MOST_LINES = 1000
"""As many goals as a page of a whole edition shows; the printed concepts fit on one."""


@editions.get("/<slug>/fassungen")
@public
def index(slug: str) -> str:
    """Which edition holds since when and by which decision, what held before, and a draft in consultation."""
    concept = _concept_or_404(slug)
    rows = public_editions(concept.id)
    kept = {row.key for row in rows}
    listed: list[dict[str, Any]] = concept.content.get("editions") or []
    return render_template(
        "editions/editions.html", concept=concept, content=concept.content, rows=rows, standing_of=standing_of,
        holding=next((row for row in rows if row.status == "adopted"), None),
        only_named=[edition for edition in reversed(listed) if edition["key"] not in kept],
    )  # fmt: skip


@editions.get("/<slug>/fassungen/<int:edition_id>")
@public
def show(slug: str, edition_id: int) -> str:
    """One edition, whole and unchanged, as a list."""
    concept = _concept_or_404(slug)
    rows = public_editions(concept.id)
    edition = _named(rows, str(edition_id))
    file = file_of(edition)
    printed = as_printed(file)
    start = sent_number(request.args.get("ab"), digits=5) or 0
    lines, count = page_of(printed.pursued, start, MOST_LINES)
    return render_template(
        "editions/edition.html", concept=concept, edition=edition, file=file, printed=printed, lines=lines,
        start=start, count=count, most=MOST_LINES,
        parts=list(parts_of(file)), standing=standing_of(edition.status), numbers=goal_numbers(concept.id),
        part_labels=part_labels(), earlier=_before(rows, edition), labels=file.labels.model_dump(),
    )  # fmt: skip


@editions.get("/<slug>/fassungen/vergleich")
@public
def compare(slug: str) -> str:
    """What changed between two editions; asked for nothing, between the last two."""
    concept = _concept_or_404(slug)
    rows = public_editions(concept.id)
    newest = str(rows[0].id) if rows else HOLDS
    before, after = request.args.get("von") or _default(rows), request.args.get("zu") or newest
    sides = [None if name == HOLDS else _named(rows, name) for name in (before, after)]
    older, newer = (_file(concept, side) for side in sides)
    return render_template(
        "editions/differences_page.html", concept=concept, rows=rows, older=sides[0], newer=sides[1],
        before=before, after=after, found=differences_between(older, newer), field_labels=field_labels(),
        part_labels=part_labels(), numbers=goal_numbers(concept.id), most=MOST_SHOWN, holds=HOLDS,
        standing_of=standing_of,
    )  # fmt: skip


def _concept_or_404(slug: str) -> Concept:
    concept = find_concept(slug)
    if concept is None:
        abort(404)
    speak_for(concept.authority)
    return concept


def _named(rows: Any, name: str) -> ConceptEdition:
    found: ConceptEdition | None = next((row for row in rows if str(row.id) == name), None)
    if found is None:
        abort(404)
    return found


def _before(rows: Any, edition: ConceptEdition) -> ConceptEdition | None:
    """The edition that came before it, to compare with."""
    return next(iter(rows[list(rows).index(edition) + 1 :]), None)


def _default(rows: Any) -> str:
    return str(rows[1].id) if len(rows) > 1 else HOLDS


def _file(concept: Concept, edition: ConceptEdition | None) -> ConceptFile:
    return file_of(edition) if edition is not None else file_that_holds(concept)
