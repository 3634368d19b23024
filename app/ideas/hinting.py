"""What is worth knowing while one writes an idea: goals that fit, ideas like it, who is responsible."""

from dataclasses import dataclass
from typing import Any

from app.ideas.forwarding import responsible_while_writing
from app.ideas.place_choice import only_place, place_named
from app.ideas.similar_writing import similar_while_writing
from app.ideas.suggesting import goals_for_text

LEAST_LETTERS = 4


@dataclass(frozen=True)
class Written:
    """What stands on the sheet: nothing of it is kept. `number` is the draft's, if it is one already.

    `goals` are those chosen, `suggested` those shown among the suggestions because they are, or just were, ticked there
    (`concept:key`); `different` are the numbers of ideas the author says hers is different from.
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
    """What is shown below the text; empty parts are left out. `lacks_place`: nobody has said whose goals are meant."""

    goals: Any = ()
    similar: Any = ()
    responsible: Any = ()
    different: tuple[int, ...] = ()
    lacks_place: bool = False


def hints_for(written: Written) -> Hints:
    """The hints for this text; none for an empty one."""
    if len(f"{written.title}{written.text}".strip()) < LEAST_LETTERS:
        return Hints(different=written.different)
    place = written.place or place_named(f"{written.title}\n{written.text}") or only_place()
    goals = goals_for_text(place, written.title, written.text, ticked=written.goals, kept=written.suggested)
    fitting = [one.goal.id for of_concept in goals for one in of_concept.goals]
    return Hints(
        goals=goals,
        similar=similar_while_writing(
            written.title,
            written.text,
            place,
            draft=written.number,
            different=written.different,
            goal_ids=fitting,
        ),
        different=written.different,
        lacks_place=not place,
        responsible=responsible_while_writing(written.title, written.text, written.place),
    )
