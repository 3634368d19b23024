"""Reading places for maps: the towns an authority answers for, and those around a point."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.core.database import db
from app.municipalities.models import District, Municipality, Region, current_member


def towns_of_authority(authority_id: int) -> Sequence[Municipality]:
    """The municipalities of its districts and of its regions, by name: the area it answers for."""
    districts = select(District.id).where(District.authority_id == authority_id)
    members = (
        select(current_member.c.municipality_id)
        .join(Region, Region.id == current_member.c.region_id)
        .where(Region.authority_id == authority_id)
    )
    theirs = or_(Municipality.district_id.in_(districts), Municipality.id.in_(members))
    there_are = select(Municipality).where(theirs, Municipality.valid_until.is_(None))
    return db.session.scalars(there_are.order_by(Municipality.sort_name)).all()


def towns_within(south: float, west: float, north: float, east: float) -> Sequence[Municipality]:
    """All municipalities whose middle lies in that piece of land, the largest first."""
    inside = (Municipality.latitude.between(south, north), Municipality.longitude.between(west, east))
    ordered = select(Municipality).where(*inside, Municipality.valid_until.is_(None))
    return db.session.scalars(ordered.order_by(Municipality.population.desc(), Municipality.id).limit(60)).all()
