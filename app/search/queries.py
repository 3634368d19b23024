"""What pages ask about words beside the search itself: what they are found by, at which office, and whether at all."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.core.database import db
from app.core.words import stem_of
from app.search.expanding import expand
from app.search.models import SearchDocument, SearchPosting, SearchTerm
from app.search.reading import Query, read_query


def stems_meant(words: str) -> frozenset[str]:
    """The stems by which these words are found, to be marked where they stand."""
    return frozenset(stem for word in read_query(words).words for stem in expand(word).stems)


def count_by_office(query: Query, kind: str | None = None) -> dict[int, int]:
    """Per office: the documents that hold all the words; none where no document does."""
    expansions = [expand(word) for word in query.words]
    if not all(one.likeness for one in expansions):
        return {}
    found = [
        SearchDocument.id.in_(select(SearchPosting.document_id).where(SearchPosting.term_id.in_(sorted(one.likeness))))
        for one in expansions
    ]
    is_said = [SearchDocument.folded.contains(phrase, autoescape=True) for phrase in query.phrases]
    is_kind = [SearchDocument.kind == kind] if kind else []
    counted = select(SearchDocument.authority_id, func.count()).where(*found, *is_said, *is_kind)
    counted = counted.where(SearchDocument.authority_id.is_not(None)).group_by(SearchDocument.authority_id)
    return {office_id: count for office_id, count in db.session.execute(counted) if office_id is not None}


def those_that_find(words: Sequence[str]) -> list[str]:
    """Those of the words that stand in something published, in their order."""
    stems = {stem_of(word): word for word in words}
    there = select(SearchTerm.stem).where(SearchTerm.stem.in_(stems), SearchTerm.documents > 0)
    known = set(db.session.scalars(there))
    return [word for stem, word in stems.items() if stem in known]
