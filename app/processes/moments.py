"""Days as exact as they are known ("2019", "2019-06", "2021-03-24"), as people type them and as they are printed.

What is printed is German, as the course of a German concept is, whatever language the page around it has.
"""

import re
from calendar import monthrange
from datetime import date

MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
EARLIEST, LATEST = 1900, 2100
_TYPED = (
    re.compile(r"(?P<y>\d{4})(-(?P<m>\d{1,2})(-(?P<d>\d{1,2}))?)?"),
    re.compile(r"((?P<d>\d{1,2})\.\s?)?(?P<m>\d{1,2})[./]\s?(?P<y>\d{4})"),
    re.compile(rf"((?P<d>\d{{1,2}})\.\s?)?(?P<name>{'|'.join(MONTHS)})\s(?P<y>\d{{4}})", re.IGNORECASE),
)


def moment_of(typed: str) -> str | None:
    """What somebody typed as a year, a month or a day; none where it is no such thing.

    Understood: 2019, 2019-06, 2019-06-03, 3.6.2019, 6/2019, Juni 2019, 3. Juni 2019.
    """
    found = next((one for shape in _TYPED if (one := shape.fullmatch(typed.strip()))), None)
    if found is None:
        return None
    parts = found.groupdict()
    named = parts.get("name")
    year = int(parts["y"])
    month = [one.lower() for one in MONTHS].index(named.lower()) + 1 if named else int(parts.get("m") or 0)
    day = int(parts.get("d") or 0)
    if not EARLIEST <= year <= LATEST or month > 12 or (not month and parts.get("m")):
        return None
    if day > (monthrange(year, month)[1] if month else 0) or (not day and parts.get("d")):
        return None
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def first_day(moment: str) -> date:
    """The first day that can be meant."""
    return date.fromisoformat(moment + "-01-01"[3 * moment.count("-") :])


def last_day(moment: str) -> date:
    """The last day that can be meant."""
    first = first_day(moment)
    if len(moment) == len("2021-03-24"):
        return first
    if len(moment) == len("2021-03"):
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first.replace(month=12, day=31)


def days_of(begins: str | None, ends: str | None, *, is_span: bool) -> tuple[date | None, date | None]:
    """The first and the last day that can be meant; a span without an end stays open on that side."""
    last = ends or (None if is_span else begins)
    return first_day(begins) if begins else None, last_day(last) if last else None


def printed(begins: str | None, ends: str | None, *, is_span: bool) -> str | None:
    """How a time is printed: "24. März 2021", "Juni 2019 bis März 2020", "ab Juni 2019"; none if nothing is known."""
    if begins and ends and begins != ends:
        return f"{_without_what_follows(begins, ends)} bis {_one(ends)}"
    if begins:
        return f"ab {_one(begins)}" if is_span and not ends else _one(begins)
    return f"bis {_one(ends)}" if ends else None


def _one(moment: str) -> str:
    year, *rest = moment.split("-")
    if not rest:
        return year
    month = f"{MONTHS[int(rest[0]) - 1]} {year}"
    return f"{int(rest[1])}. {month}" if len(rest) > 1 else month


def _without_what_follows(begins: str, ends: str) -> str:
    """The first of two days, without month and year where the second says them."""
    if len(begins) != len(ends) or begins[:4] != ends[:4] or len(begins) == len("2019"):
        return _one(begins)
    if begins[:7] == ends[:7]:
        return f"{int(begins[8:])}."
    return _one(begins).removesuffix(f" {begins[:4]}")
