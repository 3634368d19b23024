"""Goals as people paste them: one line each, with bullets, numbers and indents as word processors leave them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_NUMBER = 20

_BULLET = re.compile(
    r"(?:[-–—•·▪■◦●○►➢✓*]|o(?=\t| {2,}))[\s\u00a0]+|[•▪■●►➢](?=\S)"
    r"|[\ue000-\uf8ff][\s\u00a0]*"  # bullets of the symbol fonts of word processors
)
_WORD = r"(?:(?:Handlungsfeld|Strategisches Ziel|Leitziel|Teilziel|Handlungsansatz|Maßnahme|Ziel|HF|LZ|TZ|Z|M)\s*)"
_PARTS = r"\d{1,2}(?:\.(?:0|[1-9]\d?))+[a-z]?"
_NUMBER = re.compile(
    rf"(?:{_WORD}?(?P<parts>{_PARTS})\.?(?:\)|:|\s[-–—])?"  # 1.1 · 1.1. · Teilziel 1.1:
    rf"|{_WORD}(?P<named>\d{{1,2}})(?:[.:)]|\s[-–—])?"  # Leitziel 3:
    r"|(?P<single>\d{1,2}|[a-z]|[IVX]{1,5})(?:\.\)|[.)]))[\s\u00a0]+(?=\S)"  # 3. · 3) · a)
)


@dataclass(frozen=True)
class Line:
    """One goal of the list: how far below the first level it stands, its printed number, its title."""

    depth: int
    number: str | None
    title: str


@dataclass(frozen=True)
class _Raw:
    indent: int
    is_bullet: bool
    number: str | None
    title: str

    def is_below(self, other: "_Raw") -> bool:
        if self.number and self.number.isalpha() and self.indent > other.indent:
            return True
        if self.number and other.number:
            mine, its = self.number.count("."), other.number.count(".")
            return self.number.startswith(f"{other.number}.") or (mine >= its == 0 and self.indent > other.indent)
        if self.indent != other.indent:
            return self.indent > other.indent
        return bool(self.is_bullet and not other.is_bullet)


def lines_of(text: str) -> list[Line]:
    """What the pasted text lists; a line stands below an earlier one by its number, its indent or its bullet."""
    found: list[Line] = []
    above: list[_Raw] = []
    for raw in _joined(text):
        while above and not raw.is_below(above[-1]):
            above.pop()
        found.append(Line(len(above), raw.number, raw.title))
        above.append(raw)
    return found


def _joined(text: str) -> Iterator[_Raw]:
    """The lines, each with what was only wrapped: a line that goes on in small letters belongs to the one before."""
    waiting: _Raw | None = None
    for line in text.replace("\x0b", " ").replace("\u00ad", "").splitlines():
        raw = _read(line)
        if raw is None:
            continue
        if waiting and not raw.number and not raw.is_bullet and raw.title[:1].islower():
            is_cut = waiting.title.endswith("-")
            title = waiting.title[:-1] + raw.title if is_cut else f"{waiting.title} {raw.title}"
            waiting = _Raw(waiting.indent, waiting.is_bullet, waiting.number, title)
            continue
        if waiting:
            yield waiting
        waiting = raw
    if waiting:
        yield waiting


def _read(line: str) -> _Raw | None:
    line = line.expandtabs(8) if line[:1].isspace() else line
    rest = line.lstrip()
    indent = len(line) - len(rest)
    bullet = _BULLET.match(rest)
    rest = rest[bullet.end() :].lstrip() if bullet else rest
    number = _NUMBER.match(rest)
    title = " ".join((rest[number.end() :] if number else rest).split())
    if not any(letter.isalpha() for letter in title):
        return None
    named = number and (number["parts"] or number["named"] or number["single"])
    return _Raw(indent, bool(bullet), str(named) if named else None, title)
