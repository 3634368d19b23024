"""Writing what a compared extract brings: places, successors, members. Called by `loading` alone, inside its verb."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, exists, select, update

from app.accounts.models import Authority, Organisation
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError
from app.core.texts import fold
from app.municipalities.comparing import MemberChange, PlaceChange, Plan, shown_of, values_of
from app.municipalities.models import District, Municipality, PlaceExtract, Region, RegionMember
from app.municipalities.schemas import DistrictEntry, MunicipalityEntry, RegionEntry
from app.things.models import Follow

_HOURS = "Montag bis Donnerstag 9–12 und 13–16 Uhr"
NEUTRAL: dict[str, dict[str, str]] = {
    "landkreis-leipzig": {"phone": "03433 000 000 (Beispiel)"},
    "landkreis-nordsachsen": {"phone": "03421 000 000 (Beispiel)"},
    "landkreis-ludwigslust-parchim": {
        "phone": "03871 000 000 (Beispiel)",
        "office": "Fachdienst Regionalmanagement und Europa",
    },
    "verbund-partheland": {
        "name": "Verbund Partheland",
        "title": "Partheland gestalten",
        "phone": "034293 000 000 (Beispiel)",
        "office": "Geschäftsstelle Partheland (Beispiel)",
    },
}
"""What an authority starts with until its own people have put in what is true."""

TOWN = ", Stadt"


class MergersGoInACircle(DomainError):
    """Whoever follows the mergers comes back to a place that is no more; the text names it."""


def apply_plan(plan: Plan) -> None:
    """Bring districts, places and regions up to the file; nothing is ever deleted but a membership that never was."""
    file, places = plan.file, dict(plan.register.places)
    districts = {entry.key: _district(entry) for entry in file.districts}
    back = {change.ags for change in plan.of_sort("returned")}
    for entry in sorted(file.municipalities, key=lambda entry: entry.ags):
        places[entry.ags] = _settle(entry, districts[entry.district], places.get(entry.ags), entry.ags in back)
    db.session.flush()
    for change in plan.of_sort("merged", "gone"):
        _end(places[change.ags], change, places)
    _name_who_stands_for_whom(places.values())
    for region in file.regions:
        _region(region, _land_of(plan, region, districts))
    db.session.flush()
    for member in plan.members:
        _apply_member(member, places)
    db.session.flush()


def note_extract(plan: Plan, extract: PlaceExtract) -> None:
    """From now on the figures of every place it lists are those of this extract."""
    listed = [entry.ags for entry in plan.file.municipalities]
    for place in db.session.scalars(select(Municipality).where(Municipality.ags.in_(listed))):
        place.extract = extract


# ---- places ---------------------------------------------------------------------------------------


def _settle(entry: MunicipalityEntry, district: District, place: Municipality | None, is_back: bool) -> Municipality:
    name = entry.name.removesuffix(TOWN)
    values = values_of(entry) | {"name": name, "sort_name": fold(name), "district": district}
    if place is None:
        place = Municipality(ags=entry.ags, **values, organisation=_organisation(entry, district))
        db.session.add(place)
        return place
    if place.official_name != entry.name:
        _rename_body(place, entry)
    for field, value in values.items():
        if getattr(place, field) != value:
            setattr(place, field, value)
    if place.organisation_id is None:
        place.organisation = _organisation(entry, district)
    if is_back:
        place.valid_until = place.successor_id = None
        _retire_body(place, False)
    return place


def _end(place: Municipality, change: PlaceChange, places: dict[str, Municipality]) -> None:
    """It keeps its page and all that was said about it; its town hall is asked nothing any more."""
    place.valid_until = change.until
    place.successor_id = places[change.into[0]].id if change.into else None
    _retire_body(place, True)


def _name_who_stands_for_whom(places: Iterable[Municipality]) -> None:
    """Follow the mergers to their ends; followers of a place that was merged hear of the one it went into."""
    by_id = {place.id: place for place in places}
    for place in by_id.values():
        heir = _heir(place, by_id)
        place.current_id = heir.id if heir is not None else None
        if heir is not None:
            _hand_over_followers(place.id, heir.id)


def _heir(place: Municipality, by_id: dict[int, Municipality]) -> Municipality | None:
    """The place of today that stands for one that is no more; none for one that still is, or was split."""
    seen: set[int] = set()
    step: Municipality | None = place
    while step is not None and step.is_gone:
        if step.id in seen:
            raise MergersGoInACircle(step.official_name)
        seen.add(step.id)
        step = by_id[step.successor_id] if step.successor_id is not None else None
    return None if step is place else step


def _hand_over_followers(former: int, heir: int) -> None:
    follow: Any = Follow.__table__
    other = follow.alias("other")
    has_both = exists().where(other.c.person_id == follow.c.person_id, other.c.municipality_id == heir)
    db.session.execute(delete(follow).where(follow.c.municipality_id == former, has_both))
    db.session.execute(update(follow).where(follow.c.municipality_id == former).values(municipality_id=heir))


# ---- their town halls -----------------------------------------------------------------------------


def _organisation(entry: MunicipalityEntry, district: District) -> Organisation:
    """The body the municipality's people act for. Two places may share a name; then the district tells them apart."""
    name = _body_name(entry.name)
    if db.session.scalar(_organisation_of(name)) is not None:
        taken = select(Municipality.id).join(Organisation).where(Organisation.name == name)
        if db.session.scalar(taken) is not None:
            name = f"{name} ({district.name}, {entry.ags})"
    found = db.session.scalar(_organisation_of(name))
    return found or Organisation(name=name, kind="municipality", authority_id=district.authority_id)


