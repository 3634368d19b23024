"""Loading the list of everyday matters that comes along: a proposal to each authority, never more."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from sqlalchemy import select

from app.accounts.models import Authority
from app.core.database import db
from app.core.errors import DomainError
from app.responsibilities.models import Responsibility
from app.responsibilities.schemas import LandEntry, MatterEntry, MattersFile

PACKAGED = Path(__file__).parent / "data" / "everyday-matters.yaml"
MAX_BYTES = 2 * 1024 * 1024
ELSEWHERE = LandEntry(kreis="Kreisverwaltung", land="Land")


class MattersFileError(DomainError):
    """The file is no list of matters; the text names the faults."""


@dataclass(frozen=True)
class MattersReport:
    """What a load did at one authority; `kept` is what its own people had changed, reviewed or removed."""

    authority: str
    new: int
    updated: int
    unchanged: int
    kept: int


def read_matters(path: Path = PACKAGED) -> MattersFile:
    """The list in that file; `MattersFileError` names every fault."""
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES:
            raise MattersFileError(f"{path.name}: larger than {MAX_BYTES // 1024 // 1024} MB")
        return MattersFile.model_validate(yaml.safe_load(content))
    except OSError as error:
        raise MattersFileError(f"{path.name}: cannot be read: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise MattersFileError(f"{path.name}: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise MattersFileError("\n".join(f"{path.name}: {fault}" for fault in faults)) from error


def load_matters(file: MattersFile, authorities: Iterable[Authority]) -> list[MattersReport]:
    """Propose the list to each authority. What its people changed, reviewed or removed stays as they left it."""
    return [_propose(file, authority) for authority in authorities]


def _propose(file: MattersFile, authority: Authority) -> MattersReport:
    known = {
        row.key: row
        for row in db.session.scalars(select(Responsibility).where(Responsibility.authority_id == authority.id))
    }
    counts = {"new": 0, "updated": 0, "unchanged": 0, "kept": 0}
    for matter in file.matters:
        if matter.only is None or authority.land in matter.only:
            counts[_settle(known.get(matter.key), matter.key, values_for(file, matter, authority), authority)] += 1
    db.session.flush()
    return MattersReport(authority.name, **counts)


def _settle(row: Responsibility | None, key: str, values: dict[str, Any], authority: Authority) -> str:
    if row is None:
        db.session.add(Responsibility(authority_id=authority.id, key=key, **values))
        return "new"
    if row.version > 1 or row.reviewed_on or row.removed_at:
        return "kept"
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return "updated" if changed else "unchanged"


def values_for(file: MattersFile, matter: MatterEntry, authority: Authority) -> dict[str, Any]:
    """The matter as it is at this authority: what its Land has otherwise, and then what it has itself."""
    values = matter.model_dump(include={"title", "level", "office", "hint", "link", "words"})
    for place in (authority.land, authority.slug):
        if place in matter.different:
            values |= matter.different[place].model_dump(exclude_unset=True)
    names = file.lands.get(authority.land, ELSEWHERE)
    hint = values["hint"]
    if values["level"] == "municipality" and names.small:
        hint = f"{hint} {names.small}"
    return {
        **values,
        "office": values["office"].format(kreis=names.kreis, land=names.land),
        "hint": hint.strip() or None,
        "words": "\n".join(values["words"]),
    }
