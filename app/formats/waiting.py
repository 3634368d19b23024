"""What of formats waits at the desk: held contributions, results to publish, what is to begin soon and is not ready."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, or_

from app.core.clock import today
from app.formats.completing import OBLIGATORY
from app.formats.models import Contribution, ParticipationFormat
from app.inbox.kinds import Waiting, row

NEAR = timedelta(days=21)
"""So long before its first day a format wants to be announced."""


def _held(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=Contribution.id, thing=Contribution.format_id, title=Contribution.title,
        authority=Contribution.authority_id, due_on=Contribution.due_on, since=Contribution.created_at,
        version=Contribution.version,
    )  # fmt: skip
    return waiting.where(
        Contribution.published_at.is_(None), Contribution.due_on.is_not(None), Contribution.removed_at.is_(None),
        Contribution.restricted_at.is_(None), Contribution.authority_id.in_(authority_ids),
    )  # fmt: skip


def _results(authority_ids: Collection[int]) -> Select[Any]:
    waiting = _formats(ParticipationFormat.results_due_on, ParticipationFormat.closed_at, authority_ids)
    return waiting.where(ParticipationFormat.state == "closed", ParticipationFormat.reference.is_(None))


def _unready(authority_ids: Collection[int]) -> Select[Any]:
    waiting = _formats(ParticipationFormat.opens_on, ParticipationFormat.created_at, authority_ids)
    is_announced = ParticipationFormat.state == "announced"
    texts = [getattr(ParticipationFormat, name) for name in OBLIGATORY if not name.endswith("_on") and name != "level"]
    has_gaps = or_(*(or_(text.is_(None), text == "", text.like("%{%}%")) for text in texts))
    near = ParticipationFormat.opens_on <= today() + NEAR
    return waiting.where(near, or_(ParticipationFormat.state == "draft", and_(is_announced, has_gaps)))


def _formats(due_on: Any, since: Any, authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=ParticipationFormat.id, title=ParticipationFormat.title, authority=ParticipationFormat.authority_id,
        due_on=due_on, since=since, state=ParticipationFormat.state,
    )  # fmt: skip
    return waiting.where(ParticipationFormat.authority_id.in_(authority_ids), since.is_not(None), due_on.is_not(None))


def _to_do(state: str | None) -> str:
    return _("fill in what is missing") if state == "announced" else _("announce it before its first day")


held = Waiting(
    "contribution_held", ("moderator",), _held, lambda: _("Held contributions"),
    lambda _state: _("release it or hide it"), "formats_taking_up.contribution",
)  # fmt: skip
results_due = Waiting(
    "format_results", ("moderator",), _results, lambda: _("Results to publish"),
    lambda _state: _("publish what came out of it"), "formats_desk.show",
)  # fmt: skip
to_announce = Waiting(
    "format_draft", ("moderator",), _unready, lambda: _("Formats to announce"), _to_do, "formats_desk.show",
)  # fmt: skip
