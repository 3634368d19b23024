"""A SWOT board as its audience sees it: one field at a time, the overview over all, and the analysis adopted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Person
from app.boards.basing import ReadableCard, readable_among
from app.boards.showing import Column, board_of
from app.formats.models import QUADRANTS, ParticipationFormat
from app.swots.analysing import shown_items, versions_of
from app.swots.comparing import ItemChange, changes_between
from app.swots.drawing import Overview, overview
from app.swots.fields import Field, Weight, fields_of, weights_of
from app.swots.models import AdoptedAnalysis

Item = dict[str, Any]
WIDE, NARROW = 880, 344


@dataclass(frozen=True)
class ShownAnalysis:
    """An adopted analysis: what it says by field and quadrant, and those of its cards that can be read."""

    version: AdoptedAnalysis
    fields: list[tuple[str, str, dict[str, list[Item]]]]
    cards: Mapping[int, ReadableCard]
    changes: list[ItemChange]
    before: int | None
    versions: Sequence[AdoptedAnalysis]

    @property
    def holds(self) -> bool:
        return self.version.number == self.versions[0].number


@dataclass(frozen=True)
class ShownBoard:
    """What the body of the page needs."""

    fields: Sequence[Field]
    chosen: Field | None
    columns: Sequence[Column]
    weights: Mapping[int, Weight]
    wide: Overview
    narrow: Overview
    analysis: ShownAnalysis | None


def shown_board(format: ParticipationFormat, person: Person | None, asked: Mapping[str, str]) -> ShownBoard:
    """The board with the field asked for, or the first one; with the analysis asked for, or the one that holds."""
    fields, weights = fields_of(format), weights_of(format)
    chosen = _chosen(fields, asked)
    inside = [section.id for section in chosen.sections] if chosen else []
    return ShownBoard(
        fields, chosen, board_of(format, person, asked, only=inside), weights,
        overview(fields, weights, width=WIDE), overview(fields, weights, width=NARROW),
        shown_analysis(format, asked.get("fassung", "")),
    )  # fmt: skip


def shown_analysis(format: ParticipationFormat, number: str = "") -> ShownAnalysis | None:
    """That version of the adopted analysis; the one that holds, where no such number is known."""
    versions = versions_of(format)
    if not versions:
        return None
    place = next((n for n, one in enumerate(versions) if str(one.number) == number), 0)
    version = versions[place]
    before = versions[place + 1] if place + 1 < len(versions) else None
    numbers = {number for item in version.items for number in item["cards"]}
    return ShownAnalysis(
        version, by_field(shown_items(version)), readable_among(numbers, format.id),
        changes_between(shown_items(before), shown_items(version)) if before else [],
        before.number if before else None, versions,
    )  # fmt: skip


def by_field(items: Sequence[Item]) -> list[tuple[str, str, dict[str, list[Item]]]]:
    """Points in their order: (key of the field, its title, the points of each quadrant)."""
    titles = {item["field"]: item["field_title"] for item in items}
    return [
        (
            key, title,
            {
                quadrant: [item for item in items if (item["field"], item["quadrant"]) == (key, quadrant)]
                for quadrant in QUADRANTS
            },
        )
        for key, title in titles.items()
    ]  # fmt: skip


def _chosen(fields: Sequence[Field], asked: Mapping[str, str]) -> Field | None:
    """The field named by `?feld=`, or by a pile whose page is turned (`?ab=`)."""
    section = asked.get("ab", "").partition("-")[0]
    for field in fields:
        if field.key == asked.get("feld") or section in {str(one.id) for one in field.sections}:
            return field
    return fields[0] if fields else None
