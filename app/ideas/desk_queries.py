"""Reading ideas for the desk: what was decided, what words find, places, the chronicle. No drafts, ever."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from app.accounts.models import Person
from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.paging import page_of
from app.core.texts import fold
from app.ideas.models import Idea, IdeaGoal, idea_municipality
from app.municipalities.models import District, Municipality, Region, current_member
from app.municipalities.standing import standing_for

DECIDED = ("closed", "refused", "promoted", "pooled", "withdrawn", "merged")
PAGE_SIZE = 25
_concept: Any = Concept.__table__


@dataclass
class IdeaRow:
    """One received idea in a list of the desk."""

    number: int
    title: str
    state: str
    outcome: str | None
    authority_id: int | None
    place: str = ""


def ideas_on_desk(
    authority_ids: Collection[int], *, words: str = "", cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[IdeaRow], str | None]:
    """One page of what was decided, newest first. Two queries.

    Words (or a number) look through every state, since who asks on the telephone does not know it.
    """
    columns: list[Any] = [Idea.id.label("number"), Idea.title, Idea.state, Idea.outcome, Idea.authority_id]
    rows: Any = select(*columns)
    rows = rows.where(*_is_received(authority_ids))
    rows = rows.where(*_found(words)) if words.strip() else rows.where(Idea.state.in_(DECIDED))
    newest_first: list[Any] = [Idea.updated_at, Idea.id]
    page = page_of(rows, newest_first, cursor, size)
    places = places_of([row.number for row in page.rows])
    found = [
        IdeaRow(row.number, row.title, row.state, row.outcome, row.authority_id, places.get(row.number, ""))
        for row in page.rows
    ]
    return found, page.next


def count_decided(authority_ids: Collection[int]) -> int:
    """How many ideas have come to their end, or wait in the pool."""
    decided = select(func.count()).select_from(Idea).where(*_is_received(authority_ids), Idea.state.in_(DECIDED))
    return int(db.session.scalar(decided) or 0)


def places_of(numbers: Collection[int]) -> dict[int, str]:
    """Per idea: its municipalities, or the region it is for; nothing where it is for all of the district. One query."""
    rows = (
        select(Idea.__table__.c.id, Region.name.label("region"), Municipality.name)
        .outerjoin(Region, Region.id == Idea.__table__.c.region_id)
        .outerjoin(idea_municipality, idea_municipality.c.idea_id == Idea.__table__.c.id)
        .outerjoin(Municipality, Municipality.id == idea_municipality.c.municipality_id)
        .where(Idea.__table__.c.id.in_(set(numbers)))
        .order_by(Idea.__table__.c.id, Municipality.sort_name)
    )
    places: dict[int, list[str]] = {}
    for row in db.session.execute(rows) if numbers else ():
        places.setdefault(row.id, []).extend(filter(None, [row.name or row.region]))
    return {number: ", ".join(names) for number, names in places.items()}


def in_field(goal_id: int) -> Select[Any]:
    """The ideas that serve this field of action, or anything below it."""
    below = select(GoalAncestor.goal_id).where(GoalAncestor.ancestor_id == goal_id)
    return select(IdeaGoal.idea_id).where(IdeaGoal.goal_id.in_(below))


def in_place(municipality_id: int) -> Select[Any]:
    """The ideas for this municipality."""
    here = standing_for([municipality_id])
    return select(idea_municipality.c.idea_id).where(idea_municipality.c.municipality_id.in_(here))


def fields_of(authority_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The fields of action of these authorities' concepts, in the order of the documents."""
    rows: Any = select(Goal.id, Goal.short_title, Goal.title).join(_concept, _concept.c.id == Goal.concept_id)
    rows = rows.where(
        Goal.goal_kind == "field_of_action", Goal.is_retired.is_(False), Goal.authority_id.in_(authority_ids),
        Goal.edition == _concept.c.edition,
    )  # fmt: skip
    return db.session.execute(rows.order_by(Goal.concept_id, Goal.position)).all()


def towns_of(authority_ids: Collection[int]) -> Sequence[Row[Any]]:
    """The municipalities of these authorities that there are today, by name."""
    districts = select(District.id).where(District.authority_id.in_(authority_ids))
    regions = select(Region.id).where(Region.authority_id.in_(authority_ids))
    members = select(current_member.c.municipality_id).where(current_member.c.region_id.in_(regions))
    rows: Any = select(Municipality.id, Municipality.name)
    rows = rows.where(or_(Municipality.district_id.in_(districts), Municipality.id.in_(members)))
    rows = rows.where(Municipality.valid_until.is_(None))
    return db.session.execute(rows.order_by(Municipality.sort_name)).all()


def chronicle_on_desk(idea_id: int) -> Sequence[JournalEntry]:
    """What happened to the idea, oldest first, as its office reads it.

    What another office wrote down for itself, before the idea was taken over from it, stays with that office.
    """
    since = (
        select(func.coalesce(func.max(JournalEntry.id), 0))
        .where(JournalEntry.thing_id == idea_id, JournalEntry.verb == "accept_hand_over")
        .scalar_subquery()
    )
    is_for_us = or_(
        JournalEntry.audience.in_(("public", "author")), and_(JournalEntry.audience == "staff", JournalEntry.id > since)
    )
    entries = select(JournalEntry).where(JournalEntry.thing_id == idea_id, is_for_us)
    return db.session.scalars(entries.order_by(JournalEntry.at, JournalEntry.id)).all()


def last_steps(numbers: Collection[int]) -> dict[int, JournalEntry]:
    """Per idea the step that led to its present state. One query."""
    newest = select(func.max(JournalEntry.id)).where(
        JournalEntry.thing_id.in_(numbers), JournalEntry.to_state.is_distinct_from(JournalEntry.from_state)
    )
    entries = select(JournalEntry).where(JournalEntry.id.in_(newest.group_by(JournalEntry.thing_id)))
    return {entry.thing_id: entry for entry in db.session.scalars(entries)} if numbers else {}


def names_of_actors(entries: Sequence[JournalEntry]) -> dict[int, str]:
    """Who is behind these entries, for colleagues to see; erased people have no name any more."""
    ids = {entry.actor_id for entry in entries if entry.actor_id}
    named = select(Person.id, Person.display_name).where(Person.id.in_(ids))
    return {person_id: name for person_id, name in db.session.execute(named) if name}


def _is_received(authority_ids: Collection[int]) -> list[ColumnElement[bool]]:
    return [Idea.authority_id.in_(authority_ids), Idea.submitted_at.is_not(None), Idea.state != "draft"]


def _found(words: str) -> list[ColumnElement[bool]]:
    if words.strip().isdecimal():
        return [Idea.id == min(int(words.strip()[:12]), 2**31 - 1)]
    return [Idea.folded.contains(word, autoescape=True) for word in fold(words).split()[:8]]
