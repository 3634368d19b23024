"""The chronicle: append-only, written by the verb in the same transaction. The row is the event."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, event, inspect
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.core.clock import now
from app.core.database import Base, UtcDateTime, db, touch

AUDIENCES = ("public", "author", "staff", "direct")
"""Who may read the row in a chronicle; "direct" stands in none: it only tells the people concerned."""
ROLES = (
    "author", "moderator", "project_editor", "approver", "admin", "citizen", "clock", "import", "office", "reception",
    "facilitator", "partner",
)  # fmt: skip


class JournalEntry(Base):
    """One thing that happened to a thing: verb, states, version, actor, reason, and who may read it."""

    __tablename__ = "journal_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    verb: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(40))
    to_state: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor_role: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(10))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(f"audience in {AUDIENCES}", name="audience"),
        CheckConstraint(f"actor_role in {ROLES}", name="actor_role"),
        Index("ix_journal_entry_thing", "thing_id", "id"),
        Index("ix_journal_entry_told", "told_at", "id"),
    )


@event.listens_for(JournalEntry, "before_update")
def _stays_as_written(_mapper: Mapper[JournalEntry], _connection: object, entry: JournalEntry) -> None:
    changed = {attribute.key for attribute in inspect(entry).attrs if attribute.history.has_changes()}
    if not changed <= {"told_at", "actor_id"}:
        raise RuntimeError("the journal is append-only")


def record(
    thing_id: int,
    verb: str,
    *,
    role: str,
    actor_id: int | None = None,
    from_state: str | None = None,
    to_state: str | None = None,
    version: int | None = None,
    reason: str | None = None,
    audience: str = "public",
    at: datetime | None = None,
    told: bool = False,
    settles: bool = True,
    **details: Any,
) -> JournalEntry:
    """Write down what happened. `told` marks what nobody needs a mail about (imports, demo history).

    `settles=False`: the desk's own affair, from which nothing that is kept beside the thing can follow.
    """
    at = at or now()
    entry = JournalEntry(
        thing_id=thing_id, verb=verb, actor_role=role, actor_id=actor_id, from_state=from_state, to_state=to_state,
        version=version, reason=reason, audience=audience, details=details, at=at, told_at=at if told else None,
    )  # fmt: skip
    db.session.add(entry)
    if settles:
        touch(thing_id)
    return entry
