"""The concept file format: one YAML file holds one written concept, complete and literal.

A file is read in two steps: pydantic checks the shape (unknown fields, wrong kinds, dates), then
`ConceptFile` checks what only the whole file can tell: doubled keys, broken references, cycles.
The goal system is a graph: each goal lists its children in the order of the document, and the same
child may stand under several parents, each time with the wording and page used there.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

GoalKind = Literal["field_of_action", "goal", "sub_goal", "approach", "measure"]
Quadrant = Literal["strength", "weakness", "opportunity", "threat"]
EditionStatus = Literal["draft", "in_consultation", "adopted", "superseded"]

MAX_GOALS = 10_000
MAX_DEPTH = 50
MAX_REACH = 200_000
"""How many pairs of a goal and a goal above it a concept may have: what is kept for "everything below this field"."""


_KEY = re.compile(r"[a-z0-9][a-z0-9.-]{0,79}")


def _is_key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise ValueError(f"key {value!r}: use a-z, 0-9, dot and hyphen, at most 80 characters")
    return value


def _is_partial_date(value: str) -> str:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise ValueError(f"date {value!r}: write YYYY, YYYY-MM or YYYY-MM-DD")
    return value


def _is_web_address(value: str) -> str:
    if not re.match(r"https?://[^\s/]", value) or len(value) > 500:
        raise ValueError("a web address begins with https:// and has at most 500 characters")
    return value


Link = Annotated[str, AfterValidator(_is_web_address)]
Key = Annotated[str, AfterValidator(_is_key)]
PartialDate = Annotated[str, AfterValidator(_is_partial_date)]
Text = Annotated[str, Field(min_length=1, max_length=20_000)]
ShortTitle = Annotated[str, Field(min_length=1, max_length=40)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, coerce_numbers_to_str=True)


class LegalRequirement(_Part):
    """What the law demands here, as the document prints it, and until when it is valid."""

    text: Text
    valid_until: date | None = None


class Child(_Part):
    """One place where the document lists a goal: under which parent, in which words, on which page."""

    goal: Key
    wording: Text | None = None
    page: int | None = None


class GoalEntry(_Part):
    """One goal with its literal title; `short_title` is editorial and marked so wherever it shows."""

    key: Key
    kind: GoalKind
    number: Annotated[str, Field(max_length=20)] | None = None
    title: Text
    short_title: ShortTitle | None = None
    text: Text | None = None
    variants: list[Text] = []
    source_page: int | None = None
    edition: Key | None = None
    notes: list[Text] = []
    legal_requirements: list[LegalRequirement] = []
    see_also: list[Key] = []
    tone: int | None = Field(default=None, ge=1, le=6)
    scene: Key | None = None
    retired: bool = False
    successors: list[Key] = []
    children: list[Child] = []


class Edition(_Part):
    key: Key
    title: Text
    date: PartialDate | None = None
    status: EditionStatus


class Document(_Part):
    title: Text
    kind: Text
    date: PartialDate | None = None
    url: Link | None = None
    goal: Key | None = None
    note: Text | None = None


class Leitbild(_Part):
    field: Key | None = None
    title: Text | None = None
    text: Text | None = None


class Topic(_Part):
    """An everyday word printed on a field's overview; which goals it leads to is editorial."""

    field: Key
    title: Text
    goals: list[Key] = []


class GuidingQuestion(_Part):
    question: Text
    answers: list[Text] = []


class Passage(_Part):
    title: Text
    text: Text


class SwotItem(_Part):
    field: Key
    quadrant: Quadrant
    text: Text


class RegionalFocus(_Part):
    field: Key
    region: Text
    text: Text


class Milestone(_Part):
    date: PartialDate | None = None
    label: Text
    text: Text


class Place(_Part):
    """Where an example is printed: the goal it stands under and the line of the source text."""

    goal: Key
    line: int
    page: int | None = None


class Example(_Part):
    """An idea of the printed pool or a running project; its key is its first line in the source."""

    kind: Literal["idea", "project"]
    title: Text
    places: list[Place] = Field(min_length=1)


class Source(_Part):
    title: Text
    publisher: Text
    url: Link | None = None
    rights: Text


class Labels(_Part):
    """What the document itself calls its levels, singular and plural."""

    field_of_action: tuple[str, str] = ("Handlungsfeld", "Handlungsfelder")
    goal: tuple[str, str] = ("Leitziel", "Leitziele")
    sub_goal: tuple[str, str] = ("Teilziel", "Teilziele")
    approach: tuple[str, str] = ("Handlungsansatz", "Handlungsansätze")
    measure: tuple[str, str] = ("Maßnahme", "Maßnahmen")


def labels_of(content: Mapping[str, Any] | None) -> dict[str, tuple[str, str]]:
    """What a concept calls its levels, singular and plural; the usual words where it names none."""
    return Labels.model_validate((content or {}).get("labels") or {}).model_dump()


