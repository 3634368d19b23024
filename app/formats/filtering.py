"""What the list of formats may be asked for: concept, kind, place, state and office."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.concepts.filtering import FINDERS, Asked, Vocabulary, read_filters
from app.concepts.listing import ListFilter
from app.formats.kinds import kinds
from app.formats.wording import state_labels


@dataclass(frozen=True)
class FormatFilter(ListFilter):
    """What the list shall show, and of which kind."""

    kind: str | None = None


def read_format_filters(args: Mapping[str, str]) -> Asked:
    """Look up every filter of the address."""
    states = {state: label for state, label in state_labels().items() if state != "draft"}
    finders = {name: FINDERS[name] for name in ("konzept", "gemeinde", "status", "stelle")} | {"art": _kind}
    return read_filters(args, Vocabulary(states, {}, ()), finders, FormatFilter())


def _kind(asked: Asked, value: str) -> bool:
    kind = kinds().get(value)
    if kind is not None:
        asked.set("art", kind.label(), kind=value)
    return kind is not None
