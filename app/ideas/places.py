"""Where an idea belongs: its place decides which authority answers, never a tag."""

from dataclasses import dataclass, field

from app.accounts.models import Authority
from app.municipalities.models import Municipality, Region


@dataclass(frozen=True)
class Place:
    """A whole district ("ganzer Landkreis / weiß nicht"), some of its municipalities, or a region."""

    authority: Authority
    municipalities: list[Municipality] = field(default_factory=list)
    region: Region | None = None

    @classmethod
    def whole(cls, authority: Authority) -> "Place":
        return cls(authority)

    @classmethod
    def of_region(cls, region: Region) -> "Place":
        return cls(region.authority, [], region)

    @classmethod
    def of_municipalities(cls, municipalities: list[Municipality]) -> "Place":
        """The district unit of the first one answers."""
        return cls(municipalities[0].district.authority, municipalities)
