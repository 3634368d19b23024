"""The places the index of cooperations can be asked for: those where there is something to be found."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, or_, select

from app.cooperations.listing import is_named, listed_conditions
from app.cooperations.models import Cooperation, Declaration, Partner
from app.core.database import db
from app.ideas.place_choice import Choices, place_choices
from app.municipalities.models import Municipality, Region, current_member
from app.municipalities.standing import of_today


def places_with_some(given: Mapping[str, str]) -> list[tuple[str, Choices]]:
    """The choices of the place filter: the towns and regions of public cooperations, and what is asked for now."""
    towns, regions = _towns(), _regions()
    kept = {f"ort:{ags}" for ags in towns} | {f"region:{slug}" for slug in regions}
    kept |= {f"ort:{given.get('gemeinde', '')}", f"region:{given.get('region', '')}"}
    groups = [(name, [one for one in choices if one[0] in kept]) for name, choices in place_choices()]
    return [(name, choices) for name, choices in groups if choices]


def _towns() -> set[str]:
    """The keys of the towns of today whose body is named in a public cooperation."""
    return set(db.session.scalars(select(Municipality.ags).where(Municipality.id.in_(_named()))))


def _regions() -> set[str]:
    """The regions that have a public cooperation, as their own or as one of a member's."""
    members = select(current_member.c.region_id).where(current_member.c.municipality_id.in_(_named()))
    own = select(Cooperation.region_id).where(Cooperation.region_id.is_not(None), *listed_conditions())
    return set(db.session.scalars(select(Region.slug).where(or_(Region.id.in_(members), Region.id.in_(own)))))


def _named() -> Select[Any]:
    """The towns of today (numbers) whose body is named in a public cooperation."""
    return (
        select(of_today)
        .select_from(Partner)
        .join(Cooperation, Cooperation.id == Partner.cooperation_id)
        .join(Declaration, Declaration.partner_id == Partner.id)
        .join(Municipality, Municipality.organisation_id == Partner.organisation_id)
        .where(is_named(), *listed_conditions())
    )
