"""What an extract would change in the register: read, compared, and nothing written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.core.database import db, to_change
from app.municipalities.models import District, Municipality, PlaceExtract, Region, RegionMember
from app.municipalities.schemas import FormerEntry, MemberEntry, MunicipalityEntry, MunicipalityFile, RegionEntry

SORTS = ("new", "returned", "merged", "gone", "missing", "renamed", "moved", "figures", "details")
"""What can become of a place, the weightiest first: one place stands under one of them."""
_SORT_OF = {"official_name": "renamed", "association": "moved", "district": "moved",
            "population": "figures", "area_km2": "figures"}  # fmt: skip
PLAIN = ("ars", "association", "district", "population", "area_km2", "postcode", "latitude", "longitude")
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Difference:
    """One value that becomes another."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True)
class PlaceChange:
    """What becomes of one place."""

    sort: str
    ags: str
    name: str
    differences: tuple[Difference, ...] = ()
    until: date | None = None
    into: tuple[str, str] | None = None
    """Key and name of the place it went into."""


@dataclass(frozen=True)
class AreaChange:
    """What becomes of a district or a region by itself."""

    sort: str
    key: str
    name: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class MemberChange:
    """A place joins a region, leaves it, or its period is another: `before` and `after` are first and last days."""

    sort: str
    region: str
    region_name: str
    ags: str
    name: str
    before: tuple[date | None, date | None] | None = None
    after: tuple[date | None, date | None] | None = None
    row: RegionMember | None = None


@dataclass(frozen=True)
class Register:
    """What is known now."""

    places: dict[str, Municipality]
    districts: dict[str, District]
    regions: dict[str, Region]
    extract: PlaceExtract | None

    @property
    def state(self) -> str:
        """A mark that is another as soon as anything that an extract may change is another."""
        places = sorted(
            (ags, place.district.key, *(getattr(place, name) for name in _COMPARED))
            for ags, place in self.places.items()
        )
        members = sorted(
            (slug, held.municipality_id, str(held.since), str(held.until))
            for slug, region in self.regions.items()
            for held in region.memberships
        )
        areas: list[District | Region] = [*self.districts.values(), *self.regions.values()]
        names = sorted((area.name, area.authority_id) for area in areas)
        extract = self.extract.fingerprint if self.extract else None
        return sha256(repr((places, members, names, extract)).encode()).hexdigest()


