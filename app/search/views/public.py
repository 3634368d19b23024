"""One box for everything published."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from app.accounts.models import Authority
from app.accounts.queries import all_authorities, find_authority
from app.concepts.wording import Chip, chip
from app.cooperations.listing import visible_rows as visible_cooperations
from app.cooperations.public_wording import card_of as cooperation_card
from app.core.doors import public
from app.core.paging import CursorIsBroken
from app.core.texts import clean
from app.formats.listing import public_rows as public_formats
from app.formats.wording import card_of as format_card
from app.ideas.queries import visible_rows as visible_ideas
from app.ideas.wording import card_of as idea_card
from app.pages.addresses import address_of, address_of_hit, things_of, title_of_hit
from app.pages.queries import public_addresses
from app.projects.queries import visible_rows as visible_projects
from app.projects.wording import card_of as project_card
from app.responsibilities.finding import responsible_for
from app.search.finding import Found, Hit, Part, Query, find, read_query
from app.search.queries import those_that_find
from app.search.wording import kind_labels, kind_names

search = Blueprint("search", __name__)

DATED = ("idea", "project", "comment", "format", "thread", "cooperation")
"""What people wrote on some day; a goal or a town is not news."""
EXAMPLES = ("Radweg", "Schule", "Bus", "Spielplatz", "Arzt", "Jugend", "Wald", "Sport", "Kultur", "Wohnen")
MOST_EXAMPLES = 5


@dataclass
class Asked:
    """What is looked for, of which kind, at which office; and what of the address we do not know."""

    query: Query
    kind: str | None = None
    office: Authority | None = None
    cursor: str | None = None
    unknown: dict[str, str] = field(default_factory=dict)

    def url(self, **changes: str | None) -> str:
        """The same search with something changed, from its beginning."""
        office = self.office.slug if self.office else None
        asked = {"q": self.query.text, "art": self.kind, "stelle": office, **changes}
        values: dict[str, Any] = {name: value for name, value in asked.items() if value}
        return url_for("search.index", **values)


@dataclass(frozen=True)
class Result:
    """A hit as the page shows it; `card` says how far an idea or a project is."""

    hit: Hit
    label: str
    title: list[Part]
    url: str
    card: Any = None

    @property
    def is_dated(self) -> bool:
        return self.hit.kind in DATED


@search.get("/suche")
@public
def index() -> Any:
    """Everything public that holds these words, best first; of one kind or at one office where that was asked."""
    asked = _asked()
    found = _found(asked)
    results = _results(found.hits)
    number = _number(asked)
    page = render_template(
        "search/index.html", asked=asked, found=found, results=results, total=sum(found.counts.values()),
        shown=found.counts.get(asked.kind, 0) if asked.kind else sum(found.counts.values()),
        kinds=_kinds(asked, found), offices=_offices(asked, found),
        following=asked.url(nach=found.following) if found.following else None,
        number=number, numbered=_numbered(number) if number else None, is_duty=_is_duty(asked),
        examples=[] if results else those_that_find(EXAMPLES)[:MOST_EXAMPLES],
    )  # fmt: skip
    return (page, 400) if asked.unknown else page


def _asked() -> Asked:
    given = {name: clean(request.args.get(name, "")) for name in ("q", "art", "stelle", "nach")}
    asked = Asked(read_query(given["q"]), cursor=given["nach"] or None)
    if given["art"] in kind_names():
        asked.kind = given["art"]
    if given["stelle"]:
        asked.office = find_authority(given["stelle"][:80])
    known = {"art": asked.kind, "stelle": asked.office}
    asked.unknown = {name: given[name][:80] for name, value in known.items() if given[name] and value is None}
    return asked


def _found(asked: Asked) -> Found:
    """The page that was asked for; the first one where nobody knows the place in it."""
    if asked.query.is_empty:
        return Found()
    kinds = (asked.kind,) if asked.kind else ()
    office_id = asked.office.id if asked.office else None
    try:
        return find(asked.query, kinds=kinds, authority_id=office_id, cursor=asked.cursor)
    except CursorIsBroken:
        asked.unknown["nach"] = (asked.cursor or "")[:80]
        return find(asked.query, kinds=kinds, authority_id=office_id)


def _number(asked: Asked) -> int | None:
    """The number of a thing, where nothing else was typed; a postcode may begin with 0, a number does not."""
    found = re.fullmatch("[1-9][0-9]{0,8}", asked.query.text, re.ASCII)
    return int(found[0]) if found and not asked.cursor else None


def _numbered(number: int) -> tuple[str, str] | None:
    """Title and address of the thing with that number, if everybody may read it."""
    row = next(public_addresses([number]), None)
    url = address_of(row) if row else None
    return (row.title, url) if row and url else None


def _is_duty(asked: Asked) -> bool:
    """Whether somebody is known to be responsible for what is looked for."""
    if asked.query.is_empty or asked.cursor or asked.kind:
        return False
    return bool(responsible_for(asked.query.text, authority_ids=[asked.office.id] if asked.office else (), limit=1))


def _results(hits: Sequence[Hit]) -> list[Result]:
    """The hits with their addresses, and with the cards of ideas and projects: a few queries for the whole page."""
    things, cards, labels = things_of(hits), _cards(hits), kind_labels()
    results = []
    for hit in hits:
        url = address_of_hit(hit, things)
        if url is not None:
            card = None if hit.kind == "comment" else cards.get(hit.thing_id or 0)
            results.append(Result(hit, labels[hit.kind], title_of_hit(hit, things), url, card))
    return results


def _cards(hits: Sequence[Hit]) -> Mapping[int, Any]:
    numbers = {kind: [hit.thing_id for hit in hits if hit.kind == kind and hit.thing_id] for kind in DATED}
    cards: list[Any] = [idea_card(row) for row in visible_ideas(numbers["idea"])] if numbers["idea"] else []
    cards += [project_card(row) for row in visible_projects(numbers["project"])] if numbers["project"] else []
    cards += [format_card(row) for row in public_formats(numbers["format"])] if numbers["format"] else []
    joint = numbers["cooperation"]
    cards += [cooperation_card(row) for row in visible_cooperations(joint)] if joint else []
    return {card.number: card for card in cards}


def _kinds(asked: Asked, found: Found) -> list[Chip]:
    """All, or one kind of what was found."""
    names = {kind: name for kind, name in kind_names().items() if found.counts.get(kind) or kind == asked.kind}
    every = chip(_("Everything"), asked.url(art=None), asked.kind is None, sum(found.counts.values()))
    return [every] + [
        chip(name, asked.url(art=kind), kind == asked.kind, found.counts.get(kind, 0)) for kind, name in names.items()
    ]


def _offices(asked: Asked, found: Found) -> list[Chip]:
    """All offices, or one of those where something was found; nothing where there is no choice."""
    counts = found.offices if found.counts and not found.is_some else {}
    if asked.office is None and len(counts) < 2:
        return []
    every = chip(_("All"), asked.url(stelle=None), asked.office is None)
    return [every] + [
        chip(office.name, asked.url(stelle=office.slug), office == asked.office, counts.get(office.id, 0))
        for office in all_authorities()
        if counts.get(office.id) or office == asked.office
    ]
