"""Working on a draft: nothing of it holds before it is adopted, and nobody overwrites another one unawares.

Whoever changes a draft holds its row (the loader locks it) and says what was shown (`seen`); what has changed since is
refused with `HasChanged`, unless the caller has meanwhile been shown that too. Changes of other goals never collide.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import select

from app.accounts.models import Person
from app.concepts.exporting import export_concept
from app.concepts.models import Concept, Goal
from app.concepts.schemas import ConceptFile, GoalEntry
from app.core.clock import now
from app.core.database import db
from app.core.texts import excerpt, slugify
from app.editions.faults import (
    DraftIsFrozen,
    DraftIsInvalid,
    DraftIsOpen,
    HasChanged,
    IsNew,
    IsNotNew,
    NothingToAdd,
)
from app.editions.importing import mark_of
from app.editions.lines import Line
from app.editions.models import ConceptEdition
from app.editions.noting import note
from app.editions.planning import entries_of, free_key, plan_goals
from app.editions.queries import find_open_draft
from app.editions.seeing import (
    GOAL_FIELDS,
    fingerprint,
    seen_of_goal,
    seen_of_order,
    seen_of_places,
    tree_of,
)
from app.editions.tree import Entry, label_of

TEXT_FIELDS = ("horizon", "incomplete", "introduction")


# ---- beginning and giving up ----------------------------------------------------------------------


def begin_draft(concept: Concept, *, title: str, by: Person) -> ConceptEdition:
    """A copy of what holds now, with an edition of its own at the end; there is one draft at a time.

    What was current stays current in the new edition; what had been retired keeps the edition it last stood in.
    """
    if find_open_draft(concept.id) is not None:
        raise DraftIsOpen
    file = export_concept(concept).model_dump(mode="json")
    before = file["editions"][-1]["key"]
    key = free_key(slugify(title), {edition["key"] for edition in file["editions"]})
    file["editions"].append({"key": key, "title": title, "date": None, "status": "draft"})
    file.update(status="draft", adopted_on=None, adopted_by=None)
    for goal in file["goals"]:
        if goal["retired"] and goal["edition"] is None:
            goal["edition"] = before
    draft = ConceptEdition(
        concept=concept, key=key, title=title, status="draft", file=_checked(file),
        base_digest=concept.file_digest, created_by_id=by.id,
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    note(draft, "begin_draft", by=by)
    return draft


def discard_draft(draft: ConceptEdition, *, by: Person, seen: str | None = None) -> None:
    """Nobody goes on with it; it can still be read among the earlier drafts. What holds is not touched.

    `seen` is the mark of the draft that was shown: another one, or one changed since, is not thrown away unseen.
    """
    _ensure_open(draft)
    if seen is not None:
        _ensure_seen(seen, mark_of(draft))
    draft.status, draft.changed_at = "discarded", now()
    note(draft, "discard_draft", by=by)


# ---- goals ----------------------------------------------------------------------------------------


def add_goals(draft: ConceptEdition, *, under: str | None, kind: str, lines: Sequence[Line], by: Person) -> list[str]:
    """The goals listed, at the end of what stands there; returns their keys. Sent twice, it adds nothing twice."""
    _ensure_open(draft)
    tree = tree_of(draft)
    new = tree.add(under, list(entries_of(tree, plan_goals(tree, under, kind, lines))))
    if not new:
        raise NothingToAdd
    _keep(draft, {"goals": tree.goals}, by=by, what="add", goal=under or new[0], count=len(new))
    return new


def reword_goal(draft: ConceptEdition, key: str, *, values: Mapping[str, Any], seen: str, by: Person) -> bool:
    """What the draft says about one goal; whether anything differs. Other goals may change meanwhile, this one not."""
    _ensure_open(draft)
    tree = tree_of(draft)
    goal = tree.entry(key)
    _ensure_seen(seen, seen_of_goal(goal))
    after = {name: _plain(values.get(name, goal[name])) for name in GOAL_FIELDS}
    if all(goal[name] == value for name, value in after.items()):
        return False
    goal.update(after)
    # What a goal says touches no other part of the file; so it is enough that the goal itself is sound.
    _ensure_sound(GoalEntry, goal)
    _put({**draft.file, "goals": tree.goals}, draft, by=by, what="reword", goal=key)
    return True


def move_goal(draft: ConceptEdition, key: str, *, under: str | None, to: str | int, seen: str, by: Person) -> None:
    """Within the list of its parent (None: of the top): "up", "down", or to a place counted from 0."""
    _ensure_open(draft)
    tree = tree_of(draft)
    tree.entry(key)
    _ensure_seen(seen, seen_of_order(tree, under))
    place = tree.children(under).index(key) if key in tree.children(under) else 0
    tree.shift(key, under, place - 1 if to == "up" else place + 1 if to == "down" else int(to))
    _keep(draft, {"goals": tree.goals}, by=by, what="move", goal=key)


def rehang_goal(draft: ConceptEdition, key: str, *, origin: str | None, under: str, seen: str, by: Person) -> None:
    """From one parent to another; what stands below it goes along."""
    _place(draft, key, seen, by, "move", lambda tree: tree.move(key, origin, under))


def link_goal(draft: ConceptEdition, key: str, *, under: str, seen: str, by: Person) -> None:
    """The same goal under one more parent: counted once, found from both."""
    _place(draft, key, seen, by, "link", lambda tree: tree.link(key, under))


def unlink_goal(draft: ConceptEdition, key: str, *, under: str, seen: str, by: Person) -> None:
    """No longer under that parent; its last place is kept."""
    _place(draft, key, seen, by, "unlink", lambda tree: tree.unlink(key, under))


def retire_goal(draft: ConceptEdition, key: str, *, successors: Sequence[str], seen: str, by: Person) -> None:
    """The edition drafted no longer holds it; its page stays, and what is tagged with it is found at the successors."""
    if not is_adopted(draft, key):
        raise IsNew
    before = draft.file["editions"][-2]["key"]
    _place(draft, key, seen, by, "retire", lambda tree: tree.retire(key, successors, before))


def restore_goal(draft: ConceptEdition, key: str, *, seen: str, by: Person) -> None:
    """A goal that was to go stays after all."""
    _place(draft, key, seen, by, "restore", lambda tree: tree.restore(key))


def remove_goal(draft: ConceptEdition, key: str, *, seen: str, by: Person) -> None:
    """Take out a goal that no edition has held yet, wherever the draft names it."""
    if is_adopted(draft, key):
        raise IsNotNew
    _ensure_open(draft)
    tree = tree_of(draft)
    _ensure_seen(seen, seen_of_places(tree, key))
    label = excerpt(label_of(tree.entry(key)), 200)
    tree.remove(key)
    file = {name: [part for part in draft.file[name] if part["field"] != key] for name in _PARTS_OF_FIELDS}
    topics = [{**t, "goals": [g for g in t["goals"] if g != key]} for t in draft.file["topics"] if t["field"] != key]
    documents = [{**d, "goal": None if d["goal"] == key else d["goal"]} for d in draft.file["documents"]]
    changes = {**file, "goals": tree.goals, "topics": topics, "documents": documents}
    _keep(draft, changes, by=by, what="remove", goal=key, title=label)


_PARTS_OF_FIELDS = ("leitbilder", "swot", "regional_focus")


# ---- texts ----------------------------------------------------------------------------------------


def change_texts(draft: ConceptEdition, *, values: Mapping[str, Any], seen: str, by: Person) -> bool:
    """The edition's title, the horizon, horizon, notices, and by field the Leitbilder; whether anything differs."""
    _ensure_open(draft)
    _ensure_seen(seen, fingerprint(texts_of(draft)))
    before = texts_of(draft)
    after = {**before, **values}
    if after == before:
        return False
    editions = [*draft.file["editions"][:-1], {**draft.file["editions"][-1], "title": after["title"]}]
    draft.title = after["title"]
    changes = {name: after[name] for name in TEXT_FIELDS}
    leitbilder = _with_leitbilder(draft.file["leitbilder"], after["leitbilder"])
    _keep(draft, {**changes, "editions": editions, "leitbilder": leitbilder}, by=by, what="texts")
    return True


