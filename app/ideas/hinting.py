"""What is worth knowing while one writes an idea: goals that fit, ideas like it, who is responsible."""

from dataclasses import dataclass
from typing import Any

LEAST_LETTERS = 4


@dataclass(frozen=True)
class Written:
    """What stands on the sheet: nothing of it is kept. `number` is the draft's, if it is one already.

    `goals` are those ticked in the tree, `suggested` those ticked among the suggestions (`concept:key`); `different`
    are the numbers of ideas the author says hers is different from.
    """

    title: str
    text: str
    place: str = ""
    number: int | None = None
    goals: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    different: tuple[int, ...] = ()


@dataclass(frozen=True)
class Hints:
    """What is shown below the text; empty parts are left out."""

    goals: Any = ()
    similar: Any = ()
    responsible: Any = ()

    @property
    def is_empty(self) -> bool:
        return not (self.goals or self.similar or self.responsible)


NO_HINTS = Hints()


def hints_for(written: Written) -> Hints:
    """The hints for this text; none for an empty one."""
    if len(f"{written.title}{written.text}".strip()) < LEAST_LETTERS:
        return NO_HINTS
    return NO_HINTS
