"""Who has taken on what of the inbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.database import Base, UtcDateTime


class Assignment(Base):
    """Somebody at the desk takes care of one thing that waits. It hinders nobody else; the newest one counts.

    `kind` and `number` are those of the inbox (`inbox.kinds`); what waits no longer leaves its row behind.
    """

    __tablename__ = "assignment"

    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
