"""What of the site itself waits at the desk: barriers people met."""

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_

from app.inbox.kinds import Waiting, row
from app.pages.models import BarrierReport

SHOWN = 120


def _barriers(authority_ids: Collection[int]) -> Select[Any]:
    waiting = row(
        number=BarrierReport.id, title=func.substr(BarrierReport.text, 1, SHOWN), authority=BarrierReport.authority_id,
        due_on=BarrierReport.due_on, since=BarrierReport.reported_at, state=BarrierReport.page,
    )  # fmt: skip
    is_ours = or_(BarrierReport.authority_id.in_(authority_ids), BarrierReport.authority_id.is_(None))
    return waiting.where(BarrierReport.settled_at.is_(None), is_ours)


barrier_reports = Waiting(
    "barrier", ("admin",), _barriers, lambda: _("Barriers on the site"),
    lambda _page: _("remove the barrier and answer"), "pages_desk.index", "", anchor="barrieren",
)  # fmt: skip
