"""The office's verbs: type, give the statement, say that another one is right, hand it on inside the house."""

from datetime import date
from typing import Any

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, VersionIsStale
from app.core.journal import record
from app.core.working_days import add_working_days
from app.statements.models import Statement, StatementLink, StatementRequest
from app.statements.requesting import end, extend_request, make_link
from app.statements.workflow import MUNICIPAL_VERDICTS, VERDICTS, ensure_possible

WITHOUT_TEXT = ("no_objection", "not_affected")
EXTENSION_DAYS = 10


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


def save_statement(
    request: StatementRequest, *, version: int, verdict: str | None, text: str, is_public: bool,
    speaker_name: str | None, speaker_office: str | None,
) -> Statement:  # fmt: skip
    """Keep what was typed; nothing is given yet. Bound to the version shown: two colleagues may type at once."""
    ensure_possible("submit_statement", request.state)
    statement = _statement_of(request)
    if statement.version != version:
        raise VersionIsStale(version, statement.version)
    statement.verdict, statement.text, statement.is_public = verdict or None, text, is_public
    statement.speaker_name, statement.speaker_office = speaker_name or None, speaker_office or None
    statement.version += 1
    statement.saved_at = now()
    return statement


def submit_statement(request: StatementRequest, *, by: Person | None = None, email: str | None = None) -> None:
    """Give what was typed: by an account that speaks for the office, or by the mailbox that showed its code.

    The desk finds it in its inbox; the links of the request are dead.
    """
    ensure_possible("submit_statement", request.state)
    statement = _statement_of(request)
    if statement.verdict not in VERDICTS or (statement.verdict in MUNICIPAL_VERDICTS and not is_municipal(request)):
        raise VerdictIsMissing
    if statement.verdict not in WITHOUT_TEXT and not statement.text.strip():
        raise StatementIsEmpty
    if not (statement.speaker_name and statement.speaker_office):
        raise SpeakerIsMissing
    statement.submitted_at, statement.email, statement.person_id = now(), email, by.id if by else None
    end(request, "answered")
    _record(request, "submit_statement", by, "public", verdict=statement.verdict)


def decline_responsibility(
    request: StatementRequest, *, suggestion: str, speaker_name: str, speaker_office: str, by: Person | None = None,
    email: str | None = None,
) -> None:  # fmt: skip
    """Not responsible, right would be …: the request ends, the desk asks the other one."""
    ensure_possible("decline_responsibility", request.state)
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


def extend_once(request: StatementRequest, *, until: date, reason: str, by: Person | None = None) -> None:
    """The office takes more time, once and at most ten working days; the desk reads why."""
    if request.was_extended:
        raise AlreadyExtended
    if until > latest_extension(request):
        raise AlreadyExtended
    extend_request(request, until=until, by=by, reason=reason, role="office")


def latest_extension(request: StatementRequest) -> date:
    """The last day an office can give itself."""
    land = request.authority.land if request.authority else "SN"
    return add_working_days(request.due_on, EXTENSION_DAYS, land)


def forward_request(
    request: StatementRequest, *, to: str, note: str | None, above: StatementLink | None = None,
    by: Person | None = None,
) -> StatementLink:  # fmt: skip
    """A colleague in the same house gets a link of her own; the office's mailbox gets a copy of the note."""
    ensure_possible("forward_request", request.state)
    to = to.strip().lower()
    if not request.email or to.rpartition("@")[2] != request.email.lower().rpartition("@")[2]:
        raise OtherHouse
    link = make_link(request, "forwarded", to, note=note or None, above=above)
    _record(request, "forward_request", by, "staff")
    return link


def is_municipal(request: StatementRequest) -> bool:
    """Whether a municipality is asked: it may welcome an idea subject to its council."""
    return request.organisation is not None and request.organisation.kind in {
        "municipality", "association_of_municipalities"
    }  # fmt: skip


def _statement_of(request: StatementRequest) -> Statement:
    if request.statement is None:
        request.statement = Statement(request=request)
        db.session.flush()
    return request.statement


def _record(request: StatementRequest, verb: str, by: Person | None, audience: str, **details: Any) -> None:
    record(
        request.idea_id, verb, role="office", actor_id=by.id if by else None, version=request.idea_version,
        audience=audience, request=request.id, office=request.office, **details,
    )  # fmt: skip