class ConceptFile(_Part):
    """A whole concept. Reading one raises `pydantic.ValidationError` naming every fault and its place."""

    slug: Key
    title: Text
    short_title: ShortTitle
    kind: Literal["kek", "leitbild"]
    authority: Key
    region: Annotated[str, Field(min_length=1, max_length=120)]
    horizon: Annotated[str, Field(max_length=20)] | None = None
    status: EditionStatus
    adopted_on: date | None = None
    adopted_by: Text | None = None
    status_as_of: date | None = None
    source: Source
    labels: Labels = Labels()
    introduction: list[Text] = []
    incomplete: Text | None = None
    editions: list[Edition] = Field(min_length=1)
    documents: list[Document] = []
    leitbilder: list[Leitbild] = []
    preamble: list[Text] = []
    principles: list[Text] = []
    topics: list[Topic] = []
    guiding_questions: list[GuidingQuestion] = []
    cross_cutting: list[Passage] = []
    swot: list[SwotItem] = []
    regional_focus: list[RegionalFocus] = []
    milestones: list[Milestone] = []
    participation_formats: list[Text] = []
    goals: list[GoalEntry] = Field(max_length=MAX_GOALS)
    examples: list[Example] = []

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        faults = [*self._doubled(), *self._broken_references(), *self._graph_faults(), *self._successor_faults()]
        if not faults and self._reaches_too_far():
            faults = [f"goals: more than {MAX_REACH} times one goal stands above another"]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def reach(self) -> Iterator[tuple[str, set[str]]]:
        """Per goal itself and everything above it; a retired goal stands below its successors too."""
        above: dict[str, list[str]] = {goal.key: list(goal.successors) for goal in self.goals}
        for goal in self.goals:
            for child in goal.children:
                above[child.goal].append(goal.key)
        for key in above:
            reached, waiting = {key}, [key]
            while waiting:
                for parent in above[waiting.pop()]:
                    if parent not in reached:
                        reached.add(parent)
                        waiting.append(parent)
            yield key, reached

    def _reaches_too_far(self) -> bool:
        pairs = 0
        for _key, reached in self.reach():
            pairs += len(reached)
            if pairs > MAX_REACH:
                return True
        return False

    def _successor_faults(self) -> list[str]:
        """Only what is retired has successors, and no chain of them leads back to where it began."""
        faults = [
            f"goals.{goal.key}.successors: only a retired goal has successors"
            for goal in self.goals
            if goal.successors and not goal.retired
        ]
        looped = _first_of_a_loop({goal.key: goal.successors for goal in self.goals})
        if looped is not None:
            faults.append(f"goals.{looped}.successors: the goal is, at some remove, its own successor")
        return faults

    def _doubled(self) -> list[str]:
        counted: dict[str, Counter[Any]] = {
            "goals": Counter(goal.key for goal in self.goals),
            "editions": Counter(edition.key for edition in self.editions),
            "examples, line": Counter(example.places[0].line for example in self.examples),
        }
        return [
            f"{where}: key {key!r} stands {times} times"
            for where, keys in counted.items()
            for key, times in keys.items()
            if times > 1
        ]

    def _broken_references(self) -> list[str]:
        goals = {goal.key for goal in self.goals}
        editions = {edition.key for edition in self.editions}
        named: list[tuple[str, str | None]] = []
        for goal in self.goals:
            place = f"goals.{goal.key}"
            named += [(f"{place}.children", child.goal) for child in goal.children]
            named += [(f"{place}.see_also", key) for key in goal.see_also]
            named += [(f"{place}.successors", key) for key in goal.successors]
        for name in ("leitbilder", "topics", "swot", "regional_focus"):
            named += [(f"{name}.{n}.field", part.field) for n, part in enumerate(getattr(self, name))]
        named += [(f"topics.{n}.goals", key) for n, topic in enumerate(self.topics) for key in topic.goals]
        named += [(f"documents.{n}.goal", document.goal) for n, document in enumerate(self.documents)]
        named += [
            (f"examples.{n}.places", place.goal) for n, example in enumerate(self.examples) for place in example.places
        ]
        faults = [f"{place}: there is no goal {key!r}" for place, key in named if key is not None and key not in goals]
        faults += [
            f"goals.{goal.key}.edition: there is no edition {goal.edition!r}"
            for goal in self.goals
            if goal.edition is not None and goal.edition not in editions
        ]
        return faults

    def _graph_faults(self) -> list[str]:
        """Cycles, too deep a nesting, and a child listed twice under one parent; in linear time."""
        children = {goal.key: [child.goal for child in goal.children] for goal in self.goals}
        faults = [
            f"goals.{parent}.children: {child!r} is listed {times} times"
            for parent, listed in children.items()
            for child, times in Counter(listed).items()
            if times > 1
        ]
        depth: dict[str, int] = {}
        for root in children:
            stack: list[tuple[str, bool]] = [(root, False)]
            path: set[str] = set()
            while stack:
                key, is_done = stack.pop()
                if is_done:
                    path.discard(key)
                    depth[key] = 1 + max((depth.get(child, 0) for child in children[key]), default=0)
                    continue
                if key in path:
                    return [*faults, f"goals.{key}.children: the goal stands, at some remove, below itself"]
                if key in depth:
                    continue
                path.add(key)
                stack.append((key, True))
                stack += [(child, False) for child in children[key] if child in children]
        if any(levels > MAX_DEPTH for levels in depth.values()):
            faults.append(f"goals: more than {MAX_DEPTH} levels")
        return faults


def _first_of_a_loop(after: Mapping[str, list[str]]) -> str | None:
    try:
        TopologicalSorter(after).prepare()
    except CycleError as error:
        return str(error.args[1][0])
    return None
