"""What of the discussion waits at the desk: comments held back."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func

from app.discussion.models import Comment
from app.inbox.kinds import Waiting, row
from app.things.models import Thing

SHOWN = 120
"""So many letters of a comment stand in the inbox."""


def _held(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Comment.id, thing=Comment.thing_id, title=func.substr(Comment.text, 1, SHOWN),
        authority=Thing.authority_id, due_on=Comment.due_on, since=Comment.created_at, state=Thing.title,
        version=Comment.version,
    ).join(Thing, Thing.id == Comment.thing_id)  # fmt: skip
    return waiting.where(
        Comment.published_at.is_(None), Comment.restricted_at.is_(None), Comment.removed_at.is_(None),
        Thing.authority_id.in_(authority_ids),
    )  # fmt: skip


held_comments = Waiting(
    "comment", ("moderator",), _held, lambda: _("Comments held back"),
    lambda about: _("read it and release it: on “%(title)s”", title=about), "discussion_desk.index", "",
    anchor="kommentar-{number}",
)  # fmt: skip
