"""The office's verbs: type, give the statement, say that another one is right, hand it on inside the house."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person
from app.core.clock import now, today
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, ReasonIsMissing, VersionIsStale
from app.core.jobs import enqueue
from app.core.journal import record
from app.core.mail_providers import is_for_everybody
from app.core.working_days import add_working_days, is_working_day, latest_due_day
from app.ideas.workflow import is_possible as is_possible_for_idea
from app.statements.models import Statement, StatementLink, StatementRequest
from app.statements.requesting import DueDayIsWrong, end, extend_request, make_link
from app.statements.workflow import MUNICIPAL_VERDICTS, VERDICTS, ensure_possible

WITHOUT_TEXT = ("no_objection", "not_affected")
EXTENSION_DAYS = 10
MOST_FORWARDED = 5


class VerdictIsMissing(DomainError):
    """A statement says in one of the given words what it comes to."""


class StatementIsEmpty(DomainError):
    """Remarks, objections and what is under way need a text."""


class SpeakerIsMissing(DomainError):
    """A statement names who gives it, and for which office."""


class SuggestionIsMissing(DomainError):
    """Whoever is not responsible says who would be, or that it is not known."""


class AlreadyExtended(DomainError):
    """An office takes more time once; after that it calls the desk."""


class OtherHouse(DomainError):
    """A request is handed on inside the house alone: to an address behind the same @."""


class HasTheRequest(DomainError):
    """This mailbox has a link to the request already."""


class TooManyForwarded(DomainError):
    """Handed on often enough; the desk helps to find who is right."""


def is_wanted(request: StatementRequest) -> bool:
    """Whether the office may still say something: the request is open, and its idea waits for an answer, unhidden."""
    idea = request.idea
    is_waiting = is_possible_for_idea("request_statements", idea.state) and idea.restricted_at is None
    return request.state == "open" and is_waiting


def save_statement(
    request: StatementRequest, *, version: int, verdict: str | None, text: str, is_public: bool,
    speaker_name: str | None, speaker_office: str | None,
) -> Statement:  # fmt: skip
    """Keep what was typed; nothing is given yet. Bound to the version shown: two colleagues may type at once.

    The same words sent again change nothing and are no conflict.
    """
    _ensure_wanted("submit_statement", request)
    statement = _statement_of(request)
    typed = (verdict or None, text, is_public, speaker_name or None, speaker_office or None)
    if typed == words_of(statement):
        return statement
    if statement.version != version:
        raise VersionIsStale(version, statement.version)
    statement.verdict, statement.text, statement.is_public, statement.speaker_name, statement.speaker_office = typed
    statement.version += 1
    statement.saved_at = now()
    return statement


def submit_statement(request: StatementRequest, *, by: Person | None = None, email: str | None = None) -> None:
    """Give what was typed: by an account that speaks for the office, or by the mailbox that showed its code.

    The desk finds it in its inbox; the links of the request are dead; office and giver get a copy.
    """
    _ensure_wanted("submit_statement", request)
    statement = _statement_of(request)
    if statement.verdict not in VERDICTS or (statement.verdict in MUNICIPAL_VERDICTS and not is_municipal(request)):
        raise VerdictIsMissing
    if statement.verdict not in WITHOUT_TEXT and not statement.text.strip():
        raise StatementIsEmpty
    if not (statement.speaker_name and statement.speaker_office):
        raise SpeakerIsMissing
    statement.submitted_at, statement.email, statement.person_id = now(), email, by.id if by else None
    end(request, "answered")
    # Everybody may know that the office has answered; what it says is the desk's until it is published.
    _record(request, "submit_statement", by, "public")
    _send_copies(request)


def decline_responsibility(
    request: StatementRequest, *, suggestion: str, speaker_name: str, speaker_office: str, by: Person | None = None,
    email: str | None = None,
) -> None:  # fmt: skip
    """Not responsible, right would be …: the request ends, the desk asks the other one."""
    _ensure_wanted("decline_responsibility", request)
    if not suggestion.strip():
        raise SuggestionIsMissing
    statement = _statement_of(request)
    statement.speaker_name, statement.speaker_office = speaker_name or None, speaker_office or None
    if not (statement.speaker_name and statement.speaker_office):
        raise SpeakerIsMissing
    statement.email, statement.person_id = email, by.id if by else None
    request.suggestion = suggestion
    end(request, "not_responsible")
    _record(request, "decline_responsibility", by, "staff")
    _send_copies(request)


def extend_once(request: StatementRequest, *, until: date, reason: str, by: Person | None = None) -> None:
    """The office takes more time, once and at most ten working days; the desk reads why."""
    _ensure_wanted("extend_request", request)
    if not reason.strip():
        raise ReasonIsMissing
    if request.was_extended:
        raise AlreadyExtended
    if until > latest_extension(request):
        raise DueDayIsWrong
    extend_request(request, until=until, by=by, reason=reason, role="office")


def latest_extension(request: StatementRequest) -> date:
    """The last day an office can give itself."""
    return min(add_working_days(request.due_on, EXTENSION_DAYS, _land(request)), latest_due_day(_land(request)))


def days_to_extend(request: StatementRequest) -> list[date]:
    """The days an office can choose from: none once it was extended, or where the last of them is over."""
    if request.was_extended:
        return []
    first, last = max(request.due_on, today()) + timedelta(days=1), latest_extension(request)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if is_working_day(day, _land(request))]


def forward_request(
    request: StatementRequest, *, to: str, note: str | None, above: StatementLink | None = None,
    by: Person | None = None,
) -> StatementLink:  # fmt: skip
    """A colleague in the same house gets a link of her own; the office's mailbox gets a copy of the note."""
    _ensure_wanted("forward_request", request)
    to, house = to.strip().lower(), house_of(request)
    if house is None or to.rpartition("@")[2] != house:
        raise OtherHouse
    links = select(StatementLink.kind, func.lower(StatementLink.email)).where(StatementLink.request_id == request.id)
    sent = db.session.execute(links).all()
    if to in {email for _kind, email in sent}:
        raise HasTheRequest
    if sum(kind == "forwarded" for kind, _email in sent) >= MOST_FORWARDED:
        raise TooManyForwarded
    link = make_link(request, "forwarded", to, note=note or None, above=above)
    enqueue("send_forward_note", str(link.id), {"link": link.id})
    _record(request, "forward_request", by, "staff")
    return link


