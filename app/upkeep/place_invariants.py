"""What must always be true of places over time: who stands for whom, and who belongs to a region when."""

from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.municipalities.models import Municipality, RegionMember
from app.upkeep.check import Check

_place: Any = Municipality.__table__
_next, _end = _place.alias("next_place"), _place.alias("end_of_chain")
_member: Any = RegionMember.__table__
_other: Any = _member.alias("other_period")
LONG_AGO, FAR_OFF = date.min, date.max

_right = func.coalesce(_next.c.current_id, _next.c.id)
"""Whoever stands for the next place in the chain stands for this one, too; a split place has nobody."""


def _stands_for_itself() -> Any:
    return select(_place.c.id).where(
        _place.c.valid_until.is_(None), or_(_place.c.current_id.is_not(None), _place.c.successor_id.is_not(None))
    )


def _wrong_heir() -> Any:
    wrong = (
        select(_place.c.id)
        .outerjoin(_next, _next.c.id == _place.c.successor_id)
        .outerjoin(_end, _end.c.id == _place.c.current_id)
    )
    leads_nowhere = and_(_end.c.id.is_not(None), or_(_end.c.valid_until.is_not(None), _end.c.id != _right))
    has_none = and_(_end.c.id.is_(None), _next.c.id.is_not(None), _next.c.valid_until.is_(None))
    return wrong.where(_place.c.valid_until.is_not(None), or_(leads_nowhere, has_none))


def _twice_at_a_time() -> Any:
    overlap = and_(
        func.coalesce(_member.c.since, LONG_AGO) <= func.coalesce(_other.c.until, FAR_OFF),
        func.coalesce(_other.c.since, LONG_AGO) <= func.coalesce(_member.c.until, FAR_OFF),
    )
    same = and_(
        _other.c.region_id == _member.c.region_id, _other.c.municipality_id == _member.c.municipality_id,
        _other.c.id > _member.c.id,
    )  # fmt: skip
    return select(_member.c.id).join(_other, and_(same, overlap))


def _longer_than_it_was() -> Any:
    longer = select(_member.c.id).join(_place, _place.c.id == _member.c.municipality_id)
    return longer.where(func.coalesce(_member.c.until, FAR_OFF) > _place.c.valid_until)


PLACES = (
    Check("place.stands_for_itself", "Eine Gemeinde, die es gibt, hat keinen Nachfolger.", _stands_for_itself()),
    Check("place.heir", "Für eine aufgegangene Gemeinde steht die heutige am Ende der Kette.", _wrong_heir()),
    Check("region.member_once", "Niemand ist zweimal zugleich Mitglied einer Region.", _twice_at_a_time()),
    Check("region.member_is", "Niemand ist länger Mitglied einer Region, als es ihn gibt.", _longer_than_it_was()),
)
