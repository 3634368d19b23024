"""The file of everyday matters."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Level = Literal["municipality", "district", "region", "state", "federal", "other"]
LONGEST_WORD = 60
MOST_WORDS = 60

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


class LandEntry(BaseModel):
    """What things are called in a Land; `small`: what is added there to the hints of municipal matters."""

    model_config = _STRICT

    kreis: str
    land: str
    small: str = ""


class Difference(BaseModel):
    """What is different in a Land or at one authority; what is not named stays."""

    model_config = _STRICT

    title: str | None = None
    level: Level | None = None
    office: str | None = None
    hint: str | None = None
    link: str | None = None
    words: list[str] | None = None


class MatterEntry(BaseModel):
    """A matter of everyday life as the file has it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, populate_by_name=True)

    key: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)
    title: str = Field(min_length=1, max_length=200)
    level: Level
    office: str = Field(min_length=1, max_length=200)
    hint: str = ""
    link: str | None = Field(default=None, pattern=r"^https://", max_length=400)
    words: list[str] = Field(min_length=1, max_length=MOST_WORDS)
    only: list[str] | None = None
    different: dict[str, Difference] = Field(default_factory=dict, alias="in")


class MattersFile(BaseModel):
    """All of them; each key once."""

    model_config = _STRICT

    lands: dict[str, LandEntry]
    matters: list[MatterEntry]

    @model_validator(mode="after")
    def keys_are_unique(self) -> "MattersFile":
        keys = [matter.key for matter in self.matters]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"listed twice: {', '.join(twice)}")
        return self
