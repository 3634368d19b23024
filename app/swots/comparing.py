"""What changed from one adopted analysis to the next: point by point, by field, quadrant and wording."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Item = dict[str, Any]


@dataclass(frozen=True)
class ItemChange:
    """One point that came, went or weighs otherwise than before."""

    kind: str
    item: Item
    weight_before: int | None = None


def changes_between(before: Sequence[Item], after: Sequence[Item]) -> list[ItemChange]:
    """What came and what weighs otherwise in the order of the later one, then what went."""
    was, now = _by_wording(before), _by_wording(after)
    changes = [ItemChange("added", item) for key, item in now.items() if key not in was]
    changes += [
        ItemChange("weight", item, was[key].get("weight"))
        for key, item in now.items()
        if key in was and was[key].get("weight") != item.get("weight")
    ]
    return changes + [ItemChange("removed", item) for key, item in was.items() if key not in now]


def _by_wording(items: Iterable[Item]) -> dict[tuple[str, str, str], Item]:
    return {(item["field"], item["quadrant"], item["text"]): item for item in items}
