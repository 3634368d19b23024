"""What the page of one place tells beside its figures: regions with their periods, what went into it, who speaks."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.accounts.models import Membership, Person
from app.core.database import db
from app.municipalities.mapping import Frame, reach_km
from app.municipalities.models import Municipality, Region, region_member
from app.municipalities.surroundings import SMALL, Surroundings, picture_of


def memberships_of(municipality_id: int) -> Sequence[Any]:
    """The regions it belongs or belonged to, with the periods; those that last come first."""
    rows = (
        select(Region.slug, Region.name, region_member.c.since, region_member.c.until)
        .join(region_member, region_member.c.region_id == Region.id)
        .where(region_member.c.municipality_id == municipality_id)
    )
    order: Any = (region_member.c.until.is_not(None), region_member.c.until.desc(), Region.name, region_member.c.id)
    return db.session.execute(rows.order_by(*order)).all()


def absorbed_by(municipality_id: int) -> Sequence[Any]:
    """The places that went into it, the last first."""
    rows = select(Municipality.name, Municipality.ags, Municipality.valid_until)
    gone = rows.where(Municipality.current_id == municipality_id)
    return db.session.execute(gone.order_by(Municipality.valid_until.desc(), Municipality.sort_name)).all()


def functions_of_speakers(organisation_id: int | None) -> Sequence[str | None]:
    """In which function people speak for that body today, as far as they said; names are not ours to publish."""
    if organisation_id is None:
        return ()
    held = select(Membership.function).join(Person, Person.id == Membership.person_id)
    held = held.where(
        Membership.organisation_id == organisation_id, Membership.role == "representative", Membership.is_valid,
        Person.email.is_not(None),
    )  # fmt: skip
    return db.session.scalars(held.order_by(Membership.function, Membership.id)).all()


def position_of(place: Any) -> Surroundings:
    """A small map: the place among the towns around it; one query."""
    km_wide = max(12.0, 5 * reach_km(place))
    return picture_of(Frame.around(place.latitude, place.longitude, km_wide, *SMALL), None, [place.id])