def house_of(request: StatementRequest) -> str | None:
    """What stands behind the @ of the office's mailbox; None where that says nothing about a house."""
    house = (request.email or "").strip().lower().rpartition("@")[2]
    return None if not house or is_for_everybody(house) else house


def is_municipal(request: StatementRequest) -> bool:
    """Whether a municipality is asked: it may welcome an idea subject to its council."""
    return request.organisation is not None and request.organisation.kind in {
        "municipality", "association_of_municipalities"
    }  # fmt: skip


def words_of(statement: Statement) -> tuple[str | None, str, bool, str | None, str | None]:
    """Everything somebody types into a statement."""
    return (
        statement.verdict, statement.text, statement.is_public, statement.speaker_name, statement.speaker_office
    )  # fmt: skip


def _ensure_wanted(verb: str, request: StatementRequest) -> None:
    ensure_possible(verb, request.state)
    if not is_wanted(request):
        raise NotAllowedNow(verb, request.idea.state)


def _send_copies(request: StatementRequest) -> None:
    for to in ("office", "giver"):
        enqueue("send_statement_copy", f"{request.id}-{to}", {"request": request.id, "to": to})


def _land(request: StatementRequest) -> str:
    return request.authority.land if request.authority else "SN"


def _statement_of(request: StatementRequest) -> Statement:
    if request.statement is None:
        request.statement = Statement(request=request)
        db.session.flush()
    return request.statement


def _record(request: StatementRequest, verb: str, by: Person | None, audience: str, **details: Any) -> None:
    record(
        request.idea_id, verb, role="office", actor_id=by.id if by else None, version=request.idea_version,
        audience=audience, settles=False, request=request.id, office=request.office, **details,
    )  # fmt: skip
