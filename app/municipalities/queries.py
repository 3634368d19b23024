"""Reading places: districts, municipalities, regions, as Core rows."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Authority, Organisation
from app.core.database import db
from app.core.paging import Page, page_of
from app.core.texts import fold
from app.municipalities.models import District, Municipality, PlaceExtract, Region, current_member

NO_LETTERS = "-()"
"""What stands between the words of a name: people write it or leave it out."""


def find_municipality(ags: str) -> Municipality | None:
    """The place with that key, also one that is no more: its page answers for ever."""
    shown = (joinedload(Municipality.organisation), joinedload(Municipality.extract))
    return db.session.scalar(select(Municipality).where(Municipality.ags == ags).options(*shown))


def find_place_of_today(ags: str) -> Municipality | None:
    """The place that stands today for the one with that key; None also where none does."""
    found = find_municipality(ags)
    return None if found is None or found.of_today.is_gone else found.of_today


def find_region(slug: str) -> Region | None:
    return db.session.scalar(select(Region).where(Region.slug == slug))


def organisations_near(organisation: Organisation) -> set[int]:
    """The municipalities and other bodies of the same district, by the municipality or the authority of this one."""
    own = select(Municipality.district_id).where(Municipality.organisation_id == organisation.id)
    theirs = select(District.id).where(District.authority_id == organisation.authority_id)
    districts = select(District.id).where(or_(District.id.in_(own), District.id.in_(theirs)))
    towns = select(Municipality.organisation_id).where(Municipality.district_id.in_(districts))
    answering = select(District.authority_id).where(District.id.in_(districts))
    bodies = select(Organisation.id).where(or_(Organisation.id.in_(towns), Organisation.authority_id.in_(answering)))
    return set(db.session.scalars(bodies))


def is_district(authority_id: int) -> bool:
    """Whether this authority is the office of a Landkreis, not a union of towns."""
    return db.session.scalar(select(District.id).where(District.authority_id == authority_id)) is not None


def extracts_loaded(limit: int = 20) -> Sequence[PlaceExtract]:
    """What was loaded, the last first, each with who did."""
    loaded = select(PlaceExtract).options(joinedload(PlaceExtract.by)).where(PlaceExtract.loaded_at.is_not(None))
    return db.session.scalars(loaded.order_by(PlaceExtract.loaded_at.desc(), PlaceExtract.id.desc()).limit(limit)).all()


def find_extract_waiting() -> PlaceExtract | None:
    """The file that was read in and waits for the second click."""
    waiting = select(PlaceExtract).where(PlaceExtract.loaded_at.is_(None))
    return db.session.scalar(waiting.order_by(PlaceExtract.id.desc()).limit(1))


def all_districts() -> Sequence[Any]:
    """Every district with the slug of its authority, by name."""
    rows = select(
        District.id, District.key, District.name, Authority.slug.label("authority"), Authority.title, Authority.land
    )  # fmt: skip
    return db.session.execute(rows.join(Authority).order_by(District.name)).all()


def all_regions() -> Sequence[Any]:
    """Every region, by name, with what it says of itself."""
    return db.session.execute(select(Region.id, Region.slug, Region.name, Region.intro).order_by(Region.name)).all()


def municipalities_matching(q: str = "") -> Sequence[Any]:
    """The municipalities there are whose name or postcode begins so (any word of it counts); all without `q`."""
    rows = rows_of_places().where(*begins_so(q)) if q else rows_of_places()
    return db.session.execute(rows.order_by(Municipality.sort_name, Municipality.ags)).all()


def page_of_municipalities(
    *, district: str | None, region: str | None, q: str | None, cursor: str | None, size: int
) -> Page:
    """One page of the municipalities, in the order of their keys."""
    rows = rows_of_places()
    if district:
        rows = rows.where(or_(District.key == district, District.name == district))
    if region:
        rows = rows.where(Municipality.id.in_(_members_of(region)))
    if q:
        rows = rows.where(*begins_so(q))
    return page_of(rows, [-Municipality.id], cursor, size)


def regions_of(municipality_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Per municipality: the regions it belongs to."""
    rows = (
        select(current_member.c.municipality_id, Region.slug, Region.name)
        .join(Region, Region.id == current_member.c.region_id)
        .where(current_member.c.municipality_id.in_(municipality_ids))
        .order_by(Region.name)
    )
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.municipality_id, []).append(row)
    return found


def rows_of_places() -> Any:
    """The municipalities there are today, with what lists show of them."""
    return select(
        Municipality.id, Municipality.ags, Municipality.ars, Municipality.name, Municipality.official_name,
        Municipality.association,
        Municipality.population, Municipality.area_km2, Municipality.postcode, Municipality.latitude,
        Municipality.longitude, Municipality.district_id, District.name.label("district"),
    ).join(District, District.id == Municipality.district_id).where(Municipality.valid_until.is_(None))  # fmt: skip


def _members_of(region: str) -> Any:
    members = select(current_member.c.municipality_id).join(Region, Region.id == current_member.c.region_id)
    return members.where(Region.slug == region)


def begins_so(q: str) -> list[Any]:
    """The conditions under which the name of a place, a word in it, or its postcode begins so."""
    word = words_of_place(q)
    if word.isdigit():
        return [Municipality.postcode.startswith(word, autoescape=True)]
    if not word:
        return [false()] if q.strip() else []
    name: Any = Municipality.sort_name
    for sign in NO_LETTERS:
        name = func.replace(name, sign, " ")
    return [or_(name.startswith(word, autoescape=True), name.contains(f" {word}", autoescape=True))]


def words_of_place(q: str) -> str:
    """What is looked for of a name: folded, hyphens and brackets as gaps, a postcode before the name left out."""
    word = fold(q)
    for sign in NO_LETTERS:
        word = word.replace(sign, " ")
    word = " ".join(word.split())
    return re.sub(r"^[0-9]{4,5} (?=[^0-9 ])", "", word)


def organisations_in_districts_of(authority_ids: Sequence[int]) -> Sequence[Organisation]:
    """The organisations of these authorities: their own, and the town halls of their districts and regions."""
    of_district = select(Municipality.organisation_id).join(District).where(District.authority_id.in_(authority_ids))
    of_region = (
        select(Municipality.organisation_id)
        .join(current_member, current_member.c.municipality_id == Municipality.id)
        .join(Region, Region.id == current_member.c.region_id)
        .where(Region.authority_id.in_(authority_ids))
    )
    is_theirs = or_(
        Organisation.authority_id.in_(authority_ids), Organisation.id.in_(of_district), Organisation.id.in_(of_region)
    )
    return db.session.scalars(select(Organisation).where(is_theirs).order_by(Organisation.name)).all()
