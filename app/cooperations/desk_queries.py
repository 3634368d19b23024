"""At the desk that keeps the catalogue: agreed cooperations everybody may read of, those not in the catalogue first."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, case, select

from app.cooperations.listing import CooperationRow, listed_conditions, rows, with_partners
from app.cooperations.models import Cooperation
from app.core.paging import page_of
from app.projects.models import Project
from app.things.models import ThingLink

PAGE_SIZE = 20
_project = Project.__table__.alias("project_made")


def agreed_on_desk(
    authority_ids: Collection[int], cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[tuple[CooperationRow, int | None]], str | None]:
    """The agreed cooperations of these authorities, each with the number of the project it is part of: those of none
    first, the last agreed first; two queries."""
    made = _made()
    order: list[Any] = [case((made.is_(None), 1), else_=0), Cooperation.agreed_at, Cooperation.id]
    wanted = rows().add_columns(made.label("project")).where(*ready(authority_ids))
    page = page_of(wanted, order, cursor, size)
    projects = {row.number: row.project for row in page.rows}
    return [(row, projects[row.number]) for row in with_partners(page.rows)], page.next


def is_not_in_catalogue() -> ColumnElement[bool]:
    """It is part of no project; one that was dropped does not count."""
    found: ColumnElement[bool] = _made().is_(None)
    return found


def ready(authority_ids: Collection[int]) -> list[ColumnElement[bool]]:
    """Agreed, and the agreed text is what everybody reads, at one of these authorities."""
    return [
        *listed_conditions(), Cooperation.state == "agreed", Cooperation.shown_version == Cooperation.agreed_version,
        Cooperation.home_id.in_(authority_ids),
    ]  # fmt: skip


def _made() -> Any:
    return (
        select(ThingLink.to_id)
        .join(_project, _project.c.id == ThingLink.to_id)
        .where(
            ThingLink.from_id == Cooperation.id, ThingLink.kind == "promoted_to", _project.c.state != "dropped"
        )
        .order_by(ThingLink.id.desc())
        .limit(1)
        .correlate(Cooperation.__table__)
        .scalar_subquery()
    )  # fmt: skip
