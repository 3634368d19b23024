"""What of cooperations waits at the desk: what is agreed and not in the catalogue yet."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from app.cooperations.desk_queries import is_not_in_catalogue, ready
from app.cooperations.models import Cooperation
from app.inbox.kinds import Waiting, row


def _agreed(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Cooperation.id, thing=Cooperation.id, title=Cooperation.title, authority=Cooperation.home_id,
        due_on=None, since=Cooperation.agreed_at, version=Cooperation.agreed_version,
    )  # fmt: skip
    return waiting.where(*ready(authority_ids), is_not_in_catalogue())


agreed = Waiting(
    "cooperation", ("project_editor",), _agreed, lambda: _("Agreed joint projects"),
    lambda _state: _("take it into the project catalogue"), "cooperations_desk.preview",
)  # fmt: skip
