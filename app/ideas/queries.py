"""Reading ideas: one visibility query, the list with its filters, the desk's queue, counts per goal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from app.accounts.models import Authority, Person
from app.accounts.queries import organisations_of
from app.concepts.models import Concept, Goal, GoalAncestor
from app.core.clock import now
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.core.texts import fold
from app.ideas.models import Idea, IdeaGoal, IdeaVersion, idea_municipality
from app.ideas.submitting import key_hash
from app.municipalities.models import Municipality, Region
from app.things.models import Thing
from app.things.queries import is_public

_idea = Idea.__table__.alias("tagging_idea")
_goal = Goal.__table__.alias("tagged_goal")
_goal_thing = Thing.__table__.alias("thing_of_goal")
_field = Goal.__table__.alias("field_of_action")
_concept = Concept.__table__.alias("concept_of_goal")

PUBLIC_STATES = ("published", "pooled", "closed", "promoted", "merged", "withdrawn")
PAGE_SIZE = 20


# ---- one idea, for one reader -------------------------------------------------------------------


def find_visible(number: int) -> Idea | None:
    """The idea with that number, if everybody may read it."""
    return db.session.scalar(select(Idea).where(Idea.id == number, is_public()))


def find_own(number: int, to: Person) -> Idea | None:
    """The idea this person wrote, alone or for an organisation of hers, in any state."""
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, is_of(to)), of=Idea))


def find_draft(number: int, keys: Iterable[str], to: Person | None) -> Idea | None:
    """The draft with that number that this browser (by its keys) or this person may write on."""
    hashes = [key_hash(key) for key in keys]
    # Once a draft belongs to a person, the key of the browser it was begun in opens it no longer.
    is_mine: list[ColumnElement[bool]] = [and_(Idea.author_id.is_(None), Idea.draft_key_hash.in_(hashes))]
    if to is not None:
        is_mine.append(Idea.author_id == to.id)
    alive = and_(Idea.state == "draft", Idea.draft_expires_at > now())
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, alive, or_(*is_mine)), of=Idea))


def find_living_draft(number: int | None) -> Idea | None:
    """The draft a proved link leads to; the proof, not the browser, is what opens it."""
    alive = and_(Idea.state == "draft", Idea.draft_expires_at > now())
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, alive), of=Idea))


def find_on_desk(number: int, to: Person) -> Idea | None:
    """The received idea, if it belongs to an authority this person works for. Drafts are nobody's business."""
    authorities = to.authorities_as("moderator", "project_editor")
    is_received = Idea.submitted_at.is_not(None)
    return db.session.scalar(
        to_change(select(Idea).where(Idea.id == number, is_received, Idea.authority_id.in_(authorities)), of=Idea)
    )


def find_by_once(once: str) -> Idea | None:
    """What an earlier sending of the same form has made."""
    return db.session.scalar(to_change(select(Idea).where(Idea.once == once), of=Idea))


def is_of(person: Person) -> ColumnElement[bool]:
    """Written by this person, or for an organisation she speaks for today; having spoken for it once is not enough."""
    organisations = [organisation.id for organisation in organisations_of(person)]
    is_own = and_(Idea.author_id == person.id, Idea.organisation_id.is_(None))
    return or_(is_own, Idea.organisation_id.in_(organisations))


# ---- the public list ----------------------------------------------------------------------------


@dataclass(frozen=True)
class IdeaFilter:
    """What a list shall show; ids, already looked up by the door. Nothing set: everything public."""

    concept_id: int | None = None
    goal_ids: tuple[int, ...] = ()
    municipality_id: int | None = None
    region_id: int | None = None
    authority_id: int | None = None
    states: tuple[str, ...] = ()
    outcome: str | None = None
    origin: str | None = None
    words: str = ""
    sort: str = "neu"


