"""Mails to an office about its own statement: the copy of what was given, and that it was handed on in the house."""

from collections.abc import Callable
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from app.core.clock import local
from app.core.database import db
from app.core.languages import day
from app.core.mailing import absolute_url
from app.notifications.filing import filed
from app.notifications.letters import Letter
from app.statements.models import StatementLink, StatementRequest
from app.statements.wording import verdict_labels

Sending = Callable[[], None]
LOCALE = "de"


def send_statement_copy(payload: dict[str, Any]) -> Sending | None:
    """A copy of what was given, to the office's mailbox or to whoever gave it; one mail where that is the same."""
    request = db.session.get(StatementRequest, payload["request"])
    if request is None or request.statement is None or request.state not in {"answered", "not_responsible"}:
        return None
    to = request.email if payload["to"] == "office" else _giver_of(request)
    if not to or (payload["to"] == "giver" and to.lower() == (request.email or "").lower()):
        return None
    with force_locale(LOCALE):
        letter = _copy(request)
        letter.why = _("You get this mail because your office was asked for a statement.")
    return _sending(request, f"statement-copy-{request.id}-{payload['to']}", to, letter)


def send_forward_note(payload: dict[str, Any]) -> Sending | None:
    """The office's mailbox learns that somebody in the house has the request now."""
    link = db.session.get(StatementLink, payload["link"])
    if link is None or not link.request.email or link.request.state != "open":
        return None
    request = link.request
    with force_locale(LOCALE):
        letter = _handed_on(request, link)
        letter.why = _("You get this mail because your office was asked for a statement.")
    return _sending(request, f"statement-forwarded-{link.id}", str(request.email), letter)


def send_request_end(payload: dict[str, Any]) -> Sending | None:
    """A colleague it was handed on to learns that it is settled; whoever gave the answer gets the copy instead."""
    link = db.session.get(StatementLink, payload["link"])
    request = link.request if link is not None else None
    if link is None or request is None or request.state == "open" or link.sent_at is None:
        return None
    if link.email.lower() == (_giver_of(request) or "").lower():
        return None
    with force_locale(LOCALE):
        letter = _settled(request)
        letter.why = _("You get this mail because the request was handed on to you.")
    return _sending(request, f"statement-end-{link.id}", link.email, letter)


def _settled(request: StatementRequest) -> Letter:
    names = {"number": request.idea_id, "office": request.office}
    said = (
        _("the request to “%(office)s” about idea no. %(number)s has been taken back.", **names)
        if request.state == "withdrawn"
        else _("the request to “%(office)s” about idea no. %(number)s has been answered.", **names)
    )
    done = _("You need not do anything any more. The link in our mail opens nothing now.")
    return _letter(request, _("Settled: the request about idea no. %(number)s", **names), [said, done])


def _copy(request: StatementRequest) -> Letter:
    statement, at = request.statement, local(request.ended_at) if request.ended_at else None
    names = {"number": request.idea_id, "office": request.office}
    who = (statement.speaker_name if statement else None) or "–"
    moment = f"{day(at)}, {at:%H:%M}" if at else ""
    if request.state == "not_responsible":
        return _letter(
            request, _("Reported: not responsible for idea no. %(number)s", **names),
            [_("for “%(office)s” it was reported on %(moment)s: not responsible for idea no. %(number)s.",
               moment=moment, **names), _("Reported by: %(name)s.", name=who)],
            _("Right would be:"), request.suggestion or "",
        )  # fmt: skip
    words = verdict_labels().get((statement.verdict if statement else None) or "", "")
    text = statement.text if statement else ""
    consent = (
        _("It may be published with the answer.") if statement and statement.is_public
        else _("It is not published; the office in charge alone reads it.")
    )  # fmt: skip
    return _letter(
        request, _("Copy: your statement on idea no. %(number)s", **names),
        [_("the statement of “%(office)s” on idea no. %(number)s was given on %(moment)s.", moment=moment, **names),
         _("Given by: %(name)s.", name=who), consent],
        _("The statement:"), "\n".join(filter(None, [words[:1].upper() + words[1:], text])),
        [_("It replaces neither a permit nor an assurance nor the statement in a formal procedure.")],
    )  # fmt: skip


def _handed_on(request: StatementRequest, link: StatementLink) -> Letter:
    names = {"number": request.idea_id, "office": request.office}
    return _letter(
        request, _("Handed on in the house: the request about idea no. %(number)s", **names),
        [_("the request to “%(office)s” about idea no. %(number)s was handed on to %(email)s.",
           email=link.email, **names),
         _("You can still answer by your own link until %(day)s; what comes first counts.", day=day(request.due_on)),
         _("When it is answered, you get a copy.")],
        _("The note:") if link.note else "", link.note or "",
    )  # fmt: skip


def _letter(
    request: StatementRequest, subject: str, said: list[str], quote_from: str = "", quote: str = "",
    next_steps: list[str] | None = None,
) -> Letter:  # fmt: skip
    authority = request.authority
    steps = next_steps or []
    if authority and authority.phone:
        steps = [*steps, _("Questions? Telephone %(number)s.", number=authority.phone)]
    return Letter(
        subject, said, quote_from=quote_from, quote=quote, next_steps=steps, greeting=_("Hello,"),
        signature=[f"{authority.office}, {authority.name}"] if authority else [],
    )  # fmt: skip


def _giver_of(request: StatementRequest) -> str | None:
    statement = request.statement
    if statement is None:
        return None
    return statement.email or (statement.person.email if statement.person else None)


def _sending(request: StatementRequest, key: str, to: str, letter: Letter) -> Sending:
    body = {"stelle": request.authority.slug} if request.authority else {}
    imprint = absolute_url("pages.text", name="impressum", **body)
    return filed(
        request.idea_id, key, to, "letter", standing="office", locale=LOCALE, letter=letter, link=None, imprint=imprint
    )
