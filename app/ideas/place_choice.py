"""The one question "which place?": what can be chosen, and what a choice means."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Authority
from app.accounts.queries import find_authority
from app.core.database import db
from app.core.texts import fold
from app.ideas.models import Idea
from app.ideas.places import Place
from app.municipalities.models import District, Municipality, Region, current_member
from app.municipalities.standing import of_today
from app.municipalities.wording import association_label

Choices = list[tuple[str, str]]
MOST_IN_ONE_GROUP = 60
"""As many towns and villages as one can look through without groups."""


def place_choices() -> list[tuple[str, Choices]]:
    """Per district: all of it, its regions, its towns and villages by name; many of them per Amt, as in the list."""
    districts = db.session.scalars(select(District).order_by(District.name)).all()
    members = (
        select(
            Region.slug, Region.name, func.count().label("count"), func.min(Municipality.district_id).label("district")
        )
        .join(current_member, current_member.c.region_id == Region.id)
        .join(Municipality, Municipality.id == current_member.c.municipality_id)
        .group_by(Region.slug, Region.name)
        .order_by(Region.name)
    )
    regions = db.session.execute(members).all()
    towns = db.session.execute(
        select(Municipality.ags, Municipality.name, Municipality.district_id, Municipality.association)
        .where(Municipality.valid_until.is_(None))
        .order_by(Municipality.sort_name)
    ).all()
    groups = []
    for district in districts:
        whole = (
            f"stelle:{district.authority.slug}",
            _("All of the district %(name)s / I don't know", name=district.name),
        )
        near = [
            (f"region:{r.slug}", _("%(region)s, all %(count)s municipalities", region=r.name, count=r.count))
            for r in regions
            if r.district == district.id
        ]
        own = [town for town in towns if town.district_id == district.id]
        together = own if len(own) > MOST_IN_ONE_GROUP else []
        alone = [town for town in own if not together or not town.association]
        groups.append((district.name, [whole, *near, *_named(alone)]))
        for association in sorted({town.association for town in together if town.association}, key=fold):
            label = association_label(association, district.authority.land)
            those = [town for town in together if town.association == association]
            groups.append((f"{district.name}: {label}", _named(those)))
    return groups


def _named(towns: Sequence[Any]) -> Choices:
    return [(f"ort:{town.ags}", town.name) for town in towns]


def find_place(chosen: str, further: Sequence[str] = ()) -> Place | None:
    """What the choice means; None where it is none of ours. Further places count beside a first town or village.

    The name of a place that was merged leads to the one it went into.
    """
    kind, _colon, key = chosen.partition(":")
    if kind == "stelle":
        authority = find_authority(key)
        return Place.whole(authority) if authority else None
    if kind == "region":
        region = db.session.scalar(select(Region).where(Region.slug == key))
        return Place.of_region(region) if region else None
    if kind != "ort":
        return None
    keys = list(dict.fromkeys([key, *(value.removeprefix("ort:") for value in further if value)]))
    named = {town.ags: town.of_today for town in db.session.scalars(_of_keys(keys))}
    towns = list(dict.fromkeys(named[ags] for ags in keys if ags in named and not named[ags].is_gone))
    is_known = all(ags in named and not named[ags].is_gone for ags in keys)
    return Place.of_municipalities(towns) if is_known else None


def _of_keys(keys: Sequence[str]) -> Any:
    return select(Municipality).where(Municipality.ags.in_(keys)).options(joinedload(Municipality.current))


def as_of_today(chosen: str) -> str:
    """The same choice; where it is the name of a place that was merged, that of the one it went into."""
    place = find_place(chosen) if chosen.startswith("ort:") else None
    return f"ort:{place.municipalities[0].ags}" if place is not None else chosen


def chosen_place(idea: Idea) -> list[str]:
    """The idea's place as the choice that leads to it, the place that decides who answers first."""
    if idea.region is not None:
        return [f"region:{idea.region.slug}"]
    if idea.municipalities:
        towns = sorted(idea.municipalities, key=lambda town: town.district.authority_id != idea.authority_id)
        return list(dict.fromkeys(f"ort:{town.of_today.ags}" for town in towns))
    return [f"stelle:{idea.authority.slug}"] if idea.authority else [""]


def only_place() -> str:
    """The district where the installation serves one alone, else nothing: then it has to be chosen."""
    slugs = [district.authority.slug for district in db.session.scalars(select(District).limit(2))]
    return f"stelle:{slugs[0]}" if len(slugs) == 1 else ""


def place_named(text: str) -> str:
    """The town or village a text names, as a choice; the district of several, nothing where two would be asked."""
    today = aliased(Municipality)
    towns = select(today.ags, Municipality.name, Authority.slug).join(today, today.id == of_today)
    towns = towns.where(today.valid_until.is_(None)).join(District, District.id == today.district_id)
    rows = db.session.execute(towns.join(District.authority).order_by(Municipality.ags))
    named = [row for row in rows if re.search(rf"\b{re.escape(row.name)}\b", text)]
    if len({row.ags for row in named}) == 1:
        return f"ort:{named[0].ags}"
    slugs = {row.slug for row in named}
    return f"stelle:{slugs.pop()}" if len(slugs) == 1 else ""


def where_it_belongs(idea: Idea) -> Place | None:
    """The place of an idea, once it has one; towns that were merged by those of today."""
    towns = list(dict.fromkeys(town.of_today for town in idea.municipalities))
    return Place(idea.authority, towns, idea.region) if idea.authority else None


def authorities_near(place: Place | None) -> set[int]:
    """Whose goals matter at that place: the unit that answers, and the regions it lies in."""
    if place is None:
        return set()
    near = {place.authority.id}
    near |= {region.authority_id for town in place.municipalities for region in town.of_today.regions}
    if place.region is not None:
        near |= {town.district.authority_id for town in place.region.members}
    return near