@dataclass
class IdeaRow:
    """One idea in a list, with what its card shows."""

    number: int
    title: str
    slug: str
    state: str
    outcome: str | None
    forwarded_to: str | None
    origin: str
    status_as_of: date | None
    answer_due_on: date | None
    author_name: str | None
    author_kind: str
    supports: int
    comments: int
    text: str
    listed_at: Any
    submitted_at: Any
    updated_at: Any
    region: str | None
    authority: str | None = None
    goals: list[Row[Any]] = field(default_factory=list)
    municipalities: list[Row[Any]] = field(default_factory=list)

    @property
    def tones(self) -> list[int]:
        """The colours of its main goal, or of the first."""
        chosen = [goal for goal in self.goals if goal.is_main] or self.goals[:1]
        return sorted({goal.tone for goal in chosen if goal.tone})


def public_ideas(
    wanted: IdeaFilter, cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[IdeaRow], str | None]:
    """One page of the list and the cursor of the next; four queries, however many rows."""
    order: list[Any] = [Idea.listed_at, Idea.id]
    order = {"unterstuetzt": [Idea.supports], "diskutiert": [Idea.comments]}.get(wanted.sort, []) + order
    page: Page = page_of(_rows().where(*_conditions(wanted)), order, cursor, size)
    return with_tags(page.rows), page.next


def worthwhile_sorts() -> set[str]:
    """The orders that make a difference: by support and by comments only once there are any."""
    listed = select(func.max(Idea.supports), func.max(Idea.comments)).where(Idea.listed_at.is_not(None))
    supports, comments = db.session.execute(listed).one()
    return {name for name, most in (("unterstuetzt", supports), ("diskutiert", comments)) if most}


def count_public_ideas(wanted: IdeaFilter) -> int:
    """How many the filters leave."""
    counted = select(func.count()).select_from(Idea).where(*_conditions(wanted))
    return db.session.scalar(counted) or 0


def count_by_status(wanted: IdeaFilter) -> dict[str, int]:
    """The same by the words readers know: closed ideas are counted under their outcome."""
    status = func.coalesce(Idea.outcome, Idea.state)
    counted = select(status, func.count()).where(*_conditions(wanted)).group_by(status)
    return {name: count for name, count in db.session.execute(counted)}


def idea_row(number: int) -> IdeaRow:
    """One received idea as lists show it; whether it may be shown is decided before."""
    return with_tags(db.session.execute(_rows().where(Idea.id == number)).all())[0]


def latest_ideas_of_goal(goal_id: int, limit: int = 4) -> list[IdeaRow]:
    """The newest public ideas that serve this goal or one below it."""
    return public_ideas(IdeaFilter(goal_ids=(goal_id,)), size=limit)[0]


def ideas_of_place(
    *, municipality_id: int | None = None, region_id: int | None = None, limit: int = 6
) -> list[IdeaRow]:
    """The newest public ideas for a municipality or for a region as a whole."""
    return public_ideas(IdeaFilter(municipality_id=municipality_id, region_id=region_id), size=limit)[0]


def public_idea_counts(concept_id: int) -> dict[int, int]:
    """Per goal of the concept: public ideas on it or below it, each counted once."""
    counted = (
        select(GoalAncestor.ancestor_id, func.count(IdeaGoal.idea_id.distinct()))
        .join(IdeaGoal, IdeaGoal.goal_id == GoalAncestor.goal_id)
        .join(_idea, _idea.c.id == IdeaGoal.idea_id)
        .join(_goal, _goal.c.id == GoalAncestor.ancestor_id)
        .where(_goal.c.concept_id == concept_id, _idea.c.listed_at.is_not(None))
        .group_by(GoalAncestor.ancestor_id)
    )
    return {goal_id: count for goal_id, count in db.session.execute(counted)}


def count_by_municipality(authority_id: int | None = None) -> dict[int, int]:
    """Per municipality: public ideas for it."""
    counted = (
        select(idea_municipality.c.municipality_id, func.count())
        .join(_idea, _idea.c.id == idea_municipality.c.idea_id)
        .where(_idea.c.listed_at.is_not(None))
        .group_by(idea_municipality.c.municipality_id)
    )
    return {municipality_id: count for municipality_id, count in db.session.execute(counted)}


