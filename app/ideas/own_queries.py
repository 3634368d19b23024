"""What one person has written: drafts, questions to her, everything else."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, or_, select

from app.accounts.models import Person
from app.core.clock import now
from app.core.database import db
from app.core.journal import JournalEntry
from app.core.paging import page_of
from app.ideas.models import Idea, IdeaVersion
from app.ideas.queries import is_of

PAGE_SIZE = 30


@dataclass(frozen=True)
class OwnRow:
    """One idea in the author's own list."""

    number: int
    title: str
    state: str
    outcome: str | None
    forwarded_to: str | None
    answer_due_on: date | None
    publish_due_on: date | None
    revision_due_on: date | None
    draft_expires_at: datetime | None
    submitted_at: datetime | None
    author_kind: str
    author_name: str | None
    organisation_id: int | None
    prepared_at: datetime | None

    @property
    def is_prepared(self) -> bool:
        """Whether it was prepared for an organisation of hers and waits to be declared."""
        return self.state == "draft" and self.prepared_at is not None

    @property
    def days_left(self) -> int:
        """For how many days the draft is still kept."""
        return max((self.draft_expires_at - now()).days, 0) if self.draft_expires_at else 0


def own_ideas(person: Person, cursor: str | None = None) -> tuple[list[OwnRow], str | None]:
    """Questions first, then drafts, then the rest, newest first; those of her organisations included. One query."""
    is_prepared = and_(Idea.state == "draft", Idea.prepared_at.is_not(None))
    rank = case((Idea.state == "revision_requested", 2), (is_prepared, 2), (Idea.state == "draft", 1), else_=0)
    columns = [Idea.id.label("number"), *(getattr(Idea, name) for name in list(OwnRow.__dataclass_fields__)[1:])]
    alive = or_(Idea.state != "draft", is_prepared, Idea.draft_expires_at > now())
    order: list[Any] = [rank, Idea.id]
    page = page_of(select(*columns).where(and_(is_of(person), alive)), order, cursor, PAGE_SIZE)
    mappings = ({name: row._mapping[name] for name in OwnRow.__dataclass_fields__} for row in page.rows)
    return [OwnRow(**values) for values in mappings], page.next


def published_versions(idea: Idea, since: int) -> list[IdeaVersion]:
    """The versions everybody may read: from the one that was published on, never one from before."""
    return [version for version in idea.versions if version.submitted_at is not None and version.number >= since]


def first_public_version(idea_id: int) -> int | None:
    """Which version was published; earlier ones were between author and office."""
    from_journal = (
        select(JournalEntry.version)
        .where(JournalEntry.thing_id == idea_id, JournalEntry.verb.in_(("publish_idea", "imported", "split_off")))
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return db.session.scalar(from_journal)
