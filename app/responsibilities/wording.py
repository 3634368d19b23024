"""Levels and histories in words, and the sentence the desk proposes for passing an idea on."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.responsibilities.models import FIELDS, LEVELS, Responsibility


def level_labels() -> dict[str, str]:
    """Each level in a word, in the order from near to far."""
    labels = {
        "municipality": _("Municipality"), "district": _("District"), "region": _("Region"),
        "state": _("State (Land)"), "federal": _("Federal"), "other": _("Somebody else"),
    }  # fmt: skip
    return {level: labels[level] for level in LEVELS}


def level_headings() -> dict[str, str]:
    """What answers for something at each level, as a heading over its matters."""
    headings = {
        "municipality": _("Your municipality"), "district": _("The district"), "region": _("The region"),
        "state": _("The state (Land)"), "federal": _("The federal government"),
        "other": _("Others: companies, associations, chambers"),
    }  # fmt: skip
    return {level: headings[level] for level in LEVELS}


def review_labels() -> dict[str, str]:
    """The views of the table at the desk; "all" is all that counts."""
    return {"ungeprueft": _("Not reviewed"), "geprueft": _("Reviewed"), "alle": _("All"), "entfernt": _("Taken out")}


@dataclass(frozen=True)
class Told:
    """A step of a matter's history: what, when, by whom, and the words it replaced, each below its label."""

    what: str
    at: datetime
    by: str
    before: list[tuple[str, str]]
    is_moved: bool
    """Taken out or put back: that says nothing about whether it is right."""


def history(row: Responsibility) -> list[Told]:
    """What colleagues have done to a matter, the latest first; of a change only what is different since."""
    deeds = {
        "added": _("added"), "changed": _("changed"), "reviewed": _("reviewed"), "removed": _("taken out"),
        "restored": _("put back"),
    }  # fmt: skip
    labels = {
        "title": _("What is it about?"), "level": _("Level"), "office": _("Who answers for it?"), "hint": _("Hint"),
        "link": _("Link"), "words": _("Words people use"),
    }  # fmt: skip
    after = {name: getattr(row, name) for name in FIELDS}
    told = []
    for change in row.changes:
        before = [
            (labels[name], level_labels().get(was, was) if name == "level" else ", ".join((was or "–").splitlines()))
            for name, was in change.values.items()
            if was != after[name]
        ]
        after |= change.values
        name = change.by.display_name or _("somebody without a name")
        told.append(Told(deeds[change.what], change.at, name, before, change.what in ("removed", "restored")))
    return told


def forwarding_reason(office: str) -> str:
    """A polite beginning for the public answer to an idea that others decide on; it claims no act, for nothing has
    been sent when it is read. German, as all public answers are."""
    return (
        f"Vielen Dank für Ihre Idee. Darüber entscheiden wir nicht selbst; zuständig ist: {office}. "
        "Bitte wenden Sie sich dorthin."
    )
