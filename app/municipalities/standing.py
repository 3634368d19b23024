"""Which place of today stands for which: what was said of a place that was merged counts for the one it went into."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.municipalities.models import Municipality, current_member

of_today: ColumnElement[int] = func.coalesce(Municipality.current_id, Municipality.id)
"""The place of today that stands for a row of `municipality`: mostly itself."""


def standing_for(towns: Any) -> Select[Any]:
    """The places that these (numbers, or a query for them) stand for: they themselves, and all that went into them."""
    return select(Municipality.id).where(or_(Municipality.id.in_(towns), Municipality.current_id.in_(towns)))


def towns_of_region(region_id: Any) -> Select[Any]:
    """The places of a region as it is today, and all that went into them."""
    members = select(current_member.c.municipality_id).where(current_member.c.region_id == region_id)
    return select(Municipality.id).where(of_today.in_(members))
