"""The words and links of every filtered list: its chips, its orders, the marks of goals."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.concepts.filtering import ALSO, Asked
from app.concepts.queries import all_concepts, fields_of_action
from app.core.texts import excerpt

Chip = dict[str, Any]
Mark = tuple[str, list[int], str | None]


def filter_names() -> dict[str, str]:
    """How pages call their filters."""
    return {
        "konzept": _("Concept"), "feld": _("Field of action"), "ziel": _("Goal"), "auch": _("Counted too"),
        "gemeinde": _("Municipality"), "region": _("Region"), "status": _("State"), "herkunft": _("Origin"),
        "stelle": _("Office"), "q": _("Words"), "sort": _("Order"),
        "art": _("Kind"), "aufruf": _("Call for ideas"),
    }  # fmt: skip


class Listing:
    """One list as it was asked for: its address with some filters changed, and its filters as chips."""

    def __init__(self, endpoint: str, asked: Asked) -> None:
        self.endpoint, self.asked, self.names = endpoint, asked, filter_names()

    def url(self, **changes: str | None) -> str:
        """This list with some filters changed; a change starts at the first page again."""
        values: dict[str, Any] = {name: value for name, value in {**self.asked.given, **changes}.items() if value}
        if "ziel" not in values:
            values.pop("auch", None)
        return url_for(self.endpoint, **values)

    @property
    def detour(self) -> str | None:
        """Places and regions stand in one field; where to find the list that was meant."""
        kind, _colon, slug = self.asked.given.get("gemeinde", "").partition(":")
        return self.url(gemeinde=None, region=slug) if kind == "region" else None

    @property
    def kept(self) -> dict[str, str]:
        """What the search form hands on beside its own fields."""
        return {name: value for name, value in self.asked.given.items() if name not in {"q", "gemeinde", "region"}}

    @property
    def active(self) -> list[Chip]:
        """What is filtered now, each with the list without it."""
        labels = self.asked.labels.items()
        return [
            chip(label if name == "q" else f"{self.names[name]}: {label}", self.url(**{name: None}))
            for name, label in labels
        ]

    def choice(
        self, name: str, labels: Mapping[str, str], counts: Mapping[str, int] | None = None
    ) -> tuple[str, list[Chip]]:
        """One row of chips: all, or one of these; with counts only those that exist or are chosen."""
        chosen = self.asked.given.get(name) if name in self.asked.labels else None
        shown = labels if counts is None else {v: w for v, w in labels.items() if counts.get(v) or v == chosen}
        every = chip(_("All"), self.url(**{name: None}), chosen is None)
        number = {} if counts is None else {value: counts.get(value, 0) for value in shown}
        one = [chip(w, self.url(**{name: v}), v == chosen, number.get(v)) for v, w in shown.items()]
        return self.names[name], [every, *one]

    def subjects(self) -> tuple[str, list[Chip]]:
        """The concepts, or, once one is meant, its fields of action."""
        concept = self.asked.concept
        if concept is None:
            return self.choice("konzept", {row.key: row.short_title for row in all_concepts()})
        fields = {f"{concept.key}:{row.key}": row for row in fields_of_action().get(concept.id, [])}
        label, chips = self.choice("feld", {value: row.short_title or row.title for value, row in fields.items()})
        return label, [chips[0], *({**c, "tone": row.tone} for c, row in zip(chips[1:], fields.values(), strict=True))]

    def corresponding(self) -> tuple[str, list[Chip]] | None:
        """This goal alone, or with the goals of other concepts that correspond to it; None where there are none.

        What they serve is tagged with another concept, so the wide list is not narrowed to one.
        """
        if not self.asked.corresponding:
            return None
        is_wide = bool(self.asked.wanted.corresponding)
        wide = self.url(auch=ALSO, konzept=None, feld=None)
        count = len(self.asked.corresponding)
        return self.names["auch"], [
            chip(_("this goal alone"), self.url(auch=None), not is_wide),
            chip(_("corresponding goals as well"), wide, is_wide, count),
        ]

    def sorts(self, labels: Mapping[str, str], offered: set[str]) -> list[Chip]:
        """The orders on offer, the present one among them."""
        now = self.asked.wanted.sort
        return [chip(w, self.url(sort=v), v == now) for v, w in labels.items() if v in {now, *offered}]


def chip(label: str, url: str, current: bool = False, count: int | None = None) -> Chip:
    """A link that changes one filter."""
    return {"label": label, "url": url, "current": current, "count": count, "tone": None}


def goal_marks(goals: Sequence[Any], *, with_links: bool = True) -> list[Mark]:
    """Short title, colours and page of each goal."""
    return [
        (
            goal.short_title or excerpt(goal.title, 60),
            sorted({tone for tone in (goal.tone, goal.other_tone) if tone}),
            url_for("concepts.goal", slug=goal.concept, key=goal.key) if with_links else None,
        )
        for goal in goals
    ]
