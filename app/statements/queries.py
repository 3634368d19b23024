"""Reading requests for the desk: one for one reader, those of an idea, the list of all, whom one could ask."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from app.accounts.models import SPEAKING_ROLES, Membership, Organisation, Person
from app.core.clock import today
from app.core.database import db, to_change
from app.core.journal import JournalEntry
from app.core.paging import CursorIsBroken, page_of
from app.files.models import Attachment
from app.ideas.models import Idea, IdeaGoal
from app.municipalities.models import District, Municipality, Region, current_member
from app.statements.models import Statement, StatementLink, StatementRequest, StatementSet
from app.things.models import Thing

VIEWS = {
    "offen": "open", "eingegangen": "answered", "nicht-zustaendig": "not_responsible", "zurueckgenommen": "withdrawn",
}  # fmt: skip
PAGE_SIZE = 30
MOST_EARLIER = 4
TOWN_KINDS = ("municipality", "association_of_municipalities")


# ---- one request, those of one idea --------------------------------------------------------------


def find_request(number: int, to: Person) -> StatementRequest | None:
    """A request of an authority this person works for. On a change its idea is locked before it, as everywhere."""
    held = StatementRequest.authority_id.in_(to.authorities_as("moderator", "project_editor"))
    found = select(StatementRequest).where(StatementRequest.id == number, held)
    idea_id = db.session.scalar(select(StatementRequest.idea_id).where(StatementRequest.id == number, held))
    if idea_id is None:
        return None
    db.session.scalar(to_change(select(Idea).where(Idea.id == idea_id), of=Idea))
    return db.session.scalar(to_change(found, of=StatementRequest))


def requests_of(idea_id: int) -> Sequence[StatementRequest]:
    """Everybody who was asked about the idea, in the order of asking."""
    found = select(StatementRequest).where(StatementRequest.idea_id == idea_id).order_by(StatementRequest.id)
    statements = selectinload(StatementRequest.statement).selectinload(Statement.person)
    return db.session.scalars(found.options(statements)).all()


def files_with(requests: Iterable[StatementRequest]) -> dict[int, list[Attachment]]:
    """What offices sent along, by request."""
    ids = [request.id for request in requests]
    kept = select(Attachment).where(Attachment.thing_id.in_(ids), Attachment.removed_at.is_(None))
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in db.session.scalars(kept.order_by(Attachment.thing_id, Attachment.position, Attachment.id)):
        files[file.thing_id].append(file)
    return files


def mailed_at(requests: Iterable[StatementRequest]) -> dict[int, datetime]:
    """When the last mail with a link left for the office, by request; nothing where none has left yet."""
    ids = [request.id for request in requests]
    sent = select(StatementLink.request_id, func.max(StatementLink.sent_at)).where(
        StatementLink.request_id.in_(ids), StatementLink.sent_at.is_not(None)
    )
    return {number: at for number, at in db.session.execute(sent.group_by(StatementLink.request_id)) if at}


def withdrawals(idea_id: int) -> dict[int, JournalEntry]:
    """Why requests about the idea were taken back, by request."""
    entries = select(JournalEntry).where(JournalEntry.thing_id == idea_id, JournalEntry.verb == "withdraw_request")
    return {entry.details.get("request", 0): entry for entry in db.session.scalars(entries.order_by(JournalEntry.id))}


def speakers_of(organisation_ids: Collection[int]) -> dict[int, list[Person]]:
    """Who speaks for these organisations with an account today."""
    is_valid = or_(Membership.until.is_(None), Membership.until >= today())
    held = (
        select(Membership.organisation_id, Person)
        .join(Person, Person.id == Membership.person_id)
        .where(Membership.organisation_id.in_(organisation_ids), Membership.role.in_(SPEAKING_ROLES), is_valid)
        .where(Person.email.is_not(None))
        .order_by(Membership.organisation_id, Person.id)
    )
    people: dict[int, list[Person]] = defaultdict(list)
    for organisation_id, person in db.session.execute(held):
        people[organisation_id or 0].append(person)
    return people


# ---- the list of all -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """How many there are in each view, and how many of the open ones are late."""

    views: dict[str, int]
    late: int
    unseen: int


def list_requests(
    authority_ids: Collection[int], view: str, *, office: str = "", cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[Sequence[Row[Any]], str | None]:
    """One page: what is open by its day, what has ended newest first. One query."""
    about = aliased(Thing, flat=True)
    rows: Any = (
        select(
            StatementRequest.id, StatementRequest.title.label("office"), StatementRequest.due_on,
            StatementRequest.state, StatementRequest.suggestion, StatementRequest.seen_at, StatementRequest.ended_at,
            StatementRequest.reminded_at, StatementRequest.first_due_on, Statement.verdict, StatementRequest.idea_id,
            about.title.label("idea_title"),
        )
        .join(about, about.id == StatementRequest.idea_id)
        .outerjoin(Statement, Statement.request_id == StatementRequest.id)
        .where(*_shown(authority_ids, office), StatementRequest.state == VIEWS[view])
    )  # fmt: skip
    if view != "offen":
        newest_first: list[Any] = [StatementRequest.ended_at, StatementRequest.id]
        page = page_of(rows, newest_first, cursor, size)
        return page.rows, page.next
    found = db.session.execute(_due_first(rows, cursor).limit(size + 1)).all()
    last = found[size - 1] if len(found) > size else None
    return found[:size], f"{last.due_on.isoformat()}.{last.id}" if last else None


def count_requests(authority_ids: Collection[int], office: str = "") -> Counts:
    """The figures above the list, in one query."""
    counted = select(
        *(func.count().filter(StatementRequest.state == state) for state in VIEWS.values()),
        func.count().filter(StatementRequest.state == "open", StatementRequest.due_on < today()),
        func.count().filter(
            StatementRequest.state.in_(("answered", "not_responsible")), StatementRequest.seen_at.is_(None)
        ),
    ).where(*_shown(authority_ids, office))
    *views, late, unseen = db.session.execute(counted).one()
    return Counts(dict(zip(VIEWS, views, strict=True)), late, unseen)


def offices_asked(authority_ids: Collection[int]) -> Sequence[str]:
    """Everybody who was ever asked, for the filter."""
    names = select(StatementRequest.title).where(*_shown(authority_ids)).distinct()
    return db.session.scalars(names.order_by(StatementRequest.title)).all()


def _shown(authority_ids: Collection[int], office: str = "") -> list[Any]:
    only = [StatementRequest.title == office] if office else []
    return [StatementRequest.authority_id.in_(authority_ids), *only]


def _due_first(rows: Select[Any], cursor: str | None) -> Select[Any]:
    if cursor:
        day, _dot, number = cursor.partition(".")
        try:
            due_on, last = date.fromisoformat(day), int(number)
        except ValueError as error:
            raise CursorIsBroken(cursor[:80]) from error
        if not 0 < last < 2**31:
            raise CursorIsBroken(cursor[:80])
        later = and_(StatementRequest.due_on == due_on, StatementRequest.id > last)
        rows = rows.where(or_(StatementRequest.due_on > due_on, later))
    return rows.order_by(StatementRequest.due_on, StatementRequest.id)


# ---- whom one could ask --------------------------------------------------------------------------


def bodies_of(authority_id: int, *, retired: bool = False) -> Sequence[Organisation]:
    """The departments and bodies of an authority, departments first, by name."""
    found = select(Organisation).where(
        Organisation.authority_id == authority_id, Organisation.kind.not_in(TOWN_KINDS),
        Organisation.retired_at.is_not(None) if retired else Organisation.retired_at.is_(None),
    )  # fmt: skip
    return db.session.scalars(found.order_by(Organisation.kind != "department", Organisation.name)).all()


def towns_of(authority_id: int) -> Sequence[Organisation]:
    """The municipalities of an authority, those of its district or region, and their associations, by name."""
    own = Organisation.id.in_(_town_ids(authority_id))
    association = and_(Organisation.kind == TOWN_KINDS[1], Organisation.authority_id == authority_id)
    found = select(Organisation).where(or_(own, association), Organisation.retired_at.is_(None))
    return db.session.scalars(found.order_by(Organisation.name)).all()


def is_in_district_of(organisation_id: int, authority_ids: Collection[int]) -> bool:
    """Whether that municipality lies in a district of these authorities."""
    own = select(Municipality.id).join(District, District.id == Municipality.district_id)
    own = own.where(Municipality.organisation_id == organisation_id, Municipality.valid_until.is_(None))
    return db.session.scalar(own.where(District.authority_id.in_(authority_ids)).limit(1)) is not None


def _town_ids(authority_id: int) -> Select[Any]:
    in_region = (
        select(current_member.c.municipality_id)
        .join(Region, Region.id == current_member.c.region_id)
        .where(Region.authority_id == authority_id)
    )
    in_district = select(District.id).where(District.authority_id == authority_id)
    return select(Municipality.organisation_id).where(
        Municipality.organisation_id.is_not(None), Municipality.valid_until.is_(None),
        or_(Municipality.district_id.in_(in_district), Municipality.id.in_(in_region)),
    )  # fmt: skip


def sets_of(authority_id: int) -> Sequence[StatementSet]:
    """The sets of offices an authority asks together, by name, each with its members."""
    found = select(StatementSet).where(StatementSet.authority_id == authority_id).order_by(StatementSet.name)
    return db.session.scalars(found.options(selectinload(StatementSet.members))).all()


def asked_before(idea: Idea) -> dict[int, int]:
    """Which offices were asked about other ideas with the same main goal, and how often; the most frequent first."""
    main = next((tag.goal_id for tag in idea.goal_tags if tag.is_main), None)
    alike = select(IdeaGoal.idea_id).where(IdeaGoal.goal_id == main, IdeaGoal.is_main)
    times = func.count()
    found = (
        select(StatementRequest.organisation_id, times)
        .where(
            StatementRequest.authority_id == idea.authority_id, StatementRequest.organisation_id.is_not(None),
            StatementRequest.idea_id.in_(alike), StatementRequest.idea_id != idea.id,
            StatementRequest.state.in_(("open", "answered")),
        )
        .group_by(StatementRequest.organisation_id)
        .order_by(times.desc(), StatementRequest.organisation_id)
        .limit(MOST_EARLIER)
    )  # fmt: skip
    return {number: count for number, count in db.session.execute(found) if number}
