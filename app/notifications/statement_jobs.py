"""Mails to offices that are asked for a statement: the request with its link, a reminder, more time, its end.

Each is rendered when it is sent, and asks then whether it is still needed.
"""

import secrets
from collections.abc import Callable
from logging import getLogger
from typing import Any

from flask_babel import force_locale

from app.core.clock import now
from app.core.database import db
from app.core.mailing import absolute_url
from app.notifications.filing import filed
from app.notifications.letters import Letter
from app.notifications.statement_mails import asking, extended, withdrawn
from app.statements.linking import hash_of
from app.statements.models import StatementLink, StatementRequest
from app.statements.queries import withdrawals
from app.statements.requesting import may_be_reminded
from app.statements.requesting import remind_of_request as remind
from app.statements.wording import reason_of_end

log = getLogger(__name__)
Sending = Callable[[], None]
LOCALE = "de"
ASKED = "asked"
WITH_THE_REQUEST = ("asked", "forwarded", "reminder")


def send_request(payload: dict[str, Any]) -> Sending | None:
    """The request itself, to one mailbox, with a link of its own made now."""
    link = db.session.get(StatementLink, payload["link"])
    if link is None or link.kind not in WITH_THE_REQUEST:
        return None
    request = db.session.get_one(StatementRequest, link.request_id, with_for_update={"of": StatementRequest})
    if request.state != "open" or request.idea.restricted_at is not None:
        log.info("no statement is waited for, or the idea is hidden: request %s", request.id)
        return None
    token = secrets.token_urlsafe(32)
    link.token_hash, link.sent_at = hash_of(token), now()
    with force_locale(LOCALE):
        context = asking(
            request.idea, request.idea_version, office=request.office, question=request.question,
            due_on=request.due_on, kind=link.kind, note=link.note,
        )  # fmt: skip
    url = absolute_url("statements.show", token=token)
    key = f"statement-link-{link.id}"
    return filed(
        request.idea_id, key, link.email, "statement", standing=ASKED, locale=LOCALE, headers=_reply_to(request),
        hidden=[token], link=url, **context,
    )  # fmt: skip


def remind_of_request(payload: dict[str, Any]) -> Sending | None:
    """A reminder, if the request is still open, that day still its day, and nobody reminded the office today."""
    locked = db.session.get(StatementRequest, payload["request"], with_for_update={"of": StatementRequest})
    is_due = locked is not None and locked.state == "open" and locked.due_on.isoformat() == payload["due_on"]
    if locked is not None and is_due and may_be_reminded(locked):
        remind(locked)
    return None


def send_withdrawal(payload: dict[str, Any]) -> Sending | None:
    """The office need not answer any more, and why."""
    request = db.session.get(StatementRequest, payload["request"])
    if request is None or request.state != "withdrawn" or not request.email:
        return None
    with force_locale(LOCALE):
        letter = withdrawn(request, reason_of_end(withdrawals(request.idea_id).get(request.id)))
    return _letter(request, f"statement-withdrawn-{request.id}", letter)


def send_extension(payload: dict[str, Any]) -> Sending | None:
    """The desk gives the office more time; nothing where that day is not its day any more."""
    request = db.session.get(StatementRequest, payload["request"])
    if request is None or request.state != "open" or request.due_on.isoformat() != payload["due_on"]:
        return None
    with force_locale(LOCALE):
        letter = extended(request)
    return _letter(request, f"statement-extended-{request.id}-{payload['due_on']}", letter)


def _letter(request: StatementRequest, key: str, letter: Letter) -> Sending | None:
    if not request.email or request.idea.restricted_at is not None:
        return None
    body = {"stelle": request.authority.slug} if request.authority else {}
    return filed(
        request.idea_id, key, request.email, "letter", standing=ASKED, locale=LOCALE, headers=_reply_to(request),
        letter=letter, link=None, imprint=absolute_url("pages.text", name="impressum", **body),
    )  # fmt: skip


def _reply_to(request: StatementRequest) -> dict[str, str]:
    """Whoever presses "reply" writes to the desk, not to a machine."""
    mailbox = request.authority.email if request.authority else None
    return {"Reply-To": mailbox} if mailbox else {}
