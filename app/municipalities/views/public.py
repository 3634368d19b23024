"""Pages on places: find one's own, read what is going on there, write an idea for it."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for

from app.concepts.queries import concepts_of_authority
from app.cooperations.listing import cooperations_of_place
from app.cooperations.public_wording import card_of as cooperation_card
from app.core.doors import public
from app.core.texts import clean
from app.formats.listing import formats_of_place
from app.formats.wording import card_of as format_card
from app.ideas.queries import IdeaFilter, count_by_municipality, count_by_status, ideas_of_place
from app.ideas.wording import card_of as idea_card
from app.ideas.wording import status_labels
from app.municipalities.about import absorbed_by, functions_of_speakers, memberships_of, position_of
from app.municipalities.comparing import newest_extract
from app.municipalities.mapping import dot_map
from app.municipalities.models import Municipality
from app.municipalities.picking import Found, found_for, places_of
from app.municipalities.queries import all_districts, find_municipality
from app.municipalities.wording import association_label, said_period
from app.pages.frame import speak_for
from app.pages.queries import joint_work
from app.policies.doors import current_person
from app.projects.queries import projects_of_place
from app.projects.wording import card_of as project_card
from app.things.taking_part import follows

municipalities = Blueprint("municipalities", __name__)
CARDS = 6
LONGEST_QUESTION = 80
ONE_LIST = 60
"""Up to so many places of a district stand in one list."""
A_DAY = timedelta(days=1)


@municipalities.app_template_filter("next_day")
def next_day(day: date) -> date:
    """The first day after the last one."""
    return day + A_DAY


@municipalities.get("/gemeinden")
@public
def index() -> str:
    """Find one's place by name, postcode or Amt, or in the list of its district."""
    q = clean(request.args.get("q", ""))
    too_long = len(q) > LONGEST_QUESTION
    found = Found() if too_long else found_for(q)
    counts, all_of_them = count_by_municipality(), all_districts()
    districts = [(district, own) for district in all_of_them if (own := _of_district(found.places, district.id))]
    return render_template(
        "municipalities/index.html", q=q[:LONGEST_QUESTION], too_long=too_long, found=found, counts=counts,
        own=[] if q else places_of(current_person()), extract=newest_extract(), joint=None if q else joint_work(),
        districts=[(district, own, _in_groups(own, is_found=bool(q))) for district, own in districts],
        maps={} if q else {district.id: dot_map(own, counts) for district, own in districts},
        lands={district.name: district.land for district in all_of_them}, association_label=association_label,
    )  # fmt: skip


@municipalities.get("/gemeinden/<ags>")
@public
def show(ags: str) -> str:
    """One municipality: what it is, what one can do there, its ideas and projects; a former one says what became."""
    place = find_municipality(ags)
    if place is None:
        abort(404)
    speak_for(place.of_today.district.authority)
    if place.is_gone:
        return render_template("municipalities/former.html", **_former(place))
    return render_template(
        "municipalities/show.html", **_about(place), **_going_on(place),
        concepts=concepts_of_authority(place.district.authority_id), absorbed=absorbed_by(place.id),
        follows=follows(current_person(), municipality_id=place.id), tel=_dialled(place.district.authority.phone),
        speakers=functions_of_speakers(place.organisation_id), picture=position_of(place),
    )  # fmt: skip


def _about(place: Municipality) -> dict[str, Any]:
    association = association_label(place.association, place.district.authority.land) if place.association else None
    return {
        "place": place, "association": association, "memberships": memberships_of(place.id),
        "said_period": said_period, "density": round(place.population / place.area_km2),
    }  # fmt: skip


def _former(place: Municipality) -> dict[str, Any]:
    """What a place left behind: ideas and projects of one that was merged stand with the place they went to."""
    stays = not place.of_today.is_gone
    return _about(place) | (
        {"ideas": [], "projects": [], "heir": place.of_today} if stays else {**_hanging(place.id), "heir": None}
    )


def _going_on(place: Municipality) -> dict[str, Any]:
    states = count_by_status(IdeaFilter(municipality_id=place.id))
    return _hanging(place.id) | {
        "formats": [format_card(row) for row in formats_of_place(place.id)],
        "cooperations": [cooperation_card(row) for row in cooperations_of_place(place.id, CARDS)],
        "more_cooperations": url_for("cooperations.index", gemeinde=place.ags),
        "total": sum(states.values()),
        "states": [(name, label, states[name]) for name, label in status_labels().items() if states.get(name)],
    }  # fmt: skip


def _hanging(municipality_id: int) -> dict[str, Any]:
    return {
        "ideas": [idea_card(row) for row in ideas_of_place(municipality_id=municipality_id, limit=CARDS)],
        "projects": [project_card(row) for row in projects_of_place(municipality_id=municipality_id, limit=CARDS)],
    }


def _dialled(phone: str | None) -> str:
    """The number as a telephone wants it."""
    return "".join(sign for sign in phone or "" if sign.isdecimal() or sign == "+")


def _of_district(rows: Any, district_id: int) -> list[Any]:
    return [row for row in rows if row.district_id == district_id]


def _in_groups(rows: list[Any], *, is_found: bool) -> list[tuple[str | None, list[Any]]]:
    """By name; only where they are too many for one list: places of their own, then those of each Amt, by name."""
    if is_found or len(rows) <= ONE_LIST:
        return [(None, rows)]
    ordered = sorted(rows, key=lambda row: row.association or "")
    return [(name or None, list(own)) for name, own in groupby(ordered, key=lambda row: row.association or "")]
