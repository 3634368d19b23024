"""The one clock: moments in UTC, days where the authority sits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_staged: ContextVar[datetime | None] = ContextVar("staged", default=None)


_here = [ZoneInfo("Europe/Berlin")]


def live_in(timezone: str) -> None:
    """Days and hours are those of this zone from now on (setting `TIMEZONE`)."""
    _here[0] = ZoneInfo(timezone)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _staged.get() or datetime.now(UTC)


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Whatever is done inside happened at that moment: how the demonstration gets a past, and nothing else."""
    if moment.tzinfo is None:
        raise ValueError("a moment without time zone")
    token = _staged.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _staged.reset(token)


def local(moment: datetime) -> datetime:
    """The same moment as people here read it off the wall."""
    return moment.astimezone(_here[0])


def moment_of(day: date, hour: time) -> datetime:
    """That hour of that day here, as an aware moment."""
    return datetime.combine(day, hour, tzinfo=_here[0])


def today() -> date:
    """Today's date here."""
    return local(now()).date()