def texts_of(draft: ConceptEdition) -> dict[str, Any]:
    """What `change_texts` changes, as it stands."""
    tree = tree_of(draft)
    first: dict[str, str] = {}
    for part in draft.file["leitbilder"]:
        if part["field"]:
            first.setdefault(part["field"], part["text"] or "")
    fields = [key for key in tree.children(None) if tree.by_key[key]["kind"] == "field_of_action"]
    named = {name: draft.file[name] for name in TEXT_FIELDS}
    return {"title": draft.title, **named, "leitbilder": {key: first.get(key, "") for key in fields}}


def change_swot(draft: ConceptEdition, *, items: Sequence[Mapping[str, str]], seen: str, by: Person) -> bool:
    """Strengths and weaknesses of all fields are these points from now on; whether anything differs."""
    _ensure_open(draft)
    _ensure_seen(seen, fingerprint(draft.file["swot"]))
    points = [{name: item[name] for name in ("field", "quadrant", "text")} for item in items]
    if points == draft.file["swot"]:
        return False
    _keep(draft, {"swot": points}, by=by, what="swot", count=len(points))
    return True


def _with_leitbilder(parts: list[Entry], texts: Mapping[str, str]) -> list[Entry]:
    left = dict(texts)
    kept = []
    for part in parts:
        text = left.pop(part["field"], None) if part["field"] else None
        kept.append(part if text is None else {**part, "text": text or None})
    kept += [{"field": key, "title": None, "text": text} for key, text in left.items() if text]
    return [part for part in kept if part["text"] or part["title"] or not part["field"]]


