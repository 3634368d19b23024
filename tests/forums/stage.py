"""Threads with answers, and what the browsers send."""

from typing import Any
from uuid import uuid4

from app.accounts.models import Person
from app.core.database import db, transaction
from app.discussion import commenting
from app.discussion.models import Comment
from app.formats.models import FormatSection, ParticipationFormat
from app.forums.models import Thread

TEXT = "Der Radweg nach Brandis ist im Winter nicht geräumt."


def sheet(format: ParticipationFormat, **changes: Any) -> dict[str, Any]:
    """What the form for a new thread sends."""
    return {
        "once": str(uuid4()), "topic": str(format.sections[0].id), "title": "Winterdienst", "text": TEXT,
        "voice": "person", "wish": "event",
    } | changes  # fmt: skip


def again(thread: Thread) -> Thread:
    return db.session.get_one(Thread, thread.id, populate_existing=True)


def only_thread() -> Thread:
    db.session.rollback()
    db.session.expire_all()
    return db.session.scalars(db.select(Thread)).one()


def answered(thread: Thread, by: Person, text: str = "Das sehe ich auch so.") -> Comment:
    with transaction():
        return commenting.comment(again(thread), by=db.session.merge(by, load=False), text=text, lang="de")


def counted(format: ParticipationFormat) -> tuple[int, list[int]]:
    """What the forum counts, and each of its topics."""
    db.session.rollback()
    topics = db.session.execute(
        db.select(FormatSection.contributions)
        .where(FormatSection.format_id == format.id)
        .order_by(FormatSection.position, FormatSection.id)
    ).all()
    whole = db.session.scalar(
        db.select(ParticipationFormat.__table__.c.contributions).where(ParticipationFormat.__table__.c.id == format.id)
    )
    return whole or 0, [row[0] for row in topics]


def copies(thread: Thread) -> tuple[int, int, int, int]:
    """Supports and answers as the thing counts them, and as the lists know them."""
    db.session.rollback()
    found = again(thread)
    return found.supports, found.comments, found.supporters, found.answers
