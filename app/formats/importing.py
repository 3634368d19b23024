"""Formats from before this platform, as the documents tell of them: finished, and nothing about them invented."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select

from app.concepts.models import Concept
from app.core.clock import now
from app.core.database import db
from app.core.journal import record
from app.core.texts import slugify
from app.formats.models import ParticipationFormat

PACKAGED = Path(__file__).parent / "data" / "past"


class PastFormat(BaseModel):
    """One finished format; its texts say only what the document says, or that it says nothing."""

    model_config = ConfigDict(extra="forbid")

    key: str
    kind: Literal["forum", "workshop", "swot"]
    reference: Literal["guiding_questions", "swot"]
    title: str
    text: str
    what_is_fixed: str
    what_is_open: str
    who_decides: str
    what_happens: str
    result: str
    label: str | None = None
    source_title: str | None = None
    source_url: str | None = None


class PastFormats(BaseModel):
    """What one concept's document tells."""

    model_config = ConfigDict(extra="forbid")

    concept: str
    formats: list[PastFormat]


def packaged_files() -> list[Path]:
    """The files that come with the platform."""
    return sorted(PACKAGED.glob("*.yaml"))


def load_formats(paths: Iterable[Path] | None = None) -> int:
    """Bring in the finished formats that are not there yet, by concept and key; returns how many came.

    Inside the caller's transaction. What is there stays as it is; of concepts that are not loaded nothing comes.
    """
    came = 0
    for path in paths if paths is not None else packaged_files():
        file = PastFormats.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        concept = db.session.scalar(select(Concept).where(Concept.key == file.concept))
        if concept is not None:
            came += sum(_bring_in(concept, past) for past in file.formats)
    return came


def _bring_in(concept: Concept, past: PastFormat) -> bool:
    source_key = f"{concept.key}:{past.key}"
    is_there = select(ParticipationFormat.id).where(ParticipationFormat.source_key == source_key)
    if db.session.scalar(is_there) is not None:
        return False
    values = past.model_dump(exclude={"key", "kind"})
    # No day is known of it: it was neither opened nor closed here, and no result is owed.
    format = ParticipationFormat(
        **values, format_kind=past.kind, state="concluded", audience="public", slug=slugify(past.title),
        authority_id=concept.authority_id, concept_id=concept.id, source_key=source_key, published_at=now(),
    )  # fmt: skip
    format.concept = concept
    db.session.add(format)
    db.session.flush()
    record(format.id, "imported", role="import", to_state="concluded", version=1, told=True, concept=concept.key)
    return True
