"""A format of participation, its sections, and what people contribute to it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.concepts.models import Concept, Goal
from app.core.clock import now, today
from app.core.database import Base, UtcDateTime, db
from app.discussion.models import Comment
from app.formats.workflow import AUDIENCES, FORMAT_STATES, LEVELS
from app.municipalities.models import Municipality
from app.processes.models import ProcessStep
from app.things.models import AudienceMember, Thing

QUADRANTS = ("strength", "weakness", "opportunity", "threat")
CONTRIBUTOR_KINDS = ("person", "organisation", "office", "event", "deleted")
WISHES = ("event", "person")
"""Under whose name a contribution becomes an idea: that of the format, or its writer's own."""
VERDICTS = ("noted", "not_taken")
"""What the office says of a contribution it makes no idea of: it took note, or it does not follow it, for a reason."""
FORMAT_KINDS = ("call", "forum", "workshop", "swot")
REFERENCES = ("guiding_questions", "swot")
"""What of the concept itself a finished format shows: nothing of it is copied."""


class ParticipationFormat(Thing):
    """A call, forum, workshop or SWOT board in the process of a concept; what it is about stands in `text`.

    Before it is announced it says what is fixed, what is open, who decides when, and what happens with contributions.
    Its days are inclusive. `contributions` counts what everybody in it can read.
    """

    __tablename__ = "participation_format"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    format_kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), default="draft")
    concept_id: Mapped[int] = mapped_column(ForeignKey("concept.id"))
    phase_id: Mapped[int | None] = mapped_column(ForeignKey("process_step.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    place: Mapped[str | None] = mapped_column(String(300))
    """Where people meet; none: only here, online."""
    access: Mapped[str | None] = mapped_column(Text)
    """Notes on accessibility: steps, hearing, language, care."""
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    level: Mapped[str | None] = mapped_column(String(20))
    what_is_fixed: Mapped[str | None] = mapped_column(Text)
    what_is_open: Mapped[str | None] = mapped_column(Text)
    who_decides: Mapped[str | None] = mapped_column(Text)
    what_happens: Mapped[str | None] = mapped_column(Text)
    decision_on: Mapped[date | None]
    early_reason: Mapped[str | None] = mapped_column(Text)
    """Why it is decided before people have said their last word."""
    audience: Mapped[str] = mapped_column(String(10), default="public")
    result: Mapped[str | None] = mapped_column(Text)
    """The result or conclusion; everybody reads it once the format is concluded."""
    results_due_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(String(20))
    """What of the concept's own text a finished format consists of (see `REFERENCES`)."""
    label: Mapped[str | None] = mapped_column(String(80))
    """The time as printed, of a format from before this platform; its days may then be unknown."""
    source_title: Mapped[str | None] = mapped_column(String(200))
    source_url: Mapped[str | None] = mapped_column(String(500))
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    contributions: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    concluded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_reason: Mapped[str | None] = mapped_column(Text)

    concept: Mapped[Concept] = relationship(foreign_keys=[concept_id])
    phase: Mapped[ProcessStep | None] = relationship()
    municipality: Mapped[Municipality | None] = relationship()
    sections: Mapped[list["FormatSection"]] = relationship(
        cascade="all, delete-orphan", order_by="FormatSection.position, FormatSection.id", back_populates="format"
    )
    members: Mapped[list[AudienceMember]] = relationship(
        primaryjoin=lambda: ParticipationFormat.id == AudienceMember.audience_id,
        foreign_keys=lambda: AudienceMember.audience_id, order_by=AudienceMember.id, viewonly=True,
    )  # fmt: skip

    __mapper_args__ = {"polymorphic_identity": "format"}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"format_kind in {FORMAT_KINDS}", name="format_kind"),
        CheckConstraint(f"state in {FORMAT_STATES}", name="state"),
        CheckConstraint(f"level in {LEVELS}", name="level"),
        CheckConstraint(f"audience in {AUDIENCES}", name="audience"),
        CheckConstraint(f"reference in {REFERENCES}", name="reference"),
        CheckConstraint("closes_on >= opens_on", name="period"),
        Index("ix_participation_format_state", "state"),
        Index("ix_participation_format_concept", "concept_id", "state"),
    )

    @property
    def is_open(self) -> bool:
        """Followed, until it is called off; what people contribute hangs on its state (`takes_contributions`)."""
        return self.is_shown and self.state != "cancelled"

    @property
    def is_shown(self) -> bool:
        """Whether its audience reads it."""
        return self.published_at is not None and self.restricted_at is None

    @property
    def takes_contributions(self) -> bool:
        return self.state == "open" and self.reference is None

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        return "formats.show", {"number": self.id, "slug": self.slug}

    @property
    def is_event(self) -> bool:
        """People meet in a place."""
        return bool(self.place)

    def has_member(self, person: Person, *roles: str) -> bool:
        """Whether this person has a part in it today as one of the roles, by name, mailbox or organisation."""
        bodies = {held.organisation_id for held in person.valid_memberships if held.organisation_id}
        return any(
            member.role in roles
            and (member.until is None or member.until >= today())
            and (
                member.person_id == person.id
                or (member.email is not None and member.email == person.email)
                or member.organisation_id in bodies
            )
            for member in self.members
        )


