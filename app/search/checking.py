"""Whether what is kept for searching is what would be made of everything today; and putting it right."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import Select, delete, func, insert, or_, select, update

from app.core.database import db
from app.search.documents import Document, grams_of
from app.search.indexing import Kept, Key, batches, bring_in_line
from app.search.keeping import WITHOUT_THING, due_of_kind, due_of_things, thing_numbers
from app.search.models import DOCUMENT_KINDS, SearchDocument, SearchGram, SearchPosting, SearchTerm

_document: Any = SearchDocument.__table__
_term: Any = SearchTerm.__table__
_gram: Any = SearchGram.__table__
_posting: Any = SearchPosting.__table__
FIELDS = tuple(name for name in Document.__dataclass_fields__ if name in _document.c)
Posting = tuple[str, int, int, int | None, int]


def wrong_documents() -> Iterator[str]:
    """Kind and name of what is not found as it should be."""
    for due, where in _portions():
        kept = _kept(where)
        yield from ("/".join(key) for key in _wrong(due, kept))


def mend_documents() -> int:
    """Make anew what is not found as it should be; says how many documents that were."""
    mended = 0
    for due, where in _portions():
        kept = _kept(where)
        wrong = _wrong(due, kept)
        known = {key: Kept(row.id, "", row.thing_id, row.authority_id) for key in wrong if (row := kept.get(key))}
        mended += bring_in_line([due[key] for key in wrong if key in due], known)
    return mended


def wrong_terms() -> Select[Any]:
    """The stems that are counted in more or fewer documents than they stand in, or cannot be found by their letters."""
    counted = select(_posting.c.term_id, func.count().label("n")).group_by(_posting.c.term_id).subquery()
    has_grams = select(_gram.c.term_id).distinct()
    return (
        select(_term.c.stem)
        .outerjoin(counted, counted.c.term_id == _term.c.id)
        .where(or_(counted.c.n.is_(None), _term.c.documents != counted.c.n, ~_term.c.id.in_(has_grams)))
    )


def mend_terms() -> int:
    """Count these stems anew; those that stand nowhere go."""
    rows = db.session.execute(select(_term.c.id, _term.c.stem).where(_term.c.stem.in_(wrong_terms()))).all()
    for some in batches(rows):
        ids = [row.id for row in some]
        number = select(func.count()).where(_posting.c.term_id == _term.c.id).scalar_subquery()
        db.session.execute(update(_term).where(_term.c.id.in_(ids)).values(documents=number))
        db.session.execute(delete(_gram).where(_gram.c.term_id.in_(ids)))
        db.session.execute(delete(_term).where(_term.c.id.in_(ids), _term.c.documents == 0))
        left = db.session.scalars(select(_term.c.id).where(_term.c.id.in_(ids))).all()
        grams = [{"gram": g, "term_id": row.id} for row in some if row.id in left for g in grams_of(row.stem)]
        if grams:
            db.session.execute(insert(_gram), grams)
    return len(rows)


def _portions() -> Iterator[tuple[dict[Key, Document], Any]]:
    """What is due, and which of what is kept belongs to it; in pieces, whatever there is."""
    for some in batches(thing_numbers()):
        yield _by_key(due_of_things(some)), _document.c.thing_id.in_(some)
    for kind in WITHOUT_THING:
        yield _by_key(due_of_kind(kind)), _document.c.kind == kind
    yield {}, _document.c.thing_id.is_(None) & _document.c.kind.not_in(WITHOUT_THING)


def _by_key(documents: Collection[Document]) -> dict[Key, Document]:
    return {(document.kind, document.ref): document for document in documents}


def _kept(where: Any) -> dict[Key, Any]:
    return {(row.kind, row.ref): row for row in db.session.execute(select(_document).where(where))}


def _wrong(due: Mapping[Key, Document], kept: Mapping[Key, Any]) -> list[Key]:
    # What the platform brings along is taken in by the first start, and nobody misses it before.
    due = {key: one for key, one in due.items() if key in kept or (one.thing_id, one.authority_id) != (None, None)}
    postings: dict[int, set[Posting]] = {}
    columns = (_term.c.stem, _posting.c.weight, _posting.c.kind, _posting.c.authority_id, _posting.c.day)
    rows = select(_posting.c.document_id, *columns).join(_posting, _posting.c.term_id == _term.c.id)
    for some in batches(row.id for row in kept.values()):
        for number, *posting in db.session.execute(rows.where(_posting.c.document_id.in_(some))):
            postings.setdefault(number, set()).add(tuple(posting))
    return [
        key
        for key in sorted({*due, *kept})
        if key not in due or key not in kept or not _is_right(due[key], kept[key], postings.get(kept[key].id, set()))
    ]


def _is_right(due: Document, row: Any, postings: set[Posting]) -> bool:
    is_same = all(getattr(due, name) == getattr(row, name) for name in (*FIELDS, "folded"))
    return is_same and due.digest == row.digest and _postings_due(due) == postings


def _postings_due(one: Document) -> set[Posting]:
    kind, day = DOCUMENT_KINDS.index(one.kind), one.day.toordinal()
    return {(stem, weight, kind, one.authority_id, day) for stem, weight in one.weights.items()}
