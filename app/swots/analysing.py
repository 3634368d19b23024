"""From cards to the analysis: what the board proposes, what the desk makes of it, and what is adopted.

A version that was adopted is kept word for word; a later one supersedes it, and both stay readable.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.boards.basing import ReadableCard, readable_cards
from app.core.clock import today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.running import role_of
from app.formats.workflow import ensure_possible
from app.swots.fields import Field, fields_of
from app.swots.models import AdoptedAnalysis, AnalysisDraft

Item = dict[str, Any]
"""{"field", "field_title", "quadrant", "text", "weight", "cards"}; in a draft also "left_out"."""
ADOPTED_IN = ("closed", "concluded")


class AnalysisIsEmpty(DomainError):
    """Nothing has been kept that could be adopted."""


class NotAdoptedYet(DomainError):
    """A decision is written down when it was made, not before."""


def draft_of(format: ParticipationFormat) -> AnalysisDraft | None:
    """The analysis as the desk writes it."""
    return db.session.get(AnalysisDraft, format.id)


def proposals(format: ParticipationFormat, items: Iterable[Item] = ()) -> list[Item]:
    """What the board proposes beside these items: each group by its heading, and each card in none by its words."""
    covered = {number for item in items for number in item["cards"]}
    by_section: dict[int, list[ReadableCard]] = {}
    for card in readable_cards(format.id):
        if card.number not in covered:
            by_section.setdefault(card.section_id, []).append(card)
    found = []
    for field in fields_of(format):
        for section in field.sections:
            found += _proposed(field, section, by_section.get(section.id, []))
    return found


def weighed(format: ParticipationFormat, items: Iterable[Item]) -> list[Item]:
    """The items resting on those of their cards alone that can be read, and weighed by the dots on them."""
    readable = {card.number: card for card in readable_cards(format.id)}
    return [
        {**item, "cards": cards, "weight": sum(readable[number].weight for number in cards)}
        for item in items
        for cards in [[number for number in item["cards"] if number in readable]]
    ]


def save_items(format: ParticipationFormat, field: Field, items: Sequence[Item], *, by: Person, version: int) -> None:
    """What the desk makes of one field; the other fields stay as they are."""
    draft = _begun_draft(format, version)
    order = [one.key for one in fields_of(format)]
    kept = [item for item in draft.items if item["field"] != field.key]
    kept += weighed(format, _named(items, field))
    places = {quadrant: n for n, quadrant in enumerate(field.quadrants)}
    kept.sort(key=lambda item: (_place(order, item["field"]), places.get(item["quadrant"], len(places))))
    _keep(draft, kept, by)


def take_proposals(format: ParticipationFormat, *, by: Person, version: int) -> int:
    """Everything the board proposes stands in the draft, behind what stands there; returns how much that is."""
    draft = _begun_draft(format, version)
    new = proposals(format, draft.items)
    order = [(field.key, quadrant) for field in fields_of(format) for quadrant in field.quadrants]
    items = [*draft.items, *new]
    items.sort(key=lambda item: _place(order, (item["field"], item["quadrant"])))
    _keep(draft, items, by)
    return len(new)


def adopt_analysis(
    format: ParticipationFormat, *, body: str, adopted_on: date, note: str | None, by: Person, version: int
) -> AdoptedAnalysis:
    """The draft, without what is left out, is the analysis from now on; it is frozen, and an earlier one superseded."""
    if format.state not in ADOPTED_IN:
        raise NotAllowedNow("adopt_analysis", format.state)
    draft = _shown_draft(format, version)
    if draft is None or all(item.get("left_out") for item in draft.items):
        raise AnalysisIsEmpty
    if adopted_on > today():
        raise NotAdoptedYet
    items = weighed(format, [_without_mark(item) for item in draft.items if not item.get("left_out")])
    last = db.session.scalar(select(func.max(AdoptedAnalysis.number)).where(AdoptedAnalysis.format_id == format.id))
    adopted = AdoptedAnalysis(
        format_id=format.id, number=(last or 0) + 1, items=items, adopted_on=adopted_on, body=body, note=note,
        by_id=by.id,
    )  # fmt: skip
    db.session.add(adopted)
    draft.version += 1
    db.session.flush()
    record(
        format.id, "adopt_analysis", role=role_of(format, by), actor_id=by.id, version=adopted.number,
        items=len(items), body=body,
    )  # fmt: skip
    return adopted


def versions_of(format: ParticipationFormat) -> Sequence[AdoptedAnalysis]:
    """Every analysis adopted, the one that holds first."""
    own = select(AdoptedAnalysis).where(AdoptedAnalysis.format_id == format.id)
    return db.session.scalars(
        own.options(joinedload(AdoptedAnalysis.format)).order_by(AdoptedAnalysis.number.desc())
    ).all()


def _proposed(field: Field, section: FormatSection, cards: Sequence[ReadableCard]) -> list[Item]:
    items: dict[tuple[str, int], Item] = {}
    for card in cards:
        key = ("group", card.group_id) if card.group_id is not None else ("card", card.number)
        text = card.group if card.group is not None else card.text
        item = items.setdefault(
            key, {
                "field": field.key, "field_title": field.label, "quadrant": section.quadrant, "text": text,
                "weight": 0, "cards": [], "left_out": False,
            },
        )  # fmt: skip
        item["cards"].append(card.number)
        item["weight"] += card.weight
    return sorted(items.values(), key=lambda item: -int(item["weight"]))


def _shown_draft(format: ParticipationFormat, version: int) -> AnalysisDraft | None:
    """The draft as it was shown (0: there was none)."""
    draft = draft_of(format)
    current = draft.version if draft is not None else 0
    if version != current:
        raise VersionIsStale(version, current)
    return draft


def _begun_draft(format: ParticipationFormat, version: int) -> AnalysisDraft:
    ensure_possible("take_up", format.state)
    draft = _shown_draft(format, version)
    if draft is None:
        draft = AnalysisDraft(format_id=format.id, items=[], version=0)
        db.session.add(draft)
    return draft


def _keep(draft: AnalysisDraft, items: list[Item], by: Person) -> None:
    draft.items, draft.version, draft.by_id = items, draft.version + 1, by.id
    db.session.flush()


def _named(items: Sequence[Item], field: Field) -> list[Item]:
    return [{**item, "field": field.key, "field_title": field.label} for item in items]


def _without_mark(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "left_out"}


def _place(order: Sequence[Any], key: Any) -> int:
    return order.index(key) if key in order else len(order)
