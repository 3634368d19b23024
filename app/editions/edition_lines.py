"""A whole edition as one list: every goal once in full, at its first place; later places point there."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.concepts.schemas import Child, ConceptFile, GoalEntry


@dataclass
class Line:
    """A goal at one place of the document; `is_repeat` where it was printed in full further up."""

    goal: GoalEntry
    place: Child | None = None
    is_repeat: bool = False
    below: list["Line"] = field(default_factory=list)


@dataclass(frozen=True)
class Printed:
    """The goals pursued, those of earlier editions, and those no longer pursued."""

    pursued: list[Line]
    earlier: list[GoalEntry]
    retired: list[GoalEntry]


def as_printed(file: ConceptFile) -> Printed:
    """The goals of an edition in the order of the document."""
    current = file.editions[-1].key
    goals = {goal.key: goal for goal in file.goals}
    pursued = [goal for goal in file.goals if not goal.retired and goal.edition in (None, current)]
    listed = {child.goal for goal in pursued for child in goal.children}
    return Printed(
        pursued=_lines([goal for goal in pursued if goal.key not in listed], goals),
        earlier=[goal for goal in file.goals if not goal.retired and goal.edition not in (None, current)],
        retired=[goal for goal in file.goals if goal.retired],
    )


def _lines(roots: Sequence[GoalEntry], goals: dict[str, GoalEntry]) -> list[Line]:
    top = [Line(goal) for goal in roots]
    waiting, printed = top[::-1], set[str]()
    while waiting:
        line = waiting.pop()
        line.is_repeat = line.goal.key in printed
        if line.is_repeat:
            continue
        printed.add(line.goal.key)
        line.below = [Line(goals[child.goal], child) for child in line.goal.children if not goals[child.goal].retired]
        waiting += line.below[::-1]
    return top


def page_of(lines: Sequence[Line], start: int, most: int) -> tuple[list[Line], int]:
    """Of these lines so many from `start` on, below what stands above them; and how many there are in all."""
    count = 0

    def cut(line: Line) -> Line | None:
        nonlocal count
        is_shown = start <= count < start + most
        count += 1
        below = [kept for child in line.below if (kept := cut(child)) is not None]
        return Line(line.goal, line.place, line.is_repeat, below) if is_shown or below else None

    return [kept for line in lines if (kept := cut(line)) is not None], count