@dataclass(frozen=True)
class Plan:
    """What loading a file would do."""

    file: MunicipalityFile
    register: Register
    places: tuple[PlaceChange, ...]
    missing: tuple[PlaceChange, ...]
    """Places the file should list and does not, without a word on what became of them."""
    areas: tuple[AreaChange, ...]
    members: tuple[MemberChange, ...]
    unchanged: int

    @property
    def is_older(self) -> bool:
        """Whether what is loaded already is of a later day."""
        newest = self.register.extract
        return newest is not None and newest.reference_date > self.file.reference_date

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing in the register."""
        return not (self.places or self.missing or self.areas or self.members)

    @property
    def is_loaded(self) -> bool:
        """Whether this very file was the last one to be loaded."""
        newest = self.register.extract
        return newest is not None and newest.fingerprint == self.file.fingerprint

    @property
    def mark(self) -> str:
        """What a second click has to show again: this file, seen beside this state of the register."""
        return sha256(f"{self.file.fingerprint} {self.register.state}".encode()).hexdigest()

    def of_sort(self, *sorts: str) -> list[PlaceChange]:
        """The places of which that becomes, by name."""
        return [change for change in (*self.places, *self.missing) if change.sort in sorts]


_COMPARED = ("official_name", "ars", "association", "population", "area_km2", "postcode", "latitude", "longitude",
             "valid_from", "valid_until", "successor_id")  # fmt: skip


def read_register() -> Register:
    """The register as it is; five queries. Whoever loads holds the districts first: one load after the other."""
    districts = db.session.scalars(to_change(select(District).order_by(District.key), of=District)).all()
    places = db.session.scalars(select(Municipality).order_by(Municipality.ags)).all()
    regions = db.session.scalars(select(Region).options(selectinload(Region.memberships)).order_by(Region.slug)).all()
    return Register(
        {place.ags: place for place in places}, {district.key: district for district in districts},
        {region.slug: region for region in regions}, newest_extract(),
    )  # fmt: skip


def newest_extract() -> PlaceExtract | None:
    """The extract that was loaded last."""
    loaded = select(PlaceExtract).where(PlaceExtract.loaded_at.is_not(None))
    return db.session.scalar(loaded.order_by(PlaceExtract.loaded_at.desc(), PlaceExtract.id.desc()).limit(1))


def plan_of(file: MunicipalityFile, *, allow_missing: bool = False) -> Plan:
    """Compare the file with the register. With `allow_missing`, who is not listed any more is gone since then."""
    register = read_register()
    listed = [change for entry in file.municipalities if (change := _of_entry(entry, register)) is not None]
    former = [change for gone in file.former if (change := _of_former(gone, file, register)) is not None]
    missing = list(_missing(file, register))
    if allow_missing:
        former += [PlaceChange("gone", one.ags, one.name, until=one.until) for one in missing]
        missing = []
    last_days = {change.ags: change.until for change in former if change.until is not None}
    known = sum(1 for entry in file.municipalities if entry.ags in register.places)
    return Plan(
        file=file, register=register, places=_in_order([*listed, *former]), missing=_in_order(missing),
        areas=(*_districts(file, register), *_regions(file, register)),
        members=tuple(_members(file, register, last_days)),
        unchanged=known - sum(1 for change in listed if change.sort != "new"),
    )  # fmt: skip


def values_of(entry: MunicipalityEntry) -> dict[str, Any]:
    """What the file says of a place, by the columns of the register; of the district its key."""
    values = {"official_name": entry.name, **{name: getattr(entry, name) for name in PLAIN}}
    return values | ({"valid_from": entry.valid_from} if entry.valid_from else {})


def end_of(file: MunicipalityFile) -> date:
    """The last day on which something the file no longer knows can have been."""
    return file.reference_date - A_DAY


# ---- places ---------------------------------------------------------------------------------------


def _of_entry(entry: MunicipalityEntry, register: Register) -> PlaceChange | None:
    place = register.places.get(entry.ags)
    if place is None:
        return PlaceChange("new", entry.ags, entry.name)
    changed = tuple(
        Difference(name, before, value)
        for name, value in values_of(entry).items()
        if (before := place.district.key if name == "district" else getattr(place, name)) != value
    )
    if place.is_gone:
        return PlaceChange("returned", entry.ags, entry.name, changed)
    sorts = {_SORT_OF.get(one.name, "details") for one in changed}
    return PlaceChange(min(sorts, key=SORTS.index), entry.ags, place.official_name, changed) if changed else None


def _of_former(entry: FormerEntry, file: MunicipalityFile, register: Register) -> PlaceChange | None:
    place = register.places.get(entry.ags)
    if place is None:
        return None
    into = _heir_of(entry, file, register)
    known = place.successor.ags if place.successor else None
    if place.valid_until == entry.until and known == (into[0] if into else None):
        return None
    return PlaceChange("merged" if into else "gone", entry.ags, place.official_name, until=entry.until, into=into)


def _heir_of(entry: FormerEntry, file: MunicipalityFile, register: Register) -> tuple[str, str] | None:
    """The place it went into; one that was never known here is passed over to what became of that."""
    names = {one.ags: one.name for one in file.municipalities}
    former = {one.ags: one for one in file.former}
    step = entry.merged_into
    while step is not None and step not in names and step not in register.places:
        step = former[step].merged_into
    if step is None:
        return None
    return step, names.get(step) or register.places[step].official_name


def _missing(file: MunicipalityFile, register: Register) -> Iterator[PlaceChange]:
    districts = {district.key for district in file.districts}
    listed = {entry.ags for entry in file.municipalities} | {entry.ags for entry in file.former}
    for ags, place in register.places.items():
        if not place.is_gone and place.district.key in districts and ags not in listed:
            yield PlaceChange("missing", ags, place.official_name, until=end_of(file))


def _in_order(changes: Sequence[PlaceChange]) -> tuple[PlaceChange, ...]:
    return tuple(sorted(changes, key=lambda change: (SORTS.index(change.sort), change.name, change.ags)))


# ---- districts and regions ------------------------------------------------------------------------


def _districts(file: MunicipalityFile, register: Register) -> Iterator[AreaChange]:
    for entry in file.districts:
        yield from _area("district", entry.key, entry, register.districts.get(entry.key))


def _regions(file: MunicipalityFile, register: Register) -> Iterator[AreaChange]:
    for entry in file.regions:
        yield from _area("region", entry.slug, entry, register.regions.get(entry.slug), shown_of(entry))


def shown_of(entry: RegionEntry) -> dict[str, str]:
    """What the file says of a region's own pages; where it is silent, they stay as they are."""
    values = {"short_name": entry.short_name, "accent": entry.accent, "intro": entry.intro}
    return {name: value for name, value in values.items() if value is not None}


