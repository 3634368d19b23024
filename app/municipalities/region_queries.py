"""Reading what a region shows of itself: its members with their periods, its figures, its wordings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from app.accounts.models import Person
from app.core.clock import today
from app.core.database import db, to_change
from app.municipalities.models import District, Municipality, PlaceExtract, Region, RegionMember
from app.municipalities.region_models import RegionWording

MOST_WORDINGS = 50


@dataclass(frozen=True)
class Members:
    """Who belongs to a region today, who will, and who did; rows by name."""

    now: list[Any]
    coming: list[Any]
    past: list[Any]

    @property
    def population(self) -> int:
        return sum(row.population for row in self.now)

    @property
    def area_km2(self) -> float:
        return float(sum(row.area_km2 for row in self.now))

    @property
    def as_of(self) -> date | None:
        """The oldest of the days their figures are of; None where nobody knows."""
        days = [row.as_of for row in self.now]
        return min((day for day in days if day), default=None)

    @property
    def source(self) -> str | None:
        """Where the figures are from."""
        return next((row.source for row in self.now if row.source), None)


def members_of(region_id: int) -> Members:
    """All members a region has, had and will have, each with its period; one query."""
    rows: Any = (
        select(
            Municipality.id, Municipality.ags, Municipality.name, Municipality.population, Municipality.area_km2,
            Municipality.latitude, Municipality.longitude, RegionMember.since, RegionMember.until,
            PlaceExtract.reference_date.label("as_of"), PlaceExtract.source,
        )
        .join(RegionMember, RegionMember.municipality_id == Municipality.id)
        .outerjoin(PlaceExtract, PlaceExtract.id == Municipality.extract_id)
        .where(RegionMember.region_id == region_id)
        .order_by(Municipality.sort_name, RegionMember.id)
    )  # fmt: skip
    found, day = db.session.execute(rows).all(), today()
    past = [row for row in found if row.until is not None and row.until < day]
    coming = [row for row in found if row.since is not None and row.since > day]
    return Members([row for row in found if row not in past and row not in coming], coming, past)


def district_authorities_of(region_id: int) -> Sequence[int]:
    """The authorities of the districts its members of today lie in, the one with most of them first."""
    today_in_it = select(RegionMember.municipality_id).where(
        RegionMember.region_id == region_id, RegionMember.until.is_(None) | (RegionMember.until >= today())
    )
    rows = (
        select(District.authority_id)
        .join(Municipality, Municipality.district_id == District.id)
        .where(Municipality.id.in_(today_in_it))
        .group_by(District.authority_id)
        .order_by(func.count().desc(), District.authority_id)
    )
    return db.session.scalars(rows).all()


# ---- the desk -----------------------------------------------------------------------------------


def regions_kept_by(person: Person) -> list[Region]:
    """The regions whose own pages this person keeps: those of the authorities she administers; by name."""
    regions = db.session.scalars(select(Region).order_by(Region.name, Region.id))
    return [region for region in regions if person.has_role("admin", region.authority_id)]


def find_kept_region(slug: str, to: Person) -> Region | None:
    """The region with that slug, if this person administers its authority; while changing, other writers wait."""
    region = db.session.scalar(to_change(select(Region).where(Region.slug == slug), of=Region))
    return region if region is not None and to.has_role("admin", region.authority_id) else None


def newest_version(region_id: int) -> int:
    """The number of the wording that counts; 0 where nobody at a desk has written one."""
    return db.session.scalar(select(func.max(RegionWording.version)).where(RegionWording.region_id == region_id)) or 0


def wordings_of(region_id: int) -> Sequence[Any]:
    """What the region said of itself, newest first: when, by whom, and what."""
    rows: Any = (
        select(
            RegionWording.version, RegionWording.saved_at, RegionWording.short_name, RegionWording.intro,
            RegionWording.accent, Person.display_name,
        )
        .outerjoin(Person, Person.id == RegionWording.saved_by_id)
        .where(RegionWording.region_id == region_id)
        .order_by(RegionWording.version.desc())
        .limit(MOST_WORDINGS)
    )  # fmt: skip
    return db.session.execute(rows).all()
