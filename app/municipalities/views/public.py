"""Pages on places: find one's own, read what is going on there, write an idea for it."""

from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request

from app.concepts.queries import concepts_of_authority
from app.core.doors import public
from app.core.texts import clean
from app.formats.listing import formats_of_place
from app.formats.wording import card_of as format_card
from app.ideas.queries import count_by_municipality, ideas_of_place
from app.ideas.wording import card_of as idea_card
from app.municipalities.mapping import dot_map
from app.municipalities.queries import (
    all_districts,
    all_regions,
    find_municipality,
    find_region,
    municipalities_matching,
    regions_of,
)
from app.pages.frame import speak_for
from app.policies.doors import current_person
from app.projects.queries import projects_of_place
from app.projects.wording import card_of as project_card
from app.things.taking_part import follows

municipalities = Blueprint("municipalities", __name__)
CARDS = 6
LONGEST_QUESTION = 80


@municipalities.get("/gemeinden")
@public
def index() -> str:
    """Find one's place by name or postcode, or in the list of its district."""
    q = clean(request.args.get("q", ""))
    too_long = len(q) > LONGEST_QUESTION
    rows = [] if too_long else municipalities_matching(q)
    counts = count_by_municipality()
    districts = [(district, _of_district(rows, district.id)) for district in all_districts()]
    return render_template(
        "municipalities/index.html",
        q=q[:LONGEST_QUESTION],
        too_long=too_long,
        found=len(rows),
        regions=all_regions(),
        districts=[(district, own, _by_association(own)) for district, own in districts if own],
        counts=counts,
        maps={district.id: dot_map(own, counts) for district, own in districts if own and not q},
    )


@municipalities.get("/gemeinden/<ags>")
@public
def show(ags: str) -> str:
    """One municipality: what it is, where it belongs, its ideas and projects."""
    place = find_municipality(ags)
    if place is None:
        abort(404)
    speak_for(place.district.authority)
    return render_template(
        "municipalities/show.html",
        place=place,
        regions=regions_of([place.id]).get(place.id, []),
        concepts=concepts_of_authority(place.district.authority_id),
        ideas=[idea_card(row) for row in ideas_of_place(municipality_id=place.id, limit=CARDS)],
        projects=_project_cards(municipality_id=place.id),
        formats=[format_card(row) for row in formats_of_place(place.id)],
        total=count_by_municipality().get(place.id, 0),
        follows=follows(current_person(), municipality_id=place.id),
    )


@municipalities.get("/regionen/<slug>")
@public
def region(slug: str) -> str:
    """One region: its members, its guiding concept, its ideas and projects."""
    found = find_region(slug)
    if found is None:
        abort(404)
    speak_for(found.authority)
    counts = count_by_municipality()
    return render_template(
        "municipalities/region.html",
        region=found,
        members=found.members,
        counts=counts,
        picture=dot_map(found.members, counts),
        concepts=concepts_of_authority(found.authority_id),
        ideas=[idea_card(row) for row in ideas_of_place(region_id=found.id, limit=CARDS)],
        projects=_project_cards(region_id=found.id),
    )


def _of_district(rows: Any, district_id: int) -> list[Any]:
    return [row for row in rows if row.district_id == district_id]


def _by_association(rows: list[Any]) -> list[tuple[str | None, list[Any]]]:
    """Places of their own first, then those of each Amt or association, by name."""
    ordered = sorted(rows, key=lambda row: row.association or "")
    return [(name or None, list(own)) for name, own in groupby(ordered, key=lambda row: row.association or "")]


def _project_cards(**place: int) -> list[Any]:
    return [project_card(row) for row in projects_of_place(**place, limit=CARDS)]
