"""What is deleted because its time is over, as the privacy page says."""

from datetime import timedelta

from sqlalchemy import or_, update

from app.core.clock import now
from app.core.database import db
from app.restrictions.models import Report

ADDRESSES_ARE_KEPT_FOR = timedelta(days=182)


def forget_reporters() -> int:
    """Who reported something is forgotten six months after the answer; the report stays without it."""
    settled = Report.settled_at < now() - ADDRESSES_ARE_KEPT_FOR
    named = or_(Report.email.is_not(None), Report.reporter_id.is_not(None))
    gone = update(Report).where(settled, named).values(email=None, reporter_id=None)
    return int(getattr(db.session.execute(gone), "rowcount", 0))
