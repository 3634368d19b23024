"""The Monday mail: what is new in one's place, what waits for one's word, what was answered. One page, once a week.

Each mail covers the week from Monday six o'clock to Monday six o'clock, written into its job: a repeat is the same
mail. The next Monday's run waits as a job of its own, so that one Monday makes one run.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import aliased

from app.accounts.models import Membership, Organisation, Person
from app.cooperations.queries import answers_asked
from app.core.clock import local, moment_of, now, today
from app.core.database import db
from app.core.jobs import enqueue
from app.ideas.models import Idea, idea_municipality
from app.ideas.workflow import WORKFLOW
from app.inbox.queries import Counts, counts_for
from app.municipalities.models import Municipality, current_member
from app.municipalities.standing import of_today, standing_for
from app.notifications.digesting import HOUR, latest_monday
from app.statements.models import StatementRequest
from app.things.models import Thing

BODIES = ("municipality", "association_of_municipalities", "department")
"""The kinds of bodies that get it, through their people or, where nobody has an account, through their mailbox."""
DESK_ROLES = ("moderator", "project_editor", "approver")
SOON = timedelta(days=7)
LINES = 8
LINES_OF_MAILBOX = 30
"""Without an account the links of the mail are the only way to what is asked: hardly ever is one left out."""
AT_ONCE = 200


@dataclass(frozen=True)
class Recipient:
    """Somebody, or an office's mailbox, and what of the world concerns them."""

    organisations: Sequence[Organisation]
    authority_ids: Collection[int] = ()
    """Whose whole area is theirs: they lead it, sit in its council or work at its desk."""
    declares_for: Collection[int] = ()
    person: Person | None = None

    def ids_of(self, *kinds: str) -> list[int]:
        return [body.id for body in self.organisations if body.kind in kinds]


@dataclass(frozen=True)
class Part:
    """The first lines of one part of the mail, and how many more there are."""

    rows: Sequence[Any] = ()
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.rows) + self.more


@dataclass(frozen=True)
class Monday:
    """What one mail tells."""

    new: Part
    answered: Part
    requests: Part
    prepared: Part
    joint: Part = Part()
    """Joint projects that wait for the answer of a body she speaks or prepares for."""
    desk: Counts = field(default_factory=Counts)

    @property
    def is_empty(self) -> bool:
        parts = (self.new, self.answered, self.requests, self.prepared, self.joint)
        return not (any(part.count for part in parts) or self.desk.waiting)


# ---- when --------------------------------------------------------------------------------------------


def plan_mondays() -> None:
    """The clock's verb: the coming Monday has its run."""
    day = local(latest_monday(now())).date() + timedelta(days=7)
    enqueue("start_mondays", day.isoformat(), {"day": day.isoformat()}, run_at=moment_of(day, HOUR))


def week_before(monday: date) -> tuple[datetime, datetime]:
    """From six o'clock to six o'clock, also where the clocks were changed in between."""
    return moment_of(monday - timedelta(days=7), HOUR), moment_of(monday, HOUR)


def queue_mondays(monday: date) -> int:
    """One job for everybody and every mailbox that may have a Monday mail; returns how many."""
    return _queue("person", _people(), monday) + _queue("mailbox", _mailboxes(), monday)


def _queue(what: str, found: Select[int], monday: date) -> int:
    count, last = 0, 0
    column = found.selected_columns[0]
    while ids := db.session.scalars(found.where(column > last).order_by(column).limit(AT_ONCE)).all():
        for number in ids:
            enqueue("send_monday", f"{what}-{number}-{monday}", {what: number, "day": monday.isoformat()})
        count, last = count + len(ids), ids[-1]
    return count


