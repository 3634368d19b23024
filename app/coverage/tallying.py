"""Keeping the tallies: a thing that changed is taken out as it was counted and put in as it stands now.

It runs at the end of each changing transaction (sitemap, SETTLING), on the rows of that transaction: the tallies are
right at every moment. Only what the difference is gets written, always in the same order, after everything else the
transaction does: so two of them wait for each other and never in a circle.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    delete,
    except_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    union,
    union_all,
)

from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.database import db, insert_into, to_change
from app.coverage.models import EVERYWHERE, NO_SINGLE_PLACE, CoverageShare, GoalTally
from app.ideas.models import Idea, IdeaGoal, idea_municipality
from app.municipalities.models import Municipality, Region, region_member
from app.projects.models import Project, ProjectGoal, project_municipality
from app.things.models import Thing

_thing: Any = Thing.__table__
_share: Any = CoverageShare.__table__
_tally: Any = GoalTally.__table__
BATCH = 1000
Cell = tuple[int, str, str]


@dataclass(frozen=True)
class Kind:
    """One kind of thing that covers goals: where its rows, tags and places stand."""

    name: str
    table: Any
    tag: Any
    goal: Any
    serves: ColumnElement[bool]
    placed: Any
    town: Any

    @property
    def is_counted(self) -> ColumnElement[bool]:
        """Public, and not counted under the thing it went into: what lists show when nothing is asked for."""
        return and_(self.table.c.listed_at.is_not(None), self.table.c.state != "merged")

    @property
    def counted_as(self) -> ColumnElement[str]:
        return literal(f"{self.name}:").concat(self.table.c.state)


KINDS = (
    Kind(
        "idea", Idea.__table__, IdeaGoal.idea_id, IdeaGoal.goal_id, IdeaGoal.goal_id.is_not(None),
        idea_municipality.c.idea_id, idea_municipality.c.municipality_id,
    ),
    Kind(
        "project", Project.__table__, ProjectGoal.project_id, ProjectGoal.goal_id, ProjectGoal.relation != "competing",
        project_municipality.c.project_id, project_municipality.c.municipality_id,
    ),
)  # fmt: skip


def settle(touched: Collection[int]) -> None:
    """Bring the tallies in line with the things of this transaction; a concept that changed is counted anew."""
    _settle_things(touched)
    concepts = select(Concept.__table__.c.id).where(Concept.__table__.c.id.in_(touched))
    for concept_id in db.session.scalars(concepts.order_by(Concept.__table__.c.id)).all():
        recount_concept(concept_id)


def _settle_things(touched: Collection[int]) -> None:
    before = _shares(touched)
    after = {thing_id: share for thing_id, share in _as_they_are(touched)}
    changed = [thing_id for thing_id in touched if before.get(thing_id) != after.get(thing_id)]
    if not changed:
        return
    _hold_still(goal for share in (*before.values(), *after.values()) for goal in share["goals"])
    _write_shares(changed, after)
    _move([before[n] for n in changed if n in before], [after[n] for n in changed if n in after])


def recount_concept(concept_id: int) -> None:
    """Count one concept anew from its ideas and projects, nobody changing them meanwhile."""
    db.session.execute(to_change(select(Concept.__table__.c.id).where(Concept.__table__.c.id == concept_id)))
    goals = select(Goal.__table__.c.id).where(Goal.__table__.c.concept_id == concept_id)
    db.session.execute(delete(GoalTally).where(GoalTally.goal_id.in_(goals)))
    columns = ["goal_id", "place", "counted_as", "own", "things", "supports"]
    db.session.execute(insert(_tally).from_select(columns, counted_from_scratch(concept_id)))


def count_things() -> int:
    """How many ideas and projects there are to count."""
    return sum(
        db.session.scalar(select(func.count()).select_from(kind.table).where(kind.is_counted)) or 0 for kind in KINDS
    )


def recount_everything() -> Iterator[int]:
    """Count anew from all ideas and projects; yields how many things each step took. Nobody changes one meanwhile."""
    concepts = db.session.scalars(select(Concept.__table__.c.id).order_by(Concept.__table__.c.id).with_for_update())
    known = list(concepts)
    yield from _recount_shares()
    for concept_id in known:
        recount_concept(concept_id)
        yield 0


def _recount_shares() -> Iterator[int]:
    db.session.execute(delete(CoverageShare))
    for kind in KINDS:
        numbers = db.session.scalars(select(kind.table.c.id).where(kind.is_counted).order_by(kind.table.c.id)).all()
        for start in range(0, len(numbers), BATCH):
            batch = numbers[start : start + BATCH]
            _write_shares(batch, dict(_as_they_are(batch)))
            yield len(batch)


def wrong_shares() -> Iterator[int]:
    """The things that are counted otherwise than they should be; in batches, whatever their number."""
    known = list(db.session.scalars(select(_share.c.thing_id).order_by(_share.c.thing_id)))
    due = [number for kind in KINDS for number in db.session.scalars(select(kind.table.c.id).where(kind.is_counted))]
    numbers = sorted({*known, *due})
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        kept, right = _shares(batch), dict(_as_they_are(batch))
        yield from (number for number in batch if kept.get(number) != right.get(number))


def wrong_tallies() -> Select[Any]:
    """The goals whose tallies are not what the tables of ideas and projects say."""
    columns = ("goal_id", "place", "counted_as", "own", "things", "supports")
    right = counted_from_scratch().subquery("right")
    is_something = or_(_tally.c.own != 0, _tally.c.things != 0, _tally.c.supports != 0)
    kept = select(*(_tally.c[name] for name in columns)).where(is_something)
    due = select(*(right.c[name] for name in columns))
    too_much, missing = except_(kept, due).subquery("too_much"), except_(due, kept).subquery("missing")
    wrong = union(select(too_much.c.goal_id), select(missing.c.goal_id)).subquery("wrong")
    return select(wrong.c.goal_id)


def counted_from_scratch(concept_id: int | None = None) -> Select[Any]:
    """The tallies as the tables of ideas and projects say, of one concept or of all: what must stand there."""
    reach = union_all(*(_reach(kind, concept_id) for kind in KINDS)).subquery("reach")
    places = union(*(rows for kind in KINDS for rows in _places(kind))).subquery("places")
    return (
        select(
            reach.c.goal_id, places.c.place, reach.c.counted_as, func.sum(reach.c.own).label("own"),
            func.count().label("things"), func.sum(reach.c.supports).label("supports"),
        )
        .join(places, places.c.thing_id == reach.c.thing_id)
        .group_by(reach.c.goal_id, places.c.place, reach.c.counted_as)
    )  # fmt: skip


def _reach(kind: Kind, concept_id: int | None) -> Select[Any]:
    """Every goal a thing counts for, once, and whether it is tagged right there."""
    own = func.max(func.coalesce((kind.goal == GoalAncestor.ancestor_id).cast(_tally.c.own.type), 0))
    rows = (
        select(
            kind.table.c.id.label("thing_id"), GoalAncestor.ancestor_id.label("goal_id"),
            kind.counted_as.label("counted_as"), own.label("own"), _thing.c.supports.label("supports"),
        )
        .join(_thing, _thing.c.id == kind.table.c.id)
        .join(kind.tag.class_, kind.tag == kind.table.c.id)
        .join(GoalAncestor, GoalAncestor.goal_id == kind.goal)
        .where(kind.is_counted, kind.serves)
        .group_by(kind.table.c.id, GoalAncestor.ancestor_id, kind.table.c.state, _thing.c.supports)
    )  # fmt: skip
    if concept_id is not None:
        rows = rows.join(Goal.__table__, Goal.__table__.c.id == GoalAncestor.ancestor_id).where(
            Goal.__table__.c.concept_id == concept_id
        )
    return rows


def _places(kind: Kind, thing_ids: Collection[int] | None = None) -> list[Select[Any]]:
    """Every place a thing counts for; a union of these names each once."""
    number = kind.table.c.id.label("thing_id")
    is_asked = kind.is_counted if thing_ids is None else kind.table.c.id.in_(thing_ids)
    of_region = literal("region:").concat(Region.slug)
    placed = select(number).join(kind.placed.table, kind.placed == kind.table.c.id)
    town = placed.add_columns(Municipality.ags.label("place")).join(Municipality, Municipality.id == kind.town)
    members = placed.join(region_member, region_member.c.municipality_id == kind.town)
    around = members.add_columns(of_region).join(Region, Region.id == region_member.c.region_id)
    region = select(number, of_region).join(Region, Region.id == kind.table.c.region_id)
    has_town = exists().where(kind.placed == kind.table.c.id)
    nowhere = select(number, literal(NO_SINGLE_PLACE)).where(kind.table.c.region_id.is_(None), ~has_town)
    everywhere = select(number, literal(EVERYWHERE))
    return [rows.where(is_asked) for rows in (town, around, region, nowhere, everywhere)]


def _shares(thing_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    rows = select(_share.c.thing_id, _share.c.counted_as, _share.c.goals, _share.c.places, _share.c.supports)
    found = db.session.execute(to_change(rows.where(_share.c.thing_id.in_(thing_ids)).order_by(_share.c.thing_id)))
    return {row.thing_id: _plain(row) for row in found}


def _as_they_are(thing_ids: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """As what each of the things has to be counted; nothing for what is not public or serves no goal."""
    for kind in KINDS:
        counted = select(kind.table.c.id, kind.counted_as.label("counted_as"), _thing.c.supports).join(
            _thing, _thing.c.id == kind.table.c.id
        )
        rows = db.session.execute(counted.where(kind.table.c.id.in_(thing_ids), kind.is_counted)).all()
        numbers = [row.id for row in rows]
        if not numbers:
            continue
        goals = _grouped(select(kind.tag, kind.goal).where(kind.tag.in_(numbers), kind.serves).order_by(kind.goal))
        places = _grouped(union(*_places(kind, numbers)).order_by("place"))
        for row in rows:
            if row.id in goals:
                yield row.id, {
                    "counted_as": row.counted_as, "goals": goals[row.id], "places": places[row.id],
                    "supports": row.supports,
                }  # fmt: skip


def _plain(row: Any) -> dict[str, Any]:
    return {"counted_as": row.counted_as, "goals": row.goals, "places": row.places, "supports": row.supports}


def _grouped(rows: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for thing_id, value in db.session.execute(rows):
        groups.setdefault(thing_id, []).append(value)
    return groups


def _hold_still(goals: Iterator[int]) -> None:
    """No concept of these goals changes its graph until we are done; whoever changes one locks it first."""
    concepts = select(Goal.__table__.c.concept_id).where(Goal.__table__.c.id.in_(set(goals)))
    concept = Concept.__table__
    held = select(concept.c.id).where(concept.c.id.in_(concepts)).order_by(concept.c.id)
    db.session.execute(held.with_for_update(read=True))


def _write_shares(thing_ids: Collection[int], shares: dict[int, dict[str, Any]]) -> None:
    db.session.execute(delete(CoverageShare).where(CoverageShare.thing_id.in_(thing_ids)))
    rows = [{"thing_id": number, **shares[number]} for number in thing_ids if number in shares]
    if rows:
        db.session.execute(insert(_share), rows)


def _move(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    above = _ancestors({goal for share in (*before, *after) for goal in share["goals"]})
    own: Counter[Cell] = Counter()
    things: Counter[Cell] = Counter()
    supports: Counter[Cell] = Counter()
    for step, shares in ((-1, before), (1, after)):
        for share in shares:
            reached = {ancestor for goal in share["goals"] for ancestor in above.get(goal, ())}
            for cell in ((goal, place, share["counted_as"]) for goal in reached for place in share["places"]):
                things[cell] += step
                supports[cell] += step * share["supports"]
                own[cell] += step * (cell[0] in share["goals"])
    rows = [
        {
            "goal_id": cell[0], "place": cell[1], "counted_as": cell[2], "own": own[cell], "things": things[cell],
            "supports": supports[cell],
        }
        for cell in sorted(things)
        if own[cell] or things[cell] or supports[cell]
    ]  # fmt: skip
    for start in range(0, len(rows), BATCH):
        added = insert_into(_tally).values(rows[start : start + BATCH])
        sums = {name: _tally.c[name] + added.excluded[name] for name in ("own", "things", "supports")}
        key = ["goal_id", "place", "counted_as"]
        db.session.execute(added.on_conflict_do_update(index_elements=key, set_=sums))


def _ancestors(goals: Collection[int]) -> dict[int, list[int]]:
    return _grouped(select(GoalAncestor.goal_id, GoalAncestor.ancestor_id).where(GoalAncestor.goal_id.in_(goals)))
