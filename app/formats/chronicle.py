"""What happened to a format, as everybody who may see it reads it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from flask_babel import gettext as _

from app.core.journal import JournalEntry
from app.core.languages import day
from app.formats.models import EarlierWording
from app.formats.wording import level_label, question_labels
from app.ideas.wording import Told


def story(entries: Sequence[JournalEntry], earlier: Sequence[EarlierWording] = ()) -> list[Told]:
    """The journal of a format in sentences, in its order; at what was put right, what it said before."""
    return [replace(told(entry), earlier=words) for entry, words in with_earlier(entries, earlier)]


def with_earlier(
    entries: Sequence[JournalEntry], earlier: Sequence[EarlierWording]
) -> Iterator[tuple[JournalEntry, list[tuple[str, str]]]]:
    """Each row with the wordings it put an end to: they were kept just before the row everybody reads was written."""
    labels, rest = earlier_labels(), list(earlier)
    for entry in entries:
        ended = [one for one in rest if one.until <= entry.at] if entry.audience == "public" else []
        rest = [one for one in rest if one not in ended]
        yield entry, [(labels.get(one.field, one.field), _plain(one)) for one in ended]


def earlier_labels() -> dict[str, str]:
    """How what was put right is called, by the column it stood in."""
    return {
        "text": _("What it is about"), "result": _("The result"), "question_result": _("The result"),
        "place": _("Place"), "level": _("How far your word reaches"),
        "early_reason": _("Why it is decided that early"), **rule_labels(), **question_labels(),
    }  # fmt: skip


def rule_labels() -> dict[str, str]:
    """The rules of a call."""
    return {"criteria": _("What counts"), "jury": _("Who judges"), "prize": _("What can be won")}


def _plain(one: EarlierWording) -> str:
    return level_label(one.text) if one.field == "level" else one.text


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
        "summarise": _("Summary of the topic “%(topic)s”", topic=entry.details.get("topic", "")),
        "correct_question_result": _("The result of a question is corrected"),
        "adopt_analysis": _("The analysis is adopted"),
        "set_rules": _("What counts, who judges or what can be won is changed"),
        "set_dots": _("The number of dots is changed"),
        "imported": _("It is entered from the concept"),
    }.get(entry.verb, _("Something happened to it"))
    said = _changes(entry) if entry.verb in ("edit_format", "set_rules") else ""
    if announced := _day(entry.details.get("announced")):
        said = _("Announced was %(day)s.", day=announced)
    if entry.verb == "set_dots":
        said = _("%(dots)s dots each instead of %(before)s.", **entry.details)
    return Told(entry.at, headline, " ".join(filter(None, [said, entry.reason])) or None)


def _changes(entry: JournalEntry) -> str:
    """What was changed of what people rely on; days with what they were before."""
    labels = {
        "text": _("What it is about"), "opens_on": _("First day"), "closes_on": _("Last day"),
        "decision_on": _("Day of the decision"),
        "place": _("Place"), "level": _("How far your word reaches"), **rule_labels(), **question_labels(),
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
