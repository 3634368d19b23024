"""What everybody finds of cooperations: title, what and why of the public text, the sections it releases, and the towns
that are named."""

from collections.abc import Collection, Iterator

from app.cooperations.listing import listed_conditions, rows, with_partners
from app.cooperations.models import Cooperation
from app.cooperations.terms import SECTIONS, Terms
from app.core.clock import local
from app.core.database import db
from app.search.documents import Document


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each of these cooperations that everybody may read; two queries."""
    numbers = thing_ids if refs is None else [int(ref) for ref in refs]
    wanted = rows().add_columns(Cooperation.home_id).where(*listed_conditions()).order_by(Cooperation.id)
    if numbers is not None:
        wanted = wanted.where(Cooperation.id.in_(numbers))
    found = db.session.execute(wanted).all()
    homes = {row.number: row.home_id for row in found}
    for row in with_partners(found):
        names = [partner.name for partner in row.partners]
        yield Document(
            kind="cooperation", ref=str(row.number), thing_id=row.number, authority_id=homes[row.number],
            title=row.title, text="\n".join(filter(None, [*_said(row.terms), row.region, *names])),
            day=local(row.listed_at).date(), is_over=row.state in ("ended", "withdrawn"),
        )  # fmt: skip


def _said(terms: Terms) -> list[str]:
    sections = [getattr(terms, name) for name in SECTIONS] if "text" in terms.public_parts else []
    return [terms.what, terms.why, *sections]
