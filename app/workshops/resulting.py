"""The result of a guiding question, and the cards it rests on: written while the workshop is closed, read by
everybody who sees it once it is concluded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.boards.basing import ReadableCard, basis_of, readable_cards, rest_on
from app.core.database import db, to_change
from app.core.errors import VersionIsStale
from app.core.journal import record
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.queries import find_on_desk
from app.formats.running import ensure_reason, role_of
from app.formats.workflow import ensure_possible, is_possible


@dataclass(frozen=True)
class QuestionResult:
    """A guiding question with its result and those cards it rests on that can be read."""

    section: FormatSection
    cards: Sequence[ReadableCard]


def find_question_on_desk(section_id: int, to: Person) -> FormatSection | None:
    """A question of a workshop this person moderates or runs; its format is held before it is."""
    format_id = db.session.scalar(select(FormatSection.format_id).where(FormatSection.id == section_id))
    format = find_on_desk(format_id, to) if format_id is not None else None
    if format is None or format.format_kind != "workshop" or format.reference is not None:
        return None
    wanted = select(FormatSection).where(FormatSection.id == section_id).options(joinedload(FormatSection.format))
    section: FormatSection | None = db.session.scalar(to_change(wanted, of=FormatSection))
    return section


def keep_result(
    section: FormatSection, *, text: str, cards: Collection[int], groups: Collection[int] = (), by: Person,
    version: int, reason: str = "",
) -> None:  # fmt: skip
    """What came out of a question, resting on these cards and on all cards of these groups.

    Once the workshop is concluded, it is a correction with a reason that everybody reads.
    """
    format = section.format
    is_public = format.state == "concluded"
    ensure_possible("correct_result" if is_public else "conclude_format", format.state)
    if version != section.version:
        raise VersionIsStale(version, section.version)
    if is_public:
        ensure_reason(reason)
    readable = readable_cards(format.id, section.id)
    chosen = {card.number for card in readable if card.number in cards or card.group_id in set(groups)}
    rest_on(section.id, chosen, [card.number for card in readable])
    section.result, section.version = text or None, section.version + 1
    record(
        format.id, "correct_question_result" if is_public else "keep_question_result",
        role=role_of(format, by), actor_id=by.id,
        audience="public" if is_public else "staff", reason=reason.strip() or None, section=section.id,
    )  # fmt: skip


def results_of(format: ParticipationFormat) -> Sequence[QuestionResult]:
    """The questions with a result, for everybody who sees the workshop; none before it is concluded."""
    if format.state != "concluded" or format.reference is not None:
        return []
    return [found for found in _questions(format) if found.section.result]


def panel(format: ParticipationFormat) -> Mapping[str, Any]:
    """What the panel of a workshop shows: each question, whether it has a result, and on how many cards it rests."""
    return {
        "questions": _questions(format),
        "may_keep": any(is_possible(verb, format.state) for verb in ("conclude_format", "correct_result")),
    }


def _questions(format: ParticipationFormat) -> list[QuestionResult]:
    basis = basis_of(format.id)
    return [QuestionResult(section, basis.get(section.id, [])) for section in format.sections]
