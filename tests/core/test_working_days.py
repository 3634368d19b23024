from datetime import date

import pytest

from app.core.working_days import add_working_days, is_working_day, working_day_from

pytestmark = pytest.mark.once


def test_holidays_of_the_land_count() -> None:
    repentance_day = date(2026, 11, 18)
    assert not is_working_day(repentance_day, "SN")
    assert is_working_day(repentance_day, "MV")


def test_periods_skip_weekends_and_holidays() -> None:
    friday = date(2026, 11, 13)
    assert add_working_days(friday, 5, "MV") == date(2026, 11, 20)
    assert add_working_days(friday, 5, "SN") == date(2026, 11, 23)


def test_a_period_never_ends_on_a_day_off() -> None:
    assert working_day_from(date(2026, 12, 25), "SN") == date(2026, 12, 28)
    assert working_day_from(date(2026, 12, 28), "SN") == date(2026, 12, 28)
