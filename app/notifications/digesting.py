"""The digest: what happened to the things and places one follows, once a day or once a week, in one mail.

Each digest covers a fixed stretch of time, written into its job: a repeat after a failure is the same mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.accounts.models import Person
from app.concepts.models import GoalAncestor
from app.cooperations.chronicle import is_told_to_everybody
from app.cooperations.listing import is_named
from app.cooperations.models import Cooperation, Declaration, Partner
from app.core.clock import local, moment_of, now
from app.core.database import db
from app.core.jobs import enqueue
from app.core.journal import JournalEntry
from app.discussion.models import Comment
from app.formats.models import ParticipationFormat
from app.ideas.models import IdeaGoal, idea_municipality
from app.municipalities.models import Municipality
from app.municipalities.standing import standing_for
from app.projects.models import ProjectGoal, project_municipality
from app.things.models import Follow, Thing
from app.things.queries import is_public

_format = ParticipationFormat.__table__
HOUR = time(6)
MOST_THINGS = 25
MOST_STEPS = 300
AT_ONCE = 1000
NEW_HERE = {"idea": "publish_idea", "project": "promote_idea", "format": "announce_format"}
"""The steps by which an idea, a project or a format of participation comes into the world."""
TOLD_AT_HOME = (
    "release_cooperation", "agree", "declare", "leave", "lapse", "end_cooperation", "make_project", "join_project",
)  # fmt: skip
"""The steps of a joint project that whoever follows one of its municipalities hears of."""
BESIDES = ("submit_statement",)
"""What stands in the timeline and is no news of its own: the answer that rests on it is."""


@dataclass
class Item:
    """One followed thing, the public steps it took, and how many comments came."""

    thing: Thing
    steps: list[JournalEntry] = field(default_factory=list)
    comments: int = 0


@dataclass(frozen=True)
class Digest:
    """What one mail tells: steps of what one follows, and what is new on followed goals and places."""

    items: list[Item]
    fresh: list[Thing]
    more: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.items and not self.fresh


def queue_digests() -> int:
    """The clock's verb: everybody whose day has come gets one job for the time since the last; returns how many."""
    moment = now()
    due = or_(
        and_(Person.digest == "daily", _last() < latest_morning(moment)),
        and_(Person.digest == "weekly", _last() < latest_monday(moment)),
    )
    follows = select(Follow.id).where(Follow.person_id == Person.id).exists()
    found = select(Person).where(due, follows, Person.erased_at.is_(None), Person.email.is_not(None))
    people = db.session.scalars(found.order_by(Person.id).limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for person in people:
        since = person.digested_at or person.created_at
        window = {"person": person.id, "since": since.isoformat(), "until": moment.isoformat()}
        enqueue("send_digest", f"{person.id}-{moment:%Y%m%d%H}", window)
        person.digested_at = moment
    return len(people)


def latest_morning(moment: datetime) -> datetime:
    """Six o'clock, of today or, before that, of yesterday."""
    here = local(moment)
    day = here.date() if here.time() >= HOUR else here.date() - timedelta(days=1)
    return moment_of(day, HOUR)


def latest_monday(moment: datetime) -> datetime:
    """Six o'clock on the Monday that came last."""
    day = local(latest_morning(moment)).date()
    return moment_of(day - timedelta(days=day.weekday()), HOUR)


def digest_for(person: Person, since: datetime, until: datetime) -> Digest:
    """What this person hears of that time: nothing of her own doing, nothing that is not public any more."""
    items: dict[int, Item] = {}
    rows = [*db.session.execute(_steps(person, since, until)), *db.session.execute(_steps_here(person, since, until))]
    for entry, thing in dict.fromkeys((entry, thing) for entry, thing in rows):
        if _is_told(entry, thing):
            items.setdefault(thing.id, Item(thing)).steps.append(entry)
    for thing, count in db.session.execute(_comments(person, since, until)):
        items.setdefault(thing.id, Item(thing)).comments = count
    fresh = [thing for thing in _fresh(person, since, until) if thing.id not in items]
    told = list(items.values())
    more = max(len(told) - MOST_THINGS, 0) + max(len(fresh) - MOST_THINGS, 0)
    return Digest(told[:MOST_THINGS], fresh[:MOST_THINGS], more)


def _last() -> ColumnElement[datetime]:
    return func.coalesce(Person.digested_at, Person.created_at)


def _within(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(JournalEntry.at > since, JournalEntry.at <= until)


def _steps(person: Person, since: datetime, until: datetime) -> Select[JournalEntry, Thing]:
    return (
        select(JournalEntry, Thing)
        .join(Thing, Thing.id == JournalEntry.thing_id)
        .join(Follow, and_(Follow.thing_id == Thing.id, Follow.person_id == person.id))
        .where(
            _within(since, until), JournalEntry.at >= Follow.at, JournalEntry.audience == "public", is_public(),
            JournalEntry.actor_id.is_distinct_from(person.id), JournalEntry.verb.not_in(BESIDES),
        )
        .order_by(JournalEntry.at, JournalEntry.id)
        .limit(MOST_STEPS)
    )  # fmt: skip


def _steps_here(person: Person, since: datetime, until: datetime) -> Select[JournalEntry, Thing]:
    """The same of joint projects in which a municipality this person follows is named; of one that has left, that."""
    mine = select(Follow.municipality_id).where(Follow.person_id == person.id, Follow.municipality_id.is_not(None))
    bodies = select(Municipality.organisation_id).where(
        Municipality.id.in_(standing_for(mine)), Municipality.organisation_id.is_not(None)
    )
    named = (
        select(Partner.cooperation_id)
        .join(Cooperation, Cooperation.id == Partner.cooperation_id)
        .join(Declaration, Declaration.partner_id == Partner.id)
        .where(Partner.organisation_id.in_(bodies))
    )
    has_left = named.where(
        Partner.leaves_on.is_not(None), Declaration.verdict == "accepted", Declaration.superseded_at.is_(None),
        Declaration.version == Cooperation.shown_version,
    )  # fmt: skip
    is_here = or_(Thing.id.in_(named.where(is_named())), and_(JournalEntry.verb == "leave", Thing.id.in_(has_left)))
    return (
        select(JournalEntry, Thing)
        .join(Thing, Thing.id == JournalEntry.thing_id)
        .where(
            _within(since, until), JournalEntry.audience == "public", is_public(), JournalEntry.verb.in_(TOLD_AT_HOME),
            JournalEntry.actor_id.is_distinct_from(person.id), Thing.kind == "cooperation", is_here,
        )
        .order_by(JournalEntry.at, JournalEntry.id)
        .limit(MOST_STEPS)
    )  # fmt: skip


def _is_told(entry: JournalEntry, thing: Thing) -> bool:
    """Whether there is a sentence for it: of a joint project not every step is for everybody."""
    return not isinstance(thing, Cooperation) or is_told_to_everybody(entry, thing)


def _comments(person: Person, since: datetime, until: datetime) -> Select[Thing, int]:
    return (
        select(Thing, func.count())
        .join(Comment, Comment.thing_id == Thing.id)
        .join(Follow, and_(Follow.thing_id == Thing.id, Follow.person_id == person.id))
        .where(
            Comment.published_at > since, Comment.published_at <= until, Comment.restricted_at.is_(None),
            Comment.removed_at.is_(None), Comment.author_id.is_distinct_from(person.id), is_public(),
        )
        .group_by(Thing.id)
        .order_by(Thing.id)
    )  # fmt: skip


def _fresh(person: Person, since: datetime, until: datetime) -> Sequence[Thing]:
    """What came into the world on a goal one follows (or below it), for a place, or in the process of a concept."""
    mine = select(Follow).where(Follow.person_id == person.id).subquery()
    followed = select(mine.c.thing_id).where(mine.c.thing_id.is_not(None))
    below = select(GoalAncestor.goal_id).where(GoalAncestor.ancestor_id.in_(followed))
    towns = standing_for(select(mine.c.municipality_id).where(mine.c.municipality_id.is_not(None)))
    on = (
        select(IdeaGoal.idea_id).where(IdeaGoal.goal_id.in_(below)),
        select(ProjectGoal.project_id).where(ProjectGoal.goal_id.in_(below)),
        select(idea_municipality.c.idea_id).where(idea_municipality.c.municipality_id.in_(towns)),
        select(project_municipality.c.project_id).where(project_municipality.c.municipality_id.in_(towns)),
        select(_format.c.id).where(or_(_format.c.municipality_id.in_(towns), _format.c.concept_id.in_(followed))),
    )
    found = (
        select(Thing)
        .join(JournalEntry, JournalEntry.thing_id == Thing.id)
        .where(
            _within(since, until), JournalEntry.audience == "public", is_public(),
            or_(*(Thing.id.in_(things) for things in on)),
            or_(*(and_(Thing.kind == kind, JournalEntry.verb == verb) for kind, verb in NEW_HERE.items())),
        )
        .order_by(Thing.id)
        .limit(MOST_STEPS)
    )  # fmt: skip
    return [thing for thing in db.session.scalars(found).unique() if getattr(thing, "author_id", None) != person.id]
