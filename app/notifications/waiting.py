"""What of letters waits at the desk: those to print and to post."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from app.ideas.models import Idea
from app.inbox.kinds import Waiting, row
from app.notifications.models import PaperLetter
from app.notifications.posting import waits_to_be_posted


def _to_post(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=PaperLetter.id, thing=PaperLetter.thing_id, title=Idea.title, authority=Idea.authority_id,
        due_on=PaperLetter.due_on, since=PaperLetter.made_at,
    ).join(Idea, Idea.id == PaperLetter.thing_id)  # fmt: skip
    return waiting.where(*waits_to_be_posted(), Idea.authority_id.in_(authority_ids))


paper_letters = Waiting(
    "letter", ("moderator",), _to_post, lambda: _("Letters"), lambda _state: _("print the letter and post it"),
    "letters.show",
)  # fmt: skip
