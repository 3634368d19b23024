"""The desk's verbs about statements: ask, remind, extend, withdraw, take note. The office hears of each by mail."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import func, or_, select

from app.accounts.models import SPEAKING_ROLES, Membership, Organisation, Person
from app.core.clock import local, moment_of, now, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.jobs import enqueue
from app.core.journal import record
from app.core.working_days import add_working_days, is_working_day, latest_due_day
from app.ideas.models import Idea
from app.ideas.workflow import ensure_possible as ensure_idea
from app.statements.models import Statement, StatementLink, StatementRequest
from app.statements.workflow import ensure_possible

REMIND_BEFORE = 3
A_DAY = timedelta(days=1)
MOST_AT_ONCE = 40
MOST_OF_AUTHORITY_A_DAY = 400
MOST_OF_OFFICE_A_DAY = 3
REMIND_AT = time(7)


class NobodyIsAsked(DomainError):
    """A statement is asked of at least one office."""


class OfficesRefused(DomainError):
    """What a rule said about some of the offices, by their names."""

    def __init__(self, *offices: str) -> None:
        super().__init__(", ".join(offices))
        self.offices = offices


class OfficeIsUnreachable(OfficesRefused):
    """Neither a mailbox nor anybody with an account who speaks for the office."""


class AlreadyAsked(OfficesRefused):
    """The office has an open request about this idea."""


class AskedTooOften(OfficesRefused):
    """Asked about this idea several times today, and told each time that it is settled."""


class TooManyOffices(DomainError):
    """One form asks a few dozen offices at most."""


class TooManyToday(DomainError):
    """The authority has asked more offices today than any desk reads answers of."""


class RemindedToday(DomainError):
    """An office is asked or reminded once a day at most."""


class DueDayIsWrong(DomainError):
    """A due day is a working day of the Land that is still to come."""


@dataclass(frozen=True)
class Office:
    """Whom to ask: an organisation known here, or any body by name and mailbox."""

    name: str
    email: str | None
    organisation: Organisation | None = None

    @classmethod
    def of(cls, organisation: Organisation) -> "Office":
        return cls(organisation.name, organisation.email, organisation)


def request_statements(
    idea: Idea, offices: Sequence[Office], *, by: Person, question: str, due_on: date, version: int,
    once: str | None = None,
) -> list[StatementRequest]:  # fmt: skip
    """Ask these offices about the version shown, until that day. Each gets a mail with a link of its own.

    From now on the idea's answer is a coordinated one.
    """
    ensure_idea("request_statements", idea.state)
    if version != idea.version:
        raise VersionIsStale(version, idea.version)
    if not question.strip():
        raise ReasonIsMissing
    if not offices:
        raise NobodyIsAsked
    if len(offices) > MOST_AT_ONCE:
        raise TooManyOffices
    _ensure_day(due_on, idea)
    _ensure_reachable(offices)
    _ensure_not_asked(idea, offices)
    _ensure_seldom(idea, offices)
    _ensure_room_today(idea, len(offices))
    asked = [_ask(idea, office, by, question, due_on, once) for office in offices]
    idea.statements_asked = Idea.statements_asked + len(asked)
    db.session.flush()
    record(
        idea.id, "request_statements", role="moderator", actor_id=by.id, from_state=idea.state, to_state=idea.state,
        version=version, requests=[request.id for request in asked], offices=[request.office for request in asked],
        due_on=due_on.isoformat(), settles=False,
    )  # fmt: skip
    return asked


def extend_request(
    request: StatementRequest, *, until: date, by: Person | None, reason: str | None = None, role: str = "moderator"
) -> None:
    """More time, until a later working day. The old reminder finds that its day is gone; a new one waits."""
    ensure_possible("extend_request", request.state)
    _ensure_day(until, request.idea)
    if until <= request.due_on:
        raise DueDayIsWrong
    before, request.due_on, request.extension_reason = request.due_on, until, reason
    remind_in_time(request)
    _record(request, "extend_request", role, by, reason, before=before.isoformat(), until=until.isoformat())
    if request.email and role == "moderator":
        enqueue("send_extension", f"{request.id}-{until}", {"request": request.id, "due_on": until.isoformat()})


def remind_of_request(request: StatementRequest, *, by: Person | None = None) -> None:
    """One more mail with a link of its own; by the desk or by the clock, and never twice on the same day."""
    ensure_possible("remind_of_request", request.state)
    if not may_be_reminded(request):
        raise RemindedToday
    request.reminded_at = now()
    _record(request, "remind_of_request", "moderator" if by else "clock", by, None)
    if request.email:
        make_link(request, "reminder", request.email)


def may_be_reminded(request: StatementRequest) -> bool:
    """Whether the office was neither asked nor reminded today."""
    return local(max(request.asked_at, request.reminded_at or request.asked_at)).date() < today()


def withdraw_request(request: StatementRequest, *, by: Person, reason: str) -> None:
    """The question is settled otherwise: its links are dead, the office is told why."""
    ensure_possible("withdraw_request", request.state)
    if not reason.strip():
        raise ReasonIsMissing
    _take_back(request, "moderator", by, reason)


def withdraw_with_idea(request: StatementRequest, because: str) -> None:
    """The idea needs no statement any more: `because` names what became of it, and the office is told."""
    ensure_possible("withdraw_request", request.state)
    _take_back(request, "clock", None, None, because=because)


def _take_back(request: StatementRequest, role: str, by: Person | None, reason: str | None, **details: Any) -> None:
    request.idea.statements_asked = Idea.statements_asked - 1
    end(request, "withdrawn")
    request.seen_at = request.ended_at
    db.session.flush()
    _record(request, "withdraw_request", role, by, reason, **details)
    if request.email:
        enqueue("send_withdrawal", str(request.id), {"request": request.id})


def note_statement(request: StatementRequest, *, by: Person) -> None:
    """The desk has taken note of how the request ended: it leaves the inbox."""
    if request.state == "open":
        raise NotAllowedNow("note_statement", request.state)
    request.seen_at = request.seen_at or now()


def make_link(
    request: StatementRequest, kind: str, email: str, *, note: str | None = None, above: StatementLink | None = None
) -> StatementLink:
    """A mail of its own with a link of its own; the token is made when it is sent."""
    link = StatementLink(request=request, kind=kind, email=email, note=note, forwarded_from_id=above and above.id)
    db.session.add(link)
    db.session.flush()
    enqueue("send_request", str(link.id), {"link": link.id})
    return link


def end(request: StatementRequest, state: str) -> None:
    """Its links lead nowhere from now on; colleagues it was handed on to hear that it is settled, not by whom."""
    request.state, request.ended_at, request.updated_at = state, now(), now()
    for link in handed_on(request):
        enqueue("send_request_end", str(link.id), {"link": link.id})


def handed_on(request: StatementRequest) -> Sequence[StatementLink]:
    """The links of colleagues in the house, in the order they were made."""
    links = select(StatementLink).where(StatementLink.request_id == request.id, StatementLink.kind == "forwarded")
    return db.session.scalars(links.order_by(StatementLink.id)).all()


def remind_in_time(request: StatementRequest) -> None:
    """A reminder before the day and one after it; each asks, when its time comes, whether it is still needed."""
    land = _land(request.idea)
    day = request.due_on
    before = today()
    while add_working_days(before, REMIND_BEFORE, land) < day:
        before = add_working_days(before, 1, land)
    for at in {moment_of(before, REMIND_AT), moment_of(add_working_days(day, 1, land), REMIND_AT)}:
        _remind_at(request, at)


def _remind_at(request: StatementRequest, at: datetime) -> None:
    if at > now():
        payload = {"request": request.id, "due_on": request.due_on.isoformat()}
        enqueue("remind_of_request", f"{request.id}-{request.due_on}-{at:%Y%m%d}", payload, run_at=at)


def _ask(idea: Idea, office: Office, by: Person, question: str, due_on: date, once: str | None) -> StatementRequest:
    request = StatementRequest(
        title=office.name, authority_id=idea.authority_id, idea=idea, idea_version=idea.version, email=office.email,
        organisation_id=office.organisation.id if office.organisation else None, question=question, due_on=due_on,
        first_due_on=due_on, asked_by_id=by.id, statement=Statement(), once=once_of(once, office.name),
    )  # fmt: skip
    db.session.add(request)
    db.session.flush()
    if office.email:
        make_link(request, "asked", office.email)
    remind_in_time(request)
    return request


def once_of(once: str | None, office: str) -> str | None:
    """By what a second sending of the form is known: one form makes several requests."""
    return str(uuid5(NAMESPACE_OID, f"{once}{office}")) if once else None


def was_asked_by(once: str | None, idea: Idea, offices: Sequence[Office]) -> bool:
    """Whether this very form has asked about this idea before."""
    keys = [key for office in offices if (key := once_of(once, office.name))]
    found = select(StatementRequest.id).where(StatementRequest.idea_id == idea.id, StatementRequest.once.in_(keys))
    return db.session.scalar(found.limit(1)) is not None


def _ensure_reachable(offices: Sequence[Office]) -> None:
    without = [office for office in offices if not office.email]
    ids = [office.organisation.id for office in without if office.organisation]
    spoken_for = set(db.session.scalars(spoken_for_among(ids))) if ids else set()
    lost = [o.name for o in without if o.organisation is None or o.organisation.id not in spoken_for]
    if lost:
        raise OfficeIsUnreachable(*lost)


def spoken_for_among(organisation_ids: Sequence[int]) -> Any:
    """Those of the organisations for which somebody with an account speaks today."""
    is_valid = or_(Membership.until.is_(None), Membership.until >= today())
    return (
        select(Membership.organisation_id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id.in_(organisation_ids), Membership.role.in_(SPEAKING_ROLES), is_valid,
            Person.email.is_not(None),
        )
    )  # fmt: skip


def _ensure_not_asked(idea: Idea, offices: Sequence[Office]) -> None:
    """The idea's row is locked by whoever asks, so that two who ask the same office at once see each other."""
    open_ones = select(StatementRequest.title, StatementRequest.organisation_id).where(
        StatementRequest.idea_id == idea.id, StatementRequest.state == "open"
    )
    names, ids = set(), set()
    for name, organisation_id in db.session.execute(open_ones):
        names.add(name.casefold())
        ids.add(organisation_id)
    twice = [o.name for o in offices if o.name.casefold() in names or (o.organisation and o.organisation.id in ids)]
    if twice:
        raise AlreadyAsked(*twice)


