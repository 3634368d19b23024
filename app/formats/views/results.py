"""What came out of a format; its documentation on paper and as a table."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for
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
from app.formats.outcome import (
    MOST_GOALS,
    MOST_IDEAS,
    became_of,
    figures_of,
    goals_of,
    goals_of_format,
    ideas_of,
)
from app.formats.papers import TEMPLATE, Paper, content_of, section_result
from app.formats.queries import find_on_desk, find_visible
from app.formats.tables import MIMETYPE, workbook_of
from app.pages.frame import speak_for
from app.policies.doors import current_person

formats_results = Blueprint("formats_results", __name__)

NUMBER = "<int:number>"
SHOWN_IN = ("closed", "concluded")

formats_results.add_app_template_global(wording.words_of, "became_words")
formats_results.add_app_template_global(wording.unnamed, "became_unnamed")
formats_results.add_app_template_global(wording.page_of_kind, "contribution_page")


@formats_results.get(f"/{NUMBER}/ergebnis")
@public
def show(number: int) -> Response:
    """What came out of it, and what became of everything that was said."""
    format = _format_or_404(number)
    section = next((one for one in format.sections if one.id == request.args.get("teil", 0, type=int)), None)
    try:
        page = shown_of(format, section.id if section else None, request.args.get("nach"))
    except CursorIsBroken:
        abort(404)
    numbers = [row.id for row in page.rows]
    tags = {number: goal_marks(rows) for number, rows in goals_of(numbers).items()}
    html = render_template(
        "formats_results/show.html", format=format, kind=kind_of(format), section_shown=section, page=page,
        became=became_of(numbers), goals=tags, section_result=section_result, **outcome_for(format),
    )  # fmt: skip
    return _answer(format, html)


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
    answer = _answer(format, Response(workbook_of(_paper_of(format)), mimetype=MIMETYPE))
    answer.headers.set("Content-Disposition", "attachment", filename=f"beteiligung-{format.id}-dokumentation.xlsx")
    return answer


def outcome_for(format: ParticipationFormat) -> dict[str, Any]:
    """What `_outcome.html` and the page of results show; three queries, however much was said."""
    figures, ideas = figures_of(format), ideas_of(format)
    goals = goals_of_format(format, [idea.number for idea in ideas if idea.number is not None])
    return {
        "figures": figures, "bars": wording.picture_of(figures, ideas, len(goals)), "arisen": ideas[:MOST_IDEAS],
        "more_ideas": max(len(ideas) - MOST_IDEAS, 0), "served": goals[:MOST_GOALS],
        "outcome_line": wording.summary_of(figures, ideas),
    }  # fmt: skip


formats_results.add_app_template_global(outcome_for, "outcome_for")


def _format_or_404(number: int) -> ParticipationFormat:
    """Readers find it once it is closed; the desk looks at it before."""
    person = current_person()
    format = find_visible(number, person)
    if format is None or format.state not in SHOWN_IN:
        may_look = person is not None and (person.is_verified_twice or not person.is_staff)
        format = find_on_desk(number, person) if may_look else None
    if format is None or (format.state not in SHOWN_IN and format.opened_at is None):
        abort(404)
    speak_for(format.authority)
    return format


def _paper_of(format: ParticipationFormat) -> Paper:
    kind = kind_of(format)
    lines = list(kind.lines(format))
    numbers = [line.number for line in lines]
    path = url_for("formats.show", number=format.id, slug=format.slug)
    return Paper(
        format, kind, lines, became_of(numbers), goals_of(numbers), figures_of(format), ideas_of(format),
        str(current_app.config["BASE_URL"]).rstrip("/") + path, today(), current_app.config["DEMO"],
    )  # fmt: skip


def _answer(format: ParticipationFormat, answer: str | Response) -> Response:
    """What is not for everybody is kept by nobody on the way."""
    response = make_response(answer)
    if format.audience_id is not None or format.state not in SHOWN_IN or format.restricted_at is not None:
        response.headers["Cache-Control"] = "private, no-store"
    return response
