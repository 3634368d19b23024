"""Periods count the working days of the Land and never end on a weekend or holiday."""

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays


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
