"""What everybody finds of forums."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from app.core.clock import local
from app.core.database import db
from app.forums.models import Thread
from app.search.documents import Document
from app.things.models import Thing
from app.things.queries import is_public


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each of these threads that everybody may read, where its forum is public, too; one query."""
    numbers = thing_ids if refs is None else [int(ref) for ref in refs]
    forum: Any = Thing.__table__.alias("forum")
    columns: tuple[Any, ...] = (Thread.id, Thread.title, Thread.text, Thread.authority_id, Thread.published_at)
    rows = select(*columns).join(forum, forum.c.id == Thread.format_id)
    rows = rows.where(is_public(), Thread.removed_at.is_(None), is_public(forum.c))
    if numbers is not None:
        rows = rows.where(Thread.id.in_(numbers))
    for row in db.session.execute(rows.order_by(Thread.id)):
        yield Document(
            kind="thread", ref=str(row.id), thing_id=row.id, authority_id=row.authority_id, title=row.title,
            text=row.text, day=local(row.published_at).date(),
        )  # fmt: skip
