"""Thing: the common key of concepts, goals, ideas and projects; and the links that tell where things came from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Authority, Organisation
from app.core.clock import now
from app.core.database import Base, UtcDateTime
from app.core.texts import slugify

THING_KINDS = (
    "concept", "goal", "idea", "project", "sheet", "statement", "format", "thread", "card", "cooperation", "room",
)  # fmt: skip
AUDIENCE_ROLES = ("participant", "juror", "facilitator", "partner")
LINK_KINDS = ("arose_from", "merged_into", "split_from", "promoted_to", "decided_in", "corresponds_to")


class Thing(Base):
    """Whatever has a public number. Public is what was published, is not restricted and has no closed audience."""

    __tablename__ = "thing"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(String(80), default="x")
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"), index=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    restricted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    audience_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"))
    """Open to the audience of that thing alone (its own number: to its own); none: to everybody."""
    once: Mapped[str | None] = mapped_column(String(36), unique=True)
    supports: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)
    followers: Mapped[int] = mapped_column(default=0)
    helpers: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    authority: Mapped[Authority | None] = relationship(lazy="joined", innerjoin=False)

    __mapper_args__: dict[str, Any] = {"polymorphic_on": "kind"}  # noqa: RUF012 - SQLAlchemy's own attribute
    # Numbers are never given twice, not even that of a draft deleted last.
    __table_args__: Any = (CheckConstraint(f"kind in {THING_KINDS}", name="kind"), {"sqlite_autoincrement": True})

    @property
    def number(self) -> int:
        """The public number: given with the draft, never used again."""
        return self.id

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.restricted_at is None and self.audience_id is None

    is_among_bodies = False
    """Whether people speak here for bodies alone, and for which stands beside their name."""

    @property
    def is_open(self) -> bool:
        """Whether people may take part: support, follow, offer help, comment. Some kinds narrow it by their state."""
        return self.is_public

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        """The endpoint of its public page and what its address is made of."""
        return f"{self.kind}s.show", {"number": self.id, "slug": self.slug}

    def relist(self) -> None:
        """Bring what lists read of the visibility in line with it; kinds that are listed say how."""

    def hide(self) -> None:
        """Nobody but its author and the desk reads it. Whoever restricts writes the statement and the journal."""
        self.restricted_at = self.restricted_at or now()
        self.relist()

    def show_again(self) -> None:
        """The restriction is lifted: it is what it was before."""
        self.restricted_at = None
        self.relist()

    def counted(self, name: str, step: int) -> None:
        """Its `supports` or `comments` moved in the database; kinds that keep a copy for their lists move it along."""

    def rename(self, title: str) -> None:
        """A new title, and with it a new readable part of the address; the old one redirects."""
        self.title, self.slug, self.updated_at = title, slugify(title), now()


class AudienceMember(Base):
    """Somebody a thing is open to though it is not public, or who has a part in it: a person with an account, a mailbox
    whose owner proves it by signing in, or everybody who belongs to an organisation."""

    __tablename__ = "audience_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    audience_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    role: Mapped[str] = mapped_column(String(20), default="participant")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(320), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str | None] = mapped_column(String(200))
    """How the office calls her, where only a mailbox is known."""
    until: Mapped[date | None]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    __table_args__ = (
        CheckConstraint(f"role in {AUDIENCE_ROLES}", name="role"),
        CheckConstraint(
            "(case when person_id is null then 0 else 1 end) + (case when email is null then 0 else 1 end) + "
            "(case when organisation_id is null then 0 else 1 end) = 1",
            name="one_aim",
        ),
        UniqueConstraint("audience_id", "role", "person_id"),
        UniqueConstraint("audience_id", "role", "email"),
        UniqueConstraint("audience_id", "role", "organisation_id"),
    )


class ThingLink(Base):
    """Provenance: one thing came from, went into or corresponds to another. A link never changes a status."""

    __tablename__ = "thing_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    from_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (
        CheckConstraint(f"kind in {LINK_KINDS}", name="kind"),
        UniqueConstraint("from_id", "to_id", "kind"),
        Index("ix_thing_link_to", "to_id"),
        # Whatever gives rise to something does so once: a contribution becomes one idea.
        Index(
            "uq_thing_link_arose_from", "to_id", unique=True,
            sqlite_where=text("kind = 'arose_from'"), postgresql_where=text("kind = 'arose_from'"),
        ),
    )  # fmt: skip


class Support(Base):
    """One person finds a thing worth doing. Once per person; counted in the thing's row, never listed by name."""

    __tablename__ = "support"

    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Follow(Base):
    """One person wants to hear of a thing or of a municipality, in the digest."""

    __tablename__ = "follow"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    thing_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"), index=True)
    municipality_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    __table_args__ = (
        CheckConstraint("(thing_id is null) <> (municipality_id is null)", name="one_aim"),
        UniqueConstraint("person_id", "thing_id"),
        UniqueConstraint("person_id", "municipality_id"),
    )


class HelpOffer(Base):
    """ "Ich packe mit an": one person offers to do something for a thing; only its author and the office read it."""

    __tablename__ = "help_offer"

    id: Mapped[int] = mapped_column(primary_key=True)
    thing_id: Mapped[int] = mapped_column(ForeignKey("thing.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person_name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    thing: Mapped[Thing] = relationship()
    messages: Mapped[list["HelpMessage"]] = relationship(
        cascade="all, delete-orphan", order_by="HelpMessage.id", back_populates="offer"
    )

    __table_args__ = (UniqueConstraint("thing_id", "person_id"),)

    # How the table of permissions asks who stands on the other side.

    @property
    def author_id(self) -> int | None:
        """Who wrote what the help is for."""
        return getattr(self.thing, "author_id", None)

    @property
    def organisation_id(self) -> int | None:
        """For which organisation it was written."""
        return getattr(self.thing, "organisation_id", None)

    @property
    def co_author_ids(self) -> set[int]:
        return getattr(self.thing, "co_author_ids", set())

    @property
    def authority_id(self) -> int | None:
        return self.thing.authority_id

    @property
    def is_for_office(self) -> bool:
        """Nobody but the office can answer: a project, or an idea whose author has no account here."""
        return self.author_id is None and self.organisation_id is None


class HelpMessage(Base):
    """A line between those who offer help and those who wrote the idea; addresses stay with the platform."""

    __tablename__ = "help_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("help_offer.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    author_name: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    once: Mapped[str | None] = mapped_column(String(36), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    offer: Mapped[HelpOffer] = relationship(back_populates="messages")
