"""Reading a YAML file that somebody sends: without YAML's traps, then its shape, every fault with file and place.

Everything unquoted stays text until the schema asks for a number or a date: a goal "1.10" is not goal 1.1 and an
answer "Ja" or "No" is no truth value. Anchors and aliases are refused, so that a small file cannot grow.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.core.errors import DomainError

MAX_BYTES = 5 * 1024 * 1024
MAX_NESTING = 20
MAX_FAULTS = 50
MAX_PARTS = 400_000
"""As many words, lists and entries as a file may hold; one of 10,000 goals has 300,000."""
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_NOTHING = {"", "~", "null"}
_KINDS = {yaml.ScalarEvent: "str", yaml.SequenceStartEvent: "seq", yaml.MappingStartEvent: "map"}
Shape = TypeVar("Shape", bound=BaseModel)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FileError(DomainError):
    """The file is not what it should be; `faults` says one by one why, each with its place."""

    expected: ClassVar[str] = "a file is a mapping"
    """What is said of a file that is something else altogether."""

    def __init__(self, name: str, faults: list[str]) -> None:
        shown = faults[:MAX_FAULTS]
        if len(faults) > MAX_FAULTS:
            shown.append("… and more")
        super().__init__("\n".join(f"{name}: {fault}" for fault in shown))
        self.faults = shown


def read_file(shape: type[Shape], path: Path, error: type[FileError]) -> Shape:
    """What that file says, in that shape, complete and consistent; `error` names every fault and its place."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as found:
        raise error(path.name, [f"cannot be read: {found.strerror}"]) from found
    return read_as(shape, path.name, content, error)


def read_as(shape: type[Shape], name: str, content: bytes, error: type[FileError]) -> Shape:
    """The same from what a file of that name holds."""
    root = _parse(name, _text_of(name, content, error), error)
    try:
        return shape.model_validate(root.value)
    except ValidationError as found:
        raise error(name, list(islice(_in_words(found, root), MAX_FAULTS + 1))) from found


def _text_of(name: str, content: bytes, error: type[FileError]) -> str:
    if len(content) > MAX_BYTES:
        raise error(name, [f"larger than {MAX_BYTES // 1024 // 1024} MB"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as found:
        line = content[: found.start].count(b"\n") + 1
        raise error(name, [f"line {line}: not UTF-8"]) from found


@dataclass(slots=True)
class _Read:
    """A value of the file with its line; `inner` are the parts of a list, or those of a mapping by their words."""

    value: Any
    line: int
    inner: Any = None


def _parse(name: str, text: str, error: type[FileError]) -> _Read:
    try:
        return _Building(name, yaml.parse(text, Loader=_Loader), error).root()
    except yaml.MarkedYAMLError as found:
        mark = found.problem_mark or found.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise error(name, [place + (found.problem or found.context or "no valid YAML")]) from found
    except yaml.YAMLError as found:
        raise error(name, [" ".join(str(found).split())]) from found


class _Building:
    """One pass over the bare events: values are built as they come, and reading ends as soon as enough is wrong.

    Plain scalars stay text; only an empty value, `~` and `null` are nothing.
    """

    def __init__(self, name: str, events: Iterator[Any], error: type[FileError]) -> None:
        self.name, self.events, self.error = name, events, error
        self.faults: list[str] = []
        self.parts = 0

    def root(self) -> _Read:
        next(self.events)
        begin = next(self.events)
        found = self._built(next(self.events), 0) if isinstance(begin, yaml.DocumentStartEvent) else None
        if found is None or not isinstance(found.value, dict):
            self._refuse(f"line 1: {self.error.expected}")
        next(self.events)
        if not isinstance(end := next(self.events), yaml.StreamEndEvent):
            self._refuse(f"line {_line(end)}: a second document begins here")
        if self.faults:
            raise self.error(self.name, self.faults)
        return found

    def _built(self, event: Any, depth: int) -> _Read:
        line = _line(event)
        self.parts += 1
        if self.parts > MAX_PARTS:
            self._refuse(f"line {line}: more than {MAX_PARTS} values")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self._refuse(f"line {line}: anchors and aliases (& and *) are not allowed")
        kind = _KINDS[type(event)]
        if event.tag not in (None, "!", f"tag:yaml.org,2002:{kind}"):
            self._note(f"line {line}: the tag {event.tag!r} is not allowed")
        if kind == "str":
            return _Read(self._scalar(event, line), line)
        if depth == MAX_NESTING:
            self._refuse(f"line {line}: nested more than {MAX_NESTING} levels deep")
        return self._list(line, depth + 1) if kind == "seq" else self._mapping(line, depth + 1)

    def _scalar(self, event: Any, line: int) -> str | None:
        value: str = event.value
        if event.implicit[0] and value in _NOTHING:
            return None
        if not value.isprintable() and _CONTROL.search(value):
            self._note(f"line {line}: an invisible control character")
        return value

    def _list(self, line: int, depth: int) -> _Read:
        inner = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            inner.append(self._built(event, depth))
        return _Read([part.value for part in inner], line, inner)

    def _mapping(self, line: int, depth: int) -> _Read:
        """Of doubled keys YAML would silently keep the last; here they are a fault."""
        inner: dict[str, _Read] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            here = _line(event)
            key = event.value if isinstance(event, yaml.ScalarEvent) else None
            self._built(event, depth)
            part = self._built(next(self.events), depth)
            if key is None:
                self._note(f"line {here}: a key has to be a word")
            elif key in lines:
                self._note(f"line {here}: the key {key!r} already stands in line {lines[key]}")
            else:
                inner[key], lines[key] = part, here
        return _Read({key: part.value for key, part in inner.items()}, line, inner)

    def _note(self, fault: str) -> None:
        self.faults.append(fault)
        if len(self.faults) > MAX_FAULTS:
            raise self.error(self.name, self.faults)

    def _refuse(self, fault: str) -> NoReturn:
        raise self.error(self.name, [fault, *self.faults])


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _in_words(error: ValidationError, root: _Read) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        message = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:
            yield from message.split("; ")
            continue
        line, key = _line_of(root, fault["loc"])
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in fault["loc"])
        yield f"line {line}: {place}{f' ({key})' if key else ''}: {message}"


def _line_of(part: _Read, steps: tuple[int | str, ...]) -> tuple[int, str | None]:
    """The line the steps lead to, as far as they exist, and the key of the entry passed on the way."""
    name = None
    for step in steps:
        if isinstance(part.inner, list) and isinstance(step, int) and step < len(part.inner):
            part = part.inner[step]
        elif isinstance(part.inner, dict):
            if step not in part.inner:
                break
            part = part.inner[step]
        if name is None and isinstance(part.value, dict):
            name = part.value.get("key")
    return part.line, name if isinstance(name, str) else None
