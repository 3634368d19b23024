"""The page to read in the archive: the same rows as the file for machines, in words and without inner numbers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _

from app.accounts.role_forms import ROLE_WORDS
from app.core.languages import day
from app.privacy.table import HOLDINGS
from app.privacy.wording import subjects


class Entry(NamedTuple):
    """One row: what it is about, and what it says."""

    about: str | None
    lines: list[tuple[str, str]]


def labels() -> dict[str, str]:
    """What is worth reading of a row, in this order; columns without words stand in the file for machines alone."""
    return {
        "email": _("E-mail address"), "contact_email": _("E-mail address"), "display_name": _("Name"),
        "name": _("Name"), "author_name": _("Name"), "person_name": _("Name"), "role": _("Role"),
        "function": _("Function"), "title": _("Headline"), "text": _("Text"), "who_benefits": _("Who benefits"),
        "alt": _("Description"), "answer": _("Answer"), "forwarded_to": _("Forwarded to"), "facts": _("Reasons"),
        "norm": _("Legal basis or rule"), "objection": _("Objection"), "decision_reason": _("Decision on it"),
        "lift_reason": _("Why it is visible again"), "page": _("Page"), "created_at": _("Begun on"),
        "since": _("Since"), "at": _("On"), "added_at": _("Added on"), "granted_at": _("Given on"),
        "asked_at": _("Asked on"), "reported_at": _("Reported on"), "written_at": _("Written on"),
        "saved_at": _("Saved on"), "submitted_at": _("Handed in on"), "published_at": _("Public since"),
        "edited_at": _("Changed on"), "answered_at": _("Answered on"), "settled_at": _("Settled on"),
        "objected_at": _("Objected on"), "decided_at": _("Decided on"), "lifted_at": _("Visible again since"),
        "removed_at": _("Removed on"), "used_at": _("Used on"), "revoked_at": _("Taken back on"),
        "ended_at": _("Ended on"), "expires_at": _("Valid until"), "until": _("Until"),
    }  # fmt: skip


def sections(data: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> list[tuple[str, list[Entry]]]:
    """Everything by subject; `names`: what the numbers of things, places and bodies stand for (`names_in`)."""
    words, named, found = subjects(), labels(), dict[str, list[Entry]]()
    for holding in HOLDINGS:
        if holding.subject == "journal":
            continue  # steps without words of one's own; the chronicle of each idea tells them
        for row in data["tables"].get(holding.table, []):
            lines = [(label, _readable(column, row[column])) for column, label in named.items() if row.get(column)]
            if lines:
                found.setdefault(holding.subject, []).append(Entry(_about(holding.table, row, names), lines))
    return [(words[subject].what, entries) for subject, entries in found.items()]


def _about(table: str, row: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> str | None:
    thing = row.get("id") if table in {"thing", "idea"} else row.get("thing_id") or row.get("idea_id")
    keys = [("thing", thing)] + [
        (kind, row.get(f"{kind}_id")) for kind in ("municipality", "organisation", "authority")
    ]
    return next((names[kind, number] for kind, number in keys if number and (kind, number) in names), None)


def _readable(column: str, value: Any) -> str:
    if column == "role":
        return str(ROLE_WORDS.get(value, value))
    if column in {"until", "at", "since"} or column.endswith("_at"):
        return day(datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value))
    return str(value)
