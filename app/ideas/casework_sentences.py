"""What the chronicle says of the desk's own work on an idea: the interim notice, its checks, its file number."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.journal import JournalEntry
from app.core.languages import day


def casework_sentences(entry: JournalEntry) -> dict[str, tuple[str, str | None]]:
    """Verb → headline and text."""
    return {
        "send_interim_notice": (_("The answer takes longer"), _both_days(entry)),
        "pass_over_checks": (_passed_over(len(entry.details.get("items", []))), None),
        "note_file_reference": (_noted(entry.details.get("what")), _left_with(entry.details.get("reference"))),
        "leave_call": (_("The idea goes its own way, outside of the call for ideas"), _why(entry.details.get("why"))),
        "put_into_call": (_("The office puts the idea into a call for ideas"), entry.reason),
        "take_out_of_call": (_("The office takes the idea out of a call for ideas"), entry.reason),
    }


def _passed_over(count: int) -> str:
    return ngettext("%(num)s item of the checklist was open", "%(num)s items of the checklist were open", count)


def _left_with(reference: object) -> str | None:
    return _("It was %(number)s.", number=reference) if reference else None


def _why(left: object) -> str:
    if left == "elsewhere":
        return _("Its place lies outside of what the call is about.")
    return _("The call for ideas was over when it was handed in.")


def _noted(what: object) -> str:
    if what in ("removed", "left"):
        return _("The office removes its file number")
    return _("The office changes its file number") if what == "changed" else _("The office notes its file number")


def _both_days(entry: JournalEntry) -> str:
    """The day that was promised and the one that counts now, and why."""
    until, before = entry.details.get("until"), entry.details.get("instead_of")
    said = ""
    if until and before:
        old, new = (day(date.fromisoformat(str(one))) for one in (before, until))
        said = _("It comes by %(day)s instead of %(before)s.", day=new, before=old)
    elif until:
        said = _("It comes by %(day)s.", day=day(date.fromisoformat(str(until))))
    return f"{said} {entry.reason or ''}".strip()
