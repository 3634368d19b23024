"""What of formats waits at the desk: held contributions, results to publish, drafts whose first day comes near."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select

from app.formats.models import Contribution, ParticipationFormat
from app.inbox.kinds import Waiting, row


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
    return _formats(ParticipationFormat.results_due_on, ParticipationFormat.closed_at, "closed", authority_ids)


def _drafts(authority_ids: Collection[int]) -> Select[Any]:
    return _formats(ParticipationFormat.opens_on, ParticipationFormat.created_at, "draft", authority_ids)


def _formats(due_on: Any, since: Any, state: str, authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=ParticipationFormat.id, title=ParticipationFormat.title, authority=ParticipationFormat.authority_id,
        due_on=due_on, since=since,
    )  # fmt: skip
    return waiting.where(
        ParticipationFormat.state == state, ParticipationFormat.authority_id.in_(authority_ids), since.is_not(None),
        due_on.is_not(None),
    )  # fmt: skip


held = Waiting(
    "contribution_held", ("moderator",), _held, lambda: _("Held contributions"),
    lambda _state: _("release it or hide it"), "formats_taking_up.contribution",
)  # fmt: skip
results_due = Waiting(
    "format_results", ("moderator",), _results, lambda: _("Results to publish"),
    lambda _state: _("publish what came out of it"), "formats_desk.show",
)  # fmt: skip
to_announce = Waiting(
    "format_draft", ("moderator",), _drafts, lambda: _("Formats to announce"),
    lambda _state: _("announce it before its first day"), "formats_desk.show", tab="wartet",
)  # fmt: skip
