"""The desk's words: what is to be done, by when, and what each step means for whom."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core.clock import today
from app.core.languages import short_day
from app.core.working_days import add_working_days
from app.ideas.desk_queries import QueueRow
from app.ideas.wording import status_of

SOON_DAYS = 2


@dataclass(frozen=True)
class Due:
    """A due day in words; `mood` is "", "soon" or "late" and never the only sign."""

    label: str
    mood: str


def view_labels() -> dict[str, str]:
    """The tabs of the inbox."""
    return {"offen": _("Open"), "wartet": _("Waiting for others"), "erledigt": _("Settled")}


def soon_until(lands: set[str]) -> date:
    """The last day that counts as near: two working days from now, the later one where Länder differ."""
    return max((add_working_days(today(), SOON_DAYS, land) for land in lands), default=today())


def due_label(due_on: date | None, soon: date) -> Due:
    """The day as a clerk says it."""
    if due_on is None:
        return Due("", "")
    if due_on < today():
        return Due(_("overdue since %(day)s", day=short_day(due_on)), "late")
    if due_on == today():
        return Due(_("today"), "late")
    label = short_day(due_on)
    if due_on.year != today().year:
        label = f"{label} {due_on.year}" if not label.endswith(".") else f"{label}{due_on.year}"
    return Due(label, "soon" if due_on <= soon else "")


def to_do(row: QueueRow) -> str:
    """What an idea in the inbox waits for."""
    return {
        "submitted": _("publish or ask back"),
        "published": _("answer"),
        "revision_requested": _("question to the author is open"),
    }.get(row.state) or status_of(row.state, row.outcome).label


def place_label(row: QueueRow) -> str:
    """Where it belongs; the whole district where no place was named."""
    return ", ".join(row.municipalities) or row.region or _("all of the district")
