"""Who belongs to the audience of a format, runs it or judges: invited, taken off, forgotten when it is long over."""

from datetime import timedelta

from sqlalchemy import delete, select

from app.core.clock import now
from app.core.database import db
from app.formats.models import ParticipationFormat
from app.things.models import AudienceMember

KEPT_AFTER = timedelta(days=365)


def forget_old_audiences() -> int:
    """Mailboxes and names of whoever was invited to a format go a year after its result was published."""
    over = select(ParticipationFormat.id).where(ParticipationFormat.concluded_at < now() - KEPT_AFTER)
    is_old = AudienceMember.audience_id.in_(over) & AudienceMember.email.is_not(None)
    gone = delete(AudienceMember).where(is_old).returning(AudienceMember.id)
    return len(db.session.scalars(gone).all())
