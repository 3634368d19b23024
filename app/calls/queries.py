"""Reading calls: their ideas and counts, what ideas say of them, what the jury has still to judge, what it thinks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, false, func, or_, select, true

from app.accounts.models import Membership, Person
from app.calls.models import Award, CallEntry, JuryVote
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.formats.models import Contribution, ParticipationFormat
from app.formats.queries import find_on_desk, find_visible, visible_formats
from app.formats.taking_up import ARISEN
from app.ideas.models import CoAuthor, Idea
from app.ideas.queries import LISTED, IdeaFilter
from app.things.models import ThingLink
from app.things.queries import belongs_to, is_public, is_visible_to

FEWEST_COUNTED = 5
"""Fewer ideas than that, received and not public yet, are not counted in public."""
PAGE_SIZE = 50
_said = Contribution.__table__.alias("said_before")
SORTS = ("schnitt", "summe", "stimmen", "nummer")


# ---- calls ---------------------------------------------------------------------------------------


def find_call(number: int, to: Person | None) -> ParticipationFormat | None:
    """The call with that number, if this reader may see it."""
    return _call(find_visible(number, to))


def find_call_on_desk(number: int, to: Person) -> ParticipationFormat | None:
    """The call in any state, if this person moderates there or runs it."""
    return _call(find_on_desk(number, to))


def find_jury_call(number: int, to: Person) -> ParticipationFormat | None:
    """The call with that number, if this person sits in its jury today."""
    wanted = _calls_of_jury(to).where(ParticipationFormat.id == number)
    found: ParticipationFormat | None = db.session.scalar(to_change(wanted, of=ParticipationFormat))
    return found


@dataclass(frozen=True)
class Judging:
    """One idea before a juror of its call."""

    call: ParticipationFormat
    idea: Idea

    def has_member(self, person: Person, *roles: str) -> bool:
        """Whether this person has a part in the call."""
        return self.call.has_member(person, *roles)


def find_judging(number: int, idea: int, to: Person) -> Judging | None:
    """The public idea of a call this person judges."""
    call = find_jury_call(number, to)
    found = find_to_judge(call, idea) if call is not None else None
    return Judging(call, found) if call is not None and found is not None else None


def jury_calls(person: Person) -> Sequence[ParticipationFormat]:
    """The calls this person judges, the one that ends first on top."""
    order = (ParticipationFormat.closes_on, ParticipationFormat.id)
    return db.session.scalars(_calls_of_jury(person).order_by(*order).limit(PAGE_SIZE)).all()


def calls_for(idea: Idea) -> Sequence[Row[Any]]:
    """The calls into which the desk can put this idea, the newest first."""
    rows: Any = select(ParticipationFormat.id, ParticipationFormat.title).where(
        ParticipationFormat.format_kind == "call", ParticipationFormat.state.in_(("open", "closed")),
        ParticipationFormat.authority_id == idea.authority_id,
    )  # fmt: skip
    return db.session.execute(rows.order_by(ParticipationFormat.id.desc()).limit(PAGE_SIZE)).all()


def _calls_of_jury(person: Person) -> Select[Any]:
    is_judged = ParticipationFormat.state.in_(("open", "closed", "concluded"))
    is_juror = belongs_to(ParticipationFormat.id, person, "juror")
    return visible_formats(person).where(ParticipationFormat.format_kind == "call", is_judged, is_juror)


def _call(found: ParticipationFormat | None) -> ParticipationFormat | None:
    return found if found is not None and found.format_kind == "call" else None


# ---- ideas of a call -----------------------------------------------------------------------------


@dataclass(frozen=True)
class NamedCall:
    """The call an idea answers, the prize it won there, and the days to come."""

    number: int
    title: str
    slug: str
    award: str | None = None
    state: str = "open"
    closes_on: date | None = None
    decision_on: date | None = None
    results_due_on: date | None = None


@dataclass(frozen=True)
class Counts:
    """How many ideas of a call everybody can read, how many of these are in review; and how many more have come."""

    public: int
    in_review: int
    further: int


def ideas_in(call: ParticipationFormat) -> Select[Any]:
    """The numbers of the ideas that answer a call, drafts among them: whoever shows them asks what is public."""
    return select(CallEntry.idea_id).where(CallEntry.call_id == call.id)


def filter_of(call: ParticipationFormat, sort: str = "neu") -> IdeaFilter:
    """The list of ideas, narrowed to a call; one that went into another idea stays named."""
    return IdeaFilter(among=ideas_in(call), sort=sort, with_merged=True)


def counts_of(call: ParticipationFormat) -> Counts:
    """What can be told of how many came; a few that are not public yet are not counted. One query."""
    is_there = and_(*LISTED.conditions(filter_of(call)))
    waits = and_(~is_there, Idea.state.in_(("submitted", "revision_requested")))
    row = db.session.execute(
        select(
            func.sum(case((is_there, 1), else_=0)),
            func.sum(case((and_(is_there, Idea.state == "published"), 1), else_=0)),
            func.sum(case((waits, 1), else_=0)),
        )
        .select_from(Idea)
        .where(Idea.id.in_(ideas_in(call)))
    ).one()
    further = row[2] or 0
    return Counts(row[0] or 0, row[1] or 0, further if further >= FEWEST_COUNTED else 0)


def count_entries(calls: Collection[int]) -> dict[int, int]:
    """How many ideas were handed in to each of these calls, for the desk; drafts are not. One query."""
    rows = (
        select(CallEntry.call_id, func.count())
        .join(Idea, Idea.id == CallEntry.idea_id)
        .where(CallEntry.call_id.in_(calls), Idea.submitted_at.is_not(None))
        .group_by(CallEntry.call_id)
    )
    return {call: count for call, count in db.session.execute(rows)}


def calls_of(numbers: Collection[int], to: Person | None = None) -> dict[int, NamedCall]:
    """Per idea the call it answers, where this reader may see that; with its prize once that is public. One query."""
    if not numbers:
        return {}
    won = and_(
        Award.call_id == CallEntry.call_id, Award.idea_id == CallEntry.idea_id, ParticipationFormat.state == "concluded"
    )
    rows = (
        select(
            CallEntry.idea_id, ParticipationFormat.id, ParticipationFormat.title, ParticipationFormat.slug,
            Award.title.label("award"), ParticipationFormat.state, ParticipationFormat.closes_on,
            ParticipationFormat.decision_on, ParticipationFormat.results_due_on,
        )
        .join(ParticipationFormat, ParticipationFormat.id == CallEntry.call_id)
        .outerjoin(Award, won)
        .where(CallEntry.idea_id.in_(numbers), is_visible_to(to))
    )  # fmt: skip
    return {row.idea_id: NamedCall(*row[1:]) for row in db.session.execute(rows)}


def entry_of(idea_id: int) -> CallEntry | None:
    """The call an idea answers, for its author and the desk."""
    return db.session.get(CallEntry, idea_id)


def entries_on_desk(call: ParticipationFormat, cursor: str | None = None, size: int = PAGE_SIZE) -> Page:
    """What was handed in, public or not, the newest first; of another office's ideas only those everybody reads."""
    is_shown = or_(Idea.authority_id == call.authority_id, is_public())
    columns: tuple[Any, ...] = (
        Idea.id.label("number"), Idea.title, Idea.slug, Idea.state, Idea.outcome, Idea.forwarded_to,
        Idea.answer_due_on, Idea.publish_due_on, Idea.supports, Idea.submitted_at, Idea.authority_id,
        is_public().label("is_public"),
    )  # fmt: skip
    rows = select(*columns).where(Idea.id.in_(ideas_in(call)), Idea.submitted_at.is_not(None), is_shown)
    order: list[Any] = [Idea.submitted_at, Idea.id]
    return page_of(rows, order, cursor, size)