class FormatSection(Base):
    """A topic of a forum, a guiding question of a workshop, a quadrant of a field on a SWOT board."""

    __tablename__ = "format_section"

    id: Mapped[int] = mapped_column(primary_key=True)
    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id"), index=True)
    """The field of action (or goal) it is about."""
    quadrant: Mapped[str | None] = mapped_column(String(20))
    summary: Mapped[str | None] = mapped_column(Text)
    """What the office has understood so far."""
    summarised_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str | None] = mapped_column(Text)
    """What came out of it, once the format is concluded."""
    version: Mapped[int] = mapped_column(default=1)
    contributions: Mapped[int] = mapped_column(default=0)

    format: Mapped[ParticipationFormat] = relationship(back_populates="sections")
    goal: Mapped[Goal | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"quadrant in {QUADRANTS}", name="quadrant"),
        Index("ix_format_section_order", "format_id", "position", "id"),
    )

    @property
    def authority_id(self) -> int | None:
        return self.format.authority_id

    def has_member(self, person: Person, *roles: str) -> bool:
        """Whether this person has a part in its format."""
        return self.format.has_member(person, *roles)


class EarlierWording(Base):
    """What an announced format said before it was put right: its result, one of the four answers, a rule."""

    __tablename__ = "earlier_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"), index=True)
    field: Mapped[str] = mapped_column(String(60))
    """The column it stood in."""
    text: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


