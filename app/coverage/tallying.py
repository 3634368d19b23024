"""Keeping the tallies: a thing that changed is taken out as it was counted and put in as it stands now.

It runs at the end of each changing transaction (sitemap, SETTLING), on the rows of that transaction: the tallies are
right at every moment. Locks are always taken in the same order, after everything else the transaction does: the things
by number, their concepts (shared), the tallies by key. So two of them wait for each other and never in a circle.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Select, delete, except_, insert, or_, select, union

from app.concepts.models import Concept, Goal
from app.core.database import db, insert_into, to_change
from app.coverage.counting import KINDS, TALLY, Share, above, counted_numbers, shares_due, tallies_due
from app.coverage.models import CoverageShare, GoalTally
from app.things.models import Thing

_thing: Any = Thing.__table__
_concept: Any = Concept.__table__
_goal: Any = Goal.__table__
_share: Any = CoverageShare.__table__
_tally: Any = GoalTally.__table__
BATCH = 1000
Cell = tuple[int, str, str]


def settle(touched: Collection[int], remade: Collection[int]) -> None:
    """Bring the tallies in line with the things of this transaction; concepts whose graph changed are counted anew."""
    things = _hold_things(touched)
    if things:
        _settle_things(things)
    for concept_id in db.session.scalars(
        select(_concept.c.id).where(_concept.c.id.in_(remade)).order_by(_concept.c.id)
    ):
        recount_concept(concept_id)


def _settle_things(things: Collection[int]) -> None:
    before, after = _shares(things), shares_due(things)
    changed = [number for number in things if before.get(number) != after.get(number)]
    if not changed:
        return
    _write_shares(changed, after)
    old = [before[number] for number in changed if number in before]
    new = [after[number] for number in changed if number in after]
    _hold_concepts(goal for share in (*old, *new) for goal in share["goals"])
    _move(old, new)


def recount_concept(concept_id: int) -> None:
    """Count one concept anew from its ideas and projects; whoever changes one of them waits."""
    db.session.execute(to_change(select(_concept.c.id).where(_concept.c.id == concept_id)))
    db.session.execute(delete(GoalTally).where(_tally.c.goal_id.in_(_counted_under(concept_id))))
    db.session.execute(insert(_tally).from_select(TALLY, tallies_due(concept_id)))


def recounting() -> list[Callable[[], int]]:
    """The steps that count everything anew; each says how many ideas and projects it took.

    Each is right by itself, so each may have a transaction of its own: people go on meanwhile.
    """
    known = sorted({*counted_numbers(), *db.session.scalars(select(_share.c.thing_id))})
    shares = [partial(renew_shares, known[start : start + BATCH]) for start in range(0, len(known), BATCH)]
    concepts = db.session.scalars(select(_concept.c.id).order_by(_concept.c.id)).all()
    return [*shares, *(partial(_recount, concept_id) for concept_id in concepts)]


def renew_shares(numbers: Collection[int]) -> int:
    """Write down anew as what these things are counted. The tallies must be counted anew afterwards."""
    things = _hold_things(numbers)
    before, after = _shares(things), shares_due(things)
    _write_shares([number for number in things if before.get(number) != after.get(number)], after)
    return len(numbers)


def _recount(concept_id: int) -> int:
    recount_concept(concept_id)
    return 0


# ---- the check and its mending --------------------------------------------------------------------


def wrong_shares() -> Iterator[int]:
    """The things that are counted otherwise than they should be; in batches, whatever their number."""
    numbers = sorted({*counted_numbers(), *db.session.scalars(select(_share.c.thing_id))})
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        kept, right = _shares(batch), shares_due(batch)
        yield from (number for number in batch if kept.get(number) != right.get(number))


def wrong_tallies() -> Select[Any]:
    """The goals (and concepts) whose tallies are not what the tables of ideas and projects say."""
    right = tallies_due().subquery("right")
    is_something = or_(_tally.c.things != 0, _tally.c.supports != 0)
    kept = select(*(_tally.c[name] for name in TALLY)).where(is_something)
    due = select(*(right.c[name] for name in TALLY))
    too_much, missing = except_(kept, due).subquery("too_much"), except_(due, kept).subquery("missing")
    wrong = union(select(too_much.c.goal_id), select(missing.c.goal_id)).subquery("wrong")
    return select(wrong.c.goal_id)


def mend_shares() -> int:
    """Set right what is counted otherwise than it should be; says how many things that were."""
    wrong = list(wrong_shares())
    renew_shares(wrong)
    return len(wrong)


def mend_tallies() -> int:
    """Count the concepts anew in which a tally is wrong; says how many goals that were."""
    wrong = db.session.scalars(wrong_tallies()).all()
    theirs = select(_goal.c.concept_id).where(_goal.c.id.in_(wrong))
    for concept_id in db.session.scalars(
        select(_concept.c.id).where(or_(_concept.c.id.in_(wrong), _concept.c.id.in_(theirs))).order_by(_concept.c.id)
    ).all():
        recount_concept(concept_id)
    return len(wrong)


# ---- locks, rows ----------------------------------------------------------------------------------


def _hold_things(numbers: Collection[int]) -> list[int]:
    """The ideas and projects among these, held: what is read of them now stays so until we are done."""
    kinds = [kind.name for kind in KINDS]
    held = select(_thing.c.id).where(_thing.c.id.in_(numbers), _thing.c.kind.in_(kinds)).order_by(_thing.c.id)
    return list(db.session.scalars(held.with_for_update(key_share=True)))


def _hold_concepts(goals: Iterable[int]) -> None:
    """No concept of these goals changes its graph until we are done; whoever changes one locks it first."""
    concepts = select(_goal.c.concept_id).where(_goal.c.id.in_(set(goals)))
    held = select(_concept.c.id).where(_concept.c.id.in_(concepts)).order_by(_concept.c.id)
    db.session.execute(held.with_for_update(read=True))


def _counted_under(concept_id: int) -> Any:
    goals = select(_goal.c.id).where(_goal.c.concept_id == concept_id)
    return goals.union_all(select(_concept.c.id).where(_concept.c.id == concept_id))


def _shares(things: Collection[int]) -> dict[int, Share]:
    rows = select(_share.c.thing_id, _share.c.counted_as, _share.c.goals, _share.c.places, _share.c.supports)
    return {
        row.thing_id: {
            "counted_as": row.counted_as, "goals": row.goals, "places": row.places, "supports": row.supports,
        }
        for row in db.session.execute(rows.where(_share.c.thing_id.in_(things)))
    }  # fmt: skip


def _write_shares(things: Collection[int], shares: dict[int, Share]) -> None:
    db.session.execute(delete(CoverageShare).where(CoverageShare.thing_id.in_(things)))
    rows = [{"thing_id": number, **shares[number]} for number in things if number in shares]
    if rows:
        db.session.execute(insert(_share), rows)


def _move(before: list[Share], after: list[Share]) -> None:
    ways = above({goal for share in (*before, *after) for goal in share["goals"]})
    things: Counter[Cell] = Counter()
    supports: Counter[Cell] = Counter()
    for step, shares in ((-1, before), (1, after)):
        for share in shares:
            reached = {number for goal in share["goals"] for number in ways.get(goal, ())}
            for cell in ((number, place, share["counted_as"]) for number in reached for place in share["places"]):
                things[cell] += step
                supports[cell] += step * share["supports"]
    rows = [
        dict(zip(TALLY, (*cell, things[cell], supports[cell]), strict=True))
        for cell in sorted(things)
        if things[cell] or supports[cell]
    ]
    if rows:
        added = insert_into(_tally)
        sums = {name: _tally.c[name] + added.excluded[name] for name in ("things", "supports")}
        key = ["goal_id", "place", "counted_as"]
        db.session.execute(added.on_conflict_do_update(index_elements=key, set_=sums), rows)