# ---- the jury ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """What the jury thinks of one idea: sum and average of the votes that count, and how many do not."""

    number: int
    title: str
    slug: str
    votes: int
    points: int
    left_out: int

    @property
    def average(self) -> float:
        return self.points / self.votes if self.votes else 0.0


def find_to_judge(call: ParticipationFormat, number: int) -> Idea | None:
    """The public idea of this call with that number."""
    return db.session.scalar(select(Idea).where(Idea.id == number, *LISTED.conditions(filter_of(call))))


def own_votes(call: ParticipationFormat, person: Person) -> dict[int, JuryVote]:
    """What this juror has given so far, by idea."""
    votes = select(JuryVote).where(JuryVote.call_id == call.id, JuryVote.person_id == person.id)
    return {vote.idea_id: vote for vote in db.session.scalars(votes)}


def to_judge(call: ParticipationFormat, person: Person) -> Sequence[Row[Any]]:
    """Every public idea of the call in the order of its numbers, with whether it is this juror's own. One query."""
    rows = select(Idea.id.label("number"), Idea.title, Idea.slug, is_own(person.id).label("is_own")).where(
        *LISTED.conditions(filter_of(call))
    )
    return db.session.execute(rows.order_by(Idea.id)).all()


def tallies(call: ParticipationFormat, sort: str = SORTS[0]) -> list[Tally]:
    """The public ideas with what the jury gave them, votes on an own idea left out. One query."""
    own = is_own(JuryVote.person_id)
    counts, left_out = and_(JuryVote.points.is_not(None), ~own), and_(JuryVote.points.is_not(None), own)
    rows = (
        select(
            Idea.id, Idea.title, Idea.slug, func.sum(case((counts, 1), else_=0)).label("votes"),
            func.sum(case((counts, JuryVote.points), else_=0)).label("points"),
            func.sum(case((left_out, 1), else_=0)).label("left_out"),
        )
        .outerjoin(JuryVote, and_(JuryVote.idea_id == Idea.id, JuryVote.call_id == call.id))
        .where(*LISTED.conditions(filter_of(call)))
        .group_by(Idea.id, Idea.title, Idea.slug)
    )  # fmt: skip
    found = [Tally(*row) for row in db.session.execute(rows)]
    keys: dict[str, Any] = {
        "schnitt": lambda one: (-one.average, -one.votes, one.number), "nummer": lambda one: one.number,
        "summe": lambda one: (-one.points, one.number), "stimmen": lambda one: (-one.votes, one.number),
    }  # fmt: skip
    return sorted(found, key=keys.get(sort, keys[SORTS[0]]))


