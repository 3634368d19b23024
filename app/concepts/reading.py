"""Reading a concept file: YAML without its traps, then the shape, every fault named with file and place.

Everything unquoted stays text until the schema asks for a number or a date: a goal "1.10" is not goal 1.1 and an
answer "Ja" or "No" is no truth value. Anchors and aliases are refused, so that a small file cannot grow.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.concepts.schemas import ConceptFile
from app.core.errors import DomainError

MAX_BYTES = 5 * 1024 * 1024
MAX_NESTING = 20
MAX_FAULTS = 50
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "null", "map", "seq")}
Shape = TypeVar("Shape", bound=BaseModel)
_FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class ConceptFileError(DomainError):
    """The file is no concept; `faults` says one by one why, each with its place."""

    def __init__(self, name: str, faults: list[str]) -> None:
        shown = faults[:MAX_FAULTS]
        if len(faults) > MAX_FAULTS:
            shown.append(f"… and {len(faults) - MAX_FAULTS} more")
        super().__init__("\n".join(f"{name}: {fault}" for fault in shown))
        self.faults = shown


class _Loader(_FastLoader):
    """YAML whose plain scalars are text; only an empty value, `~` and `null` are nothing."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute


_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""])


def read_concept(path: Path) -> ConceptFile:
    """The concept in that file, complete and consistent; `ConceptFileError` names every fault and its place."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConceptFileError(path.name, [f"cannot be read: {error.strerror}"]) from error
    return read_content(path.name, content)


def read_content(name: str, content: bytes) -> ConceptFile:
    """The same from what a file of that name holds."""
    return read_as(ConceptFile, name, content)


def read_as(shape: type[Shape], name: str, content: bytes) -> Shape:
    """What the file says, in that shape, read with the same care."""
    node, values = _parse(name, _text_of(name, content))
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        raise ConceptFileError(name, list(_in_words(error, node))) from error


def _text_of(name: str, content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise ConceptFileError(name, [f"larger than {MAX_BYTES // 1024 // 1024} MB"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConceptFileError(name, [f"line {line}: not UTF-8"]) from error


def _parse(name: str, text: str) -> tuple[yaml.Node, Any]:
    try:
        _refuse_traps(name, text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if not isinstance(node, yaml.MappingNode):
                raise ConceptFileError(name, ["line 1: a concept file is a mapping that begins with slug, title …"])
            if faults := list(_traps_below(node)):
                raise ConceptFileError(name, faults)
            return node, loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ConceptFileError(name, [place + (error.problem or error.context or "no valid YAML")]) from error
    except yaml.YAMLError as error:
        raise ConceptFileError(name, [" ".join(str(error).split())]) from error


def _refuse_traps(name: str, text: str) -> None:
    """Look at the bare events first: anchors, aliases and deep nesting are found before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ConceptFileError(name, [f"line {line}: anchors and aliases (& and *) are not allowed"])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_NESTING:
            raise ConceptFileError(name, [f"line {line}: nested more than {MAX_NESTING} levels deep"])


def _traps_below(node: yaml.Node) -> Iterator[str]:
    """Doubled keys, of which YAML would silently keep the last, tags, and letters nobody sees."""
    line = node.start_mark.line + 1
    if node.tag not in _TAGS:
        yield f"line {line}: the tag {node.tag!r} is not allowed"
    if isinstance(node, yaml.ScalarNode) and _CONTROL.search(node.value):
        yield f"line {line}: an invisible control character"
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _traps_below(part)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            here = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                yield f"line {here}: a key has to be a word"
            elif key.value in seen:
                yield f"line {here}: the key {key.value!r} already stands in line {seen[key.value]}"
            else:
                seen[key.value] = here
                yield from _traps_below(value)


def _in_words(error: ValidationError, root: yaml.Node) -> Iterator[str]:
    for fault in error.errors(include_url=False):
        message = fault["msg"].removeprefix("Value error, ")
        if not fault["loc"]:
            yield from message.split("; ")
            continue
        line, goal = _line_of(root, fault["loc"])
        place = ".".join(str(step + 1) if isinstance(step, int) else step for step in fault["loc"])
        yield f"line {line}: {place}{f' ({goal})' if goal else ''}: {message}"


def _line_of(node: yaml.Node, steps: tuple[int | str, ...]) -> tuple[int, str | None]:
    """The line the steps lead to, as far as they exist, and the key of the goal passed on the way."""
    name = None
    for step in steps:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == step), None)
            if found is None:
                break
            node = found
        if isinstance(node, yaml.MappingNode) and name is None:
            name = next((value.value for key, value in node.value if key.value == "key"), None)
    return node.start_mark.line + 1, name if isinstance(name, str) else None
