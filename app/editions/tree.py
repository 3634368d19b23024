"""The goals of a draft as plain entries of the file format: placing, moving and taking away, each in linear time.

The given entries are never changed: a tree works on its own copies, so a step that is refused leaves nothing behind.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from app.concepts.models import GOAL_KINDS
from app.concepts.schemas import MAX_DEPTH, MAX_GOALS
from app.editions.faults import (
    IsBelowItself,
    IsLastPlace,
    NoSuchGoal,
    StandsThere,
    StillHasGoals,
    TooDeep,
    TooManyGoals,
)

Entry = dict[str, Any]


class DraftTree:
    """Goals in the document's order; `current` is the edition that goals without one of their own belong to."""

    def __init__(self, goals: Iterable[Entry], current: str) -> None:
        self.current = current
        self.goals = [{**goal, "children": list(goal["children"])} for goal in goals]
        self.by_key: dict[str, Entry] = {goal["key"]: goal for goal in self.goals}
        self.parents: dict[str, list[str]] = {key: [] for key in self.by_key}
        for goal in self.goals:
            for child in goal["children"]:
                self.parents[child["goal"]].append(goal["key"])

    def entry(self, key: str | None) -> Entry:
        """The goal with that key, or `NoSuchGoal`."""
        if key is None or key not in self.by_key:
            raise NoSuchGoal(key)
        return self.by_key[key]

    def is_current(self, key: str) -> bool:
        """Belongs to the edition that is being drafted."""
        goal = self.by_key[key]
        return not goal["retired"] and goal["edition"] in (None, self.current)

    def children(self, key: str | None) -> list[str]:
        """What stands right below it, in order, as far as it is current; without a key, what stands below nothing."""
        if key is None:
            return [goal["key"] for goal in self.goals if self.is_current(goal["key"]) and not self.places(goal["key"])]
        return [child["goal"] for child in self.entry(key)["children"] if self.is_current(child["goal"])]

    def places(self, key: str) -> list[str]:
        """The current goals it stands under."""
        return [parent for parent in self.parents[key] if self.is_current(parent)]

    def below(self, key: str) -> set[str]:
        """Everything under it, at whatever remove, itself included."""
        reached, waiting = {key}, [key]
        while waiting:
            fresh = [c["goal"] for c in self.by_key[waiting.pop()]["children"] if c["goal"] not in reached]
            reached.update(fresh)
            waiting += fresh
        return reached

    # ---- steps ------------------------------------------------------------------------------------

    def add(self, under: str | None, entries: Sequence[tuple[int, Entry]]) -> list[str]:
        """Goals at the end of what stands there, each with its depth below the first level; the keys of the new ones.

        Entries of goals that are there already only say under what the following ones belong.
        """
        path = [self.entry(under)["key"]] if under else []
        first = len(path)
        groups: dict[str | None, list[tuple[Entry, str | None]]] = {}
        anchors: dict[str | None, str | None] = {}
        for depth, entry in entries:
            key = entry["key"]
            del path[first + depth :]
            if key not in self.by_key:
                above = path[-1] if path else None
                anchors[key] = anchors.get(above, above) if above else key
                groups.setdefault(anchors[key], []).append((entry, above))
            path.append(key)
        new = [entry["key"] for group in groups.values() for entry, _above in group]
        if len(self.goals) + len(new) > MAX_GOALS:
            raise TooManyGoals
        for group in groups.values():
            self._insert_new(group)
        self._ensure_depth()
        return new

    def shift(self, key: str, under: str | None, place: int) -> None:
        """To that place among its siblings there; places beyond the ends are the ends."""
        siblings = self.children(under)
        if key not in siblings:
            raise NoSuchGoal(key)
        rest = [sibling for sibling in siblings if sibling != key]
        place = max(0, min(place, len(rest)))
        if under:
            parent = self.by_key[under]
            moved = next(child for child in parent["children"] if child["goal"] == key)
            others = [child for child in parent["children"] if child is not moved]
            goals = [child["goal"] for child in others]
            others.insert(goals.index(rest[place]) if place < len(rest) else len(others), moved)
            parent["children"] = others
        if under is None or len(self.parents[key]) == 1:
            block = self._cut(key)
            at = self._index(rest[place]) if place < len(rest) else self._after(rest[-1]) if rest else None
            self._insert(block, self._behind(under) if at is None else at)

    def move(self, key: str, origin: str | None, under: str) -> None:
        """From one parent to the end of another's list; the wording used there moves along."""
        self._ensure_may_stand(key, under)
        taken = self._take(key, origin) if origin else None
        block = self._cut(key) if not self.parents[key] else []
        self._hang(key, self.entry(under), taken)
        if block:
            self._insert(block, self._behind(under, without=key))
        self._ensure_depth()

    def link(self, key: str, under: str) -> None:
        """One more place for the same goal."""
        self._ensure_may_stand(key, under)
        self._hang(key, self.entry(under))
        self._ensure_depth()

    def unlink(self, key: str, under: str) -> None:
        """One place less; never the last one."""
        if under not in self.parents[self.entry(key)["key"]]:
            raise NoSuchGoal(under)
        if len(self.places(key)) < 2:
            raise IsLastPlace
        self._take(key, under)

    def retire(self, key: str, successors: Sequence[str], edition: str | None) -> None:
        """It stands in `edition` for the last time; what stood only below it goes along to a successor of its kind."""
        goal = self.entry(key)
        for successor in successors:
            if successor == key or not self.is_current(self.entry(successor)["key"]):
                raise NoSuchGoal(successor)
        heirs = [one for one in successors if self.by_key[one]["kind"] == goal["kind"]]
        lonely = [child for child in self.children(key) if len(self.places(child)) < 2]
        if lonely and not heirs:
            raise StillHasGoals(len(lonely))
        for child in lonely:
            if key in self.parents[child] and heirs[0] not in self.parents[child]:
                self.move(child, key, heirs[0])
        goal.update(retired=True, successors=list(dict.fromkeys(successors)), edition=edition)

    def restore(self, key: str) -> None:
        """It belongs to the drafted edition again."""
        self.entry(key).update(retired=False, successors=[], edition=None)

    def remove(self, key: str) -> None:
        """Take it out altogether, wherever it is named."""
        if children := self.entry(key)["children"]:
            raise StillHasGoals(len(children))
        for parent in list(self.parents[key]):
            self._take(key, parent)
        self.goals = [goal for goal in self.goals if goal["key"] != key]
        for goal in self.goals:
            for name in ("successors", "see_also"):
                if key in goal[name]:
                    goal[name] = [other for other in goal[name] if other != key]
        del self.by_key[key], self.parents[key]

    # ---- pieces -----------------------------------------------------------------------------------

    def _ensure_may_stand(self, key: str, under: str) -> None:
        parent = self.entry(under)
        if not self.is_current(under):
            raise NoSuchGoal(under)
        if under in self.parents[self.entry(key)["key"]]:
            raise StandsThere
        if under in self.below(key) or _rank(parent) >= _rank(self.by_key[key]):
            raise IsBelowItself

    def _insert_new(self, group: Sequence[tuple[Entry, str | None]]) -> None:
        """Goals that follow each other; the first one says behind what they come."""
        at = self._behind(group[0][1])
        self.goals[at:at] = [entry for entry, _above in group]
        for entry, above in group:
            self.by_key[entry["key"]] = entry
            self.parents[entry["key"]] = []
            if above:
                self._hang(entry["key"], self.by_key[above])

    def _hang(self, key: str, parent: Entry, place: Entry | None = None) -> None:
        parent["children"].append(place or {"goal": key, "wording": None, "page": None})
        self.parents[key].append(parent["key"])

    def _take(self, key: str, parent: str) -> Entry:
        goal = self.entry(parent)
        taken: list[Entry] = [child for child in goal["children"] if child["goal"] == key]
        if not taken:
            raise NoSuchGoal(parent)
        goal["children"] = [child for child in goal["children"] if child["goal"] != key]
        self.parents[key].remove(parent)
        return taken[0]

    def _index(self, key: str) -> int:
        return next(n for n, goal in enumerate(self.goals) if goal["key"] == key)

    def _after(self, key: str) -> int:
        """The index behind the goal and those of its own that follow it directly."""
        own, end = self.below(key), self._index(key) + 1
        while end < len(self.goals) and self.goals[end]["key"] in own:
            end += 1
        return end

    def _behind(self, under: str | None, without: str | None = None) -> int:
        """Where a new last child of it belongs in the list."""
        siblings = [key for key in self.children(under) if key != without]
        if siblings:
            return self._after(siblings[-1])
        return self._index(under) + 1 if under else len(self.goals)

    def _cut(self, key: str) -> list[Entry]:
        start, end = self._index(key), self._after(key)
        block, self.goals = self.goals[start:end], self.goals[:start] + self.goals[end:]
        return block

    def _insert(self, block: list[Entry], at: int) -> None:
        self.goals[at:at] = block

    def _ensure_depth(self) -> None:
        """Levels from the top down; every goal is looked at once, after all that stand above it."""
        waiting_for = {key: len(parents) for key, parents in self.parents.items()}
        level = [key for key, count in waiting_for.items() if not count]
        levels = 0
        while level:
            levels += 1
            following: list[str] = []
            for key in level:
                for child in self.by_key[key]["children"]:
                    waiting_for[child["goal"]] -= 1
                    if not waiting_for[child["goal"]]:
                        following.append(child["goal"])
            level = following
        if levels > MAX_DEPTH:
            raise TooDeep


def _rank(goal: Entry) -> int:
    return GOAL_KINDS.index(goal["kind"])


def label_of(entry: Entry) -> str:
    """Number and short title, or title."""
    words = str(entry["short_title"] or entry["title"])
    return f"{entry['number']} {words}" if entry["number"] else words
