"""What everybody finds of formats: what they are about, the four questions, their topics, and what came of them."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from app.core.clock import local
from app.core.database import db
from app.formats.models import FormatSection, ParticipationFormat
from app.municipalities.models import Municipality
from app.search.documents import Document
from app.things.queries import is_public


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each of these formats that everybody may read; two queries."""
    numbers = thing_ids if refs is None else [int(ref) for ref in refs]
    format = ParticipationFormat
    rows = (
        select(
            format.id, format.title, format.authority_id, format.published_at, format.state,
            format.text, format.what_is_fixed, format.what_is_open, format.who_decides, format.what_happens,
            format.place, format.result, format.label, Municipality.name.label("town"),
        )
        .outerjoin(Municipality, Municipality.id == format.municipality_id)
        .where(is_public(), *([] if numbers is None else [format.id.in_(numbers)]))
        .order_by(format.id)
    )  # fmt: skip
    sections = _sections(numbers)
    for row in db.session.execute(rows):
        # A result is written down at the desk before it is published.
        result = row.result if row.state == "concluded" else None
        parts = [
            row.text, result, row.what_is_fixed, row.what_is_open, row.who_decides, row.what_happens,
            *sections.get(row.id, ()), row.label, row.place, row.town,
        ]  # fmt: skip
        yield Document(
            kind="format", ref=str(row.id), thing_id=row.id, authority_id=row.authority_id, title=row.title,
            text="\n".join(filter(None, parts)), day=local(row.published_at).date(), is_over=row.state == "cancelled",
        )  # fmt: skip


def _sections(numbers: Collection[int] | None) -> dict[int, list[str]]:
    parts = select(FormatSection.format_id, FormatSection.title, FormatSection.text)
    if numbers is not None:
        parts = parts.where(FormatSection.format_id.in_(numbers))
    found: dict[int, list[str]] = {}
    for number, title, text in db.session.execute(parts.order_by(FormatSection.format_id, FormatSection.position)):
        found.setdefault(number, []).extend(filter(None, [title, text]))
    return found
