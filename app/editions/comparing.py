"""What differs between two editions of a concept: pure, in time that grows with the files and not with their square."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from app.concepts.schemas import Child, ConceptFile, GoalEntry
from app.core.comparing import Change, changed_words

GOAL_FIELDS = (
    "kind", "number", "title", "short_title", "text", "variants", "source_page", "edition", "notes",
    "legal_requirements", "see_also", "successors", "tone", "scene",
)  # fmt: skip
WORDING = frozenset({"title", "text"})
"""The fields of a goal that are its wording: whoever follows it hears when these change."""
SINGLE_PARTS = (
    "title", "short_title", "region", "horizon", "adopted_by", "status_as_of", "incomplete", "source", "labels",
)  # fmt: skip
LISTED_PARTS: dict[str, Callable[[Any], Any] | None] = {
    "introduction": None,
    "preamble": None,
    "principles": None,
    "leitbilder": lambda part: part.field,
    "topics": lambda part: (part.field, part.title),
    "guiding_questions": lambda part: part.question,
    "cross_cutting": lambda part: part.title,
    "swot": None,
    "regional_focus": lambda part: (part.field, part.region),
    "milestones": lambda part: part.label,
    "participation_formats": None,
    "documents": lambda part: part.title,
    "editions": lambda part: part.key,
    "examples": lambda part: part.places[0].line,
}
"""The lists of a concept beside its goals, and by what an entry is known again in the other file."""
UNSAID = {"editions": {"key", "status"}, "examples": {"kind"}}
QUADRANTS = {"strength": "Stärke", "weakness": "Schwäche", "opportunity": "Chance", "threat": "Risiko"}
"""The words of the documents, not of the interface."""
Names = Mapping[str, str]
"""What goals are called, by key."""
NOBODY: Names = MappingProxyType({})


@dataclass(frozen=True)
class TextChange:
    """One field that says something else."""

    name: str
    before: str
    after: str

    @property
    def words(self) -> list[Change]:
        """The later text with what went and what came."""
        return changed_words(self.before, self.after)


@dataclass(frozen=True)
class GoalChange:
    """A goal with what is different about it; `parent` where only the place below that goal reads differently."""

    goal: GoalEntry
    texts: list[TextChange]
    parent: GoalEntry | None = None

    @property
    def is_wording(self) -> bool:
        """Whether the goal itself reads differently, not only what stands around it."""
        return any(text.name in WORDING for text in self.texts)


@dataclass(frozen=True)
class Move:
    """A goal that stands under other goals than before; a new one has left none."""

    goal: GoalEntry
    left: list[GoalEntry]
    joined: list[GoalEntry]


@dataclass(frozen=True)
class Reorder:
    """The goals below one goal, or those below none, in their new order."""

    parent: GoalEntry | None
    after: list[GoalEntry]


@dataclass(frozen=True)
class Retirement:
    """A goal no longer pursued, and those it lives on in."""

    goal: GoalEntry
    successors: list[GoalEntry]


@dataclass(frozen=True)
class PartChange:
    """Something beside the goals that came (`before` is None), went (`after` is None) or reads differently."""

    section: str
    before: str | None
    after: str | None

    @property
    def words(self) -> list[Change]:
        """As for a text of a goal."""
        return changed_words(self.before or "", self.after or "")


@dataclass
class Differences:
    """Everything that differs, each group in the order of the later file."""

    added: list[Move] = field(default_factory=list)
    reworded: list[GoalChange] = field(default_factory=list)
    moved: list[Move] = field(default_factory=list)
    replaced: list[GoalChange] = field(default_factory=list)
    reordered: list[Reorder] = field(default_factory=list)
    retired: list[Retirement] = field(default_factory=list)
    restored: list[GoalEntry] = field(default_factory=list)
    removed: list[GoalEntry] = field(default_factory=list)
    parts: list[PartChange] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(vars(self).values())

    @property
    def changed_goals(self) -> int:
        """How many goals stay and are different, each counted once."""
        changed = {change.goal.key for change in (*self.reworded, *self.replaced)}
        changed |= {move.goal.key for move in self.moved} | {goal.key for goal in self.restored}
        return len(changed - {retirement.goal.key for retirement in self.retired})


def compare(before: ConceptFile, after: ConceptFile) -> Differences:
    """What one has to know about the later file if one knows the earlier one."""
    return _Comparison(before, after).differences


class _Comparison:
    """Both files with their goals by key and, per goal, the places where it stands."""

    def __init__(self, before: ConceptFile, after: ConceptFile) -> None:
        self.before, self.after = before, after
        self.old = {goal.key: goal for goal in before.goals}
        self.new = {goal.key: goal for goal in after.goals}
        self.old_places, self.new_places = _places(before), _places(after)
        self.differences = Differences(parts=list(_parts(before, after)))
        for goal in after.goals:
            self._compare_goal(goal)
        self.differences.removed = [goal for goal in before.goals if goal.key not in self.new]
        self._compare_orders()

    def _compare_goal(self, goal: GoalEntry) -> None:
        found, earlier = self.differences, self.old.get(goal.key)
        here = self.new_places.get(goal.key, {})
        if earlier is None:
            found.added.append(Move(goal, [], [self.new[key] for key in here]))
            return
        if goal.retired and not earlier.retired:
            found.retired.append(Retirement(goal, [self.new[key] for key in goal.successors]))
        elif earlier.retired and not goal.retired:
            found.restored.append(goal)
        skipped = {"successors", "edition"} if earlier.retired != goal.retired else set[str]()
        if earlier.retired and goal.retired and _last_edition(earlier, self.before) == _last_edition(goal, self.after):
            skipped = {"edition"}
        if texts := list(self._texts(earlier, goal, skipped)):
            found.reworded.append(GoalChange(goal, texts))
        self._compare_places(goal, self.old_places.get(goal.key, {}), here)

    def _compare_places(self, goal: GoalEntry, there: Mapping[str, Child], here: Mapping[str, Child]) -> None:
        left = [self.old[key] for key in there if key not in here]
        joined = [self.new[key] for key in here if key not in there]
        # That what is retired stands nowhere any more goes without saying.
        if joined or (left and not goal.retired):
            self.differences.moved.append(Move(goal, left, joined))
        for key in here:
            if key in there and (texts := list(_place_texts(there[key], here[key]))):
                self.differences.replaced.append(GoalChange(goal, texts, self.new[key]))

    def _texts(self, earlier: GoalEntry, goal: GoalEntry, skipped: set[str]) -> Iterator[TextChange]:
        for name in GOAL_FIELDS:
            if name not in skipped and _value(earlier, name, self.before) != _value(goal, name, self.after):
                before = self._said_of(earlier, name, self.before, self.old)
                yield TextChange(name, before, self._said_of(goal, name, self.after, self.new))

    def _said_of(self, goal: GoalEntry, name: str, file: ConceptFile, goals: Mapping[str, GoalEntry]) -> str:
        value = getattr(goal, name)
        if name == "kind":
            return str(getattr(file.labels, value)[0])
        if name in {"see_also", "successors"}:
            return "\n".join(label_of(goals[key]) for key in value)
        return _said(value)

    def _compare_orders(self) -> None:
        """Whether what stays below a goal stands in another order; and so for the goals below none."""
        for goal in self.after.goals:
            if goal.key in self.old and goal.children:
                self._compare_order(goal, self.old[goal.key].children, goal.children)
        roots = [goal.key for goal in self.before.goals if self._is_root_in_both(goal.key)]
        after = [goal for goal in self.after.goals if self._is_root_in_both(goal.key)]
        if roots != [goal.key for goal in after]:
            self.differences.reordered.append(Reorder(None, after))

    def _is_root_in_both(self, key: str) -> bool:
        both = self.old.get(key), self.new.get(key)
        is_pursued = all(goal is not None and not goal.retired for goal in both)
        return is_pursued and key not in self.old_places and key not in self.new_places

    def _compare_order(self, parent: GoalEntry, before: Sequence[Child], after: Sequence[Child]) -> None:
        known, stays = {child.goal for child in before}, {child.goal for child in after}
        now = [child.goal for child in after if child.goal in known]
        if now != [child.goal for child in before if child.goal in stays]:
            self.differences.reordered.append(Reorder(parent, [self.new[child.goal] for child in after]))


def label_of(goal: GoalEntry) -> str:
    """What lists show: the short title where there is one."""
    return goal.short_title or goal.title


def parts_of(file: ConceptFile) -> Iterator[tuple[str, list[str]]]:
    """What an edition says beside its goals: per section its entries, as a reader sees them."""
    names = _names(file)
    for name in (*SINGLE_PARTS, *LISTED_PARTS):
        value = getattr(file, name)
        entries = value if name in LISTED_PARTS else [value]
        texts = [_said(part, names, UNSAID.get(name, set())) for part in entries]
        if any(texts):
            yield name, [text for text in texts if text]


def _value(goal: GoalEntry, name: str, file: ConceptFile) -> Any:
    """To belong to the current edition by name or by saying nothing is the same."""
    value = getattr(goal, name)
    return None if name == "edition" and value == file.editions[-1].key else value


def _last_edition(goal: GoalEntry, file: ConceptFile) -> str:
    """The one a goal belongs to, named or not."""
    return goal.edition or file.editions[-1].key


def _places(file: ConceptFile) -> dict[str, dict[str, Child]]:
    places: dict[str, dict[str, Child]] = {}
    for goal in file.goals:
        for child in goal.children:
            places.setdefault(child.goal, {})[goal.key] = child
    return places


def _place_texts(before: Child, after: Child) -> Iterator[TextChange]:
    for name in ("wording", "page"):
        if getattr(before, name) != getattr(after, name):
            yield TextChange(name, _said(getattr(before, name)), _said(getattr(after, name)))


Said = list[tuple[Any, str]]


def _parts(before: ConceptFile, after: ConceptFile) -> Iterator[PartChange]:
    sides = (before, _names(before)), (after, _names(after))
    # Who adopts a draft is not known before it is adopted; that goes without saying.
    is_undecided = after.status in {"draft", "in_consultation"}
    for name in SINGLE_PARTS:
        if name == "adopted_by" and is_undecided and after.adopted_by is None:
            continue
        old, new = (_said(getattr(file, name), names) for file, names in sides)
        if old != new:
            yield PartChange(name, old or None, new or None)
    for name, known_by in LISTED_PARTS.items():
        unsaid = UNSAID.get(name, set())
        lists = [[(part, _said(part, names, unsaid)) for part in getattr(file, name)] for file, names in sides]
        yield from _listed(name, lists[0], lists[1], known_by)


def _listed(name: str, before: Said, after: Said, known_by: Callable[[Any], Any] | None) -> Iterator[PartChange]:
    """Entries known again by what they are called; where nothing names them, as many gone as came are the same ones."""
    gone, came = _without(before, after), _without(after, before)
    if known_by is None and len(gone) == len(came):
        yield from (PartChange(name, old, new) for (_o, old), (_n, new) in zip(gone, came, strict=True))
        return
    waiting: dict[Any, list[str]] = {}
    for part, text in gone:
        waiting.setdefault(known_by(part) if known_by else text, []).append(text)
    for part, text in came:
        same = waiting.get(known_by(part) if known_by else text)
        yield PartChange(name, same.pop() if same else None, text)
    yield from (PartChange(name, text, None) for texts in waiting.values() for text in texts)


def _without(parts: Said, others: Said) -> Said:
    spare = Counter(text for _other, text in others)
    left: Said = []
    for part, text in parts:
        if spare[text] > 0:
            spare[text] -= 1
        else:
            left.append((part, text))
    return left


def _names(file: ConceptFile) -> Names:
    return {goal.key: label_of(goal) for goal in file.goals}


def _said(value: Any, names: Names = NOBODY, unsaid: Iterable[str] = ()) -> str:
    """A value of the file as a reader sees it, part below part; goals by their names."""
    if value is None:
        return ""
    if isinstance(value, str | int | date):
        return str(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, list):
        return "\n".join(_said(part, names) for part in value)
    parts = (_attribute(value, name, names) for name in type(value).model_fields if name not in unsaid)
    return "\n".join(part for part in parts if part)


def _attribute(part: Any, name: str, names: Names) -> str:
    value = getattr(part, name)
    if name in {"field", "goal"} and isinstance(value, str):
        return names[value]
    if name == "goals":
        return "\n".join(names[key] for key in value)
    return QUADRANTS[value] if name == "quadrant" else _said(value, names)
