"""The file of districts, regions and municipalities; and what the JSON door tells of a municipality."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core.api import PageQuery

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


class RegionEntry(_Part):
    slug: Slug
    name: Name
    authority: Slug
    members: list[Ags]


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


class MunicipalityFile(_Part):
    """The whole register; reading one raises `pydantic.ValidationError` naming every fault."""

    source: str
    reference_date: date
    districts: list[DistrictEntry]
    regions: list[RegionEntry] = []
    municipalities: list[MunicipalityEntry]

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        districts = {district.key for district in self.districts}
        known: set[str] = set()
        faults = []
        for entry in self.municipalities:
            if entry.ags in known:
                faults.append(f"municipality {entry.ags} stands twice")
            if entry.district not in districts:
                faults.append(f"municipality {entry.ags}: there is no district {entry.district}")
            known.add(entry.ags)
        faults += [
            f"region {region.slug}: there is no municipality {ags}"
            for region in self.regions
            for ags in region.members
            if ags not in known
        ]
        if faults:
            raise ValueError("; ".join(faults))
        return self


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
