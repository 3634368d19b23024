"""What somebody looks for, found in what everybody may read.

A search asks the database for whole numbers only: how much a stem says of a document, times how much it is like the
word typed, times how rare it is. So both databases agree on every hit and on its place.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from app.core.clock import today
from app.core.database import db
from app.core.paging import page_of
from app.search.excerpts import Part, excerpt_of, first_word, marked
from app.search.expanding import Expansion, expand
from app.search.models import DOCUMENT_KINDS, SearchDocument, SearchPosting
from app.search.reading import LONGEST_QUERY, MOST_WORDS, Query, read_query

__all__ = [
    "LONGEST_QUERY", "MOST_WORDS", "Found", "Hit", "Part", "Query", "find", "holding", "read_query",
]  # fmt: skip

MOST_POSTINGS = 100_000
"""So many rows a search reads at most for its words (one word alone may be more frequent): it ends at the most
frequent ones, which say least."""
MOST_FOR_PHRASES = 5_000
"""In so many of the best documents that hold the words of a phrase, it is looked for letter by letter."""
RECENT = ((30, 110), (180, 107), (365, 105), (3 * 365, 102))
"""What was said within so many days counts for so much, in percent."""
OF_A_DOCUMENT = ("kind", "authority_id", "day")
"""What stands alike in all postings of a document."""
_document: Any = SearchDocument.__table__
_posting: Any = SearchPosting.__table__


@dataclass(frozen=True)
class Hit:
    """A document found, with what the words are marked in."""

    kind: str
    ref: str
    thing_id: int | None
    authority_id: int | None
    title: list[Part]
    excerpt: list[Part]
    day: date


@dataclass(frozen=True)
class Found:
    """One page of what was found. `counts`: how many there are of each kind, whatever kinds were asked for.

    `corrected`: words that stand nowhere, and what was looked for instead. `is_some`: nothing holds all the words,
    these hold the most of them; `is_loose`: nothing holds what stood in quotation marks, these hold its words.
    `offices`: how many there are of the kinds asked for at each office, whatever office was asked for.
    """

    hits: list[Hit] = field(default_factory=list)
    following: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    corrected: dict[str, str] = field(default_factory=dict)
    is_some: bool = False
    is_loose: bool = False
    offices: dict[int, int] = field(default_factory=dict)


def find(
    query: Query,
    *,
    kinds: Collection[str] = (),
    authority_id: int | None = None,
    cursor: str | None = None,
    size: int = 20,
) -> Found:
    """The documents that hold all the words, best first: as many queries as there are words, and three or four."""
    expansions = [expand(word) for word in query.words]
    known = [one for one in expansions if one.likeness]
    if not known:
        return Found()
    used = _affordable(known)
    scored = _scored(used).subquery("scored")
    is_found, has_phrases = _with_phrases(query, scored, len(used))
    parts = (scored.c.words, scored.c.kind, scored.c.authority_id)
    everywhere = db.session.execute(select(*parts, func.count().label("number")).where(is_found).group_by(*parts)).all()
    rows = [row for row in everywhere if authority_id in (None, row.authority_id)]
    most = max((row.words for row in rows), default=0)
    counts, offices = Counter[str](), Counter[int]()
    for row in rows:
        counts[DOCUMENT_KINDS[row.kind]] += row.number if row.words == most else 0
    is_some = most < len(used) or len(known) < len(expansions)
    wanted = [DOCUMENT_KINDS.index(kind) for kind in kinds]
    for row in everywhere:
        if row.authority_id is not None and row.words == most and (not kinds or row.kind in wanted):
            offices[row.authority_id] += row.number
    is_asked = and_(scored.c.words == most, is_found, *([scored.c.kind.in_(wanted)] if kinds else []))
    if authority_id is not None:
        is_asked &= scored.c.authority_id == authority_id
    hits, following = _page(scored, is_asked, cursor, size, {stem for one in known for stem in one.stems})
    return Found(
        hits, following, {kind: counts[kind] for kind in DOCUMENT_KINDS if counts[kind]}, _corrected(known, hits),
        (is_some or not has_phrases) and bool(rows), not has_phrases and bool(rows), dict(offices),
    )  # fmt: skip


# ---- within lists ---------------------------------------------------------------------------------


def holding(words: str, kind: str) -> Select[tuple[int | None]]:
    """The numbers of the things of a kind whose documents hold all these words, for the filter of a list."""
    return select(_document.c.thing_id).where(*_held(words, kind))


def _held(words: str, kind: str) -> list[ColumnElement[bool]]:
    query = read_query(words)
    expansions = [expand(word) for word in query.words]
    if query.is_empty or not all(one.likeness for one in expansions):
        return [false()]
    is_kind = _posting.c.kind == DOCUMENT_KINDS.index(kind)
    found = (
        select(_posting.c.document_id).where(_posting.c.term_id.in_(sorted(one.likeness)), is_kind)
        for one in expansions
    )
    is_said = [_document.c.folded.contains(phrase, autoescape=True) for phrase in query.phrases]
    return [_document.c.kind == kind, *(_document.c.id.in_(ids) for ids in found), *is_said]


# ---- how much a document says ---------------------------------------------------------------------


def _affordable(known: Sequence[Expansion]) -> list[Expansion]:
    """The rarest words, as many as can be counted together; the most frequent ones say least and are left aside."""
    used: list[Expansion] = []
    for one in sorted(known, key=lambda one: (one.postings, one.word)):
        if used and sum(other.postings for other in used) + one.postings > MOST_POSTINGS:
            break
        used.append(one)
    return used


def _scored(used: Sequence[Expansion]) -> Select[Any]:
    """Every document with one of the words: its kind, office and day, how many of the words, how much it says."""
    each = [_worths(one) for one in used]
    days = today().toordinal()
    rows: Any = each[0].subquery() if len(each) == 1 else union_all(*each).subquery()
    words: Any = literal(1)
    worth, day = rows.c.worth, rows.c.day
    columns = (rows.c.document_id, rows.c.kind, rows.c.authority_id)
    if len(each) > 1:
        words, worth, day = func.count(), func.sum(rows.c.worth), func.min(rows.c.day)
        columns = (rows.c.document_id, *(func.min(rows.c[name]).label(name) for name in ("kind", "authority_id")))
    percent = case(*((day > days - within, counts) for within, counts in RECENT), else_=100)
    chosen = select(*columns, day.label("day"), words.label("words"), (worth * percent).label("score"))
    return chosen if len(each) == 1 else chosen.group_by(rows.c.document_id)


def _worths(one: Expansion) -> Select[Any]:
    """Per document the best that one of the stems of a word says of it."""
    levels: dict[int, list[int]] = {}
    for term_id, likeness in one.likeness.items():
        levels.setdefault(likeness * one.rarity, []).append(term_id)
    weight = type_coerce(_posting.c.weight, Integer)
    columns = [_posting.c[name] for name in ("document_id", *OF_A_DOCUMENT)]
    parts = [
        select(*columns, (weight * literal(worth)).label("worth")).where(_posting.c.term_id.in_(sorted(term_ids)))
        for worth, term_ids in sorted(levels.items())
    ]
    if len(one.likeness) == 1:
        return parts[0]
    rows: Any = union_all(*parts).subquery() if len(parts) > 1 else parts[0].subquery()
    same = [func.min(rows.c[name]).label(name) for name in OF_A_DOCUMENT]
    return select(rows.c.document_id, *same, func.max(rows.c.worth).label("worth")).group_by(rows.c.document_id)


def _with_phrases(query: Query, scored: Subquery, words: int) -> tuple[ColumnElement[bool], bool]:
    """Which documents count where phrases are asked for: those that have them, or all where none has."""
    if not query.phrases:
        return literal(1) == 1, True
    best = select(scored.c.document_id).where(scored.c.words == words)
    ids = db.session.scalars(best.order_by(*_order(scored)).limit(MOST_FOR_PHRASES)).all()
    is_said = [_document.c.folded.contains(phrase, autoescape=True) for phrase in query.phrases]
    saying = db.session.scalars(select(_document.c.id).where(_document.c.id.in_(ids), *is_said)).all()
    return (scored.c.document_id.in_(saying), True) if saying else (literal(1) == 1, False)


def _order(scored: Subquery) -> list[ColumnElement[Any]]:
    return [scored.c.score.desc(), scored.c.day.desc(), scored.c.document_id.desc()]


# ---- the page -------------------------------------------------------------------------------------


def _page(
    scored: Subquery, is_asked: ColumnElement[bool], cursor: str | None, size: int, stems: Collection[str]
) -> tuple[list[Hit], str | None]:
    order = [scored.c.score, scored.c.day, scored.c.document_id]
    page = page_of(select(scored.c.document_id).where(is_asked), order, cursor, size)
    numbers = [row.document_id for row in page.rows]
    columns = ("id", "kind", "ref", "thing_id", "authority_id", "title", "text", "day")
    rows = select(*(_document.c[name] for name in columns)).where(_document.c.id.in_(numbers))
    shown = {row.id: row for row in db.session.execute(rows)}
    hits = [
        Hit(
            row.kind, row.ref, row.thing_id, row.authority_id, marked(row.title, stems), excerpt_of(row.text, stems),
            row.day,
        )
        for row in (shown[number] for number in numbers if number in shown)
    ]  # fmt: skip
    return hits, page.next


def _corrected(known: Sequence[Expansion], hits: Sequence[Hit]) -> dict[str, str]:
    """The words typed wrong with what they were taken for, written as the hits write it."""
    texts = ["".join(part.text for part in [*hit.title, Part("\n"), *hit.excerpt]) for hit in hits]
    return {one.word: first_word(texts, one.stems) or one.meant[0] for one in known if one.meant}
