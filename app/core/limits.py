"""How often in how long: counted in the database, so that the limit holds over all processes."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from flask import abort, request
from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, UtcDateTime, db, insert_into, transaction


class LimitWindow(Base):
    """How often something was tried within one window of time; the key is a hash, no address is kept."""

    __tablename__ = "limit_window"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    hits: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def is_within_limit(name: str, subject: str, most: int, per: timedelta, *, weight: int = 1) -> bool:
    """Count one more try by `subject`, or what it weighs; False once there were more than `most` in this window."""
    start = int(now().timestamp() // per.total_seconds())
    key = hashlib.sha256(f"{name}|{subject}|{start}".encode()).hexdigest()
    counted = (
        insert_into(LimitWindow)
        .values(key=key, hits=weight, ends_at=now() + per)
        .on_conflict_do_update(index_elements=["key"], set_={"hits": LimitWindow.hits + weight})
        .returning(LimitWindow.hits)
    )
    return int(db.session.scalar(counted) or 0) <= most


def limited(name: str, most: int, per: timedelta) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark on a changing door, above `@writes`: at most so many POSTs from one address; then 429."""

    def mark(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def within_limit(*args: Any, **kwargs: Any) -> Any:
            if request.method == "POST":
                with transaction():
                    is_fine = is_within_limit(name, request.remote_addr or "", most, per)
                if not is_fine:
                    abort(429)
            return view(*args, **kwargs)

        return within_limit

    return mark


def forget_old_windows() -> None:
    """Drop the windows that have ended."""
    db.session.execute(delete(LimitWindow).where(LimitWindow.ends_at < now()))
