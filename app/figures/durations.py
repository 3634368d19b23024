"""From rows of the journal to how long things took: pure reckoning, no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import NamedTuple

FEWEST = 5
"""Fewer cases than this tell about people rather than about the work: no duration is shown."""

DESK_STATES = {"submitted": "receipt", "revision_requested": "question", "published": "answer"}
"""How long an idea stays in a state, and which step of the work that is."""
NO_END = frozenset({"withdraw_idea", "merge_ideas", "hand_over_idea"})
"""Verbs that take an idea out of a state without the step having been done."""


class Change(NamedTuple):
    """A row of the journal that changed a state."""

    thing_id: int
    verb: str
    from_state: str | None
    to_state: str | None
    at: datetime


class Stretch(NamedTuple):
    """One step that was done: of which idea, when it ended, how many days it took."""

    thing_id: int
    step: str
    ended: datetime
    days: float


@dataclass(frozen=True)
class Taken:
    """How long a step took: in how many cases, and the middle one of them in days; none where they are too few."""

    cases: int
    median_days: float | None


def stretches(changes: Iterable[Change], since: datetime) -> list[Stretch]:
    """Each step done after `since`. `changes` come idea by idea, in the order they happened."""
    found: list[Stretch] = []
    entered: dict[str, datetime] = {}
    thing = 0
    for change in changes:
        if change.thing_id != thing:
            thing, entered = change.thing_id, {}
        if change.from_state == change.to_state:
            continue
        began = entered.pop(change.from_state or "", None)
        if began is not None and change.verb not in NO_END and change.at >= since:
            step = DESK_STATES[change.from_state or ""]
            found.append(Stretch(thing, step, change.at, days_between(began, change.at)))
        if change.to_state in DESK_STATES:
            entered[change.to_state] = change.at
    return found


def taken(days: Iterable[float]) -> Taken:
    """The middle of these durations; how many there were is always said."""
    values = sorted(days)
    return Taken(len(values), round(median(values), 1) if len(values) >= FEWEST else None)


def days_between(began: datetime, ended: datetime) -> float:
    """Days and parts of days, as the calendar has them."""
    return (ended - began).total_seconds() / 86400
