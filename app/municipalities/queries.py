"""Reading places: districts, municipalities, regions, as Core rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import Authority, Organisation
from app.core.database import db
from app.core.paging import Page, page_of
from app.core.texts import fold
from app.municipalities.models import District, Municipality, Region, region_member


def find_municipality(ags: str) -> Municipality | None:
    return db.session.scalar(select(Municipality).where(Municipality.ags == ags))


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


def all_districts() -> Sequence[Any]:
    """Every district with the slug of its authority, by name."""
    rows = select(District.id, District.key, District.name, Authority.slug.label("authority"), Authority.title)
    return db.session.execute(rows.join(Authority).order_by(District.name)).all()


def all_regions() -> Sequence[Any]:
    """Every region, by name."""
    return db.session.execute(select(Region.id, Region.slug, Region.name).order_by(Region.name)).all()


def municipalities_matching(q: str = "") -> Sequence[Any]:
    """The municipalities whose name or postcode begins so (any word of the name counts); all without `q`. By name."""
    rows = _rows().where(*_matching(q)) if q else _rows()
    return db.session.execute(rows.order_by(Municipality.sort_name, Municipality.ags)).all()


def page_of_municipalities(
    *, district: str | None, region: str | None, q: str | None, cursor: str | None, size: int
) -> Page:
    """One page of the municipalities, in the order of their keys."""
    rows = _rows()
    if district:
        rows = rows.where(or_(District.key == district, District.name == district))
    if region:
        rows = rows.where(Municipality.id.in_(_members_of(region)))
    if q:
        rows = rows.where(*_matching(q))
    return page_of(rows, [-Municipality.id], cursor, size)


def regions_of(municipality_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Per municipality: the regions it belongs to."""
    rows = (
        select(region_member.c.municipality_id, Region.slug, Region.name)
        .join(Region, Region.id == region_member.c.region_id)
        .where(region_member.c.municipality_id.in_(municipality_ids))
        .order_by(Region.name)
    )
    found: dict[int, list[Any]] = {}
    for row in db.session.execute(rows):
        found.setdefault(row.municipality_id, []).append(row)
    return found


def _rows() -> Any:
    return select(
        Municipality.id, Municipality.ags, Municipality.ars, Municipality.name, Municipality.official_name,
        Municipality.association,
        Municipality.population, Municipality.area_km2, Municipality.postcode, Municipality.latitude,
        Municipality.longitude, Municipality.district_id, District.name.label("district"),
    ).join(District, District.id == Municipality.district_id)  # fmt: skip


def _members_of(region: str) -> Any:
    members = select(region_member.c.municipality_id).join(Region, Region.id == region_member.c.region_id)
    return members.where(Region.slug == region)


def _matching(q: str) -> list[Any]:
    word = fold(q).strip()
    if word.isdigit():
        return [Municipality.postcode.startswith(word, autoescape=True)]
    begins = [Municipality.sort_name.contains(f"{before}{word}", autoescape=True) for before in (" ", "-", "(")]
    return [or_(Municipality.sort_name.startswith(word, autoescape=True), *begins)]


def organisations_in_districts_of(authority_ids: Sequence[int]) -> Sequence[Organisation]:
    """The organisations of these authorities: their own, and the town halls of their districts and regions."""
    of_district = select(Municipality.organisation_id).join(District).where(District.authority_id.in_(authority_ids))
    of_region = (
        select(Municipality.organisation_id)
        .join(region_member, region_member.c.municipality_id == Municipality.id)
        .join(Region, Region.id == region_member.c.region_id)
        .where(Region.authority_id.in_(authority_ids))
    )
    is_theirs = or_(
        Organisation.authority_id.in_(authority_ids), Organisation.id.in_(of_district), Organisation.id.in_(of_region)
    )
    return db.session.scalars(select(Organisation).where(is_theirs).order_by(Organisation.name)).all()
