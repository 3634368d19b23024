"""What everybody finds of projects: what shall be done, to which end, by whom and where."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from app.core.clock import local
from app.core.database import db
from app.municipalities.models import Municipality, Region
from app.municipalities.standing import of_today
from app.projects.models import Project, project_municipality
from app.search.documents import Document
from app.things.queries import is_public

_today: Any = Municipality.__table__.alias("place_of_today")


def documents(thing_ids: Collection[int] | None = None, refs: Collection[str] | None = None) -> Iterator[Document]:
    """One for each of these projects that everybody may read; two queries."""
    numbers = thing_ids if refs is None else [int(ref) for ref in refs]
    is_asked = [] if numbers is None else [Project.id.in_(numbers)]
    rows = (
        select(
            Project.id, Project.title, Project.authority_id, Project.published_at, Project.description, Project.aim,
            Project.lead, Project.contact_office, Project.state, Region.name.label("region"),
        )
        .outerjoin(Region, Region.id == Project.region_id)
        .where(is_public(), *is_asked)
        .order_by(Project.id)
    )  # fmt: skip
    towns = _towns(numbers)
    for row in db.session.execute(rows):
        places = [*towns.get(row.id, ()), *filter(None, [row.region])]
        parts = [row.description, row.aim, row.lead, row.contact_office, f"({', '.join(places)})" if places else None]
        yield Document(
            kind="project", ref=str(row.id), thing_id=row.id, authority_id=row.authority_id, title=row.title,
            text="\n".join(filter(None, parts)), day=local(row.published_at).date(),
            is_over=row.state == "dropped",
        )  # fmt: skip


def _towns(numbers: Collection[int] | None) -> dict[int, list[str]]:
    """By the names they had when it was written, and by those of today."""
    places = (
        select(project_municipality.c.project_id, Municipality.name, _today.c.name.label("of_today"))
        .join(Municipality, Municipality.id == project_municipality.c.municipality_id)
        .join(_today, _today.c.id == of_today)
        .order_by(project_municipality.c.project_id, Municipality.ags)
    )
    if numbers is not None:
        places = places.where(project_municipality.c.project_id.in_(numbers))
    found: dict[int, list[str]] = {}
    for number, *names in db.session.execute(places):
        found.setdefault(number, []).extend(dict.fromkeys(names))
    return found
