"""How a sheet is spoken of: its state, its goals, its concept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.concepts.models import Concept
from app.concepts.schemas import labels_of
from app.core.languages import day
from app.reference_sheets.models import ReferenceSheet


@dataclass(frozen=True)
class Standing:
    """Where a sheet stands: the moon beside the words, the mark on the print, and one sentence."""

    mood: str
    fill: str
    label: str
    mark: str
    sentence: str
    kind: str


def standing_of(sheet: ReferenceSheet) -> Standing:
    """The state of one sheet in full."""
    mood, fill, label = state_label(sheet.state)
    office = office_of(sheet)
    self_declared = _("Self-declaration")
    if sheet.state == "confirmed" and sheet.decided_at:
        mark = _("Confirmed by %(office)s on %(day)s", office=office, day=day(sheet.decided_at))
        return Standing(mood, fill, label, mark, f"{mark}.", "ok")
    if sheet.withdrawn_at:
        said = _("No longer confirmed since %(day)s: %(office)s has taken its confirmation back.", office=office,
                 day=day(sheet.withdrawn_at))  # fmt: skip
        return Standing(mood, fill, _("No longer confirmed"), self_declared, said, "stop")
    if sheet.state == "declined" and sheet.decided_at:
        said = _("%(office)s did not confirm this sheet on %(day)s.", office=office, day=day(sheet.decided_at))
        return Standing(mood, fill, label, self_declared, said, "stop")
    if sheet.state == "asked" and sheet.asked_at:
        said = _("Self-declaration. It has been with %(office)s since %(day)s, to be confirmed.", office=office,
                 day=day(sheet.asked_at))  # fmt: skip
        return Standing(mood, fill, label, self_declared, said, "info")
    said = _("Self-declaration: not checked by %(office)s.", office=office)
    return Standing(mood, fill, label, self_declared, said, "info")


def state_label(state: str) -> tuple[str, str, str]:
    """Mood, moon and words of a state."""
    return {
        "self_declared": ("open", "empty", _("Self-declaration")),
        "asked": ("wait", "quarter", _("Confirmation asked for")),
        "confirmed": ("good", "full", _("Confirmed")),
        "declined": ("stop", "empty", _("Not confirmed")),
    }[state]


def office_of(sheet: ReferenceSheet) -> str:
    """Who confirms it."""
    return f"{sheet.authority.office}, {sheet.authority.name}" if sheet.authority else _("the office")


def edition_of(sheet: ReferenceSheet) -> str:
    """The concept and the edition the wording is taken from, and when that was adopted, as far as it is known."""
    concept = sheet.concept
    editions: Sequence[dict[str, Any]] = concept.content.get("editions") or []
    found = next((one for one in editions if one.get("key") == sheet.edition), {})
    name = concept.title if found.get("title") in {None, concept.title} else f"{concept.title}, {found['title']}"
    adopted = concept.adopted_on if sheet.edition == concept.edition else None
    if adopted is not None and concept.status == "adopted":
        return _("%(concept)s, adopted on %(day)s", concept=name, day=day(adopted))
    if concept.status == "adopted" or found.get("status") in {"adopted", "superseded"}:
        return name
    return _("%(concept)s (draft, not yet adopted)", concept=name)


def name_of(entry: dict[str, Any], kinds: dict[str, str]) -> str:
    """How a goal of a sheet is called on the page, on the paper and when a print is checked."""
    short = entry.get("short") or ("" if entry["number"] else entry["title"])
    return " ".join(part for part in (kinds.get(entry["kind"], ""), entry["number"], short) if part)


def kind_names(concept: Concept) -> dict[str, str]:
    """What the document calls one goal of each kind."""
    labels = labels_of(concept.content)
    return {kind: str(names[0]) for kind, names in labels.items()}
