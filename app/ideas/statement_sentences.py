"""What the chronicle of an idea says about those who are asked for a statement."""

from datetime import date

from flask_babel import gettext as _

from app.core.journal import JournalEntry
from app.core.languages import day

Sentence = tuple[str, str | None]


def statement_sentences(entry: JournalEntry) -> dict[str, Sentence]:
    """Verb → headline and text."""
    details = entry.details
    office, until = str(details.get("office", "")), _day_of(entry, "until")
    due = _day_of(entry, "due_on")
    return {
        "request_statements": (
            _("We ask: %(offices)s", offices=", ".join(details.get("offices", []))),
            _("Asked for by %(day)s at first.", day=due) if due else None,
        ),
        "submit_statement": (_("%(office)s has given its statement", office=office), None),
        "decline_responsibility": (_("%(office)s says it is not responsible", office=office), None),
        "extend_request": (_("%(office)s has time until %(day)s", office=office, day=until), entry.reason),
        "forward_request": (_("%(office)s passes the request on in its house", office=office), None),
        "remind_of_request": (_("%(office)s is reminded", office=office), None),
        "withdraw_request": (_("The request to %(office)s is taken back", office=office), why_taken_back(entry)),
    }


def why_taken_back(entry: JournalEntry) -> str:
    """As the desk wrote it, or what became of the idea."""
    return entry.reason or {
        "withdrawn": _("The idea was withdrawn."),
        "merged": _("The idea goes on together with another one."),
        "refused": _("The idea is not published."),
        "promoted": _("The idea has become a project proposal."),
        "handed_over": _("Another authority works on the idea now."),
        "answered": _("The idea has been answered."),
    }.get(str(entry.details.get("because")), "")


def _day_of(entry: JournalEntry, name: str) -> str:
    value = entry.details.get(name)
    return day(date.fromisoformat(value)) if isinstance(value, str) else ""
