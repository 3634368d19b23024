"""Reading reports and restrictions: what a reader can report, what waits at the desk, what was hidden of mine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, case, cast, exists, extract, func, not_, or_, select

from app.accounts.models import Membership, Person
from app.accounts.queries import organisations_of
from app.core.database import db, to_change
from app.core.paging import Page, page_of
from app.discussion.models import Comment
from app.discussion.queries import find_shown
from app.files.models import Attachment
from app.files.queries import is_hidden
from app.restrictions.models import Report, Restriction
from app.restrictions.targets import CONTRIBUTIONS, KINDS, Target, keys_of
from app.things.models import Thing
from app.things.queries import is_public, is_visible_to

PAGE_SIZE = 25
_NEWEST_FIRST: list[Any] = [Restriction.id]


# ---- what a reader sees, and can therefore report ----------------------------------------------------


def find_reportable(number: int, to: Person | None = None) -> Thing | None:
    """The thing with that number, if this reader sees it and it is one to report; a removed one has no words left.

    A cooperation is one once everybody reads it: no office has a say in what partners read among themselves.
    """
    is_to_report = or_(Thing.kind != "cooperation", is_public())
    found = select(Thing).where(Thing.id == number, Thing.kind.in_(KINDS), is_visible_to(to), is_to_report)
    return _with_words(db.session.scalar(to_change(found, of=Thing)))


def _with_words(thing: Thing | None) -> Thing | None:
    """The thing, unless whoever wrote it has removed its words."""
    return thing if getattr(thing, "removed_at", None) is None else None


def find_reportable_comment(comment_id: int, to: Person | None = None) -> Comment | None:
    """The comment, if this reader may read it and it stands at an office's desk; what partners say in their room stands
    at none."""
    said = find_shown(comment_id, to)
    return said if said is not None and said.authority_id is not None else None


def find_reportable_file(attachment_id: int) -> Attachment | None:
    """The file, if everybody may have it."""
    is_shown = and_(Attachment.released_at.is_not(None), Attachment.removed_at.is_(None), ~is_hidden())
    found = select(Attachment).join(Thing, Thing.id == Attachment.thing_id).where(Attachment.id == attachment_id)
    file = db.session.scalar(to_change(found.where(is_shown, is_public()), of=Attachment))
    # What an office sent along is public with its idea alone.
    return file if file is not None and file.thing.is_public else None


def find_report_by_once(once: str | None) -> Report | None:
    """What an earlier sending of the same form has made."""
    return db.session.scalar(select(Report).where(Report.once == once)) if once else None


# ---- what the desk can hide ---------------------------------------------------------------------------


def find_restrictable(number: int, to: Person) -> Thing | None:
    """What an authority of this person has published, hidden or not; a contribution also while it is held back."""
    is_there = or_(Thing.published_at.is_not(None), Thing.kind.in_(CONTRIBUTIONS))
    found = select(Thing).where(Thing.id == number, Thing.kind.in_(KINDS), is_there)
    return _with_words(db.session.scalar(to_change(found.where(_is_moderated_by(to)), of=Thing)))


def find_restrictable_comment(comment_id: int, to: Person) -> Comment | None:
    """A comment at a thing of this person's authorities, held back or public; removed ones are gone already."""
    found = select(Comment).join(Thing, Thing.id == Comment.thing_id).where(Comment.id == comment_id)
    return db.session.scalar(to_change(found.where(Comment.removed_at.is_(None), _is_moderated_by(to)), of=Comment))


def find_restrictable_file(attachment_id: int, to: Person, is_received: ColumnElement[bool]) -> Attachment | None:
    """A file of a thing of this person's authorities that was published or `is_received`; of a draft never."""
    found = select(Attachment).join(Thing, Thing.id == Attachment.thing_id).where(Attachment.id == attachment_id)
    is_there = and_(Attachment.removed_at.is_(None), or_(Thing.published_at.is_not(None), is_received))
    return db.session.scalar(to_change(found.where(is_there, _is_moderated_by(to)), of=Attachment))


def _is_moderated_by(person: Person) -> ColumnElement[bool]:
    return Thing.authority_id.in_(person.authorities_as("moderator"))


# ---- reports at the desk --------------------------------------------------------------------------------
# Their desk is the one the thing belongs to today. Whoever wrote what was reported does not hear of the report:
# `own_things` says which things the reader has written, as only their kinds know.


