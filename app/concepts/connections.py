"""Reading correspondences: which goals of other concepts mean the same as this one, or serve each other with it.

What holds is accepted, and both goals are part of the current edition of their concepts: a retired goal keeps its
correspondences for the record, and nobody inherits them (docs/decisions/0018-correspondences.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, func, or_, select, union_all
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.concepts.models import Concept, Goal, GoalAncestor, GoalCorrespondence
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.things.models import Thing

PAGE_SIZE = 20
_goal, _concept = Goal.__table__, Concept.__table__
_pair: Any = GoalCorrespondence.__table__
_own, _other = _goal.alias("own_goal"), _goal.alias("other_goal")
_own_concept, _other_concept = _concept.alias("own_concept"), _concept.alias("other_concept")
_own_thing, _other_thing = Thing.__table__.alias("own_thing"), Thing.__table__.alias("other_thing")
_field = _goal.alias("field_of_end")


def _both_ways() -> Subquery:
    """Every accepted correspondence twice: as seen from either end."""
    kept = (_pair.c.id, _pair.c.kind, _pair.c.reason, _pair.c.decided_at)
    ways = [
        select(own.label("goal_id"), other.label("other_id"), *kept).where(_pair.c.state == "accepted")
        for own, other in ((_pair.c.low_id, _pair.c.high_id), (_pair.c.high_id, _pair.c.low_id))
    ]
    return union_all(*ways).subquery("seen_from")


_seen = _both_ways()


def _holding(*columns: Any) -> Select[Any]:
    """What holds, with both ends joined: `_own` is the goal it is seen from."""
    return (
        select(*columns)
        .select_from(_seen)
        .join(_own, _own.c.id == _seen.c.goal_id)
        .join(_own_concept, _own_concept.c.id == _own.c.concept_id)
        .join(_other, _other.c.id == _seen.c.other_id)
        .join(_other_concept, _other_concept.c.id == _other.c.concept_id)
        .join(_own_thing, _own_thing.c.id == _own.c.id)
        .join(_other_thing, _other_thing.c.id == _other.c.id)
        .where(_counts(_own, _own_concept), _counts(_other, _other_concept))
    )


def _counts(goal: Any, concept: Any) -> ColumnElement[bool]:
    return and_(goal.c.is_retired.is_(False), goal.c.edition == concept.c.edition)


def _tone(of: Any, choose: Any) -> Any:
    """The colour of a field above the goal."""
    above = select(choose(_field.c.tone)).join(GoalAncestor, GoalAncestor.ancestor_id == _field.c.id)
    return above.where(GoalAncestor.goal_id == of.c.id).scalar_subquery()


def connected_goals(goal_id: int) -> Sequence[Row[Any]]:
    """The goals of other concepts that correspond to it by common decision, in their concepts' order."""
    label = func.coalesce(_other.c.short_title, _other_thing.c.title).label("label")
    rows = _holding(
        _other.c.id, _other.c.key, _other.c.goal_kind.label("kind_of_goal"), label, _other_thing.c.title,
        _other.c.number_printed.label("number"), _other_concept.c.key.label("concept"),
        _other_concept.c.short_title.label("concept_title"), _tone(_other, func.min).label("tone"),
        _seen.c.kind, _seen.c.reason,
    )  # fmt: skip
    rows = rows.where(_seen.c.goal_id == goal_id)
    return db.session.execute(rows.order_by(_other_concept.c.id, _other.c.position, _other.c.id)).all()


def corresponding_goals(goal_id: int) -> tuple[int, ...]:
    """What corresponds to the goal or to one below it: how far a list for this goal can widen."""
    below = select(GoalAncestor.goal_id).where(GoalAncestor.ancestor_id == goal_id)
    rows = _holding(_seen.c.other_id).where(_seen.c.goal_id.in_(below)).distinct()
    return tuple(db.session.scalars(rows.order_by(_seen.c.other_id)))


