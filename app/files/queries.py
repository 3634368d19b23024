"""Reading attachments; whether their thing may be seen is its own visibility query."""

from collections.abc import Sequence

from sqlalchemy import select

from app.core.database import db
from app.files.models import Attachment


def shown_files_of(thing_id: int) -> Sequence[Attachment]:
    """What everybody who sees the thing may see of its files."""
    shown = select(Attachment).where(
        Attachment.thing_id == thing_id, Attachment.released_at.is_not(None), Attachment.restricted_at.is_(None),
        Attachment.removed_at.is_(None),
    )  # fmt: skip
    return db.session.scalars(shown.order_by(Attachment.position, Attachment.id)).all()
