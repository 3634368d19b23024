"""The adopted analysis beside the open draft of the concept's next edition."""

from dataclasses import dataclass
from typing import Any

from app.editions.models import ConceptEdition
from app.editions.queries import find_open_draft
from app.editions.seeing import fingerprint
from app.formats.models import ParticipationFormat
from app.swots.analysing import shown_items, versions_of
from app.swots.comparing import ItemChange, changes_between
from app.swots.models import AdoptedAnalysis


@dataclass(frozen=True)
class Taking:
    """What would change in the draft: points that come and go; points of fields the draft no longer holds stay out,
    and those whose cards nobody can read any more."""

    draft: ConceptEdition
    version: AdoptedAnalysis
    points: list[dict[str, Any]]
    homeless: list[dict[str, Any]]
    changes: list[ItemChange]
    seen: str


def taking_of(format: ParticipationFormat) -> Taking | None:
    """The analysis that holds, against the draft that can be changed; none where one of both is missing."""
    versions = versions_of(format)
    draft = find_open_draft(format.concept_id)
    if not versions or draft is None or draft.status != "draft":
        return None
    titles = {goal["key"]: goal["short_title"] or goal["title"] for goal in draft.file["goals"] if not goal["retired"]}
    items = [item for item in shown_items(versions[0]) if not item.get("is_hidden")]
    points = [item for item in items if item["field"] in titles]
    # The fields this board never asked about keep what the draft says of them.
    asked = {item["field"] for item in points}
    kept = [
        {**point, "field_title": titles.get(point["field"], point["field"]), "weight": None}
        for point in draft.file["swot"]
    ]
    others = [point for point in kept if point["field"] not in asked]
    before = [point for point in kept if point["field"] in asked]
    changes = [change for change in changes_between(before, points) if change.kind != "weight"]
    return Taking(
        draft, versions[0], [*points, *others], [item for item in items if item["field"] not in titles], changes,
        fingerprint(draft.file["swot"]),
    )  # fmt: skip
