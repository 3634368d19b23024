"""What pages ask about words beside the search itself: what they are found by, and whether at all."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from app.core.database import db
from app.core.words import spelt_stem
from app.search.expanding import expand, twin
from app.search.models import SearchTerm
from app.search.reading import read_query


def stems_meant(words: str) -> frozenset[str]:
    """The stems by which these words are found, to be marked where they stand."""
    return frozenset(stem for word in read_query(words).words for stem in expand(word).stems)


def terms_named(words: Mapping[str, str]) -> list[tuple[int, str, int]]:
    """The terms of these words, given by their names, rarest first: number, the word's name, and how frequent."""
    names = {stem: name for name, word in words.items() for stem in (twin(spelt_stem(word)), spelt_stem(word))}
    terms = select(SearchTerm.id, SearchTerm.stem, SearchTerm.documents).where(SearchTerm.stem.in_(names))
    rows = db.session.execute(terms.order_by(SearchTerm.documents, SearchTerm.id))
    return [(row.id, names[row.stem], row.documents) for row in rows]


def those_that_find(words: Sequence[str]) -> list[str]:
    """Those of the words that stand in something published, in their order."""
    stems = {spelt_stem(word): word for word in words}
    there = select(SearchTerm.stem).where(SearchTerm.stem.in_(stems), SearchTerm.documents > 0)
    known = set(db.session.scalars(there))
    return [word for stem, word in stems.items() if stem in known]
