"""Reading comments: one visibility rule, one page of threads with their answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select

from app.accounts.models import Mandate, Organisation, Person
from app.accounts.queries import organisations_of
from app.core.clock import today
from app.core.database import db, to_change
from app.core.paging import page_of
from app.discussion.models import Comment, CommentSupport, CommentVersion
from app.things.models import AudienceMember, Thing
from app.things.queries import is_visible_to

KINDS = ("idea", "project", "cooperation", "thread", "room")
"""The kinds of things people talk about."""
SORTS = ("neu", "unterstuetzt", "unbeantwortet")
THREADS, ANSWERS, PAGE_SIZE = 20, 10, 50
"""Threads of a page, answers below each of them, answers of a thread on its own page."""


@dataclass(frozen=True)
class Said:
    """One comment as a reader sees it; an empty place (restricted or removed) holds neither words nor a name."""

    id: int
    thing_id: int
    parent_id: int | None
    author_kind: str = ""
    author_name: str | None = None
    text: str = ""
    lang: str = "de"
    version: int = 1
    supports: int = 0
    replies: int = 0
    created_at: datetime | None = None
    edited_at: datetime | None = None
    is_shown: bool = True
    is_held: bool = False
    is_removed: bool = False
    is_mine: bool = False
    is_supported: bool = False
    wrote_the_idea: bool = False
    speaker: str | None = None
    """Who says it for that body, where people speak for bodies alone."""
    answers: list["Said"] = field(default_factory=list)

    @property
    def further_answers(self) -> int:
        """How many answers this page leaves out."""
        return max(self.replies - sum(answer.is_shown for answer in self.answers), 0)


@dataclass(frozen=True)
class Talk:
    """One page of the discussion of a thing, as a reader sees it."""

    threads: list[Said] = field(default_factory=list)
    sort: str = SORTS[0]
    next: str | None = None


# ---- who may read ---------------------------------------------------------------------------------


def is_shown(person: Person | None = None) -> ColumnElement[bool]:
    """The one condition for "this reader may read its words", nobody: for everybody; the statement joins `Thing`."""
    return and_(
        Comment.published_at.is_not(None), Comment.restricted_at.is_(None), Comment.removed_at.is_(None),
        is_visible_to(person),
    )  # fmt: skip


def _is_held() -> ColumnElement[bool]:
    return and_(Comment.published_at.is_(None), Comment.restricted_at.is_(None), Comment.removed_at.is_(None))


def _is_of(person: Person | None) -> ColumnElement[bool]:
    """Written by this person, or for an organisation or an office she speaks for today."""
    if person is None:
        return false()
    offices = person.authorities_as("moderator", "project_editor") if person.is_verified_twice else set()
    is_own = Comment.author_id == person.id
    return or_(
        and_(is_own, Comment.author_kind == "person"),
        and_(is_own, Comment.author_kind == "office", Thing.authority_id.in_(offices)),
        Comment.organisation_id.in_([organisation.id for organisation in organisations_of(person)]),
    )


def _has_a_place(person: Person | None) -> ColumnElement[bool]:
    """Shown; or an empty place that holds answers together; or the reader's own, waiting for release."""
    is_there = or_(is_shown(person), Comment.replies > 0, and_(_is_held(), _is_of(person)))
    return and_(is_visible_to(person), is_there)


def _of(comment_id: int) -> Select[Any]:
    return select(Comment).join(Thing, Thing.id == Comment.thing_id).where(Comment.id == comment_id)


def _one(found: Select[Any]) -> Comment | None:
    said: Comment | None = db.session.scalar(to_change(found, of=Comment))
    return said


def find_discussed(number: int, to: Person | None = None) -> Thing | None:
    """The thing with that number this reader may see, if it is one people talk about."""
    found = select(Thing).where(Thing.id == number, Thing.kind.in_(KINDS), is_visible_to(to))
    return db.session.scalar(to_change(found, of=Thing))


def find_shown(comment_id: int, to: Person | None = None) -> Comment | None:
    """The comment, if this reader may read it."""
    return _one(_of(comment_id).where(is_shown(to)))


def find_once_shown(comment_id: int, to: Person | None = None) -> Comment | None:
    """The comment, even if it was hidden or removed while somebody wrote the answer to it."""
    return _one(_of(comment_id).where(Comment.published_at.is_not(None), is_visible_to(to)))