def _ensure_seldom(idea: Idea, offices: Sequence[Office]) -> None:
    """Each asking and each taking back is a mail to the office: no more than a few about one idea in a day."""
    recent = select(StatementRequest.title, StatementRequest.organisation_id, StatementRequest.email).where(
        StatementRequest.idea_id == idea.id, StatementRequest.asked_at > now() - A_DAY
    )
    asked: Counter[object] = Counter()
    for name, organisation_id, email in db.session.execute(recent):
        asked.update({name.casefold(), organisation_id, email and email.lower()} - {None})
    often = [
        o.name for o in offices
        if max(asked[o.name.casefold()], asked[o.organisation and o.organisation.id], asked[(o.email or "").lower()])
        >= MOST_OF_OFFICE_A_DAY
    ]  # fmt: skip
    if often:
        raise AskedTooOften(*often)


def _ensure_room_today(idea: Idea, more: int) -> None:
    asked = select(func.count(StatementRequest.id)).where(
        StatementRequest.authority_id == idea.authority_id, StatementRequest.asked_at > now() - A_DAY
    )
    if (db.session.scalar(asked) or 0) + more > MOST_OF_AUTHORITY_A_DAY:
        raise TooManyToday


def _ensure_day(day: date, idea: Idea) -> None:
    if not today() < day <= latest_due_day(_land(idea)) or not is_working_day(day, _land(idea)):
        raise DueDayIsWrong


def _land(idea: Idea) -> str:
    return idea.authority.land if idea.authority else "SN"


def _record(
    request: StatementRequest, verb: str, role: str, by: Person | None, reason: str | None, **details: Any
) -> None:
    record(
        request.idea_id, verb, role=role, actor_id=by.id if by else None, version=request.idea_version, reason=reason,
        audience="staff", settles=False, request=request.id, office=request.office, **details,
    )  # fmt: skip