# ---- pieces ---------------------------------------------------------------------------------------


def is_adopted(draft: ConceptEdition, key: str) -> bool:
    """An edition has held that goal: it has a page, and ideas may carry it."""
    own = select(Goal.id).where(Goal.concept_id == draft.concept_id, Goal.key == key)
    return db.session.scalar(own) is not None


def _place(draft: ConceptEdition, key: str, seen: str, by: Person, what: str, step: Any) -> None:
    _ensure_open(draft)
    tree = tree_of(draft)
    tree.entry(key)
    _ensure_seen(seen, seen_of_places(tree, key))
    step(tree)
    _keep(draft, {"goals": tree.goals}, by=by, what=what, goal=key)


def _keep(draft: ConceptEdition, changes: Mapping[str, Any], *, by: Person, what: str, **details: Any) -> None:
    _put(_checked({**draft.file, **changes}), draft, by=by, what=what, **details)


def _put(file: dict[str, Any], draft: ConceptEdition, *, by: Person, what: str, **details: Any) -> None:
    draft.file = file
    draft.version, draft.changed_at = draft.version + 1, now()
    note(draft, "change_draft", by=by, what=what, version=draft.version, **details)


def _checked(file: dict[str, Any]) -> dict[str, Any]:
    _ensure_sound(ConceptFile, file)
    return file


def _ensure_sound(shape: type[BaseModel], values: Mapping[str, Any]) -> None:
    try:
        shape.model_validate(values)
    except ValidationError as error:
        raise DraftIsInvalid("; ".join(str(fault["msg"]) for fault in error.errors())) from error


def _ensure_open(draft: ConceptEdition) -> None:
    if draft.status != "draft":
        raise DraftIsFrozen


def _ensure_seen(seen: str, current: str) -> None:
    if seen != current:
        raise HasChanged(current)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, dict) else value
