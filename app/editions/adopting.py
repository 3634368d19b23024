"""From draft to what holds: put up for consultation, adopted by a decision. What held before is kept, frozen."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from app.concepts.loading import load_concept, with_vanished
from app.concepts.models import Concept, Goal
from app.concepts.schemas import ConceptFile
from app.core.clock import now
from app.core.database import db
from app.core.errors import NotAllowedNow, VersionIsStale
from app.core.journal import record
from app.editions.comparing import compare
from app.editions.faults import BaseIsCorrected
from app.editions.keeping import frozen_values
from app.editions.models import ConceptEdition
from app.editions.noting import DECIDERS, note, role_among
from app.editions.queries import file_of, file_that_holds, find_open_draft, holding_edition


def open_consultation(draft: ConceptEdition, *, by: Any, version: int) -> None:
    """Everybody may read the draft from now on; nobody changes it until the consultation ends."""
    _ensure(draft, "open_consultation", ("draft",), version)
    draft.status, draft.changed_at = "in_consultation", now()
    note(draft, "open_consultation", by=by, audience="public")


def close_consultation(draft: ConceptEdition, *, by: Any, version: int) -> None:
    """The draft goes back to the desk, to be changed or adopted there."""
    _ensure(draft, "close_consultation", ("in_consultation",), version)
    draft.status, draft.changed_at = "draft", now()
    note(draft, "close_consultation", by=by, audience="public")


def adopt_edition(
    draft: ConceptEdition, *, by: Any, adopted_on: date, paper_number: str | None = None,
    decision_number: str | None = None, link: str | None = None, adopted_by: str | None = None, version: int,
    tagged: Collection[int] = (), over_correction: bool = False,
) -> None:  # fmt: skip
    """The draft becomes what holds, goal by goal under the same numbers; what held before is kept, frozen.

    Where what holds was corrected since the draft was begun: `BaseIsCorrected`, unless meant so (`over_correction`).

    Followers of a goal that is retired or reads differently hear of it, and so does whoever reads the chronicle of one
    that carries ideas or projects (`tagged`: numbers of such goals).
    """
    concept = draft.concept
    find_open_draft(concept.id)
    _ensure(draft, "adopt_edition", ("draft", "in_consultation"), version)
    if draft.is_base_corrected and not over_correction:
        raise BaseIsCorrected
    before = file_that_holds(concept)
    after, _retired = with_vanished(as_adopted(file_of(draft), adopted_on, adopted_by), concept)
    _keep_what_held(concept)
    load_concept(after)
    for name, value in frozen_values(concept).items():
        setattr(draft, name, value)
    draft.status, draft.changed_at, draft.adopted_by_id = "adopted", now(), by.id
    draft.paper_number, draft.decision_number, draft.link = paper_number, decision_number, link
    db.session.flush()
    _record(draft.concept_id, "adopt_edition", draft, by)
    _tell_goals(before, after, draft, by, tagged)


def as_adopted(file: ConceptFile, on: date, by: str | None = None) -> ConceptFile:
    """The file as it reads once its last edition is adopted, by that body: that one holds, those before it did."""
    *earlier, last = file.editions
    editions = [edition.model_copy(update={"status": "superseded"}) for edition in earlier]
    editions.append(last.model_copy(update={"status": "adopted", "date": last.date or on.isoformat()}))
    decided = {"status": "adopted", "adopted_on": on, "adopted_by": by or file.adopted_by, "editions": editions}
    return file.model_copy(update=decided)


def _ensure(draft: ConceptEdition, verb: str, states: Collection[str], version: int) -> None:
    if draft.status not in states:
        raise NotAllowedNow(verb, draft.status)
    if draft.version != version:
        raise VersionIsStale(version, draft.version)


def _keep_what_held(concept: Concept) -> None:
    held = holding_edition(concept.id)
    if held is not None:
        held.status = "superseded"
    else:
        db.session.add(ConceptEdition(concept=concept, status="superseded", **frozen_values(concept)))
    db.session.flush()


def _tell_goals(
    before: ConceptFile, after: ConceptFile, edition: ConceptEdition, by: Any, tagged: Collection[int]
) -> None:
    found = compare(before, after)
    verbs = {change.goal.key: "reword_goal" for change in found.reworded if change.is_wording}
    verbs |= {retirement.goal.key: "retire_goal" for retirement in found.retired}
    rows = select(Goal.id, Goal.key, Goal.followers).where(Goal.concept_id == edition.concept_id)
    for goal_id, key, followers in db.session.execute(rows.order_by(Goal.id)).all():
        if key in verbs and (followers or goal_id in tagged):
            _record(goal_id, verbs[key], edition, by)


def _record(thing_id: int, verb: str, edition: ConceptEdition, by: Any) -> None:
    role = role_among(DECIDERS, by, edition.authority_id)
    record(thing_id, verb, role=role, actor_id=by.id, edition=edition.id)
