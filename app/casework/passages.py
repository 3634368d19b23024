"""Passages of a text that may be about other people: to be looked at, by a simple rule that claims no more.

Marked are e-mail addresses, telephone numbers, and a title before a name ("Herr M.", "Frau Dr. Beispiel"). A name
without a title is not found, and a street is nobody's: reading remains the desk's work.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_EMAIL = r"(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
_PHONE = r"(?P<phone>(?<![\w/.,-])(?:\+\d{2}|0)(?:[ ()/-]{0,3}\d){6,14}(?![\w]))"
_OFFICE = r"(?!\w*(?:meister|rat|rätin|minister|direktor|präsident|leiter)(?:in)?\b)"
_NAME = (
    rf"(?P<name>\b(?:Herrn?|Frau|Familie|Fam\.|Dr\.|Prof\.)(?: (?:Dr|Prof)\.)* {_OFFICE}"
    r"[A-ZÄÖÜ](?:\.|[\w-]*))"
)
_FOUND = re.compile(f"{_EMAIL}|{_PHONE}|{_NAME}")


@dataclass(frozen=True)
class Piece:
    """A piece of a text; `kind`: email, phone, name, or None for what is to be read as usual."""

    text: str
    kind: str | None = None


def pieces(text: str) -> list[Piece]:
    """The text cut at what may be about other people."""
    cut, at = [], 0
    for found in _FOUND.finditer(text):
        cut += [Piece(text[at : found.start()])] if found.start() > at else []
        cut.append(Piece(found[0], found.lastgroup))
        at = found.end()
    return cut + ([Piece(text[at:])] if at < len(text) else [])


def passages_in(texts: Iterable[str | None]) -> list[Piece]:
    """Each passage once, in reading order."""
    found = (piece for text in texts for piece in pieces(text or "") if piece.kind)
    return list(dict.fromkeys(found))
