"""The one question "which place?": what can be chosen, and what a choice means."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.accounts.models import Authority
from app.accounts.queries import find_authority
from app.core.database import db
from app.ideas.models import Idea
from app.ideas.places import Place
from app.municipalities.models import District, Municipality, Region, region_member

Choices = list[tuple[str, str]]


def place_choices() -> list[tuple[str, Choices]]:
    """Per district: all of it, its regions, its towns and villages by name."""
    districts = db.session.scalars(select(District).order_by(District.name)).all()
    members = (
        select(
            Region.slug, Region.name, func.count().label("count"), func.min(Municipality.district_id).label("district")
        )
        .join(region_member, region_member.c.region_id == Region.id)
        .join(Municipality, Municipality.id == region_member.c.municipality_id)
        .group_by(Region.slug, Region.name)
        .order_by(Region.name)
    )
    regions = db.session.execute(members).all()
    towns = db.session.execute(
        select(Municipality.ags, Municipality.name, Municipality.district_id)
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
        own = [(f"ort:{t.ags}", t.name) for t in towns if t.district_id == district.id]
        groups.append((district.name, [whole, *near, *own]))
    return groups


def find_place(chosen: str, further: Sequence[str] = ()) -> Place | None:
    """What the choice means; None where it is none of ours. Further places count beside a first town or village."""
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
    found = {
        town.ags: town
        for town in db.session.scalars(
            select(Municipality).where(Municipality.ags.in_(keys), Municipality.valid_until.is_(None))
        )
    }
    return Place.of_municipalities([found[ags] for ags in keys]) if len(found) == len(keys) else None


def chosen_place(idea: Idea) -> list[str]:
    """The idea's place as the choice that leads to it, the place that decides who answers first."""
    if idea.region is not None:
        return [f"region:{idea.region.slug}"]
    if idea.municipalities:
        towns = sorted(idea.municipalities, key=lambda town: town.district.authority_id != idea.authority_id)
        return [f"ort:{town.ags}" for town in towns]
    return [f"stelle:{idea.authority.slug}"] if idea.authority else [""]


def only_place() -> str:
    """The district where the installation serves one alone, else nothing: then it has to be chosen."""
    slugs = [district.authority.slug for district in db.session.scalars(select(District).limit(2))]
    return f"stelle:{slugs[0]}" if len(slugs) == 1 else ""


def place_named(text: str) -> str:
    """The town or village a text names, as a choice; the district of several, nothing where two would be asked."""
    towns = select(Municipality.ags, Municipality.name, Authority.slug).where(Municipality.valid_until.is_(None))
    rows = db.session.execute(towns.join(Municipality.district).join(District.authority).order_by(Municipality.ags))
    named = [row for row in rows if re.search(rf"\b{re.escape(row.name)}\b", text)]
    if len(named) == 1:
        return f"ort:{named[0].ags}"
    slugs = {row.slug for row in named}
    return f"stelle:{slugs.pop()}" if len(slugs) == 1 else ""


def where_it_belongs(idea: Idea) -> Place | None:
    """The place of an idea, once it has one."""
    return Place(idea.authority, list(idea.municipalities), idea.region) if idea.authority else None


def authorities_near(place: Place | None) -> set[int]:
    """Whose goals matter at that place: the unit that answers, and the regions it lies in."""
    if place is None:
        return set()
    near = {place.authority.id}
    near |= {region.authority_id for town in place.municipalities for region in town.regions}
    if place.region is not None:
        near |= {town.district.authority_id for town in place.region.members}
    return near
