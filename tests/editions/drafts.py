"""The small concept with a draft, made through the verbs."""

from pathlib import Path

from app.concepts.models import Concept, Goal
from app.concepts.queries import find_concept
from app.concepts.reading import read_concept
from app.core.clock import today
from app.core.database import db, transaction
from app.editions.adopting import adopt_edition
from app.editions.importing import keep_upload, mark_of, take_over
from app.editions.keeping import load_document
from app.editions.models import ConceptEdition
from app.editions.queries import find_open_draft
from tests.cast import Cast
from tests.concepts.files import SMALL, written

RETIRED = SMALL.replace(
    """  - key: bus
    kind: sub_goal
    title: No
""",
    """  - key: bus
    kind: sub_goal
    title: No
    retired: true
    successors: [rad]
""",
).replace("{goal: rad, page: 3}, {goal: bus}", "{goal: rad, page: 3}")
"""The same with one Teilziel retired in favour of the other."""
REWORDED = SMALL.replace("title: Radverkehr wird gefördert.", "title: Der Radverkehr wächst überall.")


def small(folder: Path, text: str = SMALL) -> Concept:
    """The small concept as its file has it."""
    with transaction():
        return load_document(read_concept(written(folder, text))).concept


def drafted(cast: Cast, folder: Path, text: str) -> ConceptEdition:
    """That text read in and taken over as the draft."""
    concept = find_concept("kek-klein") or small(folder)
    with transaction():
        upload = keep_upload(concept, read_concept(written(folder, text, "entwurf.yaml")), by=cast.bernd)
    with transaction():
        take_over(upload, by=cast.bernd, replaces=mark_of(find_open_draft(concept.id)))
    return upload


def adopted(cast: Cast, draft: ConceptEdition, **decision: str) -> ConceptEdition:
    """The draft adopted today."""
    with transaction():
        found = find_open_draft(draft.concept_id)
        assert found is not None
        adopt_edition(found, by=cast.gerda, adopted_on=today(), version=found.version, **decision)
    db.session.expire_all()
    return found


def goals(concept: Concept) -> dict[str, Goal]:
    return {goal.key: goal for goal in db.session.query(Goal).where(Goal.concept_id == concept.id)}
