"""Reading an edition in from a file: first looked at, then kept beside the draft, then taken over as the draft."""

from typing import Any

from sqlalchemy import select

from app.concepts.loading import VanishedDoNotFit, with_vanished
from app.concepts.models import Concept
from app.concepts.schemas import ConceptFile, Edition
from app.core.clock import now
from app.core.database import db
from app.core.errors import DomainError, NotAllowedNow, VersionIsStale
from app.editions.models import ConceptEdition
from app.editions.naming import next_edition
from app.editions.noting import note
from app.editions.queries import authority_slug, find_open_draft


class FileDoesNotBelong(DomainError):
    """The file is a concept, but not an edition of this one; `faults` says why."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class DraftIsInConsultation(DomainError):
    """The draft lies before the public; it is not replaced under people's eyes."""


def as_edition_of(concept: Concept, file: ConceptFile) -> ConceptFile:
    """The file as a later edition of this concept; goals it leaves out are retired, editions it leaves out listed.

    `FileDoesNotBelong` where it is none. A file whose last edition is the one that holds gets an edition of its own.
    """
    authority = authority_slug(concept)
    faults = []
    if file.slug != concept.key:
        faults.append(f"slug: {file.slug!r} is another concept; this one is {concept.key!r}")
    if file.authority != authority:
        faults.append(f"authority: {file.authority!r}; the concept belongs to {authority!r}, and stays there")
    if faults:
        raise FileDoesNotBelong(faults)
    try:
        return _as_later_edition(with_vanished(file, concept)[0], concept)
    except VanishedDoNotFit as error:
        raise FileDoesNotBelong(error.faults) from error


def _as_later_edition(file: ConceptFile, concept: Concept) -> ConceptFile:
    listed = {edition.key for edition in file.editions}
    known = (Edition.model_validate(edition) for edition in concept.content.get("editions", []))
    editions = [edition for edition in known if edition.key not in listed] + file.editions
    last = editions[-1]
    if last.key == concept.edition:
        editions.append(next_edition(editions))
    goals = [
        goal.model_copy(update={"edition": concept.edition}) if goal.retired and goal.edition is None else goal
        for goal in file.goals
    ]
    return file.model_copy(update={"editions": editions, "goals": goals})


def keep_upload(concept: Concept, file: ConceptFile, *, by: Any) -> ConceptEdition:
    """Keep the file as an edition that waits to be taken over; read in twice by the same person, it waits once."""
    plain = as_edition_of(concept, file).model_dump(mode="json")
    own = select(ConceptEdition).where(
        ConceptEdition.concept_id == concept.id, ConceptEdition.status == "uploaded",
        ConceptEdition.created_by_id == by.id,
    )  # fmt: skip
    for waiting in db.session.scalars(own.order_by(ConceptEdition.id)):
        if waiting.file == plain:
            return waiting
    upload = ConceptEdition(
        concept=concept, key=plain["editions"][-1]["key"], title=plain["editions"][-1]["title"], status="uploaded",
        file=plain, created_by_id=by.id,
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    note(upload, "upload_edition", by=by)
    return upload


def mark_of(draft: ConceptEdition | None) -> str:
    """Which draft in which version was looked at; empty where there was none."""
    return f"{draft.id}-{draft.version}" if draft is not None else ""


def take_over(upload: ConceptEdition, *, by: Any, replaces: str) -> None:
    """The upload becomes the draft. The draft before it is laid aside, to be read and exported as long as one likes.

    `replaces` is the mark of the draft that was shown; if it is another one by now, nothing happens.
    """
    draft = find_open_draft(upload.concept_id)
    if upload.status != "uploaded":
        raise NotAllowedNow("take_over_edition", upload.status)
    if draft is not None and draft.status == "in_consultation":
        raise DraftIsInConsultation
    if replaces != mark_of(draft):
        raise VersionIsStale(0, draft.version if draft is not None else 0)
    if draft is not None:
        draft.status, draft.changed_at = "discarded", now()
        db.session.flush()
    upload.status, upload.changed_at = "draft", now()
    upload.base_digest = upload.concept.file_digest
    note(upload, "take_over_edition", by=by, replaced=draft.id if draft is not None else None)


def throw_away(upload: ConceptEdition, *, by: Any) -> None:
    """The upload is not wanted; it stays in the list, and nobody takes it over any more."""
    if upload.status != "uploaded":
        raise NotAllowedNow("lay_aside_upload", upload.status)
    upload.status, upload.changed_at = "discarded", now()
    note(upload, "lay_aside_upload", by=by)