@dataclass(frozen=True)
class DeskCounts:
    """How much waits at the desk."""

    reports: int = 0
    held: int = 0
    objections: int = 0
    to_decide: int = 0
    """Those of the objections this person may decide."""

    @property
    def to_work_off(self) -> int:
        """What this person can settle."""
        return self.reports + self.held + self.to_decide


def desk_counts(person: Person, own_things: ColumnElement[bool]) -> DeskCounts:
    """What waits for this person's authorities, in one query."""
    moderated = person.authorities_as("moderator")
    reports = _count_of(Report).join(Thing, Thing.id == Report.thing_id)
    reports = reports.where(_is_open_report(), _is_reported_to(person, own_things))
    is_held = and_(Comment.published_at.is_(None), Comment.removed_at.is_(None), Comment.restricted_at.is_(None))
    held = _count_of(Comment).join(Thing, Thing.id == Comment.thing_id)
    held = held.where(is_held, Thing.authority_id.in_(moderated))
    objections = _count_of(Restriction).join(Thing, Thing.id == Restriction.thing_id)
    objections = objections.where(_is_open_objection(), _is_decided_by(person))
    to_decide = objections.where(
        Thing.authority_id.in_(person.authorities_as("approver")),
        Restriction.by_id.is_distinct_from(person.id),
        Restriction.addressee_id.is_distinct_from(person.id),
    )
    parts = (reports, held, objections, to_decide)
    row = db.session.execute(select(*(part.scalar_subquery() for part in parts))).one()
    return DeskCounts(*(int(number) for number in row))


def reports_on_desk(
    person: Person, own_things: ColumnElement[bool], cursor: str | None = None, *, is_settled: bool = False
) -> Page:
    """One page of the reports to this person's authorities: the longest waiting first, settled ones newest first."""
    rows: Any = select(
        Report.id, Report.cause, Report.text, Report.at, Report.outcome, Report.settled_at, Report.comment_id,
        Report.attachment_id, Report.thing_id, Report.restriction_id, Thing.title, Thing.kind,
    ).join(Thing, Thing.id == Report.thing_id)  # fmt: skip
    rows = rows.where(_is_reported_to(person, own_things))
    if is_settled:
        newest_first: list[Any] = [Report.settled_at, Report.id]
        return page_of(rows.where(Report.settled_at.is_not(None)), newest_first, cursor, PAGE_SIZE)
    return page_of(rows.where(_is_open_report()), [-Report.id], cursor, PAGE_SIZE)


def find_report_on_desk(report_id: int, to: Person) -> Report | None:
    """The report, if an authority this person moderates for answers for the thing."""
    found = select(Report).join(Thing, Thing.id == Report.thing_id).where(Report.id == report_id)
    return db.session.scalar(to_change(found.where(_is_moderated_by(to)), of=Report))


def open_reports_on(target: Target) -> Sequence[Report]:
    """Open reports on this very thing, comment or file, oldest first; locked when they are being settled."""
    found = select(Report).where(_is_open_report(), *_is_about(Report, target)).order_by(Report.id)
    return db.session.scalars(to_change(found, of=Report)).all()


def reporter_of(report: Report) -> Row[str | None, str | None] | None:
    """The reporter's name and address, if she was signed in and is still here."""
    return db.session.execute(
        select(Person.display_name, Person.email).where(Person.id == report.reporter_id, Person.erased_at.is_(None))
    ).one_or_none()


# ---- restrictions ---------------------------------------------------------------------------------------


def restriction_in_force(target: Target) -> Restriction | None:
    """Why this is hidden now."""
    in_force = select(Restriction).where(Restriction.lifted_at.is_(None), *_is_about(Restriction, target))
    return db.session.scalar(in_force.order_by(Restriction.id.desc()).limit(1))


def restrictions_on_desk(person: Person, cursor: str | None = None) -> Page:
    """One page of what was hidden at this person's authorities, newest first."""
    rows = _restriction_rows(Thing.title).where(_is_decided_by(person))
    return page_of(rows, _NEWEST_FIRST, cursor, PAGE_SIZE)


def objections_on_desk(person: Person, cursor: str | None = None) -> Page:
    """One page of the objections that wait for a decision, the longest waiting first."""
    rows = _restriction_rows(Thing.title).where(_is_open_objection(), _is_decided_by(person))
    longest_waiting_first: list[Any] = [-cast(extract("epoch", Restriction.objected_at), Integer), -Restriction.id]
    return page_of(rows, longest_waiting_first, cursor, PAGE_SIZE)


