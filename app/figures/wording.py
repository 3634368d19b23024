"""The figures in words: steps, durations, and the picture of the months."""

from dataclasses import dataclass

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from app.figures.durations import FEWEST, Taken
from app.figures.queries import Figures, Month

HEIGHT, SLOT = 100, 40


def step_labels() -> dict[str, tuple[str, str]]:
    """Each step and what it waits for."""
    return {
        "receipt": (_("First look"), _("from the receipt to publication, question or refusal")),
        "question": (_("Question to the author"), _("until the author has replied")),
        "statement": (_("Statements"), _("from the request to the statement of an office")),
        "answer": (_("Answer"), _("from the publication to the answer")),
        "release": (_("Release of the answer"), _("from handing in to the release by a second person")),
        "follow_up": (_("Question about the answer"), _("until the office has replied")),
    }


def duration(taken: Taken) -> str:
    """The middle case in days; why there is none where there is none."""
    if not taken.cases:
        return _("no case yet")
    if taken.median_days is None:
        return _("fewer than %(count)s cases", count=FEWEST)
    days = format_decimal(taken.median_days, "0.#")
    return ngettext("%(days)s day", "%(days)s days", 1 if taken.median_days == 1 else 2, days=days)


def span_labels() -> dict[str, str]:
    """The stretches of time one can look at, by their number of months."""
    return {"3": _("Three months"), "12": _("Twelve months"), "24": _("Two years")}


def month_label(month: Month) -> str:
    return str(format_date(month.first, "LLL yyyy", rebase=False))


@dataclass(frozen=True)
class Pair:
    """Two bars of a month: position and heights in a picture 100 high."""

    x: int
    received: float
    answered: float
    label: str


def picture_of(figures: Figures) -> list[Pair]:
    """Received and answered ideas per month as pairs of bars, the highest bar as high as the picture."""
    most = max((max(month.received, month.answered) for month in figures.months), default=0) or 1
    return [
        Pair(
            place * SLOT, round(HEIGHT * month.received / most, 1), round(HEIGHT * month.answered / most, 1),
            str(format_date(month.first, "LLL", rebase=False)),
        )
        for place, month in enumerate(figures.months)
    ]  # fmt: skip


def csv_lines(figures: Figures) -> list[list[object]]:
    """All tables of the page below each other, as a spreadsheet gets them."""
    labels = step_labels()
    cases, middle = _("Cases done"), _("Median in days")
    lines: list[list[object]] = [[_("Step"), _("Waiting now"), _("past its day"), cases, middle]]
    lines += [
        [labels[step.name][0], step.waiting.now, step.waiting.late, step.taken.cases, _number(step.taken)]
        for step in figures.steps
    ]
    lines += [[], [_("Field of action"), _("Received"), _("Waiting now"), _("First look"), _("Answer")]]
    lines += [
        [row.label or _("no goal yet"), row.received, row.waiting, _number(row.receipt), _number(row.answer)]
        for row in figures.fields
    ]
    lines += [[], [_("Office asked"), _("Asked"), _("Open"), _("past its day"), cases, middle]]
    lines += [
        [row.name or _("all other offices together"), row.asked, row.open, row.late, row.taken.cases,
         _number(row.taken)]
        for row in figures.offices
    ]  # fmt: skip
    lines += [[], [_("Month"), _("Received"), _("Answered")]]
    lines += [[f"{month.first:%Y-%m}", month.received, month.answered] for month in figures.months]
    return lines


def _number(taken: Taken) -> str:
    return "" if taken.median_days is None else str(format_decimal(taken.median_days, "0.#"))
