"""What the worker does for the Monday mail and the warning in the morning: start a run, write one mail."""

import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import force_locale
from sqlalchemy import update

from app.accounts.models import Organisation, Person
from app.core import mailing
from app.core.clock import now, today
from app.core.database import db, transaction
from app.core.mailing import absolute_url
from app.notifications.monday_wording import ToldMail, worded_monday, worded_morning
from app.notifications.mondays import Recipient, find_mailbox, find_reader, monday_for, queue_mondays, week_before
from app.notifications.mornings import due_this_morning, find_to_warn, queue_mornings
from app.notifications.stopping import stop_token
from app.statements.linking import hash_of
from app.statements.models import StatementLink

Sending = Callable[[], None]


def start_mondays(payload: dict[str, Any]) -> Sending | None:
    """The run of one Monday: a job for each recipient."""
    queue_mondays(date.fromisoformat(payload["day"]))
    return None


def start_mornings(payload: dict[str, Any]) -> Sending | None:
    """The run of one morning: a job for each person at a desk."""
    queue_mornings(date.fromisoformat(payload["day"]))
    return None


def send_monday(payload: dict[str, Any]) -> Sending | None:
    """The Monday mail to one person or one mailbox; none where nothing happened, or it is not wanted any more."""
    monday = date.fromisoformat(payload["day"])
    if "person" in payload:
        reader, what = find_reader(payload["person"]), f"person-{payload['person']}"
    else:
        reader, what = find_mailbox(payload["mailbox"]), f"mailbox-{payload['mailbox']}"
    told = monday_for(reader, *week_before(monday)) if reader is not None else None
    if reader is None or told is None or told.is_empty:
        return None
    person = reader.person
    pages, made = _pages_of(told.requests.rows, reader)
    with force_locale(person.locale if person is not None else "de"):
        words = worded_monday(told, reader, lambda row: pages[row.id])
    target, kind = (person, "monday") if person is not None else (reader.organisations[0], "mailbox")
    return _sending("monday", f"monday-{what}-{monday}", target, kind, words, made)


def send_morning(payload: dict[str, Any]) -> Sending | None:
    """The warning to one person; none on another day, and none where nothing is near its day."""
    day, person = date.fromisoformat(payload["day"]), find_to_warn(payload["person"])
    items = due_this_morning(person) if person is not None and day == today() else []
    if person is None or not items:
        return None
    with force_locale(person.locale):
        words = worded_morning(items, person.id)
    return _sending("morning", f"morning-{person.id}-{day}", person, "morning", words)


def _pages_of(rows: Any, reader: Recipient) -> tuple[dict[int, str], list[int]]:
    """The page of each request in the mail, by its number; and the links made for this mail alone.

    A mailbox has no account: each open request gets a fresh link, as in the mail that asked.
    """
    if reader.person is not None:
        return {row.id: absolute_url("statements_mine.show", number=row.id) for row in rows}, []
    pages, made = {}, []
    for row in rows:
        token = secrets.token_urlsafe(32)
        link = StatementLink(
            request_id=row.id, kind="weekly", email=reader.organisations[0].email or "", token_hash=hash_of(token)
        )
        db.session.add(link)
        db.session.flush()
        pages[row.id] = absolute_url("statements.show", token=token)
        made.append(link.id)
    return pages, made


def _sending(
    template: str, key: str, target: Person | Organisation, kind: str, words: ToldMail, links: list[int] | None = None
) -> Sending:
    person = target if isinstance(target, Person) else None
    office = target if isinstance(target, Organisation) else None
    to, locale = target.email or "", person.locale if person else "de"
    off = absolute_url("notifications.ask_to_stop", token=stop_token(target, kind))
    context: dict[str, Any] = {
        "mail": words, "name": person.display_name if person else None, "office": office.name if office else None,
        "stop": off, "choose": absolute_url("things_mine.following") if person else None,
        "imprint": absolute_url("pages.text", name="impressum"),
    }  # fmt: skip
    headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = mailing.written(to, template, key, locale=locale, headers=headers, **context)

    def send() -> None:
        mailing.deliver(mail)
        if links:
            with transaction():
                db.session.execute(update(StatementLink).where(StatementLink.id.in_(links)).values(sent_at=now()))

    return send
