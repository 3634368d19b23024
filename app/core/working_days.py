"""Periods count the working days of the Land and never end on a weekend or holiday."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

from holidays import HolidayBase, country_holidays

from app.core.clock import today

DESK_DAYS = {
    "comment": 2,
    "file": 3,
    "report": 3,
    "amendment": 5,
    "offer": 5,
    "objection": 10,
    "sheet": 10,
    "barrier": 15,
    "correspondence": 20,
    "letter": 2,
    "contribution": 2,
    "results": 20,
}
"""Working days the desk has for what waits there, beside the periods an authority sets for ideas and statements.

Fifteen working days are never more than the month within which whoever met a barrier is to be answered.
"""


LONGEST = timedelta(days=366)
"""No day that is set lies further ahead."""


class InLand(Protocol):
    """An authority, whose Land has holidays of its own."""

    @property
    def land(self) -> str: ...


@lru_cache(maxsize=16)
def _holidays(land: str) -> HolidayBase:
    return country_holidays("DE", subdiv=land)


def is_working_day(day: date, land: str) -> bool:
    """Whether offices of the Land ("SN", "MV") work on that day."""
    return day.weekday() < 5 and day not in _holidays(land)


def working_day_from(day: date, land: str) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day, land):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, days: int, land: str) -> date:
    """The working day `days` working days after `start`; the day itself does not count."""
    day = start
    for _ in range(days):
        day = working_day_from(day + timedelta(days=1), land)
    return day


def latest_due_day(land: str) -> date:
    """The last day anybody sets: within a year."""
    day = today() + LONGEST
    while not is_working_day(day, land):
        day -= timedelta(days=1)
    return day


def desk_day(kind: str, authority: InLand | None) -> date:
    """The working day by which that authority looks at something that waits from today on. Where nobody answers for it,
    the holidays of Saxony count."""
    return add_working_days(today(), DESK_DAYS[kind], authority.land if authority is not None else "SN")