def _organisation_of(name: str) -> Any:
    return select(Organisation).where(Organisation.name == name, Organisation.kind == "municipality")


def _body_name(official_name: str) -> str:
    is_town = official_name.endswith(TOWN)
    return f"{'Stadt' if is_town else 'Gemeinde'} {official_name.removesuffix(TOWN)}"


def _rename_body(place: Municipality, entry: MunicipalityEntry) -> None:
    """A town hall that is called after its place goes with it; another name is somebody's wish and stays."""
    body, name = place.organisation, _body_name(entry.name)
    is_free = db.session.scalar(_organisation_of(name)) is None
    if body is not None and body.name == _body_name(place.official_name) and is_free:
        body.name = name


def _retire_body(place: Municipality, is_over: bool) -> None:
    if place.organisation is not None and place.organisation.kind == "municipality":
        place.organisation.retired_at = now() if is_over else None


# ---- districts, regions, members ------------------------------------------------------------------


def _authority(slug: str, name: str, land: str) -> Authority:
    """The authority, made with neutral values when it is not there yet, else untouched."""
    authority = db.session.scalar(select(Authority).where(Authority.slug == slug))
    if authority is None:
        values = {
            "name": name, "title": f"Ideenkreis {name}", "office": "Stabsstelle Kreisentwicklung",
            "phone_hours": _HOURS, **NEUTRAL.get(slug, {}),
        }  # fmt: skip
        authority = Authority(slug=slug, land=land, **values)
        db.session.add(authority)
        db.session.flush()
    return authority


def _district(entry: DistrictEntry) -> District:
    responsible = _authority(entry.authority, entry.name, entry.land)
    district = db.session.scalar(select(District).where(District.key == entry.key))
    if district is None:
        district = District(key=entry.key)
        db.session.add(district)
    district.name, district.authority = entry.name, responsible
    db.session.flush()
    return district


def _land_of(plan: Plan, region: RegionEntry, districts: dict[str, District]) -> str:
    """The Land of its first member that is listed, for an authority that has to be made."""
    listed = {entry.ags: entry.district for entry in plan.file.municipalities}
    keys = [listed[member.ags] for member in region.members if member.ags in listed]
    lands = {entry.key: entry.land for entry in plan.file.districts}
    return next((lands[key] for key in keys), next(iter(lands.values()), "SN"))


def _region(entry: RegionEntry, land: str) -> None:
    authority = _authority(entry.authority, entry.name, land)
    region = db.session.scalar(select(Region).where(Region.slug == entry.slug))
    if region is None:
        region = Region(slug=entry.slug)
        db.session.add(region)
    region.name, region.authority = entry.name, authority
    for field, value in shown_of(entry).items():
        setattr(region, field, value)


def _apply_member(change: MemberChange, places: dict[str, Municipality]) -> None:
    if change.after is None:
        db.session.delete(change.row)
        return
    since, until = change.after
    if change.row is not None:
        change.row.since, change.row.until = since, until
        return
    region: Region = db.session.scalars(select(Region).where(Region.slug == change.region)).one()
    region.memberships.append(RegionMember(municipality=places[change.ags], since=since, until=until))
