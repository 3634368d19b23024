"""Checklists: what an office checks with every idea before a step, and that it was checked for one."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import func, select

from app.accounts.models import Person
from app.casework.models import CHECK_BEFORE, CHECK_RESULTS, Check, ChecklistItem
from app.concepts.models import Concept
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError
from app.core.journal import record
from app.ideas.models import Idea

MOST_ITEMS = 30
MAX_ITEM = 300
PROPOSAL = Path(__file__).with_name("data") / "checklist.yaml"


class ListIsLong(DomainError):
    """Nobody goes through more items with every idea."""


def add_item(concept: Concept, *, before: str, text: str) -> ChecklistItem:
    """One more thing to check, last of its step; sent twice, or retired once, it is the same one."""
    items = items_of(concept.id)
    known = next((item for item in items if (item.before, item.text) == (before, text)), None)
    if known is not None and known.retired_at is None:
        return known
    if sum(item.retired_at is None for item in items) >= MOST_ITEMS:
        raise ListIsLong
    position = 1 + max((item.position for item in items), default=0)
    if known is not None:
        known.retired_at, known.position = None, position
        return known
    item = ChecklistItem(concept_id=concept.id, before=before, text=text, position=position)
    db.session.add(item)
    db.session.flush()
    return item


def move_item(item: ChecklistItem, *, is_up: bool) -> None:
    """One place up or down within its step; at the end it stays."""
    row = [one for one in items_of(item.concept_id) if one.before == item.before and one.retired_at is None]
    if item not in row:
        return
    at = row.index(item)
    other = row[at - 1] if is_up and at > 0 else row[at + 1] if not is_up and at + 1 < len(row) else item
    item.position, other.position = other.position, item.position


def retire_item(item: ChecklistItem) -> None:
    """It is asked no more; what was answered stays with the ideas."""
    item.retired_at = item.retired_at or now()


def take_over_proposal(concept: Concept) -> int:
    """The starting items the concept does not have yet; returns how many. What was retired stays so."""
    missing = missing_proposal(items_of(concept.id))
    for before, text in missing:
        add_item(concept, before=before, text=text)
    return len(missing)


def note_checks(idea: Idea, results: Mapping[int, str], *, by: Person) -> int:
    """What was looked at now: yes, no or not needed, who and when; returns how many. Others' answers stay."""
    known = {item.id for item in items_for(idea)}
    noted = {item_id: result for item_id, result in results.items() if item_id in known and result in CHECK_RESULTS}
    for item_id, result in noted.items():
        db.session.merge(Check(idea_id=idea.id, item_id=item_id, result=result, by_id=by.id, at=now()))
    return len(noted)


def pass_over(idea: Idea, items: Sequence[ChecklistItem], *, by: Person) -> None:
    """The step was taken although these items were open: colleagues read so in the chronicle."""
    numbers = [item.id for item in items]
    record(
        idea.id, "pass_over_checks", role="moderator", actor_id=by.id, version=idea.version, audience="staff",
        settles=False, items=numbers,
    )  # fmt: skip


# ---- reading -------------------------------------------------------------------------------------


def items_of(concept_id: int) -> Sequence[ChecklistItem]:
    """All items of a concept in their order, those retired included."""
    own = select(ChecklistItem).where(ChecklistItem.concept_id == concept_id)
    return db.session.scalars(own.order_by(ChecklistItem.position, ChecklistItem.id)).all()


def items_for(idea: Idea) -> Sequence[ChecklistItem]:
    """What is to be checked before the step that comes next, over all concepts of the idea's authority; same words
    are one item."""
    return _items_for([idea])[idea.id]


def _items_for(ideas: Sequence[Idea]) -> dict[int, list[ChecklistItem]]:
    steps = {idea.id: next_step(idea) for idea in ideas}
    found = (
        select(Concept.authority_id, ChecklistItem)
        .join(ChecklistItem, ChecklistItem.concept_id == Concept.id)
        .where(
            Concept.authority_id.in_({idea.authority_id for idea in ideas}),
            ChecklistItem.before.in_({step for step in steps.values() if step}), ChecklistItem.retired_at.is_(None),
        )
        .order_by(ChecklistItem.concept_id, ChecklistItem.position, ChecklistItem.id)
    )  # fmt: skip
    rows = db.session.execute(found).all() if any(steps.values()) else []
    known: dict[int, list[ChecklistItem]] = {}
    for idea in ideas:
        due = [item for number, item in rows if (number, item.before) == (idea.authority_id, steps[idea.id])]
        known[idea.id] = list({item.text: item for item in reversed(due)}.values())[::-1]
    return known


def checks_of(idea: Idea) -> dict[int, Check]:
    """What was answered for an idea, by the number of the item."""
    return {check.item_id: check for check in db.session.scalars(select(Check).where(Check.idea_id == idea.id))}


def open_items(idea: Idea) -> list[ChecklistItem]:
    """What stands in the way of a clear conscience: not answered, answered with no, or answered for an older text."""
    return open_items_of([idea])[idea.id]


def open_items_of(ideas: Sequence[Idea]) -> dict[int, list[ChecklistItem]]:
    """The same for several ideas, by their numbers, in two queries."""
    items = _items_for(ideas)
    with_items = [number for number, due in items.items() if due]
    kept = db.session.scalars(select(Check).where(Check.idea_id.in_(with_items))).all() if with_items else ()
    checks = {(check.idea_id, check.item_id): check for check in kept}
    return {
        idea.id: [item for item in items[idea.id] if not is_settled(checks.get((idea.id, item.id)), idea)]
        for idea in ideas
    }


def is_settled(check: Check | None, idea: Idea) -> bool:
    """Whether the answer holds for the text as it is now."""
    return check is not None and check.result != "no" and not is_older(check, idea)


def is_older(check: Check, idea: Idea) -> bool:
    """Whether a newer version has come in since."""
    submitted_at = idea.current.submitted_at
    return submitted_at is not None and check.at < submitted_at


def next_step(idea: Idea) -> str | None:
    """What the checklist prepares for."""
    return {"submitted": "publish", "published": "answer", "pooled": "answer"}.get(idea.state)


def count_checks(concept_id: int) -> dict[int, int]:
    """To how many ideas each item was answered."""
    counted = (
        select(Check.item_id, func.count())
        .join(ChecklistItem, ChecklistItem.id == Check.item_id)
        .where(ChecklistItem.concept_id == concept_id)
        .group_by(Check.item_id)
    )
    return {item_id: count for item_id, count in db.session.execute(counted)}


@cache
def proposal() -> tuple[tuple[str, str], ...]:
    """Step and words of the items that fit almost everywhere."""
    kept = yaml.safe_load(PROPOSAL.read_text(encoding="utf-8"))
    return tuple((before, text) for before in CHECK_BEFORE for text in kept[before])


def missing_proposal(items: Sequence[ChecklistItem]) -> list[tuple[str, str]]:
    """What of it the concept has never had."""
    there = {(item.before, item.text) for item in items}
    return [one for one in proposal() if one not in there]
