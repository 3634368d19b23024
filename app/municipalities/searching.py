"""What everybody finds of the register: towns and villages by their name, district, postcode and regions."""

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import select

from app.core.database import db
from app.municipalities.models import District, Municipality
from app.municipalities.queries import regions_of
from app.search.documents import Document

NO_NEWS = date(1990, 10, 3)
"""A town is no news: it stands behind whatever was said lately and as much of it."""


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each municipality there is today, by its key; two queries."""
    rows = select(
        Municipality.id, Municipality.ags, Municipality.name, Municipality.official_name, Municipality.association,
        Municipality.postcode, District.name.label("district"), District.authority_id,
    ).join(District, District.id == Municipality.district_id)  # fmt: skip
    rows = rows.where(Municipality.valid_until.is_(None)).order_by(Municipality.ags)
    if refs is not None:
        rows = rows.where(Municipality.ags.in_(refs))
    found = db.session.execute(rows).all()
    regions = regions_of([row.id for row in found])
    for row in found:
        around = [row.district, row.association, *(region.name for region in regions.get(row.id, ()))]
        yield Document(
            kind="municipality", ref=row.ags, thing_id=None, authority_id=row.authority_id, title=row.name,
            text=f"{row.postcode} {row.official_name}\n{', '.join(filter(None, around))}", day=NO_NEWS,
        )  # fmt: skip
