"""Lists of cooperations everybody reads: the index, those of a place or a region, those behind projects.

One rule says who is named in public: the partners of today whose yes is to the text everybody reads. Whoever was asked
and has not said yes stands nowhere; of one that has ended, those stay named who left it before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from app.accounts.models import Organisation
from app.concepts.listing import ListFilter
from app.cooperations.models import Cooperation, CooperationVersion, Declaration, Partner
from app.cooperations.terms import Terms
from app.core.clock import today
from app.core.database import db
from app.core.paging import page_of
from app.municipalities.models import Municipality, Region
from app.municipalities.standing import standing_for, towns_of_region
from app.search.finding import holding
from app.things.models import ThingLink
from app.things.queries import is_public

PAGE_SIZE = 20
SHOWN_STATES = ("proposed", "agreed", "ended", "withdrawn")
RUNNING = ("proposed", "agreed")
_shown = CooperationVersion.__table__.alias("shown_text")


@dataclass
class CooperationRow:
    """One cooperation in a list, with what its card shows. `partners`: those named, by name, each with its town."""

    number: int
    title: str
    slug: str
    state: str
    terms: Terms
    listed_at: Any
    agreed_at: Any
    ended_on: Any
    comments: int
    region: str | None
    partners: list[Row[Any]] = field(default_factory=list)


def public_cooperations(
    wanted: ListFilter, cursor: str | None = None, size: int = PAGE_SIZE
) -> tuple[list[CooperationRow], str | None]:
    """One page of the index, what became public last first, and the cursor of the next; two queries."""
    order: list[Any] = [Cooperation.listed_at, Cooperation.id]
    page = page_of(rows().where(*conditions(wanted)), order, cursor, size)
    return with_partners(page.rows), page.next


def count_by_state(wanted: ListFilter) -> dict[str, int]:
    """Public cooperations per state, under the other filters."""
    columns = select(state_shown().label("how_far"), func.count())
    counted = _joined(columns).where(*conditions(wanted)).group_by("how_far")
    return {state: count for state, count in db.session.execute(counted)}


def cooperations_of_place(municipality_id: int, limit: int) -> list[CooperationRow]:
    """The running cooperations in which that place is named, agreed ones first; two queries."""
    return _running(_is_of_towns(standing_for([municipality_id])), limit)


def cooperations_of_region(region_id: int, limit: int) -> list[CooperationRow]:
    """The running cooperations for that region or of one of its municipalities, agreed ones first; two queries."""
    return _running(_is_of_region(region_id), limit)


def visible_rows(numbers: Collection[int]) -> list[CooperationRow]:
    """Those of these cooperations that everybody may read; two queries."""
    return with_partners(db.session.execute(rows().where(Cooperation.id.in_(numbers), *listed_conditions())).all())


def cooperations_behind(project_id: int) -> list[CooperationRow]:
    """The public cooperations that are part of a project, with their partners; two queries."""
    linked = rows().join(ThingLink, and_(ThingLink.from_id == Cooperation.id, ThingLink.kind == "promoted_to"))
    found = linked.where(ThingLink.to_id == project_id, *listed_conditions()).order_by(ThingLink.id)
    return with_partners(db.session.execute(found).all())


def partners_of_projects(numbers: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Per project: the partners of the public cooperations it is part of, each once, by name; one query."""
    named = (
        _named(ThingLink.to_id.label("project"))
        .join(ThingLink, and_(ThingLink.from_id == Cooperation.id, ThingLink.kind == "promoted_to"))
        .where(ThingLink.to_id.in_(numbers))
        .distinct()
    )
    found: dict[int, dict[int, Row[Any]]] = {}
    for row in db.session.execute(named):
        found.setdefault(row.project, {}).setdefault(row.organisation_id, row)
    return {project: list(partners.values()) for project, partners in found.items()}


# ---- who is named --------------------------------------------------------------------------------


def is_named() -> ColumnElement[bool]:
    """The partner (`Partner`, with its yes `Declaration` to the text of `Cooperation`) may be named to everybody.

    `showing.is_named` says the same of one that is loaded.
    """
    is_still = and_(
        Partner.withdrawn_at.is_(None), Partner.asks_since.is_(None),
        or_(Partner.leaves_on.is_(None), Partner.leaves_on >= today()),
    )  # fmt: skip
    took_part = and_(Cooperation.state == "ended", Partner.leaves_on.is_not(None))
    return and_(
        or_(is_still, took_part), Declaration.superseded_at.is_(None),
        Declaration.verdict == "accepted", Declaration.version == Cooperation.shown_version,
    )  # fmt: skip