def find_restriction_on_desk(restriction_id: int, to: Person) -> Restriction | None:
    """The restriction, if it belongs to an authority this person moderates or decides for."""
    found = select(Restriction).join(Thing, Thing.id == Restriction.thing_id).where(Restriction.id == restriction_id)
    return db.session.scalar(to_change(found.where(_is_decided_by(to)), of=Restriction))


def own_restrictions(person: Person, own_things: ColumnElement[bool], cursor: str | None = None) -> Page:
    """One page of what was hidden of this person's, or of the organisations she speaks for; newest first.

    The title of the thing is there where she may see the thing, or it is her own.
    """
    rows = _restriction_rows(case((or_(is_visible_to(person), own_things), Thing.title)).label("title"))
    return page_of(rows.where(_is_addressed_to(person)), _NEWEST_FIRST, cursor, PAGE_SIZE)


def find_own_restriction(restriction_id: int, to: Person) -> Restriction | None:
    """The restriction, if it is addressed to this person or to an organisation she speaks for today."""
    found = select(Restriction).where(Restriction.id == restriction_id, _is_addressed_to(to))
    return db.session.scalar(to_change(found, of=Restriction))


def was_reported(restriction: Restriction) -> bool:
    """Whether a reader's report led to it; who it was is nobody's business."""
    found = select(Report.id).where(Report.restriction_id == restriction.id).limit(1)
    return db.session.scalar(found) is not None


def has_other_approver(authority_id: int | None, person: Person) -> bool:
    """Whether somebody else than this person could decide on an objection there."""
    held = select(Membership.person_id).where(Membership.authority_id == authority_id, Membership.role == "approver")
    others = db.session.scalars(select(Person).where(Person.id.in_(held), Person.id != person.id))
    return any(other.has_role("approver", authority_id) for other in others)


def name_of(person_id: int | None) -> str | None:
    """The name of a colleague, for colleagues."""
    return db.session.scalar(select(Person.display_name).where(Person.id == person_id)) if person_id else None


def _restriction_rows(title: Any) -> Select[Any]:
    rows: Any = select(
        Restriction.id, Restriction.at, Restriction.norm, Restriction.ground, Restriction.comment_id,
        Restriction.attachment_id, Restriction.thing_id, Restriction.objected_at, Restriction.decision,
        Restriction.decided_at, Restriction.lifted_at, title, Thing.kind,
    ).join(Thing, Thing.id == Restriction.thing_id)  # fmt: skip
    return rows  # type: ignore[no-any-return]


def _is_addressed_to(person: Person) -> ColumnElement[bool]:
    spoken_for = [organisation.id for organisation in organisations_of(person)]
    is_own = and_(Restriction.addressee_id == person.id, Restriction.organisation_id.is_(None))
    return or_(is_own, Restriction.organisation_id.in_(spoken_for))


def _is_decided_by(person: Person) -> ColumnElement[bool]:
    return Thing.authority_id.in_(person.authorities_as("moderator", "approver"))


def _is_reported_to(person: Person, own_things: ColumnElement[bool]) -> ColumnElement[bool]:
    spoken_for = [organisation.id for organisation in organisations_of(person)]
    is_own = or_(Comment.author_id == person.id, Comment.organisation_id.in_(spoken_for))
    own_comment = exists().where(Comment.id == Report.comment_id, is_own)
    own_file = exists().where(Attachment.id == Report.attachment_id, Attachment.added_by_id == person.id)
    is_about_own = or_(own_comment, own_file, and_(Report.comment_id.is_(None), own_things))
    return and_(_is_moderated_by(person), not_(is_about_own))


def _is_open_report() -> ColumnElement[bool]:
    return Report.settled_at.is_(None)


def _is_open_objection() -> ColumnElement[bool]:
    return and_(Restriction.objected_at.is_not(None), Restriction.decided_at.is_(None), Restriction.lifted_at.is_(None))


def _is_about(table: type[Report] | type[Restriction], target: Target) -> list[ColumnElement[bool]]:
    return [getattr(table, name).is_not_distinct_from(key) for name, key in keys_of(target).items()]


def _count_of(table: type[Any]) -> Select[Any]:
    return select(func.count()).select_from(table)
