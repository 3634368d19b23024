"""The picture of a course: each entry a row, time from left to right, in plain numbers; the template only draws.

Every year with something in it is equally wide; years without anything are left out where they are many.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.processes.timeline import Course, Entry

LINE, HEAD, GAP, BAR, LEAST = 19, 30, 11, 14, 10
SMALLER = 5
"""So many letters more there are in a line of the smaller print below a title."""
Lines = tuple[str, ...]


@dataclass(frozen=True)
class Tick:
    """Where a year begins; without one, that years are left out."""

    x: float
    middle: float
    year: int | None


@dataclass(frozen=True)
class Row:
    """An entry in the picture: the lines of its title and of what is said below it, and its mark."""

    entry: Entry
    x: float
    y: float
    lines: tuple[str, ...]
    captions: tuple[str, ...]
    mark_y: float
    start: float | None = None
    """Where it can have begun at the earliest; none of both: it has no time."""
    end: float | None = None
    sure_start: float | None = None
    sure_end: float | None = None
    is_open_left: bool = False
    is_open_right: bool = False

    @property
    def shape(self) -> str:
        """What is drawn: a bar for what lasts, a sign for what happens; nothing where no time is known."""
        if self.start is None or self.end is None:
            return "none"
        return "bar" if _lasts(self.entry) else self.entry.kind

    @property
    def middle(self) -> float:
        return ((self.start or 0) + (self.end or 0)) / 2

    @property
    def caption_y(self) -> float:
        return self.y + LINE * len(self.lines)


@dataclass(frozen=True)
class Picture:
    """The whole drawing."""

    width: float
    height: float
    left: float
    """Where time begins."""
    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    today: float | None
    is_narrow: bool


class Scale:
    """Days to places between left and right: each year a column, a row of empty years one small one."""

    def __init__(self, years: Sequence[int], left: float, right: float) -> None:
        self.left, self.right = left, right
        columns: list[int | None] = []
        for year in years:
            if columns and columns[-1] is not None and year > columns[-1] + 1:
                columns.append(None)
            columns.append(year)
        gaps = columns.count(None)
        small = min(24.0, (right - left) / (4 * len(columns))) if columns else 0
        wide = (right - left - gaps * small) / max(1, len(columns) - gaps)
        self.ticks: list[Tick] = []
        self._begins: dict[int, float] = {}
        self.wide = wide
        x = left
        for column in columns:
            width = small if column is None else wide
            self.ticks.append(Tick(round(x, 1), round(x + width / 2, 1), column))
            if column is not None:
                self._begins[column] = x
            x += width

    def place(self, day: date) -> float:
        """Where that day is; in a year that is left out, where the next one begins."""
        if day.year in self._begins:
            days = (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
            return round(self._begins[day.year] + self.wide * (day.timetuple().tm_yday - 1) / days, 1)
        later = [x for year, x in self._begins.items() if year > day.year]
        return round(min(later, default=self.right), 1)


def wide_picture(course: Course, today: date) -> Picture:
    """For broad pages: the words on the left, time on the right."""
    return _picture(course, today, width=1120, left=470, letters=56, is_narrow=False)


def narrow_picture(course: Course, today: date) -> Picture:
    """For phones: the words above, time below them over the whole width."""
    return _picture(course, today, width=340, left=6, letters=42, is_narrow=True)


def years_of(entries: Sequence[Entry], today: date) -> list[int]:
    """The years in which something begins, ends or lasts at most a year more, and this one."""
    years = {today.year} if any(entry.is_dated for entry in entries) else set()
    for entry in entries:
        ends = [day.year for day in entry.days if day]
        if ends and ends[-1] - ends[0] <= 3:
            years.update(range(ends[0], ends[-1] + 1))
        years.update(ends)
    return sorted(years)


def _picture(course: Course, today: date, *, width: float, left: float, letters: int, is_narrow: bool) -> Picture:
    entries = course.entries
    years = years_of(entries, today)
    scale = Scale(years, left, width - 8)
    rows: list[Row] = []
    y = float(HEAD)
    for group in course.groups:
        for entry in group.all:
            indent = 16 if group.phase and entry is not group.phase else 0
            lines = _lines(entry.title, letters - indent // 8)
            captions = _lines(_caption(entry), letters + SMALLER - indent // 8)
            words = LINE * (len(lines) + len(captions))
            mark_y = y + words + 2 if is_narrow else y + words / 2 - BAR / 2
            rows.append(_row(entry, scale, indent, y + LINE - 5, (lines, captions), mark_y))
            y += words + GAP + (BAR + 6 if is_narrow else 0)
    return Picture(
        width, round(y + 4, 1), left, tuple(rows), tuple(scale.ticks), scale.place(today) if years else None, is_narrow
    )


def _caption(entry: Entry) -> str:
    return ", ".join(part for part in (entry.word, entry.label, entry.state_word) if part)


def _row(entry: Entry, scale: Scale, x: float, y: float, words: tuple[Lines, Lines], mark_y: float) -> Row:
    if not entry.is_dated:
        return Row(entry, x, y, *words, mark_y)
    (first, last), (sure_first, sure_last) = entry.days, entry.sure_days
    if first is None and not _lasts(entry):
        first = sure_last  # It happened once, "until early 2020": its sign stands there, and an arrow says the rest.
    start = scale.place(first) if first else scale.left
    end = scale.place(last) if last else scale.right
    if end - start < LEAST:
        start = min(start, scale.right - LEAST)
        end = start + LEAST
    is_exact = (first == sure_first or first is None) and (last == sure_last or last is None)
    sure_start = max(start, scale.place(sure_first)) if sure_first and not is_exact else start
    sure_end = min(end, scale.place(sure_last)) if sure_last and not is_exact else end
    is_sure = is_exact or sure_end - sure_start >= LEAST
    return Row(
        entry, x, y, *words, mark_y, start, end, sure_start if is_sure else None, sure_end if is_sure else None,
        is_open_left=entry.days[0] is None, is_open_right=last is None,
    )  # fmt: skip


def _lasts(entry: Entry) -> bool:
    return entry.is_span or entry.kind == "event"


def _lines(title: str, letters: int) -> tuple[str, ...]:
    return tuple(textwrap.wrap(title, letters, break_long_words=True)) or ("",)