class Contribution(Thing):
    """What somebody said in a format: a thread of a forum, a card of a board. Its audience is that of its format.

    Public words of it: as long as it is `published_at` (held back before), neither restricted nor `removed_at`.
    """

    __tablename__ = "contribution"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    format_id: Mapped[int] = mapped_column(ForeignKey("participation_format.id"))
    section_id: Mapped[int] = mapped_column(ForeignKey("format_section.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    author_kind: Mapped[str] = mapped_column(String(20), default="person")
    author_name: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    lang: Mapped[str] = mapped_column(String(5), default="de")
    version: Mapped[int] = mapped_column(default=1)
    wish: Mapped[str] = mapped_column(String(10), default="event")
    typed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """Who typed it in for a room; its author is then the event."""
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None]
    """By when the desk looks at it, where it is held back."""
    verdict: Mapped[str | None] = mapped_column(String(20))
    verdict_reason: Mapped[str | None] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    last_word_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    """When it, or the last answer to it that everybody can read, was said."""
    supporters: Mapped[int] = mapped_column(default=0)
    answers: Mapped[int] = mapped_column(default=0)
    """Copies of `supports` and `comments`, for the order of long lists."""

    format: Mapped[ParticipationFormat] = relationship(foreign_keys=[format_id])
    section: Mapped[FormatSection] = relationship()
    author: Mapped[Person | None] = relationship(foreign_keys=[author_id])
    organisation: Mapped[Organisation | None] = relationship()
    goal_tags: Mapped[list["ContributionGoal"]] = relationship(
        cascade="all, delete-orphan", order_by="ContributionGoal.goal_id"
    )
    earlier: Mapped[list["ContributionVersion"]] = relationship(
        cascade="all, delete-orphan", order_by="ContributionVersion.number"
    )

    __mapper_args__: dict[str, Any] = {"polymorphic_abstract": True}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"author_kind in {CONTRIBUTOR_KINDS}", name="author_kind"),
        CheckConstraint(f"wish in {WISHES}", name="wish"),
        CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),
        Index("ix_contribution_section", "section_id", "id"),
        Index("ix_contribution_format", "format_id", "last_word_at", "id"),
        Index("ix_contribution_format_newest", "format_id", "id"),
        Index("ix_contribution_format_supporters", "format_id", "supporters", "id"),
        Index("ix_contribution_format_answers", "format_id", "answers", "id"),
        Index("ix_contribution_section_last_word", "section_id", "last_word_at", "id"),
        Index("ix_contribution_section_supporters", "section_id", "supporters", "id"),
        Index("ix_contribution_section_answers", "section_id", "answers", "id"),
        Index("ix_contribution_held", "due_on", "id"),
    )

    @property
    def is_shown(self) -> bool:
        """Whether whoever sees the format reads its words."""
        return self.published_at is not None and self.restricted_at is None and self.removed_at is None

    @property
    def is_public(self) -> bool:
        return super().is_public and self.removed_at is None

    @property
    def is_open(self) -> bool:
        """People agree, answer and follow while the format is open."""
        return self.is_shown and self.format.takes_contributions

    def has_member(self, person: Person, *roles: str) -> bool:
        """Whether this person has a part in its format."""
        return self.format.has_member(person, *roles)

    def forget_verdict(self) -> None:
        """What the office said of it counts no more."""
        self.verdict = self.verdict_reason = self.decided_at = self.decided_by_id = None

    def hide(self) -> None:
        was_shown = self.is_shown
        super().hide()
        self.count_readable(int(self.is_shown) - int(was_shown))

    def show_again(self) -> None:
        was_shown = self.is_shown
        super().show_again()
        self.count_readable(int(self.is_shown) - int(was_shown))

    def count_readable(self, step: int) -> None:
        """One more or one less that its audience reads, added up by the database: the format first, as always"""
        if not step:
            return
        tables: tuple[tuple[Any, int], ...] = (
            (ParticipationFormat.__table__, self.format_id), (FormatSection.__table__, self.section_id)
        )  # fmt: skip
        for table, number in tables:
            more = table.c.contributions + step
            db.session.execute(update(table).where(table.c.id == number).values(contributions=more))
        db.session.expire(self.section, ["contributions"])
        db.session.expire(self.format, ["contributions"])

    def counted(self, name: str, step: int) -> None:
        db.session.flush()
        own: Any = Contribution.__table__
        values: dict[str, Any] = {"supporters": own.c.supporters + step}
        if name == "comments":
            last = select(func.max(Comment.published_at)).where(
                Comment.thing_id == self.id, Comment.restricted_at.is_(None), Comment.removed_at.is_(None)
            )
            begun = self.published_at or self.last_word_at
            last_word_at = func.coalesce(last.scalar_subquery(), begun)
            values = {"answers": own.c.answers + step, "last_word_at": last_word_at}
        elif name != "supports":
            return
        db.session.execute(update(own).where(own.c.id == self.id).values(values))
        db.session.expire(self, ["supporters", "answers", "last_word_at"])


class ContributionVersion(Base):
    """What a contribution said before it was edited."""

    __tablename__ = "contribution_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (UniqueConstraint("contribution_id", "number"),)


class ContributionGoal(Base):
    """The office assigned a contribution to a goal."""

    __tablename__ = "contribution_goal"

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), primary_key=True, index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    goal: Mapped[Goal] = relationship()
