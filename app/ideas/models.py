"""An idea, its versions, its goals and places."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from app.accounts.models import Authority, Organisation, Person
from app.concepts.models import Goal
from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.ideas.workflow import OPEN_STATES, OUTCOMES, STATES
from app.municipalities.models import Municipality, Region
from app.things.models import Thing

ORIGINS = ("online", "paper", "counter", "telephone", "event", "concept", "format")
AUTHOR_KINDS = ("person", "organisation", "event", "concept", "deleted")

idea_municipality = Table(
    "idea_municipality",
    Base.metadata,
    Column("idea_id", ForeignKey("idea.id"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True, index=True),
)


class Idea(Thing):
    """A project idea on its way. `listed_at` is set exactly while everybody may read it, and orders the lists."""

    __tablename__ = "idea"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    outcome: Mapped[str | None] = mapped_column(String(20))
    forwarded_to: Mapped[str | None] = mapped_column(String(200))
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin: Mapped[str] = mapped_column(String(20), default="online")
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    status_as_of: Mapped[date | None]

    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    author_kind: Mapped[str] = mapped_column(String(20), default="person")
    author_name: Mapped[str | None] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(320), index=True)
    draft_key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    draft_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    prepared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    publish_due_on: Mapped[date | None]
    answer_due_on: Mapped[date | None]
    revision_due_on: Mapped[date | None]
    file_reference: Mapped[str | None] = mapped_column(String(80))
    """The office's own file number (Aktenzeichen)."""
    statements_asked: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many statements were asked for and not taken back: from one on, its answer is a coordinated one."""
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who typed in for somebody what came on paper, at the counter or by telephone."""
    contact_post: Mapped[str | None] = mapped_column(Text)
    """Where letters go, of somebody who has no e-mail address."""
    claim_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """What recognises the code by which the author of a typed-in idea takes it into an account."""
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    folded: Mapped[str] = mapped_column(Text, default="")

    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    prepared_by: Mapped[Organisation | None] = relationship(foreign_keys=[prepared_by_id])
    region: Mapped[Region | None] = relationship()
    municipalities: Mapped[list[Municipality]] = relationship(
        secondary=idea_municipality, order_by=Municipality.sort_name
    )
    versions: Mapped[list["IdeaVersion"]] = relationship(order_by="IdeaVersion.number", cascade="all, delete-orphan")
    goal_tags: Mapped[list["IdeaGoal"]] = relationship(cascade="all, delete-orphan", order_by="IdeaGoal.goal_id")
    co_authors: Mapped[list["CoAuthor"]] = relationship(cascade="all, delete-orphan", order_by="CoAuthor.since")

    __mapper_args__ = {"polymorphic_identity": "idea"}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"outcome in {OUTCOMES}", name="outcome"),
        CheckConstraint(f"origin in {ORIGINS}", name="origin"),
        CheckConstraint(f"author_kind in {AUTHOR_KINDS}", name="author_kind"),
        Index("ix_idea_listed", "listed_at", "id"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="whole_point"),
        Index("ix_idea_desk", "state", "publish_due_on"),
    )

    @property
    def is_open(self) -> bool:
        """Support and discussion are open from publication until the idea went into another or was taken back."""
        return self.is_public and self.state in OPEN_STATES

    def relist(self) -> None:
        self.listed_at = self.published_at if self.is_public else None

    @property
    def is_prepared(self) -> bool:
        """Laid before the body it is for, by another one, and not declared yet."""
        return self.prepared_at is not None and self.state == "draft"

    @property
    def co_author_ids(self) -> set[int]:
        return {co_author.person_id for co_author in self.co_authors}

    @property
    def current(self) -> "IdeaVersion":
        """The version that counts: the last one submitted, or the draft's first."""
        return next(v for v in self.versions if v.number == max(self.version, 1))

    @property
    def working(self) -> "IdeaVersion | None":
        """The version being written: a draft's, or the answer to a question back."""
        last = self.versions[-1] if self.versions else None
        return last if last is not None and last.submitted_at is None else None


class IdeaVersion(Base):
    """What the idea said when it was submitted; may be written on until then and never after."""

    __tablename__ = "idea_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    who_benefits: Mapped[str | None] = mapped_column(String(300))
    touches_youth: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    proposed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Handed in as an amendment of a public idea and not yet released; releasing sets `submitted_at`."""
    due_on: Mapped[date | None]
    """By when the desk decides on an amendment."""
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("idea_id", "number"),)


class IdeaGoal(Base):
    """A tag: the idea serves this goal; at most one is the main one."""

    __tablename__ = "idea_goal"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)
    is_main: Mapped[bool] = mapped_column(default=False)

    goal: Mapped[Goal] = relationship()


Index(
    "uq_idea_goal_main", IdeaGoal.idea_id, unique=True,
    sqlite_where=text("is_main"), postgresql_where=text("is_main"),
)  # fmt: skip


class CoAuthor(Base):
    """Somebody who was invited and writes along: reads, revises and hears of everything, takes nothing back."""

    __tablename__ = "co_author"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    name: Mapped[str | None] = mapped_column(String(200))
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    person: Mapped[Person] = relationship()


class KeptApart(Base):
    """Two ideas that look alike and are different: nobody is asked about this pair again. `low_id` < `high_id`."""

    __tablename__ = "kept_apart"

    low_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (CheckConstraint("low_id < high_id", name="in_order"),)


class SaidDifferent(Base):
    """The author has seen this other idea while writing and says that hers is different: it is not shown to her again.

    The desk reads it as her word, not as a decision: `KeptApart` is the desk's.
    """

    __tablename__ = "said_different"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class IdeaMeaning(Base):
    """What a public idea means, as the language model places it: 512 numbers of two bytes each, and of which text."""

    __tablename__ = "idea_meaning"

    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class HandOver(Base):
    """An idea offered to another authority of this installation, which accepts or declines it."""

    __tablename__ = "hand_over"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    due_on: Mapped[date | None]
    is_accepted: Mapped[bool | None]
    answer: Mapped[str | None] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    idea: Mapped[Idea] = relationship()
    sender: Mapped[Authority] = relationship(foreign_keys=[from_id], lazy="joined")
    receiver: Mapped[Authority] = relationship(foreign_keys=[to_id], lazy="joined")

    __table_args__ = (
        CheckConstraint("from_id <> to_id", name="two_bodies"),
        Index("ix_hand_over_waiting", "to_id", "decided_at"),
        Index(
            "uq_hand_over_open", "idea_id", unique=True,
            sqlite_where=text("decided_at is null"), postgresql_where=text("decided_at is null"),
        ),
    )  # fmt: skip

    @property
    def authority_id(self) -> int:
        """Whose desk decides on it."""
        return self.to_id


@event.listens_for(IdeaVersion, "before_update")
def _stays_as_submitted(_mapper: Mapper[IdeaVersion], _connection: Connection, version: IdeaVersion) -> None:
    submitted = inspect(version).attrs.submitted_at.history
    if version.submitted_at is not None and not submitted.has_changes():
        raise RuntimeError("a submitted version is never changed")
