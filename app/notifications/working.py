"""The worker's round: once an hour what the clock owes everybody, then tell what happened and do what is due."""

from datetime import datetime, timedelta
from logging import getLogger
from typing import Any

from flask import current_app
from sqlalchemy import delete, select

from app.accounts.models import EmailProof
from app.cooperations.leaving import cooperations_due
from app.cooperations.leaving import keep_on_time as keep_cooperation_on_time
from app.cooperations.reminding import warn_of_fundings
from app.core.clock import now
from app.core.database import db, transaction
from app.core.jobs import oldest_due, run_due_jobs
from app.core.journal import JournalEntry
from app.coverage.following_places import queue_places
from app.formats.keeping_time import formats_due, keep_on_time
from app.ideas.moderating import withdraw_unanswered
from app.ideas.similar_meaning import queue_missing
from app.notifications.digesting import queue_digests
from app.notifications.mondays import plan_mondays
from app.notifications.mornings import plan_mornings
from app.notifications.telling import tell_unprocessed

log = getLogger(__name__)
PROOFS_KEPT = timedelta(days=1)
BATCH = 100


def work_once(limit: int = 50) -> int:
    """One round; returns how much there was to do. Nothing to do touches nothing."""
    hour = now().replace(minute=0, second=0, microsecond=0)
    if current_app.extensions.get("clock_kept") != hour:
        current_app.extensions["clock_kept"] = hour
        keep_clock()
    return _tell() + (run_due_jobs(limit) if _is_job_due() else 0)


def keep_clock() -> None:
    """What only time decides: questions nobody answered, digests that are due, what is not kept any longer."""
    clock = {
        "withdraw_unanswered": withdraw_unanswered, "queue_digests": queue_digests, "queue_meanings": queue_missing,
        "plan_mondays": plan_mondays, "plan_mornings": plan_mornings, "queue_places": queue_places,
        "warn_of_fundings": warn_of_fundings,
    }  # fmt: skip
    for name, verb in {**clock, **current_app.extensions["retention"]}.items():
        try:
            with transaction():
                verb()
        except Exception:
            log.exception("the clock's %s failed; the others go on", name)
    _keep_formats()
    _keep_cooperations()


def _keep_formats() -> None:
    """Formats open and close by the calendar, each by itself: one that cannot holds up no other."""
    due = formats_due()
    db.session.rollback()
    for number in due:
        try:
            with transaction():
                keep_on_time(number)
        except Exception:
            log.exception("format %s is due and could not be moved on; the others go on", number)


def _keep_cooperations() -> None:
    """Partners whose last day is over are gone, and what has a last day ends; each cooperation by itself, too."""
    due = cooperations_due()
    db.session.rollback()
    for number in due:
        try:
            with transaction():
                keep_cooperation_on_time(number)
        except Exception:
            log.exception("cooperation %s is due and could not be moved on; the others go on", number)


def forget_old_proofs() -> int:
    """Delete codes a day after they stopped to count; returns how many. Nobody's address stays because of a code."""
    old = delete(EmailProof).where(EmailProof.expires_at < now() - PROOFS_KEPT)
    return int(getattr(db.session.execute(old), "rowcount", 0))


def _tell() -> int:
    # Looked at before a write lock is asked for: an idle worker must not queue before people who write.
    if not _is_there(select(JournalEntry.id).where(JournalEntry.told_at.is_(None)).limit(1)):
        return 0
    with transaction():
        return tell_unprocessed(BATCH)


def _is_job_due() -> bool:
    due: datetime | None = oldest_due()
    db.session.rollback()
    return due is not None


def _is_there(wanted: Any) -> bool:
    found = db.session.scalar(wanted) is not None
    db.session.rollback()
    return found