def _area(kind: str, key: str, entry: Any, area: Any, more: dict[str, str] | None = None) -> Iterator[AreaChange]:
    if area is None:
        yield AreaChange(f"new_{kind}", key, entry.name)
        return
    pairs = [("name", area.name, entry.name), ("authority", area.authority.slug, entry.authority)]
    pairs += [(name, getattr(area, name), value) for name, value in (more or {}).items()]
    changed = tuple(Difference(name, before, after) for name, before, after in pairs if before != after)
    if changed:
        yield AreaChange(kind, key, area.name, changed)


def _members(file: MunicipalityFile, register: Register, last_days: dict[str, date]) -> Iterator[MemberChange]:
    ags_of = {place.id: ags for ags, place in register.places.items()}
    wanted = {entry.slug: entry for entry in file.regions}
    for slug in sorted(wanted.keys() | register.regions.keys()):
        region, entry = register.regions.get(slug), wanted.get(slug)
        held: dict[str, list[RegionMember]] = {}
        for held_row in region.memberships if region else ():
            held.setdefault(ags_of[held_row.municipality_id], []).append(held_row)
        keys = held.keys() if entry is None else held.keys() | {member.ags for member in entry.members}
        for ags in sorted(keys):
            asked = None if entry is None else [member for member in entry.members if member.ags == ags]
            ends = last_days.get(ags)
            if asked is None and ends is None:
                continue
            last_day = ends or end_of(file)
            for sort, row, after in _periods(held.get(ags, []), asked or [], last_day):
                yield MemberChange(
                    sort, slug, entry.name if entry else region.name if region else slug, ags,
                    _name_of(ags, file, register), (row.since, row.until) if row else None, after, row,
                )  # fmt: skip


def _periods(
    held: Sequence[RegionMember], asked: Sequence[MemberEntry], last_day: date
) -> Iterator[tuple[str, RegionMember | None, tuple[date | None, date | None] | None]]:
    """What is held as the file has it; what is over stays told; what the file leaves out ends, or never was."""
    wanted = {(one.since, one.until) for one in asked}
    known = {(held_row.since, held_row.until) for held_row in held}
    left_over = [held_row for held_row in held if (held_row.since, held_row.until) not in wanted]
    for one in sorted(asked, key=lambda member: member.span):
        after = (one.since, one.until)
        if after in known:
            continue
        row = next((held_row for held_row in left_over if _overlap(held_row, one)), None)
        if row is not None:
            left_over.remove(row)
        yield "period" if row else "joins", row, after
    for left in left_over:
        if left.until is None or left.until > last_day:
            began = left.since is None or left.since <= last_day
            yield "leaves", left, (left.since, last_day) if began else None


def _overlap(row: RegionMember, entry: MemberEntry) -> bool:
    first, last = entry.span
    return (row.since or date.min) <= last and (row.until or date.max) >= first


def _name_of(ags: str, file: MunicipalityFile, register: Register) -> str:
    names = (entry.name for entry in file.municipalities if entry.ags == ags)
    return next(names, None) or register.places[ags].official_name
