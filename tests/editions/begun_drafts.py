"""A concept with a draft begun at the desk, for the tests of its editor."""

from pathlib import Path
from typing import Any

from app.accounts.models import Person
from app.concepts.loading import load_concept
from app.concepts.queries import find_concept
from app.concepts.reading import read_concept
from app.core.database import db, transaction
from app.editions.drafting import add_goals, begin_draft
from app.editions.lines import lines_of
from app.editions.models import ConceptEdition
from app.editions.queries import find_open_draft
from tests.cast import Cast
from tests.concepts.files import SMALL, written

SLUG = "kek-klein"
DESK = f"/verwaltung/konzepte/{SLUG}"
DRAFT = f"{DESK}/entwurf"


def begun(cast: Cast, folder: Path, text: str = SMALL) -> ConceptEdition:
    """The small concept, loaded, and Bernd's draft of it."""
    with transaction():
        load_concept(read_concept(written(folder, text)))
    with transaction():
        concept = find_concept(SLUG)
        assert concept is not None
        begin_draft(concept, title="KEK 2035", by=cast.bernd)
    return drafted()


def drafted() -> ConceptEdition:
    """The open draft as it stands now."""
    db.session.expire_all()
    concept = find_concept(SLUG)
    assert concept is not None
    draft = find_open_draft(concept.id)
    assert draft is not None
    return draft


def goal(key: str) -> dict[str, Any]:
    """One entry of the draft."""
    found: dict[str, Any] = next(one for one in drafted().file["goals"] if one["key"] == key)
    return found


def children(key: str) -> list[str]:
    """What the draft lists below that goal, in order."""
    return [child["goal"] for child in goal(key)["children"]]


def add(text: str, by: Person, under: str | None = "z2", kind: str = "sub_goal") -> list[str]:
    """These lines, added."""
    with transaction():
        return add_goals(drafted(), under=under, kind=kind, lines=lines_of(text), by=by)
