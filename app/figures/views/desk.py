"""How long things wait and take: for the office itself, without anybody's name."""

from datetime import datetime, time
from typing import Any

from flask import Blueprint, current_app, render_template, request

from app.accounts.queries import all_authorities
from app.core.clock import moment_of, today
from app.core.spreadsheets import as_csv
from app.figures.queries import FEWEST_OFFICERS, Figures, figures_of
from app.figures.wording import csv_lines, duration, month_label, picture_of, span_labels, step_labels
from app.policies.doors import current_person, needs

figures = Blueprint("figures", __name__)


@figures.get("")
@needs("see_figures")
def index() -> str:
    """Waiting and median days, per step, field and month."""
    span, shown = _asked()
    return render_template(
        "figures/index.html", figures=shown, span=span, spans=span_labels(), labels=step_labels(), duration=duration,
        month_label=month_label, picture=picture_of(shown), fewest_officers=FEWEST_OFFICERS,
    )  # fmt: skip


@figures.get("/tabelle.csv")
@needs("see_figures")
def download() -> Any:
    """The same for a spreadsheet."""
    _span, shown = _asked()
    answer = current_app.response_class(as_csv(csv_lines(shown)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="auswertung-{today().isoformat()}.csv"'
    return answer


def _asked() -> tuple[str, Figures]:
    asked = request.args.get("monate", "12")
    span = asked if asked in span_labels() else "12"
    return span, figures_of(_authority_ids(), _months_ago(int(span) - 1))


def _authority_ids() -> set[int]:
    """The authorities this person works for; an administrator of the installation sees them all together."""
    own: set[int] = current_person().authorities_as("moderator", "approver", "admin")
    return own or {authority.id for authority in all_authorities()}


def _months_ago(months: int) -> datetime:
    """The first day of the month so many months ago."""
    here = today()
    count = here.year * 12 + here.month - 1 - months
    return moment_of(here.replace(year=count // 12, month=count % 12 + 1, day=1), time(0))
