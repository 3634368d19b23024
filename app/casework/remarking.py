"""Internal remarks and the file number of an idea: what the desk writes down for itself."""

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts.models import Person
from app.casework.models import Remark
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError
from app.core.journal import record
from app.ideas.models import Idea

MAX_REMARK = 4000
MOST_REMARKS = 200


class ReferenceHasChanged(DomainError):
    """Somebody else has set the file number meanwhile."""


def add_remark(idea: Idea, *, text: str, by: Person, once: str) -> Remark:
    """Written down for colleagues of this office alone, and never changed after; sent twice it is one."""
    known = db.session.scalar(select(Remark).where(Remark.once == once))
    if known is not None:
        return known
    remark = Remark(idea_id=idea.id, authority_id=idea.authority_id, text=text, by_id=by.id, once=once)
    db.session.add(remark)
    db.session.flush()
    return remark


def remarks_of(idea: Idea) -> Sequence[Remark]:
    """What the office the idea is with has remarked, newest first; another office's remarks stay with that office."""
    own = select(Remark).where(Remark.idea_id == idea.id, Remark.authority_id == idea.authority_id)
    return db.session.scalars(own.order_by(Remark.id.desc()).limit(MOST_REMARKS)).all()


def note_file_reference(idea: Idea, reference: str | None, *, before: str | None, by: Person) -> None:
    """The number under which the office files the idea; bound to the one that was shown. Colleagues read who set it."""
    if reference == idea.file_reference:
        return
    if (before or None) != idea.file_reference:
        raise ReferenceHasChanged
    is_first, idea.file_reference = idea.file_reference is None, reference
    idea.updated_at = now()
    record(
        idea.id, "note_file_reference", role="moderator", actor_id=by.id, version=idea.version, audience="staff",
        settles=False, what="removed" if reference is None else "set" if is_first else "changed",
    )  # fmt: skip
