"""What everybody finds of forums."""

from collections.abc import Collection, Iterator

from app.search.documents import Document


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each of these threads that everybody may read."""
    yield from ()
