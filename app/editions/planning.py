"""What a pasted list would become in a draft: which goals it adds, of which kind, under which key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.concepts.models import GOAL_KINDS
from app.concepts.schemas import GoalEntry
from app.core.texts import slugify
from app.editions.lines import Line
from app.editions.tree import DraftTree, Entry

PREFIXES = {"field_of_action": "hf", "goal": "z", "sub_goal": "tz", "approach": "ha", "measure": "m"}
TONES = range(1, 7)
LONGEST_KEY = 80


@dataclass(frozen=True)
class Planned:
    """One line of the list as a goal; `there` is the key of the one that says it already at that place."""

    depth: int
    kind: str
    number: str | None
    title: str
    there: str | None


def plan_goals(tree: DraftTree, under: str | None, kind: str, lines: Sequence[Line]) -> list[Planned]:
    """The lines in order. One that says what already stands right there is not added again, nor is one said twice."""
    planned: list[Planned] = []
    path: list[tuple[dict[str, str], set[str]]] = [(_titles(tree, under), set())]
    deepest = len(GOAL_KINDS) - 1 - GOAL_KINDS.index(kind)
    for line in lines:
        depth = min(line.depth, deepest, len(path) - 1)
        del path[depth + 1 :]
        titles, said = path[depth]
        there = titles.get(line.title)
        path.append((_titles(tree, there) if there else {}, set()))
        if line.title in said:
            continue
        said.add(line.title)
        planned.append(Planned(depth, GOAL_KINDS[GOAL_KINDS.index(kind) + depth], line.number, line.title, there))
    return planned


def entries_of(tree: DraftTree, planned: Sequence[Planned]) -> Iterator[tuple[int, Entry]]:
    """Each line with its depth: the goal that is there, or a new one under a key that nobody has to type."""
    taken = set(tree.by_key)
    used = {tree.by_key[key]["tone"] for key in tree.children(None)}
    tones = iter([tone for tone in TONES if tone not in used])
    for one in planned:
        if one.there:
            yield one.depth, tree.by_key[one.there]
            continue
        key = free_key(_wished(one), taken)
        taken.add(key)
        tone = next(tones, None) if one.kind == "field_of_action" else None
        entry = GoalEntry(key=key, kind=one.kind, number=one.number, title=one.title, tone=tone)
        yield one.depth, entry.model_dump(mode="json")


def free_key(key: str, taken: set[str]) -> str:
    """That key, or the same with a number behind it."""
    free, n = key[:LONGEST_KEY], 1
    while free in taken:
        n += 1
        free = f"{key[: LONGEST_KEY - 6]}-{n}"
    return free


def _wished(one: Planned) -> str:
    words = slugify(one.number).replace("-", ".") if one.number else f"-{slugify(one.title)[:48].rstrip('-')}"
    return f"{PREFIXES[one.kind]}{words}"


def _titles(tree: DraftTree, under: str | None) -> dict[str, str]:
    """What stands right below, by its words."""
    return {tree.by_key[key]["title"]: key for key in reversed(tree.children(under))}
