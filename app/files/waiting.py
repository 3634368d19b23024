"""What of files waits at the desk: what was added to something public."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from app.files.models import Attachment
from app.files.queries import is_hidden
from app.inbox.kinds import Waiting, row
from app.things.models import Thing
from app.things.queries import is_public


def _added(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Attachment.id, thing=Attachment.thing_id, title=Thing.title, authority=Thing.authority_id,
        due_on=Attachment.due_on, since=Attachment.added_at, state=Attachment.name,
    ).join(Thing, Thing.id == Attachment.thing_id)  # fmt: skip
    return waiting.where(
        is_public(), Thing.authority_id.in_(authority_ids), Attachment.released_at.is_(None),
        Attachment.removed_at.is_(None), ~is_hidden(),
    )  # fmt: skip


added_files = Waiting(
    "file", ("moderator",), _added, lambda: _("Photos and documents"),
    lambda name: _("look at %(name)s and release it", name=name), "files.waiting", "", anchor="datei-{number}",
)  # fmt: skip