def partners_of(concept_id: int) -> Sequence[Row[Any]]:
    """The concepts it shares correspondences with, the one with the most first."""
    number = func.count().label("number")
    rows = _holding(_other_concept.c.id, _other_concept.c.key, _other_concept.c.short_title, number)
    rows = rows.where(_own.c.concept_id == concept_id)
    rows = rows.group_by(_other_concept.c.id, _other_concept.c.key, _other_concept.c.short_title)
    return db.session.execute(rows.order_by(number.desc(), _other_concept.c.id)).all()


def between(concept_id: int, other_id: int) -> Sequence[Row[Any]]:
    """What holds between two concepts, in the first one's order."""
    rows = _holding(_seen.c.goal_id, _seen.c.other_id, _seen.c.kind, _seen.c.reason)
    rows = rows.where(_own.c.concept_id == concept_id, _other.c.concept_id == other_id)
    return db.session.execute(rows.order_by(_own.c.position, _own.c.id, _other.c.position, _other.c.id)).all()


def page_of_correspondences(concept_id: int, cursor: str | None, size: int) -> Page:
    """What holds for the goals of a concept, newest first."""
    ends = [
        column.label(f"{name}_{label}")
        for name, goal, thing, concept in (
            ("own", _own, _own_thing, _own_concept), ("other", _other, _other_thing, _other_concept),
        )
        for label, column in (
            ("id", goal.c.id), ("key", goal.c.key), ("kind", goal.c.goal_kind), ("title", thing.c.title),
            ("concept", concept.c.key),
        )
    ]  # fmt: skip
    rows = _holding(_seen.c.kind, _seen.c.reason, _seen.c.decided_at, *ends).where(_own.c.concept_id == concept_id)
    return page_of(rows, [_seen.c.id], cursor, size)


# ---- the desk -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Side:
    """A correspondence as one of its two authorities sees it: its own goal, the other one, and what it may do."""

    correspondence: GoalCorrespondence
    authority_id: int

    @property
    def own(self) -> Goal:
        low, high = self.correspondence.low, self.correspondence.high
        if low.concept.authority_id == high.concept.authority_id:
            return low
        return low if low.concept.authority_id == self.authority_id else high

    @property
    def other(self) -> Goal:
        low, high = self.correspondence.low, self.correspondence.high
        return high if self.own is low else low

    @property
    def is_asked(self) -> bool:
        return self.correspondence.asked_id == self.authority_id

    @property
    def gone(self) -> Goal | None:
        """The end that is no longer part of its concept; what was accepted rests then."""
        ends = (self.own, self.other)
        return next((end for end in ends if end.is_retired or end.edition != end.concept.edition), None)


TABS = ("waiting", "proposed", "accepted", "past")


def desk_page(person: Person, tab: str, cursor: str | None = None) -> Page:
    """One page of what concerns this person's authorities, newest first: rows of one `GoalCorrespondence` each."""
    rows = _with_ends(select(GoalCorrespondence)).where(_is_theirs(person), _in_tab(person, tab))
    return page_of(rows, [_pair.c.id], cursor, PAGE_SIZE)


def desk_counts(person: Person) -> dict[str, int]:
    """How many there are on each of its pages."""
    parts = [
        select(func.count())
        .select_from(GoalCorrespondence)
        .where(_is_theirs(person), _in_tab(person, tab))
        .scalar_subquery()
        for tab in TABS
    ]
    return dict(zip(TABS, db.session.execute(select(*parts)).one(), strict=True))


def waiting_correspondences(person: Person) -> int:
    """How many wait for this person; on one's own proposal a colleague decides."""
    is_for_others = GoalCorrespondence.proposed_by_id.is_distinct_from(person.id)
    waiting = select(func.count()).select_from(GoalCorrespondence)
    return int(db.session.scalar(waiting.where(_in_tab(person, "waiting"), is_for_others)) or 0)