def _people() -> Select[int]:
    held = or_(
        Membership.role.in_(("observer", *DESK_ROLES)),
        and_(Membership.role.in_(("representative", "officer")), Organisation.kind.in_(BODIES)),
    )
    member = (
        select(Membership.person_id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(held, Membership.is_valid)
    )
    is_there = (Person.monday_mail.is_(True), Person.erased_at.is_(None), Person.email.is_not(None))
    return select(Person.id).where(*is_there, Person.id.in_(member))


def _mailboxes() -> Select[int]:
    """Offices nobody speaks for with an account; who has one gets the mail there, or does not want it."""
    represented = (
        select(Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.role.in_(("representative", "officer")), Membership.is_valid,
            Membership.organisation_id.is_not(None), Person.erased_at.is_(None), Person.email.is_not(None),
        )
    )  # fmt: skip
    return select(Organisation.id).where(
        Organisation.kind.in_(BODIES), Organisation.email.is_not(None), Organisation.monday_mail.is_(True),
        Organisation.retired_at.is_(None), Organisation.id.not_in(represented),
    )  # fmt: skip


# ---- for whom ----------------------------------------------------------------------------------------


def find_reader(person_id: int) -> Recipient | None:
    """The person with what concerns her today; None for whoever gets no Monday mail (any more)."""
    person = db.session.scalar(select(Person).where(Person.id == person_id, Person.id.in_(_people())))
    return recipient_of(person) if person is not None else None


def recipient_of(person: Person) -> Recipient:
    """What concerns this person: the bodies she speaks for and the authorities she belongs to."""
    bodies = {
        held.organisation.id: held.organisation
        for held in person.valid_memberships
        if held.organisation is not None and held.may_speak and held.organisation.kind in BODIES
    }
    return Recipient(
        list(bodies.values()), person.authorities_as("observer", *DESK_ROLES),
        [number for number in bodies if person.leads(number)], person,
    )  # fmt: skip


def has_monday_mail(person: Person) -> bool:
    """Whether there is such a mail for somebody in her place, wanted or not."""
    reader = recipient_of(person)
    return bool(reader.organisations or reader.authority_ids)


def find_mailbox(organisation_id: int) -> Recipient | None:
    """The office, as long as its mailbox gets the mail."""
    office = db.session.scalar(
        select(Organisation).where(Organisation.id == organisation_id, Organisation.id.in_(_mailboxes()))
    )
    return Recipient([office]) if office is not None else None


# ---- what --------------------------------------------------------------------------------------------


def monday_for(reader: Recipient, since: datetime, until: datetime) -> Monday:
    """What this recipient reads: public ideas of the place or area, and what one's own office is asked."""
    in_review = (Idea.listed_at > since, Idea.listed_at <= until, Idea.state.in_(("published", "pooled")))
    answered = (
        Idea.listed_at.is_not(None), Idea.answered_at > since, Idea.answered_at <= until,
        Idea.state.in_(("pooled", "closed", "promoted")),
    )  # fmt: skip
    counts = Counts()
    if reader.person is not None and reader.person.authorities_as(*DESK_ROLES):
        counts = counts_for(reader.person, today() + SOON)
    return Monday(
        new=_ideas(_concerns(reader, is_waiting_listed=True), in_review, Idea.listed_at),
        answered=_ideas(_concerns(reader), answered, Idea.answered_at),
        requests=_requests(reader), prepared=_prepared(reader), joint=_joint(reader), desk=counts,
    )  # fmt: skip


def _concerns(reader: Recipient, *, is_waiting_listed: bool = False) -> ColumnElement[bool]:
    """The whole area; the municipality itself and the regions it belongs to; what a department was asked about.

    What waits for the department's own word stands in the mail already and is not told of twice.
    """
    ways: list[ColumnElement[bool]] = []
    if reader.authority_ids:
        ways.append(Idea.authority_id.in_(reader.authority_ids))
    towns = _towns_of(reader)
    if towns is not None:
        today = select(of_today).where(Municipality.id.in_(towns))
        regions = select(current_member.c.region_id).where(current_member.c.municipality_id.in_(today))
        named = select(idea_municipality.c.idea_id).where(idea_municipality.c.municipality_id.in_(towns))
        ways += [Idea.id.in_(named), Idea.region_id.in_(regions)]
    if offices := reader.ids_of("department"):
        asked = select(StatementRequest.idea_id).where(StatementRequest.organisation_id.in_(offices))
        ways.append(Idea.id.in_(asked.where(StatementRequest.state != "open") if is_waiting_listed else asked))
    return or_(false(), *ways)


def _towns_of(reader: Recipient) -> Select[int] | None:
    towns = reader.ids_of("municipality")
    unions = [body.name for body in reader.organisations if body.kind == "association_of_municipalities"]
    if not towns and not unions:
        return None
    own = or_(Municipality.organisation_id.in_(towns), Municipality.association.in_(unions))
    return standing_for(select(Municipality.id).where(own))


def _ideas(here: ColumnElement[bool], conditions: Sequence[ColumnElement[bool]], newest: Any) -> Part:
    columns = (Idea.id, Idea.title, Idea.slug, Idea.state, Idea.outcome, Idea.forwarded_to, Idea.answer_due_on)
    found = select(*columns, func.count().over().label("total")).where(here, *conditions)
    return _part(db.session.execute(found.order_by(newest.desc(), Idea.id).limit(LINES)).all())


def _requests(reader: Recipient) -> Part:
    bodies = [body.id for body in reader.organisations]
    if not bodies:
        return Part()
    about, idea = aliased(Thing, flat=True), Idea.__table__
    # A link goes to the mailbox that was asked, never to one entered since.
    mailbox = (reader.organisations[0].email or "").lower()
    is_asked = true() if reader.person is not None else func.lower(StatementRequest.email) == mailbox
    found = (
        select(
            StatementRequest.id, StatementRequest.idea_id, StatementRequest.title.label("office"),
            StatementRequest.due_on, about.title, func.count().over().label("total"),
        )
        .join(about, about.id == StatementRequest.idea_id)
        .join(idea, idea.c.id == StatementRequest.idea_id)
        .where(
            StatementRequest.organisation_id.in_(bodies), StatementRequest.state == "open", is_asked,
            about.restricted_at.is_(None), idea.c.state.in_(WORKFLOW["request_statements"][0]),
        )
        .order_by(StatementRequest.due_on, StatementRequest.id)
    )  # fmt: skip
    return _part(db.session.execute(found.limit(LINES if reader.person else LINES_OF_MAILBOX)).all())


def _prepared(reader: Recipient) -> Part:
    if not reader.declares_for:
        return Part()
    found = select(Idea.id, Idea.title, func.count().over().label("total")).where(
        Idea.organisation_id.in_(reader.declares_for), Idea.prepared_at.is_not(None), Idea.state == "draft"
    )
    return _part(db.session.execute(found.order_by(Idea.prepared_at, Idea.id).limit(LINES)).all())


def _joint(reader: Recipient) -> Part:
    return _part(answers_asked(reader.person, LINES)) if reader.person is not None else Part()


def _part(rows: Sequence[Any]) -> Part:
    return Part(rows, rows[0].total - len(rows) if rows else 0)
