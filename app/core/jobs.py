"""Work to be done after the transaction: rows written inside it, claimed by one worker, at least once.

A job is a kind, a unique key and a payload of ids. Its handler reads what it needs anew, so a repeat does
no harm. Handlers are registered by the app (`app/sitemap.py`); each runs in its own transaction.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any

from flask import current_app
from sqlalchemy import JSON, Index, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, UtcDateTime, db, insert_into, transaction

log = getLogger(__name__)
MAX_ATTEMPTS = 8
LOCK_FOR = timedelta(minutes=5)

Handler = Callable[[dict[str, Any]], Callable[[], None] | None]


class Job(Base):
    """One piece of work: done and deleted, or tried again later with growing patience."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_job_due", "run_at", "id"),)


def enqueue(kind: str, key: str, payload: dict[str, Any], *, run_at: datetime | None = None) -> None:
    """Have it done after this transaction; a key that is already waiting is left as it is."""
    values = {"kind": kind, "key": f"{kind}:{key}", "payload": payload, "run_at": run_at or now(), "attempts": 0}
    db.session.execute(insert_into(Job).values(values).on_conflict_do_nothing(index_elements=["key"]))


def run_due_jobs(limit: int = 50) -> int:
    """Do what is due, each job in a transaction of its own; returns how many were taken."""
    taken = 0
    while taken < limit and (job := _claim()):
        taken += 1
        _run(*job)
    return taken


def oldest_due() -> datetime | None:
    """Since when the longest waiting due job waits."""
    return db.session.scalar(select(func.min(Job.run_at)).where(Job.run_at <= now(), Job.attempts < MAX_ATTEMPTS))


def _claim() -> tuple[int, str, dict[str, Any], int] | None:
    with transaction():
        due = (
            select(Job)
            .where(Job.run_at <= now(), Job.attempts < MAX_ATTEMPTS)
            .where((Job.locked_until.is_(None)) | (Job.locked_until < now()))
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        job = db.session.scalar(due)
        if job is None:
            return None
        job.locked_until = now() + LOCK_FOR
        job.attempts += 1
        return job.id, job.kind, job.payload, job.attempts


def _run(job_id: int, kind: str, payload: dict[str, Any], attempts: int) -> None:
    try:
        handler: Handler = current_app.extensions["jobs"][kind]
        with transaction():
            afterwards = handler(payload)
        # Whatever leaves the house (a mail) does so outside the transaction; a repeat carries the same Message-ID.
        if afterwards is not None:
            afterwards()
        with transaction():
            db.session.execute(delete(Job).where(Job.id == job_id))
    except Exception as error:
        log.exception("job %s %s failed, attempt %s", kind, job_id, attempts)
        patience = timedelta(seconds=min(30 * 4 ** (attempts - 1), 6 * 3600))
        with transaction():
            failed = update(Job).where(Job.id == job_id)
            db.session.execute(failed.values(run_at=now() + patience, locked_until=None, last_error=repr(error)[:500]))