def _named(*columns: Any) -> Select[Any]:
    """The named partners of public cooperations, in the order of their places."""
    place = func.coalesce(Municipality.sort_name, func.lower(Organisation.name)).label("place")
    is_its_town = and_(Municipality.organisation_id == Organisation.id, Municipality.valid_until.is_(None))
    return (
        select(Organisation.id.label("organisation_id"), Organisation.name, Municipality.ags, place, *columns)
        .select_from(Partner)
        .join(Cooperation, Cooperation.id == Partner.cooperation_id)
        .join(Declaration, Declaration.partner_id == Partner.id)
        .join(Organisation, Organisation.id == Partner.organisation_id)
        .outerjoin(Municipality, is_its_town)
        .where(is_named(), *listed_conditions())
        .order_by(place, Organisation.id)
    )


def _with_partner(bodies: Select[Any]) -> ColumnElement[bool]:
    """One of these bodies is named in it."""
    theirs = (
        select(Partner.cooperation_id)
        .join(Declaration, Declaration.partner_id == Partner.id)
        .where(Partner.cooperation_id == Cooperation.id, Partner.organisation_id.in_(bodies), is_named())
        .correlate(Cooperation.__table__)
    )
    return theirs.exists()


def _is_of_towns(towns: Select[Any]) -> ColumnElement[bool]:
    bodies = select(Municipality.organisation_id).where(
        Municipality.id.in_(towns), Municipality.organisation_id.is_not(None)
    )
    return _with_partner(bodies)


def _is_of_region(region_id: int) -> ColumnElement[bool]:
    return or_(Cooperation.region_id == region_id, _is_of_towns(towns_of_region(region_id)))


# ---- how the lists are made ----------------------------------------------------------------------


def state_shown() -> ColumnElement[str]:
    """How far it is as everybody reads of it: what is agreed behind closed doors is no more than its public text."""
    is_ahead = and_(Cooperation.state == "agreed", _shown.c.agreed_at.is_(None))
    return case((is_ahead, "proposed"), else_=Cooperation.state)


def conditions(wanted: ListFilter) -> list[ColumnElement[bool]]:
    """Public, and what the filter asks for: states, a place, a region, an office, words."""
    asked = listed_conditions()
    if wanted.states:
        asked.append(state_shown().in_(wanted.states))
    if wanted.municipality_id:
        asked.append(_is_of_towns(standing_for([wanted.municipality_id])))
    if wanted.region_id:
        asked.append(_is_of_region(wanted.region_id))
    if wanted.authority_id:
        asked.append(Cooperation.home_id == wanted.authority_id)
    if wanted.words.strip():
        asked.append(Cooperation.id.in_(holding(wanted.words, "cooperation")))
    return asked


def rows() -> Select[Any]:
    """The rows of every list everybody reads, with the text that is shown."""
    columns: list[Any] = [
        Cooperation.id.label("number"), Cooperation.title, Cooperation.slug, state_shown().label("state"),
        Cooperation.listed_at, _shown.c.agreed_at, Cooperation.ended_on, Cooperation.comments, _shown.c.content,
        Region.name.label("region"),
    ]  # fmt: skip
    found: Select[Any] = _joined(select(*columns)).outerjoin(Region, Region.id == Cooperation.region_id)
    return found


def with_partners(found: Sequence[Row[Any]]) -> list[CooperationRow]:
    """The rows with the partners that are named; one query."""
    numbers = [row.number for row in found]
    partners: dict[int, list[Row[Any]]] = {number: [] for number in numbers}
    named = _named(Partner.cooperation_id).where(Partner.cooperation_id.in_(numbers))
    for row in db.session.execute(named) if numbers else ():
        partners[row.cooperation_id].append(row)
    names = CooperationRow.__dataclass_fields__.keys() - {"terms", "partners"}
    return [
        CooperationRow(
            **{name: row._mapping[name] for name in names}, terms=Terms.model_validate(row.content),
            partners=partners[row.number],
        )
        for row in found
    ]  # fmt: skip


def _running(condition: ColumnElement[bool], limit: int) -> list[CooperationRow]:
    """What is agreed or proposed, the last agreed first."""
    is_proposal = case((state_shown() == "agreed", 0), else_=1)
    here = rows().where(condition, Cooperation.state.in_(RUNNING), *listed_conditions())
    ordered = here.order_by(is_proposal, Cooperation.listed_at.desc(), Cooperation.id.desc())
    return with_partners(db.session.execute(ordered.limit(limit)).all())


def listed_conditions() -> list[ColumnElement[bool]]:
    """Public: the visibility every kind has, and the column the lists are read by."""
    return [Cooperation.listed_at.is_not(None), is_public(Cooperation)]


def _joined(columns: Any) -> Any:
    is_shown = and_(_shown.c.cooperation_id == Cooperation.id, _shown.c.number == Cooperation.shown_version)
    return columns.select_from(Cooperation).join(_shown, is_shown)
