"""Reading ideas: one visibility query, the list with its filters, the desk's queue, counts per goal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, not_, or_, select

from app.accounts.models import Authority, Person
from app.accounts.queries import organisations_of
from app.concepts.listing import EVERYTHING, Listed, ListFilter
from app.concepts.models import Goal, GoalAncestor
from app.core.clock import now
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.ideas.models import CoAuthor, Idea, IdeaGoal, IdeaVersion, idea_municipality
from app.ideas.submitting import DRAFT_KEPT, key_hash
from app.municipalities.models import Region
from app.things.queries import is_public

_idea = Idea.__table__.alias("tagging_idea")
_goal = Goal.__table__.alias("goal_counted")

PAGE_SIZE = 20
RECENT, MOST_RECENT = timedelta(hours=12), 3


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
    alive = and_(Idea.state == "draft", Idea.draft_expires_at > now())
    if to is None:
        return db.session.scalar(to_change(select(Idea).where(Idea.id == number, alive, or_(*is_mine)), of=Idea))
    is_mine += [and_(Idea.author_id == to.id, Idea.organisation_id.is_(None)), _is_written_along_by(to)]
    # What was prepared for a body is kept until it is declared; those who speak for that body may still edit it.
    bodies = [organisation.id for organisation in organisations_of(to)]
    is_prepared = and_(Idea.state == "draft", Idea.prepared_at.is_not(None), Idea.organisation_id.in_(bodies))
    is_open = or_(and_(alive, or_(*is_mine)), is_prepared)
    return db.session.scalar(to_change(select(Idea).where(Idea.id == number, is_open), of=Idea))


def recent_drafts(keys: Iterable[str], to: Person | None) -> Sequence[Idea]:
    """What was written with these keys in the last hours, the newest first; another person's draft is nobody's here."""
    is_free = Idea.author_id.is_(None)
    is_mine = is_free if to is None else or_(is_free, Idea.author_id == to.id)
    is_recent = Idea.draft_expires_at > now() + DRAFT_KEPT - RECENT
    begun = select(Idea).where(Idea.state == "draft", Idea.draft_key_hash.in_([key_hash(key) for key in keys]))
    return db.session.scalars(begun.where(is_mine, is_recent).order_by(Idea.id.desc()).limit(MOST_RECENT)).all()


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
    """Written by this person, alone, along with others, or for an organisation she speaks for today.

    Having spoken for it once is not enough; nor does writing along open what waits to be declared by a body.
    """
    organisations = [organisation.id for organisation in organisations_of(person)]
    is_own = and_(Idea.author_id == person.id, Idea.organisation_id.is_(None))
    return or_(is_own, Idea.organisation_id.in_(organisations), _is_written_along_by(person))


def _is_written_along_by(person: Person) -> ColumnElement[bool]:
    is_waiting = and_(Idea.state == "draft", Idea.prepared_at.is_not(None))
    return and_(Idea.id.in_(select(CoAuthor.idea_id).where(CoAuthor.person_id == person.id)), not_(is_waiting))


# ---- the public list ----------------------------------------------------------------------------


IdeaFilter = ListFilter
LISTED = Listed(
    Idea, tagged=IdeaGoal.idea_id, goal=IdeaGoal.goal_id, is_main=IdeaGoal.is_main,
    placed=idea_municipality.c.idea_id, town=idea_municipality.c.municipality_id,
)  # fmt: skip


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
    latitude: float | None
    longitude: float | None
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
    page: Page = page_of(_rows().where(*LISTED.conditions(wanted)), order, cursor, size)
    return with_tags(page.rows), page.next


def worthwhile_sorts() -> set[str]:
    """The orders that make a difference: by support and by comments only once there are any."""
    listed = select(func.max(Idea.supports), func.max(Idea.comments)).where(Idea.listed_at.is_not(None))
    supports, comments = db.session.execute(listed).one()
    return {name for name, most in (("unterstuetzt", supports), ("diskutiert", comments)) if most}


def count_public_ideas(wanted: IdeaFilter) -> int:
    """How many the filters leave."""
    return LISTED.count(wanted)


def count_by_status(wanted: IdeaFilter) -> dict[str, int]:
    """The same by the words readers know: closed ideas are counted under their outcome."""
    status = func.coalesce(Idea.outcome, Idea.state)
    counted = select(status, func.count()).where(*LISTED.conditions(wanted)).group_by(status)
    return {name: count for name, count in db.session.execute(counted)}


def idea_row(number: int) -> IdeaRow:
    """One received idea as lists show it; whether it may be shown is decided before."""
    return with_tags(db.session.execute(_rows().where(Idea.id == number)).all())[0]


def visible_rows(numbers: Collection[int]) -> list[IdeaRow]:
    """Those of these ideas that everybody may read, as lists show them, but without their goals; two queries."""
    rows = db.session.execute(_rows().where(Idea.id.in_(numbers), is_public())).all()
    return with_tags(rows, has_goals=False)


def latest_ideas_of_goal(goal_id: int, limit: int = 4) -> list[IdeaRow]:
    """The newest public ideas that serve this goal or one below it."""
    return public_ideas(IdeaFilter(goal_ids=(goal_id,)), size=limit)[0]


def newest_at_goals(
    goal_ids: Collection[int], each: int, before_others: Select[tuple[int | None]]
) -> dict[int, list[tuple[int, bool]]]:
    """Per goal the numbers of the newest public ideas that serve it or one below it; those chosen come first.

    With each number whether the idea is one of those chosen. One query, however many goals.
    """
    is_chosen = Idea.id.in_(before_others)
    serving = (
        select(GoalAncestor.ancestor_id.label("goal_id"), Idea.id.label("number"), Idea.listed_at,
               case((is_chosen, 1), else_=0).label("is_chosen"))
        .join(IdeaGoal, IdeaGoal.idea_id == Idea.id)
        .join(GoalAncestor, GoalAncestor.goal_id == IdeaGoal.goal_id)
        .where(GoalAncestor.ancestor_id.in_(goal_ids), *LISTED.conditions(EVERYTHING))
        .distinct()
        .subquery()
    )  # fmt: skip
    order = (serving.c.is_chosen.desc(), serving.c.listed_at.desc(), serving.c.number.desc())
    place = func.row_number().over(partition_by=serving.c.goal_id, order_by=order).label("place")
    ranked = select(serving.c.goal_id, serving.c.number, serving.c.is_chosen, place).subquery()
    rows = select(ranked).where(ranked.c.place <= each).order_by(ranked.c.goal_id, ranked.c.place)
    found: dict[int, list[tuple[int, bool]]] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.goal_id, []).append((row.number, bool(row.is_chosen)))
    return found


def ideas_of_place(
    *, municipality_id: int | None = None, region_id: int | None = None, limit: int = 6
) -> list[IdeaRow]:
    """The newest public ideas for a municipality or for a region as a whole."""
    return public_ideas(IdeaFilter(municipality_id=municipality_id, region_id=region_id), size=limit)[0]


def count_by_municipality(wanted: IdeaFilter = EVERYTHING) -> dict[int | None, int]:
    """Per municipality: public ideas for it, as far as the filter asks for them."""
    return LISTED.count_by_municipality(wanted)


def _rows() -> Select[Any]:
    columns: tuple[Any, ...] = (
        Idea.id.label("number"), Idea.title, Idea.slug, Idea.state, Idea.outcome, Idea.forwarded_to, Idea.origin,
        Idea.status_as_of, Idea.answer_due_on, Idea.author_name, Idea.author_kind, Idea.supports, Idea.comments,
        Idea.latitude, Idea.longitude, Idea.listed_at, Idea.submitted_at, Idea.updated_at,
    )  # fmt: skip
    region = select(Region.name).where(Region.id == Idea.region_id).scalar_subquery()
    authority = select(Authority.name).where(Authority.id == Idea.authority_id).scalar_subquery()
    return select(*columns, IdeaVersion.text, region.label("region"), authority.label("authority")).join(
        IdeaVersion, and_(IdeaVersion.idea_id == Idea.id, IdeaVersion.number == Idea.version)
    )


def with_tags(rows: Sequence[Row[Any]], *, has_goals: bool = True) -> list[IdeaRow]:
    """The rows with their goals, where these are shown, and municipalities; two queries."""
    numbers = [row.number for row in rows]
    goals, towns = LISTED.goals_of(numbers) if has_goals else {}, LISTED.towns_of(numbers)
    return [
        IdeaRow(
            **{key: value for key, value in row._mapping.items() if not key.startswith("_key")},
            goals=goals.get(row.number, []), municipalities=towns.get(row.number, []),
        )
        for row in rows
    ]  # fmt: skip
