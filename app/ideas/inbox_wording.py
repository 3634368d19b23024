"""The rows of the inbox as a clerk reads them, on its own pages and beside an idea: address, place, day in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, g, url_for

from app.ideas.desk_queries import places_of
from app.ideas.desk_wording import Due, due_label, soon_until
from app.ideas.models import Idea
from app.inbox.kinds import Item, Waiting
from app.inbox.queries import Counts, Filter, all_kinds, counts_for, waiting_for
from app.policies.doors import current_person


@dataclass(frozen=True)
class Row:
    """One thing that waits, as a clerk reads it."""

    item: Item
    kind: Waiting
    url: str
    due: Due
    place: str
    authority: str
    is_mine: bool

    @property
    def key(self) -> str:
        """By what a tick names it: kind, number, and the version that was shown."""
        return f"{self.item.kind}.{self.item.number}.{self.item.version or 0}"

    @property
    def name(self) -> str:
        """The same as an id on the page."""
        return f"{self.item.kind}-{self.item.number}"


def lands() -> set[str]:
    """The Länder of the reader's authorities, for their holidays."""
    return {held.authority.land for held in current_person().valid_memberships if held.authority is not None}


def counts() -> Counts:
    """The figures of the inbox for this reader; asked once a page, the menu shows them, too."""
    if "inbox_counts" not in g:
        g.inbox_counts = counts_for(current_person(), soon_until(lands()))
    figures: Counts = g.inbox_counts
    return figures


def rows_of(items: Sequence[Item]) -> list[Row]:
    """The items with everything that stands beside them; one query, for the places."""
    places = places_of([item.thing_id for item in items if item.thing_id is not None])
    names, soon, person = authority_names(), soon_until(lands()), current_person()
    known = {kind.kind: kind for kind in all_kinds()}
    return [
        Row(
            item, known[item.kind], address_of(item, known[item.kind]), due_label(item.due_on, soon),
            places.get(item.thing_id or 0, ""),
            names.get(item.authority_id or 0, "") if len(names) > 1 else "", item.person_id == person.id,
        )
        for item in items
    ]  # fmt: skip


def authority_names() -> dict[int, str]:
    """The authorities this reader works for."""
    held = current_person().valid_memberships
    return {one.authority_id: one.authority.name for one in held if one.authority is not None}


def address_of(item: Item, kind: Waiting) -> str:
    """Where one works on it: its own page, that of the idea it hangs on, or its place in a list."""
    values: dict[str, Any] = {"_anchor": kind.anchor.format(number=item.number) or None}
    if kind.door not in current_app.view_functions:
        return url_for("inbox.index", art=kind.kind)
    if kind.argument:
        values[kind.argument] = item.thing_id if kind.is_at_thing else item.number
    return url_for(kind.door, **values)


def next_item(besides: int) -> Row | None:
    """What is due next, besides what hangs on the idea just looked at."""
    items, _more = waiting_for(current_person(), Filter(), size=10)
    return next(iter(rows_of([item for item in items if item.thing_id != besides][:1])), None)


def beside(idea: Idea) -> dict[str, Any]:
    """The first of the inbox beside an idea, with the idea marked, and what comes after it."""
    wanted = Filter("wartet" if idea.state == "revision_requested" else "offen")
    items, more = waiting_for(current_person(), wanted)
    rows = rows_of(items)
    following = next((row for row in rows if row.item.thing_id != idea.id), None)
    if wanted.tab != "offen":
        following = next_item(besides=idea.id)
    return {"rows": rows, "more": more, "tab": wanted.tab, "following": following, "counts": counts()}
