"""What was sent about a thing: every such mail leaves through `filed`, which keeps a copy for the thing's file.

    return filed(idea.id, key, to, "letter", standing="office", letter=letter, link=link)   # last line of a job

The copy is written in the job's own transaction, marked when the mail was handed over, and says less than the mail:
links that open something by themselves, and what is named in `hidden` (codes), are blacked out. The address left by an
author without an account is not copied: it may be put right, taken back or forgotten, and stands with the idea alone.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import and_, delete, or_, select, update

from app.core import mailing
from app.core.clock import now
from app.core.database import db, insert_into, transaction
from app.core.journal import JournalEntry
from app.formats.inviting import formats_long_over
from app.ideas.models import Idea
from app.notifications.models import TO_LEFT_ADDRESS, TO_MAILBOX, SentMail
from app.things.models import Thing

Sending = Callable[[], None]
KEPT_FOR = timedelta(days=730)
SETTLED = ("refused", "withdrawn", "merged", "closed", "promoted")


def filed(
    thing_id: int, key: str, to: str, template: str, *, standing: str, locale: str = "de",
    headers: Mapping[str, str] | None = None, hidden: Sequence[str] = (), **context: object,
) -> Sending:  # fmt: skip
    """Write the mail and its copy for the file; what is returned hands it over. A repeat is the same row."""
    mail = mailing.written(to, template, key, locale=locale, headers=headers, **context)
    subject, body = (mailing.without_secrets(text, locale, hidden) for text in (mail.message["Subject"], mail.text))
    row = {
        "thing_id": thing_id, "key": key, "standing": standing, "subject": subject[:400], "body": body,
        "to_address": None if key.endswith(TO_LEFT_ADDRESS) else to, "written_at": now(),
    }  # fmt: skip
    db.session.execute(insert_into(SentMail).values(row).on_conflict_do_nothing(index_elements=["key"]))

    def send() -> None:
        mailing.deliver(mail)
        with transaction():
            handed_over = update(SentMail).where(SentMail.key == key, SentMail.sent_at.is_(None))
            db.session.execute(handed_over.values(sent_at=now()))

    return send


def forget_sent_mails() -> int:
    """What was sent about an idea goes two years after it is settled; about anything else, two years after the mail;
    what went to an invited mailbox, with the list of those invited."""
    before = now() - KEPT_FOR
    moved = select(JournalEntry.id).where(
        JournalEntry.thing_id == Idea.id, JournalEntry.at >= before,
        JournalEntry.to_state.is_distinct_from(JournalEntry.from_state),
    )  # fmt: skip
    settled = select(Idea.id).where(Idea.state.in_(SETTLED), ~moved.exists())
    other = select(Thing.id).where(Thing.kind != "idea")
    invited = and_(SentMail.key.contains(TO_MAILBOX), SentMail.thing_id.in_(formats_long_over()))
    old = delete(SentMail).where(
        or_(
            and_(SentMail.written_at < before, or_(SentMail.thing_id.in_(settled), SentMail.thing_id.in_(other))),
            invited,
        )
    )
    return int(getattr(db.session.execute(old), "rowcount", 0))