def find_own(comment_id: int, to: Person) -> Comment | None:
    """The comment this person wrote, in any state, wherever it stands."""
    return _one(_of(comment_id).where(_is_of(to)))


def find_on_desk(comment_id: int, to: Person) -> Comment | None:
    """The comment in any state, if it stands at an authority this person moderates for."""
    return _one(_of(comment_id).where(Thing.authority_id.in_(to.authorities_as("moderator"))))


def voices_in(thing: Thing, person: Person) -> list[Organisation]:
    """The organisations in whose name this person may speak there.

    Among bodies only those that take part, and those that prepare for one by mandate.
    """
    own = list(organisations_of(person))
    if not thing.is_among_bodies:
        return own
    rows = select(AudienceMember.organisation_id).where(
        AudienceMember.audience_id == thing.audience_id, AudienceMember.organisation_id.is_not(None),
        or_(AudienceMember.until.is_(None), AudienceMember.until >= today()),
    )  # fmt: skip
    agents = select(Mandate.agent_id).where(Mandate.principal_id.in_(rows), Mandate.is_valid)
    allowed = {*db.session.scalars(rows), *db.session.scalars(agents)}
    return [body for body in own if body.id in allowed]


def find_by_once(once: str) -> Comment | None:
    """What an earlier sending of the same form has made."""
    return db.session.scalar(select(Comment).where(Comment.once == once))


def has_released_comment(person: Person) -> bool:
    """Whether anything this person said has become public and was not hidden since."""
    released = exists().where(
        Comment.author_id == person.id, Comment.published_at.is_not(None), Comment.restricted_at.is_(None)
    )
    return bool(db.session.scalar(select(released)))


def texts_since(person: Person, moment: datetime, apart_from: int | None = None) -> Sequence[str]:
    """What this person said since then."""
    said = select(Comment.text).where(Comment.author_id == person.id, Comment.created_at > moment)
    return db.session.scalars(said.where(Comment.id != (apart_from or 0)).limit(200)).all()


# ---- the discussion of a thing --------------------------------------------------------------------


def talk_of(thing: Thing, asked: Mapping[str, str], person: Person | None) -> Talk:
    """The threads of that page in the order asked for, with their newest answers; two queries, however many."""
    wanted = asked.get("kommentare", "")
    sort = wanted if wanted in SORTS else SORTS[0]
    first: dict[str, list[Any]] = {
        "unterstuetzt": [Comment.supports],
        "unbeantwortet": [case((Comment.replies == 0, 1), else_=0)],
    }
    begun = _said(person).where(Comment.thing_id == thing.id, Comment.parent_id.is_(None), _has_a_place(person))
    order: list[Any] = [*first.get(sort, []), Comment.id]
    page = page_of(begun, order, asked.get("nach"), THREADS)
    threads = {row.id: _as_read(row, thing) for row in page.rows}
    for row in db.session.execute(_newest_answers(list(threads), person)) if threads else ():
        threads[row.parent_id].answers.append(_as_read(row, thing))
    return Talk(list(threads.values()), sort, page.next)


def thread_of(comment: Comment, person: Person | None, since: int, cursor: str | None) -> tuple[Said, str | None]:
    """A comment with one page of its answers, the first of them first, from number `since` on; two queries."""
    row = db.session.execute(_said(person).where(Comment.id == comment.id)).one()
    answers = _said(person).where(Comment.parent_id == comment.id, Comment.id >= since, _has_a_place(person))
    page = page_of(answers, [-Comment.id], cursor, PAGE_SIZE)
    said = _as_read(row, comment.thing)
    said.answers.extend(_as_read(answer, comment.thing) for answer in page.rows)
    return said, page.next


def find_thread(comment_id: int, to: Person | None) -> Comment | None:
    """The comment with that number, if it has a place this reader sees."""
    return _one(_of(comment_id).where(_has_a_place(to)))


def answers_before(comment: Comment, to: Person | None) -> int:
    """How many answers of its thread stand before this one."""
    earlier = select(func.count()).select_from(Comment).join(Thing, Thing.id == Comment.thing_id)
    earlier = earlier.where(Comment.parent_id == comment.parent_id, Comment.id < comment.id, _has_a_place(to))
    return db.session.scalar(earlier) or 0


def versions_of(comment: Comment) -> Sequence[CommentVersion]:
    """What a comment said before, the latest first."""
    earlier = select(CommentVersion).where(CommentVersion.comment_id == comment.id)
    return db.session.scalars(earlier.order_by(CommentVersion.number.desc())).all()