def find_correspondence(correspondence_id: int, to: Person) -> GoalCorrespondence | None:
    """The correspondence, if one of its goals belongs to an authority this person moderates for."""
    found = select(GoalCorrespondence).where(GoalCorrespondence.id == correspondence_id, _is_theirs(to))
    return db.session.scalar(to_change(found, of=GoalCorrespondence))


def find_side(correspondence_id: int, to: Person) -> Side | None:
    """The same, as this person's authority sees it."""
    found = find_correspondence(correspondence_id, to)
    return side_of(found, to) if found is not None else None


def side_of(correspondence: GoalCorrespondence, person: Person) -> Side:
    """On which side this person stands; who stands on both sees it from the side that is asked."""
    own = person.authorities_as("moderator")
    ends = (correspondence.low.concept.authority_id, correspondence.high.concept.authority_id)
    sides = [authority for authority in (correspondence.asked_id, *ends) if authority in own]
    return Side(correspondence, sides[0])


def find_own_goal(number: int, to: Person) -> Goal | None:
    """A goal of the current edition of a concept of this person's authorities."""
    return _find_current(number, Goal.concept_id.in_(_concepts_of(to)))


def find_two_goals(number: int, other: int, to: Person) -> tuple[Goal, Goal] | None:
    """A goal of one's own and one of another concept."""
    goal = find_own_goal(number, to)
    counterpart = _find_current(other, Goal.concept_id != goal.concept_id) if goal is not None else None
    return (goal, counterpart) if goal is not None and counterpart is not None else None


def find_pair(goal: Goal, other: Goal) -> GoalCorrespondence | None:
    """What was said of these two so far."""
    low, high = sorted((goal.id, other.id))
    pair = select(GoalCorrespondence).where(GoalCorrespondence.low_id == low, GoalCorrespondence.high_id == high)
    return db.session.scalar(pair)


def known_pairs(goal: Goal) -> dict[int, str]:
    """Per goal it was ever paired with: as what that stands today."""
    pairs = select(_pair.c.low_id, _pair.c.high_id, _pair.c.state)
    pairs = pairs.where(or_(_pair.c.low_id == goal.id, _pair.c.high_id == goal.id))
    return {high if low == goal.id else low: state for low, high, state in db.session.execute(pairs)}


def _find_current(number: int, *conditions: ColumnElement[bool]) -> Goal | None:
    # Not locked: nothing of a goal is changed, and two sides that propose the same pair would wait in a circle.
    edition = select(_concept.c.edition).where(_concept.c.id == Goal.concept_id).scalar_subquery()
    found = select(Goal).where(Goal.id == number, Goal.is_retired.is_(False), Goal.edition == edition)
    return db.session.scalar(found.where(*conditions))


def _with_ends(rows: Select[Any]) -> Select[Any]:
    ends = (GoalCorrespondence.low, GoalCorrespondence.high)
    return rows.options(*(joinedload(end, innerjoin=True).joinedload(Goal.concept, innerjoin=True) for end in ends))


def _concepts_of(person: Person) -> Select[int]:
    thing = Thing.__table__.alias("thing_of_concept")
    theirs = select(_concept.c.id).join(thing, thing.c.id == _concept.c.id)
    return theirs.where(thing.c.authority_id.in_(person.authorities_as("moderator")))


def _is_theirs(person: Person) -> ColumnElement[bool]:
    theirs = select(_goal.c.id).where(_goal.c.concept_id.in_(_concepts_of(person)))
    return or_(GoalCorrespondence.low_id.in_(theirs), GoalCorrespondence.high_id.in_(theirs))


def _in_tab(person: Person, tab: str) -> ColumnElement[bool]:
    is_asked = GoalCorrespondence.asked_id.in_(person.authorities_as("moderator"))
    is_open = GoalCorrespondence.state == "proposed"
    return {
        "waiting": and_(is_open, is_asked),
        "proposed": and_(is_open, ~is_asked),
        "accepted": GoalCorrespondence.state == "accepted",
        "past": GoalCorrespondence.state.in_(("refused", "ended")),
    }[tab]