def remarks_of(call: ParticipationFormat) -> Sequence[Row[Any]]:
    """Every vote with its remark and by whom, for the desk."""
    rows = (
        select(
            JuryVote.idea_id,
            JuryVote.points,
            JuryVote.remark,
            Person.display_name,
            is_own(JuryVote.person_id).label("is_own"),
        )
        .join(Idea, Idea.id == JuryVote.idea_id)
        .outerjoin(Person, Person.id == JuryVote.person_id)
        .where(JuryVote.call_id == call.id)
    )  # fmt: skip
    return db.session.execute(rows.order_by(JuryVote.idea_id, Person.display_name, JuryVote.person_id)).all()


def is_own(person_id: Any) -> Any:
    """Whether an idea is this person's own today, however it came about (`judging.is_biased`)."""
    # Asked of the jurors row by row, the innermost query looks at the vote of the outermost.
    bodies = select(Membership.organisation_id).where(Membership.person_id == person_id, Membership.is_valid)
    theirs = bodies.correlate(JuryVote)
    along = exists().where(CoAuthor.idea_id == Idea.id, CoAuthor.person_id == person_id)
    is_theirs = or_(Idea.organisation_id.in_(theirs), Idea.prepared_by_id.in_(theirs))
    said = exists().where(
        ThingLink.from_id == Idea.id, ThingLink.kind == ARISEN, _said.c.id == ThingLink.to_id,
        or_(_said.c.author_id == person_id, _said.c.organisation_id.in_(theirs)),
    )  # fmt: skip
    return case((or_(Idea.author_id == person_id, along, is_theirs, said), true()), else_=false())


# ---- prizes --------------------------------------------------------------------------------------


def awards_of(call: ParticipationFormat, person: Person) -> Sequence[Award]:
    """The prizes that public ideas of this person won in a concluded call, the first on top."""
    if call.state != "concluded":
        return ()
    along = exists().where(CoAuthor.idea_id == Idea.id, CoAuthor.person_id == person.id)
    won = select(Award).join(Idea, Idea.id == Award.idea_id).where(Award.call_id == call.id, is_public())
    hers = won.where(or_(Idea.author_id == person.id, along))
    return db.session.scalars(hers.order_by(Award.position, Award.id)).all()


def public_awards(call: ParticipationFormat) -> Sequence[Row[Any]]:
    """The prizes everybody reads once the call is concluded; not those of ideas that are public no more."""
    if call.state != "concluded":
        return ()
    rows: Any = (
        select(Award.title.label("prize"), Award.reason, Award.sat_on, Idea.id.label("number"), Idea.title, Idea.slug)
        .join(Idea, Idea.id == Award.idea_id)
        .where(Award.call_id == call.id, is_public())
    )
    return db.session.execute(rows.order_by(Award.position, Award.id)).all()
