"""What the desk is told before it announces a format or publishes its result: it may go on, but knows."""

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import today
from app.core.languages import day
from app.core.working_days import DESK_DAYS, add_working_days
from app.formats.desk_queries import count_waiting
from app.formats.desk_wording import Lack
from app.formats.models import ParticipationFormat
from app.formats.outcome import figures_of

NOTICE = timedelta(days=7)
"""People who are to come somewhere need at least that long to plan it."""
WITH_RESULTS = ("workshop",)
"""The kinds whose questions have a result each."""


def before(verb: str, format: ParticipationFormat) -> list[Lack]:
    """What is unusual about taking that step now, each with the way to it."""
    if verb == "announce_format":
        return [*_short_notice(format), *_decided_before_result(format)]
    return _open_points(format) if verb == "conclude_format" else []


def _short_notice(format: ParticipationFormat) -> list[Lack]:
    if not format.is_event or format.opens_on is None or format.opens_on - today() >= NOTICE:
        return []
    said = _("It takes place in less than a week, on %(day)s: whoever wants to come hears of it late.",
             day=day(format.opens_on))  # fmt: skip
    return [Lack(said, url_for("formats_desk.edit", number=format.id, _anchor="opens_on"))]


def _decided_before_result(format: ParticipationFormat) -> list[Lack]:
    if format.decision_on is None or format.closes_on is None:
        return []
    land = format.authority.land if format.authority is not None else "SN"
    due = add_working_days(format.closes_on, DESK_DAYS["results"], land)
    if format.decision_on >= due:
        return []
    said = _("It is decided on %(decision)s, but the result is due only on %(due)s.",
             decision=day(format.decision_on), due=day(due))  # fmt: skip
    return [Lack(said, url_for("formats_desk.edit", number=format.id, _anchor="decision_on"))]


def _open_points(format: ParticipationFormat) -> list[Lack]:
    found = []
    if format.format_kind in WITH_RESULTS:
        found += [
            Lack(_("“%(question)s” has cards and no result.", question=one.title),
                 url_for("workshops_desk.result", section_id=one.id))
            for one in format.sections if one.contributions and not one.result
        ]  # fmt: skip
    everything = url_for("formats_taking_up.index", number=format.id)
    if untouched := figures_of(format).untouched:
        said = ngettext("%(num)s contribution is neither taken up nor assigned to a goal.",
                        "%(num)s contributions are neither taken up nor assigned to a goal.", untouched)  # fmt: skip
        found.append(Lack(said, everything))
    if held := count_waiting(format):
        said = ngettext("%(num)s contribution is still held back.", "%(num)s contributions are still held back.", held)
        found.append(Lack(said, everything))
    return found
