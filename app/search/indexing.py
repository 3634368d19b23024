"""Writing the index: documents and where their stems stand, with as few statements as there are tables.

Two writers on PostgreSQL wait for each other at the documents and the stems they share. A transaction writes all its
documents by one statement in the order of their names, then all its stems by one in the order of their letters: so they
wait in a line and never in a circle.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, delete, insert, select, tuple_

from app.core.database import db, insert_into
from app.search.documents import Document, grams_of
from app.search.expanding import forget_expanded
from app.search.models import DOCUMENT_KINDS, SearchDocument, SearchGram, SearchPosting, SearchTerm

_document: Any = SearchDocument.__table__
_term: Any = SearchTerm.__table__
_gram: Any = SearchGram.__table__
_posting: Any = SearchPosting.__table__
AT_ONCE = 500
Key = tuple[str, str]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Kept:
    """What identifies a document that is kept, and whether it is as it was."""

    id: int
    digest: str
    thing_id: int | None
    authority_id: int | None


def kept_documents(*conditions: ColumnElement[bool]) -> dict[Key, Kept]:
    """The documents kept by now, by kind and ref."""
    columns = (_document.c.id, _document.c.digest, _document.c.thing_id, _document.c.authority_id)
    rows = db.session.execute(select(_document.c.kind, _document.c.ref, *columns).where(*conditions))
    return {(row.kind, row.ref): Kept(*row[2:]) for row in rows}


def kept_named(keys: Collection[Key]) -> dict[Key, Kept]:
    """The same for those with these names."""
    found: dict[Key, Kept] = {}
    for some in batches(sorted(keys)):
        found |= kept_documents(tuple_(_document.c.kind, _document.c.ref).in_(some))
    return found


def bring_in_line(due: Iterable[Document], kept: Mapping[Key, Kept]) -> int:
    """Of what is kept, nothing but what is due stays; says how many documents that changed. What is right costs nothing
    but the look at it.

    `kept` holds every document that is kept and due, and those that are to go when they are not.
    """
    wanted = {(document.kind, document.ref): document for document in due}
    changed = [one for key, one in wanted.items() if key not in kept or kept[key].digest != one.digest]
    old = {key: kept[key].id for key in kept if key not in wanted or kept[key].digest != wanted[key].digest}
    if changed or old:
        _write(changed, old)
        forget_expanded()
    return len({(one.kind, one.ref) for one in changed} | old.keys())


def _write(documents: list[Document], old: Mapping[Key, int]) -> None:
    ids = _write_documents(documents)
    gone = [number for key, number in old.items() if key not in ids]
    # From here on nobody else writes these documents: what stands in them is what will be replaced.
    before = _stems_in([*gone, *ids.values()])
    weights = [document.weights for document in documents]
    counts = Counter(stem for one in weights for stem in one)
    counts.subtract(stem for stem, _term_id in before)
    terms = dict(before)
    changed = [{"stem": stem, "documents": counts[stem]} for stem in in_order(counts) if counts[stem]]
    empty = _count_stems(changed, terms)
    for some in batches([*gone, *ids.values()] if before else []):
        db.session.execute(delete(_posting).where(_posting.c.document_id.in_(some)))
    for some in batches(gone):
        db.session.execute(delete(_document).where(_document.c.id.in_(some)))
    rows = [
        {
            "term_id": terms[stem], "document_id": ids[document.kind, document.ref], "weight": weight,
            "authority_id": document.authority_id, "kind": DOCUMENT_KINDS.index(document.kind),
            "day": document.day.toordinal(),
        }
        for document, one in zip(documents, weights, strict=True)
        for stem, weight in one.items()
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(_posting), rows)
    for some in batches(empty):
        db.session.execute(delete(_gram).where(_gram.c.term_id.in_(some)))
        db.session.execute(delete(_term).where(_term.c.id.in_(some)))


def in_order(stems: Iterable[str]) -> list[str]:
    """In the order in which every writer takes them."""
    return sorted(stems)


def _stems_in(document_ids: Iterable[int]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for some in batches(document_ids):
        rows = select(_term.c.stem, _term.c.id).join(_posting, _posting.c.term_id == _term.c.id)
        found += [(row.stem, row.id) for row in db.session.execute(rows.where(_posting.c.document_id.in_(some)))]
    return found


def _count_stems(changed: list[dict[str, Any]], terms: dict[str, int]) -> list[int]:
    """Count each stem in so many more documents (or fewer); fills in the numbers of all, returns those in none now."""
    if not changed:
        return []
    added = insert_into(_term)
    counted = added.on_conflict_do_update(
        index_elements=["stem"], set_={"documents": _term.c.documents + added.excluded.documents}
    )
    rows = db.session.execute(counted.returning(_term.c.stem, _term.c.id, _term.c.documents), changed).all()
    terms |= {row.stem: row.id for row in rows}
    steps = {one["stem"]: one["documents"] for one in changed}
    # A stem that stands in exactly the documents just added is new: those that stand nowhere are not kept.
    grams = [
        {"gram": gram, "term_id": row.id}
        for row in rows
        if row.documents == steps[row.stem]
        for gram in grams_of(row.stem)
    ]
    if grams:
        db.session.execute(insert_into(_gram).on_conflict_do_nothing(), grams)
    return [row.id for row in rows if row.documents <= 0]


def _write_documents(documents: Iterable[Document]) -> dict[Key, int]:
    """The rows as they are to be, each new or as it was: whoever wrote one meanwhile is waited for; their numbers."""
    columns = [column.name for column in _document.c if column.name != "id"]
    rows = [{name: getattr(one, name) for name in columns} for one in documents]
    if not rows:
        return {}
    added = insert_into(_document)
    put = added.on_conflict_do_update(
        index_elements=["kind", "ref"], set_={name: added.excluded[name] for name in columns}
    ).returning(_document.c.kind, _document.c.ref, _document.c.id)
    given = db.session.execute(put, sorted(rows, key=lambda row: (row["kind"], row["ref"])))
    return {(row.kind, row.ref): row.id for row in given}


def batches(items: Iterable[Item], size: int = AT_ONCE) -> Iterator[list[Item]]:
    """The same in pieces that one statement can hold."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some