def _newest_answers(thread_ids: Sequence[int], person: Person | None) -> Select[Any]:
    place = func.row_number().over(partition_by=Comment.parent_id, order_by=Comment.id.desc())
    ranked = (
        select(Comment.id, place.label("place"))
        .join(Thing, Thing.id == Comment.thing_id)
        .where(Comment.parent_id.in_(thread_ids), _has_a_place(person))
        .subquery()
    )
    return (
        _said(person)
        .join(ranked, ranked.c.id == Comment.id)
        .where(ranked.c.place <= ANSWERS)
        .order_by(Comment.parent_id, Comment.id)
    )


def _said(person: Person | None) -> Select[Any]:
    agreed = exists().where(
        CommentSupport.comment_id == Comment.id, CommentSupport.person_id == (person.id if person else 0)
    )
    columns: tuple[Any, ...] = (
        Comment.id, Comment.thing_id, Comment.parent_id, Comment.author_id, Comment.organisation_id,
        Comment.author_kind, Comment.author_name, Comment.text, Comment.lang, Comment.version, Comment.supports,
        Comment.replies, Comment.created_at, Comment.edited_at, Comment.removed_at, is_shown(person).label("is_shown"),
        _is_held().label("is_held"), _is_of(person).label("is_mine"), agreed.label("is_supported"),
        Person.display_name.label("speaker"),
    )  # fmt: skip
    said = select(*columns).join(Thing, Thing.id == Comment.thing_id)
    return said.outerjoin(Person, Person.id == Comment.author_id)


def _as_read(row: Any, thing: Thing) -> Said:
    if not row.is_shown and not (row.is_held and row.is_mine):
        return Said(
            row.id, row.thing_id, row.parent_id, replies=row.replies, is_shown=False,
            is_removed=row.removed_at is not None,
        )  # fmt: skip
    return Said(
        row.id, row.thing_id, row.parent_id, row.author_kind, row.author_name, row.text, row.lang, row.version,
        row.supports, row.replies, row.created_at, row.edited_at, bool(row.is_shown), bool(row.is_held),
        is_mine=bool(row.is_mine), is_supported=bool(row.is_supported), wrote_the_idea=_wrote(row, thing),
        speaker=row.speaker if thing.is_among_bodies else None,
    )  # fmt: skip


def _wrote(row: Any, thing: Thing) -> bool:
    """Whether the thing is this writer's own, and stands under the same name: a pseudonym is never given away."""
    organisation = getattr(thing, "organisation_id", None)
    if organisation is not None:
        return bool(row.organisation_id == organisation)
    author = getattr(thing, "author_id", None)
    is_the_same = author is not None and row.author_kind == "person" and row.author_id == author
    return is_the_same and row.author_name == getattr(thing, "author_name", None)


# ---- my own, and what waits -----------------------------------------------------------------------


def own_comments(person: Person, cursor: str | None = None) -> tuple[Sequence[Any], str | None]:
    """What this person has said anywhere, the last first; the title only of things she may see. One query."""
    title = case((is_visible_to(person), Thing.title), else_=None)
    columns: tuple[Any, ...] = (
        Comment.id, Comment.thing_id, Comment.text, Comment.lang, Comment.author_kind, Comment.author_name,
        Comment.created_at, Comment.restricted_at, Comment.published_at, title.label("title"),
    )  # fmt: skip
    mine = select(*columns).join(Thing).where(Comment.author_id == person.id, Comment.removed_at.is_(None))
    newest_first: list[Any] = [Comment.id]
    page = page_of(mine, newest_first, cursor, THREADS)
    return page.rows, page.next


def held_comments(person: Person, cursor: str | None = None) -> tuple[Sequence[Any], str | None]:
    """What waits for release at the authorities this person moderates for, the oldest first. One query."""
    columns: tuple[Any, ...] = (
        Comment.id, Comment.thing_id, Comment.parent_id, Comment.text, Comment.lang, Comment.author_kind,
        Comment.author_name, Comment.created_at, Comment.version, Thing.title, Thing.kind,
        is_visible_to(person).label("is_public"),
    )  # fmt: skip
    authorities = person.authorities_as("moderator")
    held = select(*columns).join(Thing).where(_is_held(), Thing.authority_id.in_(authorities))
    page = page_of(held, [-Comment.id], cursor, THREADS)
    return page.rows, page.next
