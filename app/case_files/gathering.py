"""Everything that belongs to the file of an idea, as the office it is with may read it: a fixed number of queries.

What another office wrote down for itself before the idea came over stays with that office.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.answers.models import CoordinatedAnswer, FollowUp
from app.answers.queries import follow_ups_of
from app.casework.models import Check, ChecklistItem, Remark
from app.concepts.models import Concept
from app.core.database import db
from app.core.journal import JournalEntry
from app.files.models import Attachment
from app.files.queries import files_of
from app.ideas.desk_queries import chronicle_on_desk
from app.ideas.models import Idea
from app.notifications.models import PaperLetter, SentMail
from app.projects.models import Project
from app.projects.queries import find_project_of
from app.statements.models import StatementRequest
from app.statements.queries import files_with, requests_of
from app.things.queries import chronicle_of

MOST_MAILS = 500


@dataclass(frozen=True)
class CaseFile:
    """The parts of the file, each oldest first."""

    idea: Idea
    entries: Sequence[JournalEntry]
    taken_over: JournalEntry | None
    """The row by which the idea came here from another office."""
    files: Sequence[Attachment]
    requests: Sequence[StatementRequest]
    request_files: Mapping[int, Sequence[Attachment]]
    answers: Sequence[CoordinatedAnswer]
    follow_ups: Sequence[FollowUp]
    remarks: Sequence[Remark]
    checks: Sequence[Check]
    mails: Sequence[SentMail]
    letters: Sequence[PaperLetter]
    project: Project | None
    project_entries: Sequence[JournalEntry]
    names: Mapping[int, str] = field(default_factory=dict)
    """People of this office, by number; erased ones and those of another office have no name here."""

    @property
    def since(self) -> datetime | None:
        """Since when the idea is with this office, where it came from another one."""
        return self.taken_over.at if self.taken_over is not None else None

    def is_ours(self, at: datetime | None) -> bool:
        """Whether it was written down in this office."""
        return self.since is None or (at is not None and at >= self.since)

    def name(self, person_id: int | None, at: datetime | None = None) -> str:
        """Who that was, for colleagues; "" for people of another office."""
        return self.names.get(person_id or 0, "") if at is None or self.is_ours(at) else ""


def case_file_of(idea: Idea) -> CaseFile:
    """All of it, as it stands now."""
    entries = chronicle_on_desk(idea.id)
    taken_over = next((entry for entry in reversed(entries) if entry.verb == "accept_hand_over"), None)
    since = taken_over.at if taken_over is not None else None
    requests = [one for one in requests_of(idea.id) if one.authority_id == idea.authority_id or one.is_public]
    answers = [one for one in _answers(idea.id) if one.authority_id == idea.authority_id or one.state == "released"]
    follow_ups, remarks, checks = follow_ups_of(idea), _remarks(idea), _checks(idea)
    project = find_project_of(idea)
    own_project = project if project is not None and project.authority_id == idea.authority_id else None
    letters = _letters(idea.id, since)
    wanted = {
        *(entry.actor_id for entry in entries if entry.actor_role != "author" and (since is None or entry.at >= since)),
        *(one.asked_by_id for one in requests), *(one.posted_by_id for one in letters),
        *(person for one in answers for person in (one.drafted_by_id, one.saved_by_id, one.handed_in_by_id)),
        *(person for one in answers for release in one.releases for person in (release.by_id, release.deputy_for_id)),
        *(one.replied_by_id for one in follow_ups), *(one.by_id for one in remarks), *(one.by_id for one in checks),
        idea.entered_by_id,
    }  # fmt: skip
    return CaseFile(
        idea, entries, taken_over, files_of(idea.id), requests, files_with(requests), answers, follow_ups, remarks,
        checks, _mails(idea.id, since), letters, own_project,
        chronicle_of(own_project.id, "public") if own_project is not None else [], _names(wanted),
    )  # fmt: skip


def _answers(idea_id: int) -> Sequence[CoordinatedAnswer]:
    wanted = select(CoordinatedAnswer).where(CoordinatedAnswer.idea_id == idea_id).order_by(CoordinatedAnswer.id)
    with_all = (selectinload(CoordinatedAnswer.releases), selectinload(CoordinatedAnswer.cited))
    return db.session.scalars(wanted.options(*with_all)).all()


def _remarks(idea: Idea) -> Sequence[Remark]:
    own = select(Remark).where(Remark.idea_id == idea.id, Remark.authority_id == idea.authority_id)
    return db.session.scalars(own.order_by(Remark.id)).all()


def _checks(idea: Idea) -> Sequence[Check]:
    """What was checked on the lists of this authority's concepts."""
    checked = (
        select(Check)
        .join(Check.item)
        .join(Concept, Concept.id == ChecklistItem.concept_id)
        .where(Check.idea_id == idea.id, Concept.authority_id == idea.authority_id)
        .options(selectinload(Check.item))
    )
    return db.session.scalars(checked.order_by(ChecklistItem.before, ChecklistItem.position, ChecklistItem.id)).all()


def _mails(idea_id: int, since: datetime | None) -> Sequence[SentMail]:
    """What was sent; of another office's time only what its author got, too."""
    sent = select(SentMail).where(SentMail.thing_id == idea_id)
    if since is not None:
        sent = sent.where(or_(SentMail.written_at >= since, SentMail.standing == "author"))
    return db.session.scalars(sent.order_by(SentMail.id).limit(MOST_MAILS + 1)).all()


def _letters(idea_id: int, since: datetime | None) -> Sequence[PaperLetter]:
    posted = select(PaperLetter).where(PaperLetter.thing_id == idea_id).options(selectinload(PaperLetter.entry))
    if since is not None:
        posted = posted.where(PaperLetter.made_at >= since)
    return db.session.scalars(posted.order_by(PaperLetter.id)).all()


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    named = select(Person.id, Person.display_name).where(Person.id.in_({number for number in ids if number}))
    return {number: name for number, name in db.session.execute(named) if name}
