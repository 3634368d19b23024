"""What everybody finds of the discussions: what comments say now. Their title is that of what they are about."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from app.core.clock import local
from app.core.database import db
from app.discussion.models import Comment
from app.discussion.queries import is_shown
from app.search.documents import Document
from app.things.models import Thing


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each comment whose words everybody may read, about these things or with these numbers; one query."""
    thing = Thing.__table__
    rows = select(Comment.id, Comment.thing_id, thing.c.authority_id, Comment.text, Comment.published_at)
    rows = rows.join(Thing, Thing.id == Comment.thing_id).where(is_shown())
    if thing_ids is not None:
        rows = rows.where(Comment.thing_id.in_(thing_ids))
    if refs is not None:
        rows = rows.where(Comment.id.in_([int(ref) for ref in refs]))
    for row in db.session.execute(rows.order_by(Comment.id)):
        yield Document(
            kind="comment", ref=str(row.id), thing_id=row.thing_id, authority_id=row.authority_id, title="",
            text=row.text, day=local(row.published_at).date(),
        )  # fmt: skip
