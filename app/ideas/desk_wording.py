"""The desk's words for days: by when something is due, and what counts as near."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.core.clock import today
from app.core.languages import short_day
from app.core.working_days import add_working_days

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
