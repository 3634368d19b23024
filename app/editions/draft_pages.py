"""What the pages of a draft show: its goals as a nested list with marks, the places a goal may go, who changed what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.accounts.models import Person
from app.concepts.models import GOAL_KINDS, Concept, Goal, GoalLink
from app.core.database import db, is_writing
from app.core.journal import JournalEntry
from app.core.paging import Page, page_of
from app.core.texts import fold
from app.editions.faults import CameTooLate
from app.editions.models import OPEN_EDITIONS, ConceptEdition
from app.editions.queries import find_on_desk, find_open_draft, works_on
from app.editions.seeing import tree_of
from app.editions.tree import DraftTree, Entry, label_of
from app.things.models import Thing

DRAFT_VERBS = ("begin_draft", "change_draft", "discard_draft", "take_over_edition")
CLOSING_VERBS = ("discard_draft", "open_consultation", "adopt_edition")
WORDS = ("number", "title", "short_title", "text", "source_page", "notes", "legal_requirements")
MOST_AT_ONCE = 300
"""As many goals as a page shows unfolded; of larger drafts one field at a time."""
MOST_CHOICES = 200
HISTORY = 30


@dataclass
class DraftedGoal:
    """One goal of the open draft, as the desk opens it."""

    draft: ConceptEdition
    tree: DraftTree
    key: str

    @property
    def authority_id(self) -> int | None:
        return self.draft.authority_id

    @property
    def entry(self) -> Entry:
        return self.tree.by_key[self.key]


@dataclass
class Row:
    """A goal at one of its places; `below` counts what is not shown there."""

    entry: Entry
    marks: list[str]
    children: list["Row"] = field(default_factory=list)
    below: int = 0


def find_draft(slug: str, to: Any) -> ConceptEdition | None:
    """The open draft of a concept this person's office keeps, held for changing.

    Whoever wants to change it and finds it closed is told with `CameTooLate`, so that nothing typed is lost.
    """
    concept = find_on_desk(slug, to)
    if concept is None:
        return None
    draft = find_open_draft(concept.id)
    if is_writing() and (draft is None or draft.status != "draft"):
        raise CameTooLate(concept)
    return draft


def find_drafted_goal(slug: str, key: str, to: Any) -> DraftedGoal | None:
    """A goal of that draft."""
    draft = find_draft(slug, to)
    if draft is None:
        return None
    tree = tree_of(draft)
    if key in tree.by_key:
        return DraftedGoal(draft, tree, key)
    if is_writing():
        raise CameTooLate(draft.concept, key)
    return None


def concepts_on_desk(to: Any) -> Sequence[Concept]:
    """The concepts of the offices this person works for; an admin of no office in particular is one of all."""
    found = db.session.scalars(select(Concept).order_by(Concept.id)).all()
    return [concept for concept in found if works_on(concept, to)]


def open_drafts(concepts: Sequence[Concept]) -> dict[int, Any]:
    """Per concept of these: what a list says about its open draft."""
    numbers = [concept.id for concept in concepts]
    rows = (
        select(
            ConceptEdition.id, ConceptEdition.concept_id, ConceptEdition.title, ConceptEdition.status,
            ConceptEdition.changed_at,
        )
        .where(ConceptEdition.concept_id.in_(numbers), ConceptEdition.status.in_(OPEN_EDITIONS))
    )  # fmt: skip
    return {row.concept_id: row for row in db.session.execute(rows)}


def marks_of(draft: ConceptEdition, tree: DraftTree) -> dict[str, list[str]]:
    """Per goal that differs from what holds: new, retired, restored, or changed and moved. Two queries."""
    held, parents = _as_held(draft.concept_id)
    marks: dict[str, list[str]] = {}
    for entry in tree.goals:
        key, before = entry["key"], held.get(entry["key"])
        if before is None:
            marks[key] = ["new"]
        elif entry["retired"] != before["retired"]:
            marks[key] = ["retired" if entry["retired"] else "restored"]
        elif not entry["retired"]:
            found = ["changed"] if any(entry[name] != before[name] for name in WORDS) else []
            if set(tree.parents[key]) != parents.get(key, set()):
                found.append("moved")
            if found:
                marks[key] = found
    return marks


def _as_held(concept_id: int) -> tuple[dict[str, dict[str, Any]], dict[str, set[str]]]:
    goal, above, below = Goal.__table__, Goal.__table__.alias("above"), Goal.__table__.alias("below")
    rows = (
        select(
            goal.c.key, Thing.__table__.c.title, goal.c.number_printed.label("number"), goal.c.short_title,
            goal.c.text, goal.c.source_page, goal.c.is_retired.label("retired"), goal.c.details,
        )
        .join(Thing.__table__, Thing.__table__.c.id == goal.c.id)
        .where(goal.c.concept_id == concept_id)
    )  # fmt: skip
    held = {row.key: {**row.details, **row._mapping} for row in db.session.execute(rows)}
    links = (
        select(above.c.key.label("parent"), below.c.key)
        .select_from(GoalLink.__table__)
        .join(above, above.c.id == GoalLink.parent_id)
        .join(below, below.c.id == GoalLink.child_id)
        .where(above.c.concept_id == concept_id)
    )
    parents: dict[str, set[str]] = {}
    for row in db.session.execute(links):
        parents.setdefault(row.key, set()).add(row.parent)
    return held, parents


def rows_of(tree: DraftTree, marks: Mapping[str, list[str]], tops: Sequence[str], *, levels: int = 50) -> list[Row]:
    """These goals with what stands below them; a shared goal is unfolded at its first place alone."""
    shown: set[str] = set()

    def row(key: str, depth: int) -> Row:
        entry = tree.by_key[key]
        own = Row(entry, marks.get(key, []))
        children = [child["goal"] for child in entry["children"] if _is_listed(tree, marks, child["goal"])]
        if depth >= levels or key in shown:
            own.below = len(children)
            return own
        shown.add(key)
        own.children = [row(child, depth + 1) for child in children]
        return own

    return [row(key, 0) for key in tops]


def tops_of(tree: DraftTree, marks: Mapping[str, list[str]]) -> list[str]:
    """What stands below nothing: the fields of action and whatever has lost its place."""
    return [key for key in tree.by_key if _is_listed(tree, marks, key) and not _hangs(tree, marks, key)]


def _hangs(tree: DraftTree, marks: Mapping[str, list[str]], key: str) -> bool:
    return any(_is_listed(tree, marks, parent) for parent in tree.parents[key])


def _is_listed(tree: DraftTree, marks: Mapping[str, list[str]], key: str) -> bool:
    return tree.is_current(key) or "retired" in marks.get(key, ())


def choices_for(
    tree: DraftTree, key: str, kinds: Sequence[str], words: str
) -> tuple[list[tuple[str, list[Entry]]], int]:
    """Current goals of these kinds beside the goal itself, by field; only those with these words. And how many."""
    asked, found = fold(words).split(), []
    for entry in tree.goals:
        if entry["kind"] in kinds and entry["key"] != key and tree.is_current(entry["key"]):
            text = fold(f"{label_of(entry)} {entry['title']}")
            if all(word in text for word in asked):
                found.append(entry)
    groups: dict[str, list[Entry]] = {}
    for entry in found[:MOST_CHOICES]:
        groups.setdefault(_top_of(tree, entry["key"]), []).append(entry)
    return list(groups.items()), len(found)


def kinds_above(kind: str) -> tuple[str, ...]:
    """The kinds a goal of that kind may stand under."""
    return GOAL_KINDS[: GOAL_KINDS.index(kind)]


def _top_of(tree: DraftTree, key: str) -> str:
    for _level in range(60):
        above = tree.places(key)
        if not above:
            break
        key = above[0]
    return label_of(tree.by_key[key])


def history_of(draft: ConceptEdition, cursor: str | None = None, size: int = HISTORY) -> Page:
    """Who changed this draft when, the last first; what happened to other drafts and to files is not its history."""
    rows = (
        select(
            JournalEntry.id, JournalEntry.verb, JournalEntry.details, JournalEntry.at,
            Person.display_name.label("who"),
        )
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .where(
            JournalEntry.thing_id == draft.concept_id, JournalEntry.verb.in_(DRAFT_VERBS),
            JournalEntry.details["edition"].as_integer() == draft.id,
        )
    )  # fmt: skip
    return page_of(rows, [JournalEntry.__table__.c.id], cursor, size)


def last_step_on(concept_id: int, key: str | None) -> Any:
    """What closed the draft, or took that goal out of it: who, when and how."""
    verbs = CLOSING_VERBS if key is None else DRAFT_VERBS
    rows = (
        select(
            JournalEntry.verb, JournalEntry.details, JournalEntry.at, JournalEntry.actor_id,
            Person.display_name.label("who"),
        )
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .where(JournalEntry.thing_id == concept_id, JournalEntry.verb.in_(verbs))
        .order_by(JournalEntry.id.desc())
        .limit(200)
    )  # fmt: skip
    found = db.session.execute(rows).all()
    if key is not None:
        found = [row for row in found if row.verb != "change_draft" or _took_out(row.details, key)]
    return next(iter(found), None)


def _took_out(details: Mapping[str, Any], key: str) -> bool:
    return details.get("what") == "remove" and details.get("goal") == key


def last_change_of(draft: ConceptEdition, key: str | None) -> Any:
    """The last change of that goal among the latest ones: who and when; without a key, of the texts."""
    latest = history_of(draft, size=200).rows
    name, value = ("goal", key) if key else ("what", "texts")
    return next((row for row in latest if row.details.get(name) == value), None)
