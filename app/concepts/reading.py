"""Reading a concept file; how a file is read with care, see `core.reading`."""

from pathlib import Path

from app.concepts.schemas import ConceptFile
from app.core.reading import FileError, read_as, read_file


class ConceptFileError(FileError):
    """The file is no concept, or speaks of none that is here."""

    expected = "a concept file is a mapping that begins with slug, title …"


def read_concept(path: Path) -> ConceptFile:
    """The concept in that file, complete and consistent; `ConceptFileError` names every fault and its place."""
    return read_file(ConceptFile, path, ConceptFileError)


def read_content(name: str, content: bytes) -> ConceptFile:
    """The same from what a file of that name holds."""
    return read_as(ConceptFile, name, content, ConceptFileError)
