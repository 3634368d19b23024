"""Loading the register: authorities, districts, municipalities, regions, by their official keys."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy import select

from app.accounts.models import Authority, Organisation
from app.core.database import db, touch_beside
from app.core.errors import DomainError
from app.core.texts import fold
from app.municipalities.models import District, Municipality, Region
from app.municipalities.schemas import MunicipalityEntry, MunicipalityFile

PACKAGED = Path(__file__).parent / "data" / "gemeinden.yaml"
"""The register that comes with the platform."""
MAX_BYTES = 5 * 1024 * 1024

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


class MunicipalityFileError(DomainError):
    """The file is no register of municipalities; the text names the faults."""


@dataclass(frozen=True)
class RegisterReport:
    """What a load did."""

    new: int
    updated: int
    unchanged: int
    districts: int
    regions: int
    moved: int
    """How many regions got or lost members: what is counted for them has to be counted anew."""


def read_municipalities(path: Path) -> MunicipalityFile:
    """The register in that file; `MunicipalityFileError` names every fault."""
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            raise MunicipalityFileError(f"{path.name}: larger than {MAX_BYTES // 1024 // 1024} MB")
        return MunicipalityFile.model_validate(yaml.safe_load(content))
    except OSError as error:
        raise MunicipalityFileError(f"{path.name}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise MunicipalityFileError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise MunicipalityFileError("\n".join(f"{path.name}: {fault}" for fault in faults)) from error


def load_municipalities(file: MunicipalityFile) -> RegisterReport:
    """Bring the register up to the file. What people edited about their authority stays as they left it."""
    districts = {entry.key: _district(entry.key, entry.name, entry.authority, entry.land) for entry in file.districts}
    known = {place.ags: place for place in db.session.scalars(select(Municipality))}
    counts = {"new": 0, "updated": 0, "unchanged": 0}
    for entry in sorted(file.municipalities, key=lambda entry: entry.ags):
        counts[_settle(entry, districts[entry.district], known)] += 1
    lands = {entry.authority: entry.land for entry in file.districts}
    moved = 0
    for region in file.regions:
        members = [known[ags] for ags in region.members]
        land = next((lands[m.district.authority.slug] for m in members), next(iter(lands.values()), "SN"))
        moved += _region(region.slug, region.name, _authority(region.authority, region.name, land), members)
    for ags in known:
        touch_beside("municipality", ags)
    db.session.flush()
    return RegisterReport(**counts, districts=len(districts), regions=len(file.regions), moved=moved)


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


def _district(key: str, name: str, authority: str, land: str) -> District:
    responsible = _authority(authority, name, land)
    district = db.session.scalar(select(District).where(District.key == key))
    if district is None:
        district = District(key=key)
        db.session.add(district)
    district.name, district.authority = name, responsible
    db.session.flush()
    return district


def _settle(entry: MunicipalityEntry, district: District, known: dict[str, Municipality]) -> str:
    values: dict[str, Any] = entry.model_dump(exclude={"district"})
    name = entry.name.removesuffix(TOWN)
    values |= {"official_name": entry.name, "name": name, "sort_name": fold(name), "district": district}
    place = known.get(entry.ags)
    if place is None:
        known[entry.ags] = Municipality(**values, organisation=_organisation(entry, district))
        db.session.add(known[entry.ags])
        return "new"
    changed = {name: value for name, value in values.items() if getattr(place, name) != value}
    for name, value in changed.items():
        setattr(place, name, value)
    if place.organisation_id is None:
        place.organisation = _organisation(entry, district)
        return "updated"
    return "updated" if changed else "unchanged"


def _organisation(entry: MunicipalityEntry, district: District) -> Organisation:
    """The body the municipality's people act for. Two places may share a name; then the district tells them apart."""
    is_town = entry.name.endswith(TOWN)
    name = f"{'Stadt' if is_town else 'Gemeinde'} {entry.name.removesuffix(TOWN)}"
    if db.session.scalar(_organisation_of(name)) is not None:
        taken = select(Municipality.id).join(Organisation).where(Organisation.name == name)
        if db.session.scalar(taken) is not None:
            name = f"{name} ({district.name}, {entry.ags})"
    found = db.session.scalar(_organisation_of(name))
    return found or Organisation(name=name, kind="municipality", authority_id=district.authority_id)


def _organisation_of(name: str) -> Any:
    return select(Organisation).where(Organisation.name == name, Organisation.kind == "municipality")


def _region(slug: str, name: str, authority: Authority, members: list[Municipality]) -> bool:
    region = db.session.scalar(select(Region).where(Region.slug == slug))
    if region is None:
        region = Region(slug=slug, members=[])
        db.session.add(region)
    region.name, region.authority = name, authority
    is_moved = {member.ags for member in region.members} != {member.ags for member in members}
    if is_moved:
        region.members = members
    return is_moved
