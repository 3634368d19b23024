"""What the office does in a forum: put a thread under the right topic."""

from typing import Any

from sqlalchemy import update

from app.accounts.models import Person
from app.core.database import db
from app.core.errors import NotAllowedNow
from app.core.journal import record
from app.formats.models import FormatSection
from app.formats.running import role_of
from app.formats.workflow import ensure_possible
from app.forums.models import Thread


def move_thread(thread: Thread, section: FormatSection, *, by: Person) -> bool:
    """Another topic of the same forum; False where it stands there already. Its answers and supports go along."""
    if section.format_id != thread.format_id or thread.removed_at is not None:
        raise NotAllowedNow("move_thread", "elsewhere" if thread.removed_at is None else "removed")
    ensure_possible("arrange", thread.format.state)
    if section.id == thread.section_id:
        return False
    if thread.is_shown:
        _count({thread.section_id: -1, section.id: 1})
    thread.section = section
    role = role_of(thread.format, by)
    record(thread.id, "move_thread", role=role, actor_id=by.id, audience="staff", topic=section.title)
    return True


def _count(steps: dict[int, int]) -> None:
    """The lower number first, so that two movers never wait for each other."""
    table: Any = FormatSection.__table__
    for number, step in sorted(steps.items()):
        more = table.c.contributions + step
        db.session.execute(update(table).where(table.c.id == number).values(contributions=more))
    for number in steps:
        if (section := db.session.get(FormatSection, number)) is not None:
            db.session.expire(section, ["contributions"])
