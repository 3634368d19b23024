"""Reading a forum: its topics, its threads in four orders, one thread, what waits for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.core.database import db, to_change
from app.core.paging import page_of
from app.discussion.models import Comment
from app.formats.models import Contribution, ContributionVersion, FormatSection, ParticipationFormat
from app.formats.queries import find_contribution_on_desk, find_own_contribution, is_by, is_shown
from app.forums.models import Thread
from app.things.models import Thing
from app.things.queries import is_visible_to

SORTS = ("neu", "unterstuetzt", "unbeantwortet", "zuletzt")
PAGE_SIZE, MOST_HELD, MOST_UNANSWERED = 20, 10, 20


@dataclass(frozen=True)
class Threads:
    """One page of the threads of a forum or of one of its topics."""

    rows: Sequence[Any] = ()
    sort: str = SORTS[0]
    next: str | None = None
    topic: FormatSection | None = None
    held: Sequence[Any] = field(default_factory=list)
    """The reader's own that wait for release."""


def topics_of(format: ParticipationFormat) -> Sequence[FormatSection]:
    """The topics of a forum in their order, with the field of action each is about; one query."""
    topics = select(FormatSection).where(FormatSection.format_id == format.id).options(joinedload(FormatSection.goal))
    return db.session.scalars(topics.order_by(FormatSection.position, FormatSection.id)).all()


def threads_of(
    format: ParticipationFormat, topic: FormatSection | None, asked: Mapping[str, str], person: Person | None
) -> Threads:
    """The page asked for, of all topics or of one; who reads it sees the forum. One query, and one for one's own."""
    wanted = asked.get("sort", "")
    sort = wanted if wanted in SORTS else SORTS[0]
    place = Contribution.section_id == topic.id if topic else Contribution.format_id == format.id
    rows = _threads().where(place, is_shown())
    if sort == "unbeantwortet":
        rows = rows.where(Contribution.answers == 0)
    first: dict[str, list[Any]] = {"unterstuetzt": [Contribution.supporters], "zuletzt": [Contribution.last_word_at]}
    cursor = asked.get("nach") or None
    page = page_of(rows, [*first.get(sort, []), _own.c.id], cursor, PAGE_SIZE)
    held = _held_of(format, person) if person is not None and not cursor else []
    return Threads(page.rows, sort, page.next, topic, held)


def unanswered(format: ParticipationFormat) -> Sequence[Any]:
    """Threads nobody has answered yet, the longest waiting first."""
    rows = _threads().where(Contribution.format_id == format.id, Contribution.answers == 0, is_shown())
    return db.session.execute(rows.order_by(_own.c.id).limit(MOST_UNANSWERED)).all()


def find_thread(number: int, to: Person | None = None) -> Thread | None:
    """The thread this reader may see. One that was removed keeps its place while there are answers below it."""
    wanted = select(Thread).where(Thread.id == number, is_visible_to(to))
    has_place = or_(Contribution.removed_at.is_(None), Contribution.answers > 0)
    found = db.session.scalar(to_change(wanted.where(has_place), of=Thread))
    # A thread is never seen where its forum is not.
    return found if found is not None and found.format.is_shown else None


def find_versions(number: int, to: Person | None = None) -> Thread | None:
    """The thread, if this reader may read its words, and therefore what it said before."""
    found = find_thread(number, to)
    return found if found is not None and found.is_shown else None


def find_own_thread(number: int, to: Person) -> Thread | None:
    """The thread this person wrote, held back or not, where she still belongs to the forum."""
    found = find_own_contribution(number, to)
    return found if isinstance(found, Thread) else None


def find_thread_on_desk(number: int, to: Person) -> Thread | None:
    """The thread in any state, if this person moderates there or runs the forum."""
    found = find_contribution_on_desk(number, to)
    return found if isinstance(found, Thread) else None


def find_forum(number: int, to: Person | None = None) -> ParticipationFormat | None:
    """The forum this reader may see. Not locked: whoever writes in it counts in its topic first."""
    wanted = select(ParticipationFormat).where(ParticipationFormat.id == number, is_visible_to(to))
    return db.session.scalar(wanted.where(ParticipationFormat.format_kind == "forum"))


def find_topic(format: ParticipationFormat, section_id: int | None) -> FormatSection | None:
    """The topic of that forum; locked where it is being changed."""
    wanted = select(FormatSection).where(FormatSection.id == section_id, FormatSection.format_id == format.id)
    return db.session.scalar(to_change(wanted, of=FormatSection))


def versions_of(thread: Thread) -> Sequence[ContributionVersion]:
    """What it said before, the latest first."""
    earlier = select(ContributionVersion).where(ContributionVersion.contribution_id == thread.id)
    return db.session.scalars(earlier.order_by(ContributionVersion.number.desc())).all()


def everything_said(format: ParticipationFormat) -> tuple[Sequence[Any], Mapping[int, list[Any]]]:
    """All threads its audience reads, topic after topic, and the answers to each in their order; two queries."""
    begun = (
        _threads()
        .add_columns(_own.c.text.label("whole"))
        .join(FormatSection, FormatSection.id == _own.c.section_id)
        .where(Contribution.format_id == format.id, is_shown())
    )
    rows = db.session.execute(begun.order_by(FormatSection.position, FormatSection.id, _own.c.id)).all()
    shown = (Comment.published_at.is_not(None), Comment.restricted_at.is_(None), Comment.removed_at.is_(None))
    # An answer stands below the comment it belongs to.
    order = (Comment.thing_id, func.coalesce(Comment.parent_id, Comment.id), Comment.id)
    said = (
        select(
            Comment.thing_id, Comment.author_kind, Comment.author_name, Comment.text, Comment.supports,
            Comment.published_at,
        )
        .join(_own, _own.c.id == Comment.thing_id)
        .where(_own.c.format_id == format.id, *shown)
        .order_by(*order)
    )  # fmt: skip
    answers: dict[int, list[Any]] = {}
    for row in db.session.execute(said):
        answers.setdefault(row.thing_id, []).append(row)
    return rows, answers


_own: Any = Contribution.__table__


def _threads() -> Select[Any]:
    columns: tuple[Any, ...] = (
        _own.c.id, Thing.title, _own.c.section_id, func.substr(_own.c.text, 1, 400).label("text"), _own.c.lang,
        _own.c.author_kind, _own.c.author_name, Thing.published_at, _own.c.edited_at, _own.c.last_word_at,
        Thing.supports, Thing.comments, _own.c.due_on,
    )  # fmt: skip
    return select(*columns).join_from(_own, Thing, Thing.id == _own.c.id)


def _held_of(format: ParticipationFormat, person: Person) -> Sequence[Any]:
    held = _threads().where(
        _own.c.due_on.is_not(None), _own.c.format_id == format.id, is_by(person), Thing.published_at.is_(None),
        Thing.restricted_at.is_(None), Contribution.removed_at.is_(None),
    )  # fmt: skip
    return db.session.execute(held.order_by(_own.c.id).limit(MOST_HELD)).all()
