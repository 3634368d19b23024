"""Reading comments: one visibility rule, one page of threads with their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.accounts.models import Person
from app.things.models import Thing


@dataclass(frozen=True)
class Talk:
    """One page of the discussion of a thing, as a reader sees it."""

    threads: list[Any] = field(default_factory=list)
    sort: str = "neu"
    next: str | None = None


def talk_of(thing: Thing, asked: Mapping[str, str], person: Person | None) -> Talk:
    """The threads of that page in the order asked for, with their answers; two queries, however many."""
    return Talk()
