"""What everybody finds of ideas: what they say today, where, and what was answered."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import and_, select

from app.core.clock import local
from app.core.database import db
from app.ideas.models import Idea, IdeaVersion, idea_municipality
from app.municipalities.models import Municipality, Region
from app.municipalities.standing import of_today
from app.search.documents import Document
from app.things.queries import is_public

_today: Any = Municipality.__table__.alias("place_of_today")


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each of these ideas that everybody may read; two queries."""
    numbers = thing_ids if refs is None else [int(ref) for ref in refs]
    is_asked = [] if numbers is None else [Idea.id.in_(numbers)]
    rows = (
        select(
            Idea.id, Idea.title, Idea.authority_id, Idea.published_at, Idea.answer, Idea.state,
            Idea.outcome, IdeaVersion.text,
            IdeaVersion.who_benefits, Region.name.label("region"),
        )
        .join(IdeaVersion, and_(IdeaVersion.idea_id == Idea.id, IdeaVersion.number == Idea.version))
        .outerjoin(Region, Region.id == Idea.region_id)
        .where(is_public(), *is_asked)
        .order_by(Idea.id)
    )  # fmt: skip
    towns = _towns(numbers)
    for row in db.session.execute(rows):
        places = [*towns.get(row.id, ()), *filter(None, [row.region])]
        parts = [row.text, row.who_benefits, row.answer, f"({', '.join(places)})" if places else None]
        yield Document(
            kind="idea", ref=str(row.id), thing_id=row.id, authority_id=row.authority_id, title=row.title,
            text="\n".join(filter(None, parts)), day=local(row.published_at).date(),
            is_over=row.state in {"withdrawn", "merged"} or row.outcome == "not_pursued",
        )  # fmt: skip


def _towns(numbers: Collection[int] | None) -> dict[int, list[str]]:
    """By the names they had when it was written, and by those of today."""
    places = (
        select(idea_municipality.c.idea_id, Municipality.name, _today.c.name.label("of_today"))
        .join(Municipality, Municipality.id == idea_municipality.c.municipality_id)
        .join(_today, _today.c.id == of_today)
        .order_by(idea_municipality.c.idea_id, Municipality.ags)
    )
    if numbers is not None:
        places = places.where(idea_municipality.c.idea_id.in_(numbers))
    found: dict[int, list[str]] = {}
    for number, *names in db.session.execute(places):
        found.setdefault(number, []).extend(dict.fromkeys(names))
    return found
