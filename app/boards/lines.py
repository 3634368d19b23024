"""What a board holds, card after card in its order, for the documentation."""

from collections.abc import Iterator

from sqlalchemy import func, select

from app.boards.models import Card, CardGroup, Placement
from app.boards.showing import LAST
from app.core.database import db
from app.core.languages import day
from app.discussion.wording import author_of
from app.formats.kinds import Line
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.queries import is_shown


def lines_of_board(format: ParticipationFormat) -> Iterator[Line]:
    """Every card its audience may read: section by section, group by group, most dots first; two queries."""
    names = {section.id: section.title for section in format.sections}
    cards = (
        select(
            Card.id, Card.section_id, CardGroup.title.label("group"), Card.author_kind, Card.author_name, Card.text,
            Card.supports, Card.published_at,
        )
        .join(FormatSection, FormatSection.id == Card.section_id)
        .outerjoin(Placement, Placement.card_id == Card.id)
        .outerjoin(CardGroup, CardGroup.id == Placement.group_id)
        .where(Card.format_id == format.id, is_shown())
        .order_by(
            FormatSection.position, FormatSection.id, func.coalesce(CardGroup.position, LAST), CardGroup.id,
            Card.supports.desc(), func.coalesce(Placement.position, LAST), Card.id,
        )
    )  # fmt: skip
    for row in db.session.execute(cards):
        group, name = row.group or "", author_of(row)
        yield Line(row.id, names[row.section_id], group, name, row.text, row.supports, since=day(row.published_at))
