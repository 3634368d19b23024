"""What happened to a format, as everybody who may see it reads it."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from app.core.journal import JournalEntry
from app.core.languages import day
from app.formats.wording import question_labels
from app.ideas.wording import Told


def story(entries: Sequence[JournalEntry]) -> list[Told]:
    """The journal of a format in sentences, in its order."""
    return [told(entry) for entry in entries]


def told(entry: JournalEntry) -> Told:
    """One journal row of a format as a sentence."""
    by_clock = entry.actor_role == "clock"
    headline = {
        "announce_format": _("It is announced"),
        "edit_format": _("What is said about it is changed"),
        "open_format": _("It begins"),
        "close_format": _("The last day is over") if by_clock else _("It is closed"),
        "reopen_format": _("It goes on for longer"),
        "conclude_format": _("The result is published"),
        "correct_result": _("The result is corrected"),
        "cancel_format": _("It is called off"),
        "change_audience": _("It is opened to others, or to fewer"),
        "summarise": _("What was said so far is summed up"),
        "summarise_topic": _("Summary of the topic “%(topic)s”", topic=entry.details.get("topic", "")),
        "correct_question_result": _("The result of a question is corrected"),
        "adopt_analysis": _("The analysis is adopted"),
        "imported": _("It is entered from the concept"),
    }.get(entry.verb, _("Something happened to it"))
    said = _changes(entry) if entry.verb == "edit_format" else entry.details.get("topic", "")
    return Told(entry.at, headline, " ".join(filter(None, [said, entry.reason])) or None)


def _changes(entry: JournalEntry) -> str:
    """What was changed of what people rely on; days with what they were before."""
    labels = {
        "opens_on": _("First day"), "closes_on": _("Last day"), "decision_on": _("Day of the decision"),
        "place": _("Place"), "level": _("How far your word reaches"), **question_labels(),
    }  # fmt: skip
    days = entry.details.get("days") or {}
    said = []
    for name in entry.details.get("fields", []):
        before, after = (_day(value) for value in days.get(name) or (None, None))
        if name in labels and before and after:
            said.append(_("%(field)s: %(after)s instead of %(before)s", field=labels[name], after=after, before=before))
        elif name in labels:
            said.append(labels[name])
    return f"{'; '.join(said)}." if said else ""


def _day(value: str | None) -> str | None:
    return day(date.fromisoformat(value)) if value else None
