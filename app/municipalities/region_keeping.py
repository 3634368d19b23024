"""What a region says of itself is kept here: short name, introduction, colour."""

from sqlalchemy import select

from app.accounts.models import Person
from app.core.database import db
from app.core.errors import VersionIsStale
from app.municipalities.models import Region
from app.municipalities.region_colours import palette_of
from app.municipalities.region_models import RegionWording
from app.municipalities.region_queries import newest_version

FIELDS = ("short_name", "intro", "accent")


def edit_region(
    region: Region, *, by: Person | None, version: int, short_name: str | None, intro: str | None, accent: str | None
) -> None:
    """Its pages say this from now on; what they said before is kept as a version. Empty: the platform's own.

    `version` is the one shown. A colour no page could be read in raises `ColourCannot`. `by=None`: brought along.
    """
    number = newest_version(region.id)
    if version != number:
        raise VersionIsStale(version, number)
    values = {"short_name": short_name or None, "intro": intro or None, "accent": (accent or "").lower() or None}
    if values["accent"]:
        palette_of(values["accent"])
    if all(getattr(region, name) == value for name, value in values.items()):
        return
    if not _is_kept(region, number):
        number = _keep(region, number + 1, None)
    for name, value in values.items():
        setattr(region, name, value)
    _keep(region, number + 1, by)


def _is_kept(region: Region, number: int) -> bool:
    """Whether what it says now is its newest version; the register of places may have written since."""
    newest = db.session.scalar(
        select(RegionWording).where(RegionWording.region_id == region.id, RegionWording.version == number)
    )
    return all(getattr(region, name) == getattr(newest, name, None) for name in FIELDS)


def _keep(region: Region, number: int, by: Person | None) -> int:
    said = {name: getattr(region, name) for name in FIELDS}
    db.session.add(RegionWording(region_id=region.id, version=number, saved_by_id=by.id if by else None, **said))
    db.session.flush()
    return number
