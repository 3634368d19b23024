"""Reading attachments; whether their thing may be seen is its own visibility query."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased, contains_eager

from app.core.database import db, to_change
from app.core.paging import page_of
from app.files.models import Attachment
from app.things.models import Thing
from app.things.queries import is_public

PAGE_SIZE = 30

_same = aliased(Attachment)


def is_hidden() -> ColumnElement[bool]:
    """Restricted, here or where the same photo also hangs: what is hidden is hidden everywhere."""
    restricted = select(_same.id).where(_same.key == Attachment.key, _same.restricted_at.is_not(None))
    return restricted.exists()


def shown_files_of(thing_id: int) -> Sequence[Attachment]:
    """What everybody who sees the thing may see of its files."""
    shown = select(Attachment).where(_kept(thing_id), Attachment.released_at.is_not(None), ~is_hidden())
    return db.session.scalars(shown.order_by(Attachment.position, Attachment.id)).all()


def files_of(thing_id: int) -> Sequence[Attachment]:
    """All its files, for its author and the desk: released or not, restricted or not."""
    files = select(Attachment).where(_kept(thing_id))
    return db.session.scalars(files.order_by(Attachment.position, Attachment.id)).all()


def files_added_before(thing_id: int, moment: datetime) -> Sequence[Attachment]:
    """What waits on the thing and becomes public with a text handed in at that moment; nothing hidden."""
    waiting = select(Attachment).where(_kept(thing_id), Attachment.released_at.is_(None), ~is_hidden())
    waiting = waiting.where(Attachment.added_at < moment)
    return db.session.scalars(waiting.order_by(Attachment.position, Attachment.id)).all()


def carried_copies(*keys: str) -> Sequence[Attachment]:
    """The rows of projects that show these bytes of an idea's files."""
    projects = select(Thing.id).where(Thing.kind == "project")
    copies = select(Attachment).where(
        Attachment.key.in_(keys), Attachment.removed_at.is_(None), Attachment.thing_id.in_(projects)
    )
    return db.session.scalars(to_change(copies.order_by(Attachment.id), of=Attachment)).all()


def count_files(thing_id: int) -> int:
    """How many files hang on it."""
    return db.session.scalar(select(func.count()).where(_kept(thing_id))) or 0


def find_file(thing_id: int, file_id: int) -> Attachment | None:
    """One file of that thing."""
    wanted = select(Attachment).where(_kept(thing_id), Attachment.id == file_id)
    return db.session.scalar(to_change(wanted, of=Attachment))


def find_by_once(thing_id: int, once: str | None) -> Attachment | None:
    """What an earlier sending of the same form has attached."""
    return db.session.scalar(select(Attachment).where(Attachment.thing_id == thing_id, Attachment.once == once))


def files_by_key(key: str) -> tuple[Sequence[Attachment], bool]:
    """The rows that name these bytes, each with its thing; and whether they are hidden."""
    rows = db.session.scalars(
        select(Attachment)
        .join(Attachment.thing)
        .where(Attachment.key == key, Attachment.removed_at.is_(None))
        .options(contains_eager(Attachment.thing))
        .order_by(Attachment.id)
    ).all()
    hidden = select(Attachment.id).where(Attachment.key == key, Attachment.restricted_at.is_not(None)).limit(1)
    return rows, bool(rows) and db.session.scalar(hidden) is not None


def waiting_files(
    authority_ids: Iterable[int], cursor: str | None = None
) -> tuple[list[tuple[Attachment, Thing]], str | None]:
    """What was added to public things of these authorities and waits to be released, newest first; with its thing."""
    columns: list[Any] = [Attachment, Thing]
    waiting = select(*columns).join(Thing, Thing.id == Attachment.thing_id).where(*_is_waiting(authority_ids))
    order: list[Any] = [Attachment.added_at, Attachment.id]
    page = page_of(waiting, order, cursor, PAGE_SIZE)
    return [(found.Attachment, found.Thing) for found in page.rows], page.next


def _is_waiting(authority_ids: Iterable[int]) -> list[ColumnElement[bool]]:
    return [
        is_public(), Thing.authority_id.in_(authority_ids), Attachment.released_at.is_(None),
        Attachment.removed_at.is_(None), ~is_hidden(),
    ]  # fmt: skip


def _kept(thing_id: int) -> ColumnElement[bool]:
    return and_(Attachment.thing_id == thing_id, Attachment.removed_at.is_(None))
