"""Where a cooperation belongs: whose it will be once it is public, and of which region it is."""

from collections.abc import Collection

from sqlalchemy import select

from app.accounts.models import Authority, Organisation
from app.cooperations.models import Cooperation
from app.core.database import db
from app.municipalities.models import Municipality, Region


def home_of(keeper: Organisation, parties: Collection[int]) -> tuple[Authority, Region | None]:
    """The authority that answers for it, and the region all its parties belong to.

    As with ideas: the district of the place that proposes it; the region's own where all its members take part.
    """
    towns = _towns_of({keeper.id, *parties})
    region = _region_of(towns)
    if region is not None and {member.id for member in region.members} <= {town.id for town in towns}:
        return region.authority, region
    own = next((town for town in towns if town.organisation_id == keeper.id), None) or next(iter(towns), None)
    if own is not None:
        return own.district.authority, region
    authority = db.session.get(Authority, keeper.authority_id) if keeper.authority_id else None
    return authority or db.session.scalars(select(Authority).order_by(Authority.id).limit(1)).one(), region


def place_draft(cooperation: Cooperation) -> None:
    """As long as nobody has been asked, its home follows the parties its text names; from then on it stays."""
    if cooperation.state == "draft":
        cooperation.home, cooperation.region = home_of(cooperation.keeper, cooperation.working.party_ids)


def _towns_of(organisations: Collection[int]) -> list[Municipality]:
    towns = select(Municipality).where(
        Municipality.organisation_id.in_(organisations), Municipality.valid_until.is_(None)
    )
    return list(db.session.scalars(towns.order_by(Municipality.sort_name, Municipality.id)))


def _region_of(towns: Collection[Municipality]) -> Region | None:
    """The first by name of the regions all of them belong to today."""
    shared = [set(town.regions) for town in towns]
    common = set.intersection(*shared) if shared else set()
    return min(common, key=lambda region: (region.name, region.id), default=None)
