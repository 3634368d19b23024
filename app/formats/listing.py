"""Lists of formats: what runs, what comes, what came of those that are over. Public, but for those open to a reader."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, case, cast, extract, func, select

from app.accounts.models import Authority, Person
from app.concepts.models import Concept
from app.core.database import db
from app.core.paging import Page, page_of
from app.formats.filtering import FormatFilter
from app.formats.models import ParticipationFormat
from app.municipalities.models import Municipality
from app.municipalities.standing import standing_for
from app.things.queries import belongs_to, is_public

PAGE_SIZE = 20
SHOWN_FIRST = {"open": 20, "announced": 20, "concluded": 6, "closed": 6, "cancelled": 3}
"""The states in the order of the page, and how many of each stand on it before one asks for more."""
LATEST = 99_999_999
_concept: Any = Concept.__table__.alias("concept_of_format")


@dataclass(frozen=True)
class Facet:
    """How many formats there are with these values of the filters, and how concept and place are called."""

    values: Mapping[str, str | None]
    concept_title: str
    town: str | None
    count: int


def formats_in(state: str, wanted: FormatFilter, cursor: str | None = None, size: int = PAGE_SIZE) -> Page:
    """One page of the formats in that state: running ones by their last day, coming ones by their first, past ones
    newest first."""
    return page_of(_rows().where(ParticipationFormat.state == state, *_asked(wanted)), _order(state), cursor, size)


def facets() -> list[Facet]:
    """All there is to choose from, in one query: what the chips and their numbers are made of."""
    columns: Any = (
        _concept.c.key, ParticipationFormat.format_kind, Municipality.ags, ParticipationFormat.state, Authority.slug,
        _concept.c.short_title, Municipality.name,
    )  # fmt: skip
    counted = _joined(select(*columns, func.count()))
    counted = counted.outerjoin(Authority, Authority.id == ParticipationFormat.authority_id)
    names = ("konzept", "art", "gemeinde", "status", "stelle")
    found = [
        Facet(dict(zip(names, row[:5], strict=True)), *row[5:])
        for row in db.session.execute(counted.where(is_public()).group_by(*columns))
    ]
    return sorted(found, key=lambda one: (one.concept_title, one.town or ""))


def counts_of(there_is: Iterable[Facet], name: str, chosen: Mapping[str, str]) -> dict[str, int]:
    """Per value of one filter, how many formats the other filters leave."""
    others = {other: value for other, value in chosen.items() if other != name}
    counts: dict[str, int] = {}
    for one in there_is:
        value = one.values[name]
        if value and all(one.values[other] == wanted for other, wanted in others.items()):
            counts[value] = counts.get(value, 0) + one.count
    return counts


def running_now(authority_id: int | None = None, limit: int = 3) -> Sequence[Row[Any]]:
    """What runs just now, what ends soonest first."""
    return formats_in("open", FormatFilter(authority_id=authority_id), size=limit).rows


def formats_of_place(municipality_id: int, limit: int = 6) -> Sequence[Row[Any]]:
    """What runs or comes in that municipality, what runs first."""
    here = _rows().where(
        is_public(), ParticipationFormat.municipality_id.in_(standing_for([municipality_id])),
        ParticipationFormat.state.in_(("open", "announced")),
    )  # fmt: skip
    is_later = ParticipationFormat.state == "announced"
    order: Any = (is_later, ParticipationFormat.closes_on, ParticipationFormat.id)
    return db.session.execute(here.order_by(*order).limit(limit)).all()


def formats_of_region(authority_id: int, municipality_ids: Collection[int], limit: int = 6) -> Sequence[Row[Any]]:
    """What runs or comes for the authority of a region or in one of its municipalities, what runs first."""
    format = ParticipationFormat
    is_theirs = (format.authority_id == authority_id) | format.municipality_id.in_(standing_for(municipality_ids))
    here = _rows().where(is_public(), is_theirs, format.state.in_(("open", "announced")))
    order: Any = (format.state == "announced", format.closes_on, format.id)
    return db.session.execute(here.order_by(*order).limit(limit)).all()


def open_to(person: Person | None) -> Sequence[Row[Any]]:
    """The formats of closed audiences this person belongs to: what runs first, then what comes and what is over."""
    if person is None:
        return ()
    format, order = ParticipationFormat, ("open", "announced", "closed", "concluded")
    hers = _rows().where(
        format.published_at.is_not(None), format.restricted_at.is_(None), belongs_to(format.audience_id, person),
        format.state.in_(order),
    )  # fmt: skip
    place = case({state: n for n, state in enumerate(order)}, value=format.state)
    return db.session.execute(hers.order_by(place, format.closes_on, format.id).limit(PAGE_SIZE)).all()


def public_rows(numbers: Collection[int]) -> Sequence[Row[Any]]:
    """Those of these formats that everybody may read."""
    return db.session.execute(_rows().where(ParticipationFormat.id.in_(numbers), is_public())).all()


def _rows() -> Select[Any]:
    format = ParticipationFormat
    columns: Any = (
        format.id.label("number"), format.title, format.slug, format.state, format.format_kind, format.label,
        format.opens_on, format.closes_on, format.place, format.contributions, format.text, format.results_due_on,
        Municipality.name.label("municipality"), _concept.c.key.label("concept"),
        _concept.c.short_title.label("concept_title"),
    )  # fmt: skip
    return _joined(select(*columns))


def _joined(columns: Select[Any]) -> Select[Any]:
    return (
        columns.select_from(ParticipationFormat)
        .join(_concept, _concept.c.id == ParticipationFormat.concept_id)
        .outerjoin(Municipality, Municipality.id == ParticipationFormat.municipality_id)
    )


def _asked(wanted: FormatFilter) -> list[ColumnElement[bool]]:
    """Public, and what the filter asks for."""
    format, conditions = ParticipationFormat, [is_public()]
    if wanted.concept_id:
        conditions.append(format.concept_id == wanted.concept_id)
    if wanted.kind:
        conditions.append(format.format_kind == wanted.kind)
    if wanted.municipality_id:
        conditions.append(format.municipality_id.in_(standing_for([wanted.municipality_id])))
    if wanted.authority_id:
        conditions.append(format.authority_id == wanted.authority_id)
    return conditions


def _order(state: str) -> list[Any]:
    """What a page is ordered by, all of it descending: days as whole numbers, so that a page can begin behind one."""
    format = ParticipationFormat
    if state == "open":
        return [-func.coalesce(_as_number(format.closes_on), LATEST), -format.id]
    if state == "announced":
        return [-func.coalesce(_as_number(format.opens_on), LATEST), -format.id]
    last = _as_number(func.coalesce(format.closes_on, format.opens_on))
    if state == "concluded":
        # What the concept itself reports of (`reference`) is as old as it was, not as its entry here.
        last = case((format.reference.is_not(None), last), else_=func.coalesce(_as_number(format.concluded_at), last))
    return [func.coalesce(last, 0), format.id]


def _as_number(day: Any) -> ColumnElement[int]:
    return cast(extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day), Integer)
