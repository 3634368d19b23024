"""What is different between two texts of a cooperation, part by part and word by word."""

from dataclasses import dataclass

from app.cooperations.parts import part_labels, parts_of
from app.cooperations.terms import Terms
from app.core.comparing import Change, changed_words, folded


@dataclass(frozen=True)
class Compared:
    """One part in two texts: what stayed, what was taken out, what came in."""

    key: str
    label: str
    changes: list[Change]

    @property
    def is_changed(self) -> bool:
        return any(kind != "same" for kind, _text in self.changes)


@dataclass(frozen=True)
class Redline:
    """Two texts compared: the parts that differ with their words, and the headings of those that are the same."""

    changed: list[Compared]
    same: list[str]


def compared(before: Terms, after: Terms) -> Redline:
    """What the later text says differently. A part that only one of them has came in or was taken out whole."""
    old = {part.key: part.text for part in parts_of(before)}
    new = {part.key: part.text for part in parts_of(after)}
    parts = [
        Compared(key, label, changed_words(old.get(key, ""), new.get(key, "")))
        for key, label in part_labels().items()
        if key in old or key in new
    ]
    return Redline(
        [Compared(part.key, part.label, folded(part.changes)) for part in parts if part.is_changed],
        [part.label for part in parts if not part.is_changed],
    )
