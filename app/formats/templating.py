"""A new format from a template: texts, days and sections in one step; what is in braces is filled in afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from app.accounts.models import Person
from app.concepts.models import Concept, Goal
from app.core.clock import today
from app.core.database import db
from app.core.errors import DomainError
from app.core.texts import GAP
from app.core.working_days import LONGEST, working_day_from
from app.formats.completing import QUESTIONS, WRITTEN
from app.formats.kinds import kind_of, kinds
from app.formats.models import FormatSection, ParticipationFormat
from app.formats.running import DayIsWrong, begin_format

PACKAGED = Path(__file__).parent / "data" / "templates.yaml"
WITHOUT = "ohne-"
"""A kind without a template: "ohne-forum"."""
DAYS_WITHOUT = 28


class TemplateIsUnknown(DomainError):
    """There is no template of that name."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class TemplateSection(_Strict):
    """A section as the template words it."""

    title: str = Field(min_length=1, max_length=300)
    text: str | None = None


class Template(_Strict):
    """What a format begins with; `days` includes the first one."""

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: str
    name: str = ""
    about: str = ""
    title: str = Field(default="", max_length=200)
    text: str = ""
    level: Literal["information", "consultation", "collaboration", "decision"] | None = None
    days: int = Field(default=DAYS_WITHOUT, ge=1, le=366)
    working_days: bool = True
    """It neither begins nor ends on a weekend or holiday."""
    place: str | None = Field(default=None, max_length=300)
    access: str | None = None
    what_is_fixed: str | None = None
    what_is_open: str | None = None
    who_decides: str | None = None
    what_happens: str | None = None
    sections: Literal["kind", "fields"] | tuple[TemplateSection, ...] = "kind"
    section_text: str | None = None

    @model_validator(mode="after")
    def _has_whole_gaps(self) -> Self:
        """A brace that is no gap (too long, or never closed) would be announced unseen."""
        for name in WRITTEN:
            if set(GAP.sub("", getattr(self, name, None) or "")) & set("{}"):
                raise ValueError(f"{name}: a gap of more than 60 characters, or one that does not end")
        return self


@dataclass(frozen=True)
class Period:
    """First and last day, inclusive."""

    first: date
    last: date


@cache
def templates() -> tuple[Template, ...]:
    """Those that come along, as they stand in the file; a fault in it stops everything."""
    return tuple(TypeAdapter(list[Template]).validate_python(yaml.safe_load(PACKAGED.read_text())))


def offered() -> list[Template]:
    """All templates of the kinds there are, kind by kind, each kind's last one empty."""
    return [
        one
        for key in kinds()
        for one in (*(t for t in templates() if t.kind == key), Template(key=f"{WITHOUT}{key}", kind=key))
    ]


def find_template(key: str) -> Template:
    """The template of that name, or `TemplateIsUnknown`."""
    for one in offered():
        if one.key == key:
            return one
    raise TemplateIsUnknown(key)


def period_of(template: Template, first: date, land: str) -> Period:
    """Its days when it begins that day; both on working days of the Land where the template says so."""
    if not template.working_days:
        return Period(first, first + timedelta(days=template.days - 1))
    first = working_day_from(first, land)
    return Period(first, working_day_from(first + timedelta(days=template.days - 1), land))


def begin_from(
    template: Template, concept: Concept, fields: Sequence[Goal], *, title: str, first: date, by: Person,
    once: str | None = None,
) -> ParticipationFormat:  # fmt: skip
    """A draft with the template's texts, its days from that first one on, and sections made from its questions or the
    concept's fields of action."""
    if not today() <= first <= today() + LONGEST:
        raise DayIsWrong("first")
    period = period_of(template, first, concept.authority.land if concept.authority else "SN")
    format = begin_format(
        concept, kind=template.kind, title=title or template.title, by=by, opens_on=period.first, closes_on=period.last,
        once=once,
    )  # fmt: skip
    for name in ("text", "level", "place", "access", *QUESTIONS):
        setattr(format, name, getattr(template, name))
    known = {(section.title, section.quadrant, section.goal_id) for section in format.sections}
    for section in _sections(format, template, fields):
        if (section.title, section.quadrant, section.goal_id) not in known:
            section.position = len(format.sections)
            format.sections.append(section)
    db.session.flush()
    return format


def _sections(format: ParticipationFormat, template: Template, fields: Sequence[Goal]) -> list[FormatSection]:
    kind = kind_of(format)
    if kind.section is None:
        return []
    if isinstance(template.sections, tuple):
        return [FormatSection(title=one.title, text=one.text) for one in template.sections]
    of_kind = kind.first_sections(fields) if template.sections == "kind" else []
    return of_kind or [
        FormatSection(title=field.title[:300], text=template.section_text, goal_id=field.id) for field in fields
    ]
