"""Documents follow what they are made of, in the transaction that changes it; or are all made anew.

Each feature says what everybody may read of its things (sitemap, DOCUMENTS); here is kept what it says. Things come
first and what is said about them follows: a comment is read only where its thing is.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

from sqlalchemy import and_, exists, func, or_, select

from app.core.database import beside, db, from_sitemap, is_writing
from app.core.texts import fold
from app.search.documents import Document
from app.search.indexing import Kept, Key, batches, bring_in_line, kept_documents, kept_named
from app.search.models import SearchDocument
from app.things.models import Thing
from app.things.queries import is_public

WITHOUT_THING = ("municipality", "page")
WRITTEN_ABOUT = ("idea", "project", "concept")
BATCH = 200
_thing: Any = Thing.__table__
_document: Any = SearchDocument.__table__


class Documents(Protocol):
    """What a feature publishes of one kind: of these things (a remark: about them), by these names, or all of it."""

    def __call__(
        self, thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None
    ) -> Iterator[Document]: ...


def settle(touched: Collection[int], remade: Collection[int]) -> None:
    """Bring the documents of these things in line with what everybody may read of them now.

    What was touched beside things follows by its name. Comments of a thing are all read again only where the thing
    appears, vanishes or goes to another office.
    """
    due: list[Document] = []
    kept: dict[Key, Kept] = {}
    for some in batches(sorted({*touched, *remade})):
        fresh, known = _of_things(some)
        due += fresh
        kept |= known
    moved = _moved(due, kept)
    for kind, names in _named_beside().items():
        due += _provider(kind)(refs=names)
        kept |= kept_named([(kind, name) for name in names])
    for some in batches(sorted(moved)):
        due += _provider("comment")(thing_ids=some)
        kept |= kept_documents(_document.c.kind == "comment", _document.c.thing_id.in_(some))
    bring_in_line(due, kept)


def documents_holding(words: str) -> list[tuple[str, str, int | None]]:
    """Kind, name and thing of the documents in whose words these stand, one by one, letter by letter."""
    found = select(_document.c.kind, _document.c.ref, _document.c.thing_id)
    columns = (func.lower(_document.c.title), func.lower(_document.c.text))
    forms = {words.lower(), fold(words)}
    is_there = or_(*(column.contains(form, autoescape=True) for column in columns for form in forms))
    return [(row.kind, row.ref, row.thing_id) for row in db.session.execute(found.where(is_there))]


# ---- all anew -------------------------------------------------------------------------------------


def rebuilding(kinds: Collection[str] = ()) -> list[Callable[[], int]]:
    """The steps that make everything anew (or things of these kinds alone).

    Each is right by itself and does nothing where nothing is wrong, so each may have a transaction of its own: people
    go on finding and writing meanwhile, and what was broken off is taken up by beginning again.
    """
    steps = [partial(_renew_things, some) for some in batches(thing_numbers(kinds), BATCH)]
    return [*steps, *(partial(_renew_kind, kind) for kind in WITHOUT_THING if not kinds)]


def is_incomplete() -> bool:
    """Whether something published that people write about is not to be found: never made, or broken off."""
    kept = exists().where(_document.c.thing_id == Thing.id, _document.c.kind == Thing.kind)
    return bool(db.session.scalar(select(exists().where(is_public(), Thing.kind.in_(WRITTEN_ABOUT), ~kept))))


def thing_numbers(kinds: Collection[str] = ()) -> Sequence[int]:
    """The numbers of all things, or of those of some kinds."""
    numbers = select(_thing.c.id).order_by(_thing.c.id)
    return db.session.scalars(numbers.where(_thing.c.kind.in_(kinds)) if kinds else numbers).all()


def due_of_things(numbers: Collection[int]) -> list[Document]:
    """Everything that is to be found of these things and of what was said about them."""
    due, _kept_now = _of_things(numbers)
    return due + list(_provider("comment")(thing_ids=numbers))


def due_of_kind(kind: str) -> list[Document]:
    """Everything of a kind that has no things."""
    return list(_provider(kind)())


def _renew_things(numbers: Collection[int]) -> int:
    due = due_of_things(numbers)
    bring_in_line(due, kept_documents(_document.c.thing_id.in_(numbers)))
    return len(due)


def _renew_kind(kind: str) -> int:
    due = due_of_kind(kind)
    bring_in_line(due, kept_documents(_document.c.kind == kind))
    return len(due)


# ---- what they share ------------------------------------------------------------------------------


def _of_things(numbers: Collection[int]) -> tuple[list[Document], dict[Key, Kept]]:
    """What is due of these things themselves, and what is kept of them; whoever writes holds them until the end."""
    held = select(_thing.c.id, _thing.c.kind).where(_thing.c.id.in_(numbers)).order_by(_thing.c.id)
    kinds: dict[str, list[int]] = {}
    for number, kind in db.session.execute(held.with_for_update(key_share=True) if is_writing() else held):
        kinds.setdefault(kind, []).append(number)
    searched = {kind: some for kind, some in kinds.items() if _has(kind)}
    fresh = [document for kind, some in searched.items() for document in _provider(kind)(thing_ids=some)]
    if not searched:
        return [], {}
    return fresh, kept_documents(and_(_document.c.thing_id.in_(numbers), _document.c.kind != "comment"))


def _moved(due: Collection[Document], kept: dict[Key, Kept]) -> set[int]:
    """The things that appeared, vanished or went to another office."""
    now = {(one.thing_id, one.authority_id) for one in due}
    before = {(one.thing_id, one.authority_id) for one in kept.values()}
    return {number for number, _office in now ^ before if number is not None}


def _named_beside() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for kind, name in sorted(beside()):
        names.setdefault(kind, []).append(name)
    return names


def _has(kind: str) -> bool:
    return kind in from_sitemap("documents")


def _provider(kind: str) -> Documents:
    found: Documents = from_sitemap("documents")[kind]
    return found
