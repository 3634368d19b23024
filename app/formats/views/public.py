"""What runs, what comes, what has ended; one format."""

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple, cast

from flask import Blueprint, abort, redirect, render_template, request, url_for

from app.accounts.models import Authority, Person
from app.accounts.queries import find_authority
from app.concepts.filtering import Asked, page_asked_for
from app.concepts.models import Concept
from app.concepts.wording import Chip, Listing
from app.core.doors import public
from app.formats.chronicle import story
from app.formats.editing import earlier_wordings
from app.formats.filtering import FormatFilter, read_format_filters
from app.formats.kinds import kind_of, kinds
from app.formats.listing import SHOWN_FIRST, Facet, counts_of, facets, formats_in, open_to
from app.formats.models import ParticipationFormat
from app.formats.outcome_wording import outcome_for
from app.formats.queries import find_visible
from app.formats.referring import shown_of
from app.formats.wording import (
    FormatCard,
    answers_of,
    card_of,
    drawing_of,
    level_label,
    level_sentence,
    period_of,
    quadrant_label,
    readers_of,
    state_labels,
    status_of,
    time_left,
)
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.processes.queries import concepts_with_steps
from app.things.queries import chronicle_of
from app.things.taking_part import follows

formats = Blueprint("formats", __name__)
formats.add_app_template_global(quadrant_label, "quadrant_label")

NUMBER = "<int:number>"
HAS_BODY = ("open", "closed", "concluded")


class Group(NamedTuple):
    """The formats of one state on the page, and whether there are more."""

    cards: list[FormatCard]
    has_more: bool


# ---- the list ------------------------------------------------------------------------------------


@formats.get("")
@public
def index() -> Any:
    """What runs first, then what comes, what came of the others; to be filtered by concept, kind and place."""
    asked = read_format_filters(request.args)
    listing, there_is = Listing("formats.index", asked), facets()
    groups, following = _groups(asked)
    office = _office(asked)
    page = render_template(
        "formats/index.html", asked=asked, listing=listing, chips=_chips(listing, there_is), groups=groups,
        following=following, chosen=office, processes=_processes(office),
        yours=[card_of(row) for row in open_to(current_person())],
    )  # fmt: skip
    return (page, 400) if asked.unknown else page


def _groups(asked: Asked) -> tuple[dict[str, Group], str | None]:
    """Per state the first of its formats; where one state is asked for, its page, and the place where it goes on."""
    wanted = cast(FormatFilter, asked.wanted)
    if wanted.states:
        state = wanted.states[0]
        rows, following = page_asked_for(asked, request.args.get("nach"), partial(_page, state))
        return {state: Group([card_of(row) for row in rows], False)}, following
    pages = {state: formats_in(state, wanted, size=size) for state, size in SHOWN_FIRST.items()}
    groups = {state: Group([card_of(row) for row in page.rows], bool(page.next)) for state, page in pages.items()}
    return groups, None


def _page(state: str, wanted: Any, cursor: str | None) -> tuple[list[Any], str | None]:
    page = formats_in(state, wanted, cursor)
    return list(page.rows), page.next


def _chips(listing: Listing, there_is: Sequence[Facet]) -> list[tuple[str, list[Chip]]]:
    """Concepts, kinds, places and states with how many each leaves under the other choices; no row without a choice."""
    choices = {
        "konzept": {one.values["konzept"]: one.concept_title for one in there_is},
        "art": {name: kind.label() for name, kind in kinds().items()},
        "gemeinde": {one.values["gemeinde"]: one.town for one in there_is if one.town},
        "status": state_labels(),
    }  # fmt: skip
    chosen = {name: listing.asked.given[name] for name in listing.asked.labels}
    rows = [
        listing.choice(name, cast("dict[str, str]", labels), counts_of(there_is, name, chosen))
        for name, labels in choices.items()
    ]
    return [(label, chips) for label, chips in rows if len(chips) > 2]


def _office(asked: Asked) -> Authority | None:
    """Whose page it is, where one office was asked for."""
    office = find_authority(asked.given["stelle"]) if "stelle" in asked.labels else None
    if office is not None:
        speak_for(office)
    return office


def _processes(office: Authority | None) -> list[Concept]:
    """The concepts that tell how they came about."""
    return [one for one in concepts_with_steps() if office is None or one.authority_id == office.id]


# ---- one format ----------------------------------------------------------------------------------


@formats.get(f"/{NUMBER}")
@formats.get(f"/{NUMBER}-<slug>")
@public
def show(number: int, slug: str | None = None) -> Any:
    """One format: what it is about, what is fixed and what is open, what people do in it, what came of it."""
    person = current_person()
    format = find_visible(number, person)
    if format is None:
        abort(404)
    speak_for(format.authority)
    if slug != format.slug:
        return redirect(url_for("formats.show", number=number, slug=format.slug), 301)
    return render_template("formats/show.html", **_inside(format, person), **_facts_of(format))


def _inside(format: ParticipationFormat, person: Person | None) -> dict[str, Any]:
    """What the kind needs for its own part of the page; nothing before people could take part."""
    has_begun = format.reference is None and (format.opened_at is not None or format.state in HAS_BODY)
    given = kind_of(format).page(format, person, request.args) if has_begun else {}
    if format.reference:
        given = {"shown": shown_of(format)}
    elif format.state == "concluded":
        given = {**given, "came": outcome_for(format)}
    return {**given, "has_body": has_begun, "follows": follows(person, thing_id=format.id)}


def _facts_of(format: ParticipationFormat) -> dict[str, Any]:
    return {
        "format": format,
        "thing": format,
        "kind": kind_of(format),
        "status": status_of(format.state),
        "period": period_of(format),
        "left": time_left(format),
        "level": (level_label(format.level), level_sentence(format.level)) if format.level else None,
        "questions": answers_of(format),
        "drawing": drawing_of(format.format_kind),
        "entries": story(chronicle_of(format.id, "public"), earlier_wordings(format)),
        "readers": readers_of(format),
    }
