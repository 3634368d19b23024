"""Loading an extract of the register: read with care, compared, then written, everything or nothing."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db, touch_beside
from app.core.errors import DomainError
from app.core.reading import FileError, read_as, read_file
from app.municipalities.applying import apply_plan, note_extract
from app.municipalities.comparing import Plan, newest_extract, plan_of
from app.municipalities.models import PlaceExtract
from app.municipalities.schemas import MunicipalityFile

PACKAGED = Path(__file__).parent / "data" / "gemeinden.yaml"
"""The register that comes with the platform."""


class MunicipalityFileError(FileError):
    """The file is no register of municipalities."""

    expected = "a register is a mapping that begins with source, reference_date …"


class PlacesAreMissing(DomainError):
    """The file leaves places out without a word on what became of them."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(", ".join(f"{one.name} ({one.ags})" for one in plan.missing))
        self.plan = plan


class RegisterHasChanged(DomainError):
    """What was shown is no longer what loading would do."""


class ExtractIsOlder(DomainError):
    """What is loaded already is of a later day; the text is that day."""


@dataclass(frozen=True)
class RegisterReport:
    """What a load did."""

    plan: Plan

    @property
    def new(self) -> int:
        """How many places there are now that were not known."""
        return len(self.plan.of_sort("new"))

    @property
    def updated(self) -> int:
        """How many known places are not what they were."""
        return len(self.plan.places) - self.new

    @property
    def unchanged(self) -> int:
        return self.plan.unchanged

    @property
    def is_felt(self) -> bool:
        """Whether what is counted per place or found by its name has to be made anew."""
        return bool(self.updated or self.plan.areas or self.plan.members)


def read_municipalities(path: Path) -> MunicipalityFile:
    """The register in that file; `MunicipalityFileError` names every fault and its place."""
    return read_file(MunicipalityFile, path, MunicipalityFileError)


def read_extract(name: str, content: bytes) -> MunicipalityFile:
    """The same from what a file of that name holds."""
    return read_as(MunicipalityFile, name, content, MunicipalityFileError)


def load_municipalities(
    file: MunicipalityFile, *, allow_missing: bool = False, by: Person | None = None, kept: PlaceExtract | None = None
) -> RegisterReport:
    """Bring the register up to the file. What people edited about their authority stays as they left it.

    A place the file leaves out is never deleted; without a word on what became of it the whole file is refused, or,
    with `allow_missing`, the place is gone since the day of the file. Loaded twice, nothing happens.
    """
    plan = plan_of(file, allow_missing=allow_missing)
    if plan.is_older and plan.register.extract is not None:
        raise ExtractIsOlder(f"{plan.register.extract.reference_date:%d.%m.%Y}")
    if plan.missing:
        raise PlacesAreMissing(plan)
    apply_plan(plan)
    if not (plan.is_loaded and plan.is_empty):
        note_extract(plan, _written_down(plan, by, kept))
    for ags in {*plan.register.places, *(entry.ags for entry in file.municipalities)}:
        touch_beside("municipality", ags)
    db.session.flush()
    return RegisterReport(plan)


def keep_extract(file: MunicipalityFile, *, by: Person) -> PlaceExtract:
    """Put the file aside until somebody has seen what it would change; the one that waited before is forgotten."""
    db.session.execute(delete(PlaceExtract).where(PlaceExtract.loaded_at.is_(None)))
    extract = PlaceExtract(
        source=file.source, reference_date=file.reference_date, fingerprint=file.fingerprint, by_id=by.id,
        content=file.model_dump(mode="json"), summary={},
    )  # fmt: skip
    db.session.add(extract)
    db.session.flush()
    return extract


def content_of(extract: PlaceExtract) -> MunicipalityFile:
    """The file that was put aside."""
    return MunicipalityFile.model_validate(extract.content)


def load_kept(extract: PlaceExtract, *, seen: str, allow_missing: bool, by: Person) -> RegisterReport:
    """Load what was put aside, exactly as it was shown; `RegisterHasChanged` where that is another by now."""
    file = content_of(extract)
    if plan_of(file).mark != seen:
        raise RegisterHasChanged
    return load_municipalities(file, allow_missing=allow_missing, by=by, kept=extract)


def lay_aside(extract: PlaceExtract) -> None:
    """Do not want what was put aside."""
    db.session.delete(extract)


def is_behind(file: MunicipalityFile) -> bool:
    """Whether a later extract has been loaded than this one: then there is nothing to load."""
    newest = newest_extract()
    return newest is not None and newest.reference_date > file.reference_date


def _written_down(plan: Plan, by: Person | None, kept: PlaceExtract | None) -> PlaceExtract:
    file = plan.file
    extract = kept or PlaceExtract(
        source=file.source, reference_date=file.reference_date, fingerprint=file.fingerprint
    )  # fmt: skip
    sorts = [one.sort for one in plan.places] + [one.sort for one in plan.areas] + [one.sort for one in plan.members]
    extract.summary, extract.content, extract.loaded_at = dict(Counter(sorts)), None, now()
    extract.by_id = by.id if by is not None else None
    db.session.add(extract)
    return extract
