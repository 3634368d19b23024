"""Whom one can ask to take part: the town halls of one's own region first, then by Amt and district, then unions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import select

from app.accounts.models import Organisation
from app.cooperations.models import PARTNER_KINDS
from app.core.database import db
from app.municipalities.models import District, Municipality, Region, current_member


@dataclass(frozen=True)
class Choice:
    """A body that can be asked."""

    number: int
    name: str
    association: str | None = None


@dataclass(frozen=True)
class Group:
    """Bodies that stand together in the picker: `kind` is region, association, alone (without one) or other."""

    kind: str
    name: str
    district: str | None
    choices: tuple[Choice, ...]
    is_near: bool = False

    @property
    def key(self) -> str:
        """By what a page names it."""
        return f"{self.kind}-{self.choices[0].number}"

    def without(self, numbers: Collection[int]) -> "Group":
        """The same but for these bodies; there may be none left."""
        return replace(self, choices=tuple(choice for choice in self.choices if choice.number not in numbers))

    def holds(self, numbers: Collection[int]) -> bool:
        """Whether one of these bodies is in it."""
        return any(choice.number in numbers for choice in self.choices)


def groups_for(keepers: Collection[int]) -> list[Group]:
    """Every body that can be asked, once: the other members of these bodies' regions, their districts, the rest."""
    rows = db.session.execute(_town_halls()).all()
    unions = {body.id: body.name for body in db.session.scalars(_unions())}
    own = {unions[number] for number in keepers if number in unions}
    near = {row.district_id for row in rows if row.organisation_id in keepers or row.association in own}
    regional = _regional(keepers, rows)
    shown = {choice.number for group in regional for choice in group.choices}
    left = [row for row in rows if row.organisation_id not in shown]
    left.sort(key=lambda row: (row.district_id not in near, row.district, row.association or ""))
    by_amt = [
        replace(_group(list(own)), is_near=key[0] in near)
        for key, own in groupby(left, key=lambda row: (row.district_id, row.association or ""))
    ]
    others = Group("other", "", None, tuple(Choice(number, name) for number, name in unions.items()))
    groups = [*regional, *by_amt, others]
    # Whoever proposes is a partner anyway; where one may still choose for whom, all stay.
    left_out = set(keepers) if len(keepers) == 1 else set()
    return [found for group in groups if (found := group.without(left_out)).choices]


def _group(rows: Sequence[Any]) -> Group:
    first = rows[0]
    choices = tuple(Choice(row.organisation_id, row.name) for row in rows)
    return Group("association" if first.association else "alone", first.association or "", first.district, choices)


def _town_halls() -> Any:
    return (
        select(
            Municipality.organisation_id, Municipality.id, Municipality.name, Municipality.association,
            Municipality.district_id, District.name.label("district"),
        )
        .join(District, District.id == Municipality.district_id)
        .join(Organisation, Organisation.id == Municipality.organisation_id)
        .where(Municipality.valid_until.is_(None), Organisation.retired_at.is_(None))
        .order_by(Municipality.sort_name, Municipality.ags)
    )  # fmt: skip


def _unions() -> Any:
    kinds = [kind for kind in PARTNER_KINDS if kind != "municipality"]
    bodies = select(Organisation).where(Organisation.kind.in_(kinds), Organisation.retired_at.is_(None))
    return bodies.order_by(Organisation.name, Organisation.id)


def _regional(keepers: Collection[int], rows: Sequence[Any]) -> list[Group]:
    """The regions one of them belongs to, each with its members by name; a place of two regions stands in the first."""
    own = {row.id for row in rows if row.organisation_id in keepers}
    members = (
        select(current_member.c.municipality_id, Region.id, Region.name)
        .join(Region, Region.id == current_member.c.region_id)
        .where(Region.id.in_(select(current_member.c.region_id).where(current_member.c.municipality_id.in_(own))))
        .order_by(Region.name, Region.id)
    )
    groups, taken = [], set[int]()
    for (_number, name), found in groupby(db.session.execute(members).all(), key=lambda row: (row.id, row.name)):
        towns = {row.municipality_id for row in found} - taken
        taken |= towns
        choices = tuple(Choice(row.organisation_id, row.name, row.association) for row in rows if row.id in towns)
        groups += [Group("region", name, None, choices, is_near=True)] if choices else []
    return groups
