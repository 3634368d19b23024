"""The file of districts, regions and municipalities; and what the JSON door tells of a municipality."""

from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from app.core.api import PageQuery
from app.core.clock import today

Ags = Annotated[str, Field(pattern=r"^\d{8}$")]
Name = Annotated[str, Field(min_length=1, max_length=120)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class DistrictEntry(_Part):
    key: Annotated[str, Field(pattern=r"^\d{5}$")]
    name: Name
    land: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    authority: Slug


class MemberEntry(_Part):
    """A member of a region with its period, both days inclusive; a bare key stands for one without."""

    ags: Ags
    since: date | None = None
    until: date | None = None

    @property
    def span(self) -> tuple[date, date]:
        """Its first and last day; where nobody knows, the beginning and the end of time."""
        return self.since or date.min, self.until or date.max


class RegionEntry(_Part):
    slug: Slug
    name: Name
    authority: Slug
    members: list[MemberEntry]
    short_name: Annotated[str, Field(min_length=1, max_length=40)] | None = None
    accent: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] | None = None
    intro: Annotated[str, Field(min_length=1, max_length=4000)] | None = None

    @field_validator("members", mode="before")
    @classmethod
    def _may_be_bare(cls, members: Any) -> Any:
        if not isinstance(members, list):
            return members
        return [{"ags": member} if isinstance(member, str) else member for member in members]


class MunicipalityEntry(_Part):
    ags: Ags
    ars: Annotated[str, Field(pattern=r"^\d{12}$")]
    name: Name
    district: str
    association: Name | None = None
    population: int = Field(ge=0)
    area_km2: float = Field(gt=0)
    postcode: Annotated[str, Field(pattern=r"^\d{5}$")]
    latitude: float = Field(ge=47, le=56)
    longitude: float = Field(ge=5, le=16)
    valid_from: date | None = None


class FormerEntry(_Part):
    """A place that is no more: its last day and, where it was merged, the place it went into. A split names none."""

    ags: Ags
    until: date
    merged_into: Ags | None = None
    name: Name | None = None


class MunicipalityFile(_Part):
    """The whole register; reading one raises `pydantic.ValidationError` naming every fault."""

    source: Annotated[str, Field(min_length=1, max_length=300)]
    reference_date: date
    districts: list[DistrictEntry]
    regions: list[RegionEntry] = []
    municipalities: list[MunicipalityEntry]
    former: list[FormerEntry] = []

    @property
    def fingerprint(self) -> str:
        """The same for the same content, however the file is laid out."""
        return sha256(self.model_dump_json().encode()).hexdigest()

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        faults = [*self._faults_of_places(), *self._faults_of_former(), *self._faults_of_regions()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def _faults_of_places(self) -> Iterator[str]:
        if self.reference_date > today():
            yield f"reference_date {self.reference_date} lies in the future"
        districts = {district.key for district in self.districts}
        known: set[str] = set()
        for entry in self.municipalities:
            if entry.ags in known:
                yield f"municipality {entry.ags} stands twice"
            if entry.district not in districts:
                yield f"municipality {entry.ags}: there is no district {entry.district}"
            known.add(entry.ags)

    def _faults_of_former(self) -> Iterator[str]:
        known = {entry.ags for entry in self.municipalities}
        gone = {entry.ags: entry for entry in self.former}
        if len(gone) < len(self.former):
            yield "former: a municipality stands twice"
        for entry in self.former:
            if entry.ags in known:
                yield f"former {entry.ags} still stands among the municipalities"
            if entry.until >= self.reference_date:
                yield f"former {entry.ags}: its last day {entry.until} is not before the reference date"
            if entry.merged_into and entry.merged_into not in known | gone.keys():
                yield f"former {entry.ags}: there is no municipality {entry.merged_into}"
            if goes_in_a_circle(entry.ags, {one.ags: one.merged_into for one in self.former}):
                yield f"former {entry.ags}: its mergers go in a circle"

    def _faults_of_regions(self) -> Iterator[str]:
        known = {entry.ags for entry in self.municipalities}
        last_days = {entry.ags: entry.until for entry in self.former}
        for region in self.regions:
            spans: dict[str, list[tuple[date, date]]] = {}
            for member in region.members:
                name = f"region {region.slug}: municipality {member.ags}"
                spans.setdefault(member.ags, []).append(member.span)
                if member.ags not in known | last_days.keys():
                    yield f"region {region.slug}: there is no municipality {member.ags}"
                elif member.ags not in known and member.span[1] > last_days[member.ags]:
                    yield f"{name} is a member longer than it was"
                if member.span[0] > member.span[1]:
                    yield f"{name} is a member until before it was one"
            yield from (
                f"region {region.slug}: municipality {ags} is a member twice at a time"
                for ags, own in spans.items()
                if any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(own)))
            )


def goes_in_a_circle(start: str, successors: Mapping[str, str | None]) -> bool:
    """Whether following the mergers from there comes back to a place passed before."""
    seen = {start}
    step = successors.get(start)
    while step is not None and step not in seen:
        seen.add(step)
        step = successors.get(step)
    return step is not None


class MunicipalityQuery(PageQuery):
    """Which municipalities are wanted."""

    district: str | None = Field(default=None, max_length=120, description="Key (five digits) or name of the district")
    region: str | None = Field(default=None, max_length=80, description="Slug of the region")
    q: str | None = Field(default=None, max_length=120, description="Beginning of a name, or a postcode")


class MunicipalityAnswer(BaseModel):
    """A municipality as the official register lists it."""

    ags: str
    ars: str
    name: str
    district: str
    association: str
    population: int
    area_km2: float
    latitude: float
    longitude: float
    regions: list[str]
