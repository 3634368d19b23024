"""Where the inhabitants and areas of a text are from: the day they stood at, and the source, as far as known."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.cooperations.terms import Party
from app.core.database import db
from app.core.languages import day
from app.municipalities.models import Municipality, PlaceExtract


def figures_line(parties: Sequence[Party], laid_at: datetime | None) -> str:
    """As of which day and from which source; empty where the text has no such figures. Where the register knows others
    by now, it can only be said when they were taken over. `laid_at`: when the text was laid; None for a draft."""
    if not any(party.population is not None or party.hectares is not None for party in parties):
        return ""
    extract = _extract_of(parties)
    if extract is not None:
        return _(
            "Inhabitants and areas as of %(day)s. Source: %(source)s.",
            day=day(extract.reference_date), source=extract.source.rstrip("."),
        )  # fmt: skip
    if laid_at is None:
        return _("Inhabitants and areas as they were known when the draft was kept.")
    return _("Inhabitants and areas as they were known when the text was laid on %(day)s.", day=day(laid_at))


def _extract_of(parties: Sequence[Party]) -> PlaceExtract | None:
    """The one extract all these figures are from; None where one of them is not, or no longer."""
    known = [party for party in parties if party.population is not None or party.hectares is not None]
    numbers = [party.organisation_id for party in known]
    towns = select(Municipality).where(Municipality.organisation_id.in_(numbers))
    found = db.session.scalars(towns.options(joinedload(Municipality.extract)))
    by_body = {town.organisation_id: town for town in found}
    extracts: dict[int, PlaceExtract] = {}
    for party in known:
        town = by_body.get(party.organisation_id)
        if town is None or town.extract is None or not _is_same(party, town):
            return None
        extracts[town.extract.id] = town.extract
    return next(iter(extracts.values())) if len(extracts) == 1 else None


def _is_same(party: Party, town: Municipality) -> bool:
    return (party.population, party.hectares) == (town.population, round(town.area_km2 * 100))
