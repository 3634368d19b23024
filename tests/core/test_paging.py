import base64
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.database import db, transaction
from app.core.limits import LimitWindow
from app.core.paging import CursorIsBroken, page_of

EARLY = base64.urlsafe_b64encode(b'[{"t":"0001-01-01T00:00:00+14:00"},1]').decode()
DEEP = base64.urlsafe_b64encode(b"[" * 280).decode()


def fill(count: int) -> None:
    with transaction():
        for n in range(count):
            db.session.add(LimitWindow(key=f"{n:03}", hits=n, ends_at=datetime(2026, 1, 1 + n // 4, tzinfo=UTC)))


def read(cursor: str | None, size: int = 3) -> tuple[list[int], str | None]:
    page = page_of(select(LimitWindow.hits), [LimitWindow.ends_at, LimitWindow.hits], cursor, size)
    return [row.hits for row in page.rows], page.next


def test_pages_together_are_the_whole_list_once(app: Flask) -> None:
    fill(10)
    seen: list[int] = []
    cursor = None
    while True:
        hits, cursor = read(cursor)
        seen += hits
        if cursor is None:
            break
    assert seen == list(range(9, -1, -1))


def test_a_new_row_on_top_does_not_shift_the_next_page(app: Flask) -> None:
    fill(6)
    first, cursor = read(None)
    with transaction():
        db.session.add(LimitWindow(key="new", hits=99, ends_at=datetime(2027, 1, 1, tzinfo=UTC)))
    second, end = read(cursor)
    assert (first, second, end) == ([5, 4, 3], [2, 1, 0], None)


FOREIGN = [
    "x", "////", "e30", "W10", "WzEsMl0", "bnVsbA", "[1,2]", "a" * 5000, "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5XQ", EARLY, DEEP,
]  # fmt: skip


@pytest.mark.parametrize("cursor", FOREIGN)
def test_a_foreign_cursor_is_refused(app: Flask, cursor: str) -> None:
    with pytest.raises(CursorIsBroken):
        read(cursor)
