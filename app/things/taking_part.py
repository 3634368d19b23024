"""How one person stands to a thing: supports it, follows it, has offered to help."""

from dataclasses import dataclass

from app.accounts.models import Person
from app.things.models import Thing


@dataclass(frozen=True)
class Part:
    """What the buttons of a thing need to know about the reader."""

    supports: bool = False
    follows: bool = False
    helps: bool = False


def part_of(thing: Thing, person: Person | None) -> Part:
    """How this reader stands to the thing; nobody signed in stands nowhere."""
    return Part()
