"""Days as exact as they are known."""

from datetime import date

import pytest

from app.processes.moments import days_of, first_day, last_day, moment_of, printed

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2019", "2019"), ("2019-06", "2019-06"), ("2019-6-3", "2019-06-03"), (" 24.3.2021 ", "2021-03-24"),
        ("24. 03. 2021", "2021-03-24"), ("6/2019", "2019-06"), ("06.2019", "2019-06"), ("Juni 2019", "2019-06"),
        ("3. märz 2021", "2021-03-03"), ("29.2.2024", "2024-02-29"), ("29.2.2023", None), ("2019-13", None),
        ("2019-00", None), ("0.1.2020", None), ("1066", None), ("bald", None), ("", None), ("1.1.1", None),
    ],
)  # fmt: skip
def test_what_people_type(typed: str, moment: str | None) -> None:
    assert moment_of(typed) == moment


def test_first_and_last_day_that_can_be_meant() -> None:
    assert (first_day("2024"), last_day("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (first_day("2024-02"), last_day("2024-02")) == (date(2024, 2, 1), date(2024, 2, 29))
    assert first_day("2021-03-24") == last_day("2021-03-24") == date(2021, 3, 24)
    assert days_of("2019-06", None, is_span=True) == (date(2019, 6, 1), None)
    assert days_of("2019-06", None, is_span=False) == (date(2019, 6, 1), date(2019, 6, 30))
    assert days_of(None, "2020", is_span=True) == (None, date(2020, 12, 31))


@pytest.mark.parametrize(
    ("begins", "ends", "is_span", "said"),
    [
        ("2019-06", None, False, "Juni 2019"), ("2021-03-24", None, False, "24. März 2021"),
        ("2019-06", None, True, "ab Juni 2019"), (None, "2020", True, "bis 2020"), (None, None, True, None),
        ("2026-05-03", "2026-05-05", False, "3. bis 5. Mai 2026"), ("2026-05-03", "2026-05-03", True, "3. Mai 2026"),
        ("2017-06-29", "2017-07-31", True, "29. Juni bis 31. Juli 2017"),
        ("2019-06", "2020", True, "Juni 2019 bis 2020"),
        ("2020-09", "2020-10", False, "September bis Oktober 2020"), ("2010", "2011", True, "2010 bis 2011"),
    ],
)  # fmt: skip
def test_how_a_time_is_printed(begins: str | None, ends: str | None, is_span: bool, said: str | None) -> None:
    assert printed(begins, ends, is_span=is_span) == said
