"""What came out of a format; its documentation on paper and as a table."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask_babel import get_locale

from app.concepts.wording import goal_marks
from app.core.clock import today
from app.core.doors import public
from app.core.paging import CursorIsBroken
from app.core.papers import as_pdf
from app.formats import outcome_wording as wording
from app.formats.desk_contributions import shown_of
from app.formats.kinds import kind_of
from app.formats.models import ParticipationFormat
from app.formats.outcome import became_of, figures_of, goals_of, ideas_of, verdicts_of
from app.formats.papers import TEMPLATE, Paper, content_of, results_beside, section_result
from app.formats.queries import find_on_desk, find_visible
from app.formats.referring import lines_of
from app.formats.referring import shown_of as shown_by_reference
from app.formats.tables import MIMETYPE, workbook_of
from app.pages.frame import speak_for
from app.policies.doors import current_person

formats_results = Blueprint("formats_results", __name__)

NUMBER = "<int:number>"
SHOWN_IN = ("closed", "concluded")

formats_results.add_app_template_global(wording.words_of, "became_words")
formats_results.add_app_template_global(wording.unnamed, "became_unnamed")
formats_results.add_app_template_global(wording.verdict_line)
formats_results.add_app_template_global(wording.page_of_kind, "contribution_page")
formats_results.add_app_template_global(wording.weight_of, "contribution_weight")


@formats_results.get(f"/{NUMBER}/ergebnis")
@formats_results.get(f"/{NUMBER}-<slug>/ergebnis")
@public
def show(number: int, slug: str | None = None) -> Any:
    """What came out of it, and what became of everything that was said."""
    if slug is not None:
        return redirect(url_for("formats_results.show", number=number), 301)
    format = _format_or_404(number)
    section = next((one for one in format.sections if one.id == request.args.get("teil", 0, type=int)), None)
    try:
        page = shown_of(format, section.id if section else None, request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    numbers = [row.id for row in page.rows]
    decided = () if format.reference else kind_of(format).decided(format)
    tags = {number: goal_marks(rows) for number, rows in goals_of(numbers).items()}
    return render_template(
        "formats_results/show.html", format=format, kind=kind_of(format), section_shown=section, page=page,
        became=became_of(numbers), goals=tags, section_result=section_result, decided=decided,
        results=results_beside(format, decided), corrections=wording.corrections_of(format),
        untouched=wording.untouched(format.state == "concluded"), **wording.outcome_for(format),
        shown=shown_by_reference(format) if format.reference else None,
    )  # fmt: skip


@formats_results.get(f"/{NUMBER}/dokumentation.pdf")
@public
def paper(number: int) -> Response:
    """Everything that was said and what became of it, as a tagged PDF."""
    format = _format_or_404(number)
    return as_pdf(
        TEMPLATE, content_of(_paper_of(format)), title=format.title, lang=str(get_locale())[:2],
        name=f"beteiligung-{format.id}-dokumentation",
    )  # fmt: skip


@formats_results.get(f"/{NUMBER}/dokumentation.xlsx")
@public
def table(number: int) -> Response:
    """The same as a table to go on working with."""
    format = _format_or_404(number)
    answer = Response(workbook_of(_paper_of(format)), mimetype=MIMETYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"beteiligung-{format.id}-dokumentation.xlsx")
    return answer


def _format_or_404(number: int) -> ParticipationFormat:
    """Readers find it once it is closed; the desk looks at it before."""
    person = current_person()
    format = find_visible(number, person)
    if format is None or format.state not in SHOWN_IN:
        format = find_on_desk(number, person) if person is not None else None
    if format is None or (format.state not in SHOWN_IN and format.opened_at is None):
        abort(404)
    speak_for(format.authority)
    return format


def _paper_of(format: ParticipationFormat) -> Paper:
    lines = list(lines_of(format))
    # The lines of a reference are counted through: their numbers are nobody's contributions.
    numbers = [] if format.reference else [line.number for line in lines]
    path = url_for("formats.show", number=format.id, slug=format.slug)
    return Paper(
        format, kind_of(format), lines, became_of(numbers), goals_of(numbers), verdicts_of(numbers),
        None if format.reference else figures_of(format), [] if format.reference else ideas_of(format),
        str(current_app.config["BASE_URL"]).rstrip("/") + path, today(), current_app.config["DEMO"],
        () if format.reference else kind_of(format).decided(format),
    )  # fmt: skip
