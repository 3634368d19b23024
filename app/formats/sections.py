"""The topics, guiding questions or quadrants of a format: added, named, put in order, summed up."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale
from app.core.journal import record
from app.core.texts import GAP
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.running import drop_what_hangs_on, note, role_of
from app.formats.workflow import ensure_possible

MOST_SECTIONS = 60


class SectionIsInUse(DomainError):
    """Something was said in it, or it is the last one of a format that is announced."""


class TooManySections(DomainError):
    """Nobody finds the way through more of them."""


class SectionIsIncomplete(DomainError):
    """It has no heading, or once it is announced still a word in braces."""


@dataclass(frozen=True)
class Wording:
    """What is said of a section."""

    title: str
    text: str | None = None
    goal_id: int | None = None
    quadrant: str | None = None


def add_section(format: ParticipationFormat, wording: Wording, *, by: Person) -> FormatSection:
    """One more, at the end."""
    ensure_possible("edit_format", format.state)
    _ensure_fits(format, wording)
    if len(format.sections) >= MOST_SECTIONS:
        raise TooManySections
    position = max((section.position for section in format.sections), default=-1) + 1
    section = FormatSection(
        position=position, title=wording.title, text=wording.text, goal_id=wording.goal_id, quadrant=wording.quadrant
    )
    format.sections.append(section)
    db.session.flush()
    note(format, "add_section", by, section=section.id)
    return section


def edit_section(section: FormatSection, wording: Wording, *, by: Person, version: int) -> bool:
    """Other words for it; what was said in it stays there."""
    format = section.format
    ensure_possible("edit_format", format.state)
    _ensure_shown(section, version)
    _ensure_fits(format, wording)
    if wording == Wording(section.title, section.text, section.goal_id, section.quadrant):
        return False
    section.title, section.text = wording.title, wording.text
    section.goal_id, section.quadrant = wording.goal_id, wording.quadrant
    section.version += 1
    note(format, "edit_section", by, section=section.id)
    return True


def move_section(section: FormatSection, *, up: bool, by: Person) -> bool:
    """It changes places with the one before or after it; False where it stands at that end."""
    format = section.format
    ensure_possible("edit_format", format.state)
    order = list(format.sections)
    here = order.index(section)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return False
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order):
        one.position = position
    note(format, "move_section", by, section=section.id)
    return True


def remove_section(section: FormatSection, *, by: Person) -> None:
    """It is gone, as long as nobody has said anything in it: not even what was hidden or removed since."""
    format = section.format
    ensure_possible("edit_format", format.state)
    is_used = db.session.scalar(select(Contribution.id).where(Contribution.section_id == section.id).limit(1))
    if is_used is not None or (format.state != "draft" and len(format.sections) == 1):
        raise SectionIsInUse
    number = section.id
    drop_what_hangs_on("format_section", number)
    format.sections.remove(section)
    db.session.flush()
    note(format, "remove_section", by, section=number)


def summarise_section(section: FormatSection, *, by: Person, text: str, version: int) -> bool:
    """What the office has understood so far; everybody in the format reads it at once. Empty: it is taken back."""
    format = section.format
    ensure_possible("summarise", format.state)
    _ensure_shown(section, version)
    if (section.summary or "") == text:
        return False
    section.summary = text or None
    section.summarised_at = now() if text else None
    section.version += 1
    record(format.id, "summarise", role=role_of(format, by), actor_id=by.id, section=section.id, topic=section.title)
    return True


def _ensure_fits(format: ParticipationFormat, wording: Wording) -> None:
    has_gaps = bool(GAP.search(f"{wording.title}\n{wording.text or ''}"))
    if not wording.title.strip() or (has_gaps and format.state != "draft"):
        raise SectionIsIncomplete


def _ensure_shown(section: FormatSection, version: int) -> None:
    if version != section.version:
        raise VersionIsStale(version, section.version)
