"""What everybody finds of the register: towns and villages by name, former names, district, postcode and regions."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import select

from app.core.database import db
from app.municipalities.models import District, Municipality
from app.municipalities.queries import regions_of
from app.search.documents import Document

NO_NEWS = date(1990, 10, 3)
"""A town is no news: it stands behind whatever was said lately and as much of it."""


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each municipality there is today, by its key; three queries."""
    rows = select(
        Municipality.id, Municipality.ags, Municipality.name, Municipality.official_name, Municipality.association,
        Municipality.postcode, District.name.label("district"), District.authority_id,
    ).join(District, District.id == Municipality.district_id)  # fmt: skip
    rows = rows.where(Municipality.valid_until.is_(None)).order_by(Municipality.ags)
    if refs is not None:
        rows = rows.where(Municipality.ags.in_(refs))
    found = db.session.execute(rows).all()
    regions = regions_of([row.id for row in found])
    former = _former_names([row.id for row in found])
    for row in found:
        inside = [region.name for region in regions.get(row.id, ())]
        around = [row.district, row.association, *former.get(row.id, ()), *inside]
        yield Document(
            kind="municipality", ref=row.ags, thing_id=None, authority_id=row.authority_id, title=row.name,
            text=f"{row.postcode} {row.official_name}\n{', '.join(filter(None, around))}", day=NO_NEWS,
        )  # fmt: skip


def _former_names(municipality_ids: Collection[int]) -> dict[int, list[str]]:
    """Per place: the names of those that went into it."""
    rows: Any = select(Municipality.current_id, Municipality.name)
    rows = rows.where(Municipality.current_id.in_(municipality_ids))
    names: dict[int, list[str]] = {}
    for heir, name in db.session.execute(rows.order_by(Municipality.ags)):
        names.setdefault(heir, []).append(name)
    return names
