"""What the calendar decides: announced formats open on their first day, open ones close after their last.

Each is a transaction of its own (see `notifications.working`); done twice, nothing happens the second time.
"""

from collections.abc import Sequence

from sqlalchemy import and_, or_, select

from app.core.clock import today
from app.core.database import db, to_change
from app.formats.models import ParticipationFormat
from app.formats.running import close_format, open_format


def formats_due() -> Sequence[int]:
    """The numbers of those whose first day has come or whose last day is over."""
    day = today()
    is_due = or_(
        and_(ParticipationFormat.state == "announced", ParticipationFormat.opens_on <= day),
        and_(ParticipationFormat.state == "open", ParticipationFormat.closes_on < day),
    )
    return db.session.scalars(select(ParticipationFormat.id).where(is_due).order_by(ParticipationFormat.id)).all()


def keep_on_time(number: int) -> None:
    """Open it, close it, or both where nobody looked for long."""
    found = select(ParticipationFormat).where(ParticipationFormat.id == number)
    format: ParticipationFormat | None = db.session.scalar(to_change(found, of=ParticipationFormat))
    if format is None:
        return
    day = today()
    if format.state == "announced" and format.opens_on is not None and format.opens_on <= day:
        open_format(format)
    if format.state == "open" and format.closes_on is not None and format.closes_on < day:
        close_format(format)
