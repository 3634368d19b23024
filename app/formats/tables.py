"""The documentation of a format as a spreadsheet: frame, contributions, ideas. What people wrote stays text."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from flask_babel import gettext as _
from xlsxwriter import Workbook

from app.core.languages import day
from app.core.typesetting import INVISIBLE
from app.formats.outcome_wording import corrections_of, unnamed
from app.formats.papers import Paper, facts_of, results_beside, section_result
from app.formats.wording import answers_of

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_000
# Nothing typed by people is ever a formula, a link or a number: a spreadsheet must not act on it.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Rows = Iterable[Sequence[str | int]]


def workbook_of(paper: Paper) -> bytes:
    """The workbook, made in memory."""
    made = BytesIO()
    with Workbook(made, PLAIN) as book:
        book.set_properties({"title": paper.format.title, "comments": paper.address})
        _sheet(book, _("Frame"), [(_("What"), 32), (_("Text"), 90)], _frame(paper))
        _sheet(
            book, _("Contributions"),
            [
                (_("No."), 8), (_("Part"), 30), (_("Group"), 24), (_("Title"), 40), (_("Written by"), 26),
                (_("On"), 18), (_("Text"), 70), (_("Dots") if paper.kind.has_dots else _("How many agree"), 12),
                (_("Goals"), 40), (_("What became of it"), 50), (_("Assessment of the office"), 50),
            ],
            _contributions(paper),
        )  # fmt: skip
        _sheet(
            book, _("Ideas"),
            [(_("No."), 8), (_("Title"), 60), (_("State"), 34), (_("Project"), 50), (_("State of the project"), 24)],
            _ideas(paper),
        )  # fmt: skip
    return made.getvalue()


def _frame(paper: Paper) -> Rows:
    format = paper.format
    yield _("Title"), format.title
    yield _("Kind"), paper.kind.label()
    yield _("Concept"), format.concept.title
    for name, value, _german in facts_of(paper):
        yield name, value
    yield _("What it is about"), format.text
    yield from answers_of(format)
    if paper.is_final and format.result:
        yield _("The result"), format.result
    elif format.results_due_on:
        yield _("The result"), _("The office publishes the result by %(day)s.", day=day(format.results_due_on))
    for section in results_beside(format, paper.decided):
        yield section.title, section_result(format, section)
    for passage in paper.decided:
        yield passage.title, "\n".join(part for part in (passage.text, passage.about, *passage.points) if part)
    for correction in corrections_of(format):
        yield _("The result is corrected"), correction


def _contributions(paper: Paper) -> Rows:
    for line, became in paper.lines_with_outcome():
        goals = paper.goals_of(line.number)
        yield (
            line.number, line.section, line.group, line.title, line.author, line.since, line.text, line.weight,
            ", ".join(goals), became, paper.verdict_of(line),
        )  # fmt: skip


def _ideas(paper: Paper) -> Rows:
    for idea in paper.ideas:
        if idea.number is None or idea.status is None:
            yield "", unnamed(idea), "", "", ""
            continue
        _number, _slug, title, status = idea.project or (0, "", "", None)
        yield idea.number, idea.title, idea.status.label, title, status.label if status else ""


def _sheet(book: Workbook, name: str, columns: Sequence[tuple[str, int]], rows: Rows) -> None:
    sheet: Any = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, (title, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(0, at, title, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(last, at, value, wrapped)
            else:
                sheet.write_string(last, at, INVISIBLE.sub("", value)[:LONGEST_CELL], wrapped)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