def _rows() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Idea.id.label("number"), Idea.title, Idea.slug, Idea.state, Idea.outcome, Idea.forwarded_to, Idea.origin,
        Idea.status_as_of, Idea.answer_due_on, Idea.author_name, Idea.author_kind, Idea.supports, Idea.comments,
        Idea.listed_at, Idea.submitted_at, Idea.updated_at,
    )  # fmt: skip
    region = select(Region.name).where(Region.id == Idea.region_id).scalar_subquery()
    authority = select(Authority.name).where(Authority.id == Idea.authority_id).scalar_subquery()
    return select(*columns, IdeaVersion.text, region.label("region"), authority.label("authority")).join(
        IdeaVersion, and_(IdeaVersion.idea_id == Idea.id, IdeaVersion.number == Idea.version)
    )


def with_tags(rows: Sequence[Row[Any]]) -> list[IdeaRow]:
    """The rows with their goals (one row per goal and colour) and municipalities; two queries."""
    ideas = {
        row.number: IdeaRow(**{key: value for key, value in row._mapping.items() if not key.startswith("_key")})
        for row in rows
    }
    tags = (
        select(
            IdeaGoal.idea_id, IdeaGoal.is_main, _goal.c.id, _goal.c.key, _goal.c.goal_kind, _goal_thing.c.title,
            _goal.c.short_title, _goal.c.is_taggable, _concept.c.key.label("concept"),
            func.min(_field.c.tone).label("tone"), func.max(_field.c.tone).label("other_tone"),
        )
        .join(_goal, _goal.c.id == IdeaGoal.goal_id)
        .join(_goal_thing, _goal_thing.c.id == _goal.c.id)
        .join(_concept, _concept.c.id == _goal.c.concept_id)
        .join(GoalAncestor, GoalAncestor.goal_id == _goal.c.id)
        .join(_field, _field.c.id == GoalAncestor.ancestor_id)
        .where(IdeaGoal.idea_id.in_(ideas))
        .group_by(IdeaGoal.idea_id, IdeaGoal.is_main, _goal.c.id, _goal_thing.c.id, _concept.c.id)
        .order_by(IdeaGoal.idea_id, IdeaGoal.is_main.desc(), _goal.c.position)
    )  # fmt: skip
    for tag in db.session.execute(tags):
        ideas[tag.idea_id].goals.append(tag)
    places = (
        select(idea_municipality.c.idea_id, Municipality.id, Municipality.ags, Municipality.name)
        .join(Municipality, Municipality.id == idea_municipality.c.municipality_id)
        .where(idea_municipality.c.idea_id.in_(ideas))
        .order_by(Municipality.sort_name)
    )
    for place in db.session.execute(places):
        ideas[place.idea_id].municipalities.append(place)
    return list(ideas.values())


def _conditions(wanted: IdeaFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Idea.listed_at.is_not(None), is_public()]
    if wanted.concept_id:
        conditions.append(_has_tag(_goal.c.concept_id == wanted.concept_id))
    conditions += [_has_tag(GoalAncestor.ancestor_id == goal_id) for goal_id in wanted.goal_ids]
    if wanted.municipality_id:
        conditions.append(Idea.id.in_(_ideas_in(wanted.municipality_id)))
    if wanted.region_id:
        conditions.append(Idea.region_id == wanted.region_id)
    if wanted.authority_id:
        conditions.append(Idea.authority_id == wanted.authority_id)
    if wanted.states:
        conditions.append(Idea.state.in_(wanted.states))
    if wanted.outcome:
        conditions.append(Idea.outcome == wanted.outcome)
    if wanted.origin:
        conditions.append(Idea.origin == wanted.origin)
    conditions += [Idea.folded.contains(word, autoescape=True) for word in fold(wanted.words).split()[:8]]
    return conditions


def _has_tag(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    tag = (
        select(IdeaGoal.idea_id)
        .join(_goal, _goal.c.id == IdeaGoal.goal_id)
        .join(GoalAncestor, GoalAncestor.goal_id == IdeaGoal.goal_id)
        .where(condition)
    )
    return Idea.id.in_(tag)


def _ideas_in(municipality_id: int) -> Select[Any]:
    return select(idea_municipality.c.idea_id).where(idea_municipality.c.municipality_id == municipality_id)
