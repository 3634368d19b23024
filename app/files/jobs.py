"""What time deletes of files: rows a month after removal, and bytes no row names. Nothing of it is done by hand."""

from collections.abc import Callable
from datetime import time, timedelta
from logging import getLogger
from typing import Any

from flask import current_app
from sqlalchemy import delete, or_, select

from app.core.clock import moment_of, now, today
from app.core.database import db
from app.core.jobs import enqueue
from app.files.models import Attachment
from app.files.storing import Store, open_store
from app.restrictions.models import Report, Restriction

log = getLogger(__name__)
REMOVED_KEPT = timedelta(days=30)
LOOSE_KEPT = timedelta(days=1)
AT_NIGHT = time(3)


def forget_loose_files() -> int:
    """Delete the rows of files removed a month ago, and have the store swept at night; returns how many.

    A row a report or a restriction speaks of stays with it; its bytes go all the same.
    """
    enqueue("sweep_store", f"{today()}", {}, run_at=moment_of(today() + timedelta(days=1), AT_NIGHT))
    named = [
        select(table.attachment_id).where(table.attachment_id.is_not(None)) for table in (Report, Restriction)
    ]  # fmt: skip
    old = delete(Attachment).where(
        Attachment.removed_at < now() - REMOVED_KEPT, *(Attachment.id.not_in(those) for those in named)
    )
    return int(getattr(db.session.execute(old), "rowcount", 0))


def sweep_store(_payload: dict[str, Any]) -> Callable[[], None]:
    """The job of the night; the store is reached outside the transaction."""
    store = open_store(current_app.config)
    return lambda: log.info("store swept: %s keys forgotten", sweep(store))


def sweep(store: Store) -> int:
    """Delete the bytes older than a day that no row needs; returns how many keys.

    The store is listed first and the rows are read after that: what is attached meanwhile is found.
    """
    old = set(store.keys_older_than(now() - LOOSE_KEPT))
    is_needed = or_(Attachment.removed_at.is_(None), Attachment.removed_at >= now() - REMOVED_KEPT)
    rows = db.session.execute(select(Attachment.key, Attachment.preview_key).where(is_needed)).all()
    db.session.rollback()
    loose = old - {key for row in rows for key in row}
    for key in sorted(loose):
        store.delete(key)
    return len(loose)
