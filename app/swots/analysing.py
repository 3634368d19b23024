"""From cards to the analysis: what the board proposes, what the desk makes of it, and what is adopted.

A version that was adopted is kept word for word; a later one supersedes it, and both stay readable. But a point
that holds the words of a card is read as long as the card is: once that is hidden, taken back or erased, the point is
no part of the draft any more, and blacked out where it was adopted. What the office said in words of its own stays.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.boards.basing import ReadableCard, readable_among, readable_cards
from app.boards.models import Card
from app.core.clock import local, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.core.texts import fold
from app.formats.models import Contribution, FormatSection, ParticipationFormat
from app.formats.running import role_of
from app.formats.workflow import ensure_possible
from app.restrictions.passages import BLACK, blacken
from app.swots.fields import Field, fields_of
from app.swots.models import AdoptedAnalysis, AnalysisDraft

Item = dict[str, Any]
"""{"field", "field_title", "quadrant", "text", "weight", "cards", "words_of"}; in a draft also "left_out"."""
ADOPTED_IN = ("closed", "concluded")


class AnalysisIsEmpty(DomainError):
    """Nothing has been kept that could be adopted."""


class NotAdoptedYet(DomainError):
    """A decision is written down when it was made, not before."""


class DayNeedsReason(DomainError):
    """That day lies before the board ended, or before the last contribution was made."""


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
    """The items resting on those of their cards alone that can be read, and weighed by the dots on them; none that
    holds the words of another card."""
    readable = {card.number: card for card in readable_cards(format.id)}
    return [
        {**item, "cards": cards, "weight": sum(readable[number].weight for number in cards)}
        for item in items
        for cards in [[number for number in item["cards"] if number in readable]]
        if item.get("words_of") is None or item["words_of"] in readable
    ]


def kept_items(format: ParticipationFormat, draft: AnalysisDraft | None) -> list[Item]:
    """The points of the draft, as far as they may still be adopted."""
    return weighed(format, draft.items) if draft is not None else []


def shown_items(version: AdoptedAnalysis) -> list[Item]:
    """The points adopted as they are read now."""
    said = {item["words_of"] for item in version.items if item.get("words_of") is not None}
    gone = said - readable_among(said, version.format_id).keys()
    return [
        {**item, "text": BLACK, "is_hidden": True} if item.get("words_of") in gone else item for item in version.items
    ]


def save_items(format: ParticipationFormat, field: Field, items: Sequence[Item], *, by: Person, version: int) -> int:
    """What the desk makes of one field; the other fields stay as they are. Returns how many points are no more,
    because they held the words of a card that was hidden or removed meanwhile."""
    draft = _begun_draft(format, version)
    order = [one.key for one in fields_of(format)]
    kept = [item for item in draft.items if item["field"] != field.key]
    living = weighed(format, _marked(format, _named(items, field)))
    kept += living
    places = {quadrant: n for n, quadrant in enumerate(field.quadrants)}
    kept.sort(key=lambda item: (_place(order, item["field"]), places.get(item["quadrant"], len(places))))
    _keep(draft, kept, by)
    return len(items) - len(living)


def take_proposals(format: ParticipationFormat, *, by: Person, version: int) -> int:
    """Everything the board proposes stands in the draft, behind what stands there; returns how much that is."""
    draft = _begun_draft(format, version)
    new = proposals(format, draft.items)
    order = [(field.key, quadrant) for field in fields_of(format) for quadrant in field.quadrants]
    items = [*draft.items, *new]
    items.sort(key=lambda item: _place(order, (item["field"], item["quadrant"])))
    _keep(draft, _marked(format, items), by)
    return len(new)


def adopt_analysis(
    format: ParticipationFormat, *, body: str, adopted_on: date, note: str | None, by: Person, version: int,
    reason: str = "",
) -> AdoptedAnalysis:  # fmt: skip
    """The draft, without what is left out, is the analysis from now on; it is frozen, and an earlier one superseded.

    A day before people had said their last word needs a reason everybody reads.
    """
    if format.state not in ADOPTED_IN:
        raise NotAllowedNow("adopt_analysis", format.state)
    draft = _shown_draft(format, version)
    items = [_without_mark(item) for item in kept_items(format, draft) if not item.get("left_out")]
    if draft is None or not items:
        raise AnalysisIsEmpty
    if adopted_on > today():
        raise NotAdoptedYet
    is_early = adopted_on < end_of(format)
    if is_early and not reason.strip():
        raise DayNeedsReason
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
        items=len(items), body=body, reason=reason.strip() if is_early else None,
    )  # fmt: skip
    return adopted


def end_of(format: ParticipationFormat) -> date:
    """The day on which the board ended, or of the last contribution to it, whichever is later."""
    last = db.session.scalar(select(func.max(Card.created_at)).where(Card.format_id == format.id))
    days = [local(moment).date() for moment in (format.closed_at, last) if moment is not None]
    return max([*days, *([format.closes_on] if format.closes_on else [])], default=date.min)


def black_out_points(made: Contribution, pattern: re.Pattern[str] | None) -> None:
    """What the pattern finds goes from every point that rests on this card, be it adopted; without a pattern, all
    words of those that hold its own."""
    draft, versions = draft_of(made.format), versions_of(made.format)
    everywhere: list[AnalysisDraft | AdoptedAnalysis] = [*([draft] if draft is not None else []), *versions]
    for held in everywhere:
        items = [_blackened(item, made.id, pattern) for item in held.items]
        if items == held.items:
            continue
        held.items = items
        if isinstance(held, AnalysisDraft):
            held.version += 1


def _blackened(item: Item, card: int, pattern: re.Pattern[str] | None) -> Item:
    if pattern is not None and card in item["cards"]:
        return {**item, "text": blacken(item["text"], pattern)}
    return {**item, "text": BLACK} if pattern is None and item.get("words_of") == card else item


def _marked(format: ParticipationFormat, items: Sequence[Item]) -> list[Item]:
    """The items, each with the card whose words it holds: known as long as these words are."""
    numbers = {number for item in items for number in item["cards"]}
    wanted = select(Card).where(Card.format_id == format.id, Card.id.in_(numbers)).options(selectinload(Card.earlier))
    cards = {card.id: card for card in db.session.scalars(wanted)} if numbers else {}
    return [{**item, "words_of": item.get("words_of") or _said_by(item, cards)} for item in items]


def _said_by(item: Item, cards: Mapping[int, Card]) -> int | None:
    """The card whose words make up half of it or more; where its only card is gone, nobody can say they do not."""
    own = [cards[number] for number in item["cards"] if number in cards]
    text = fold(item["text"])
    for card in own:
        said = [fold(words) for words in (card.text, *(one.text for one in card.earlier)) if words]
        if any(words in text and 2 * len(words) >= len(text) for words in said):
            return card.id
    return own[0].id if len(own) == 1 and own[0].removed_at is not None else None


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
