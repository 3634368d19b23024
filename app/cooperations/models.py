"""A cooperation, the texts laid before its partners, the partners, and what each of them declared."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Authority, Organisation, Person
from app.cooperations.terms import Terms
from app.cooperations.workflow import COUNCILS, STATES, VERDICTS
from app.core.clock import now, today
from app.core.database import Base, UtcDateTime
from app.files.models import Attachment
from app.municipalities.models import Region
from app.things.models import Thing

PARTNER_KINDS = ("municipality", "association_of_municipalities", "special_purpose_association")
"""Whom a cooperation can name as a party."""
PAPER_KINDS = ("signed", "council_decision", "funding_notice", "other")


class Cooperation(Thing):
    """A joint project of municipalities: one text, agreed by each partner's own yes to exactly that text.

    `version` is the text that was laid before the partners last, `agreed_version` the one that holds. As long as
    nothing is released its audience is itself: the partners (`AudienceMember`, role partner).
    """

    __tablename__ = "cooperation"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(20), default="draft")
    keeper_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    """Who writes the text and lays it before the others."""
    home_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))
    """Whose it is once it is public; nobody at that desk reads it before."""
    region_id: Mapped[int | None] = mapped_column(ForeignKey("region.id"), index=True)
    draft: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The text being worked on."""
    draft_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=0)
    agreed_version: Mapped[int | None]
    shown_version: Mapped[int | None]
    """The text everybody may read of: see `agreeing.shown_text`."""
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_on: Mapped[date | None]
    listed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    keeper: Mapped[Organisation] = relationship(lazy="joined")
    home: Mapped[Authority] = relationship(foreign_keys=[home_id])
    region: Mapped[Region | None] = relationship()
    versions: Mapped[list["CooperationVersion"]] = relationship(
        order_by="CooperationVersion.number", back_populates="cooperation"
    )
    partners: Mapped[list["Partner"]] = relationship(order_by="Partner.id", back_populates="cooperation")

    __mapper_args__ = {"polymorphic_identity": "cooperation"}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("state <> 'agreed' or agreed_version is not null", name="agreed_text"),
        CheckConstraint("agreed_version <= version", name="agreed_laid"),
        CheckConstraint("listed_at is null or shown_version is not null", name="listed_text"),
        Index("ix_cooperation_listed", "listed_at", "id"),
    )

    def relist(self) -> None:
        self.listed_at = self.published_at if self.is_public else None

    @property
    def is_open(self) -> bool:
        """People follow it and comment on it until it has come to its end."""
        return self.is_public and self.state in ("proposed", "agreed")

    @property
    def organisation_id(self) -> int:
        """For whom its text is written: what the table of permissions asks."""
        return self.keeper_id

    @property
    def working(self) -> Terms:
        """The text being worked on."""
        return Terms.model_validate(self.draft)

    @property
    def laid(self) -> "CooperationVersion | None":
        """What was laid before the partners last."""
        return self.text_of(self.version)

    @property
    def in_force(self) -> "CooperationVersion | None":
        """What is agreed; while a new text is being asked about, this one holds."""
        return self.text_of(self.agreed_version)

    def text_of(self, number: int | None) -> "CooperationVersion | None":
        """The text with that number."""
        return next((version for version in self.versions if version.number == number), None)

    @property
    def present(self) -> "list[Partner]":
        """The partners of today: asked, and not gone."""
        return [partner for partner in self.partners if partner.is_present]

    def partner_of(self, organisation_id: int) -> "Partner | None":
        """That body's place in it."""
        return next((partner for partner in self.partners if partner.organisation_id == organisation_id), None)

    @property
    def is_draft_ahead(self) -> bool:
        """Whether there is something in the draft that the partners have not been asked about."""
        return self.laid is None or self.laid.content != self.draft


class CooperationVersion(Base):
    """A text as it was laid before the partners. Never changed again; known by its fingerprint."""

    __tablename__ = "cooperation_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperation_id: Mapped[int] = mapped_column(ForeignKey("cooperation.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)
    """What is different from the text before, and why."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    cooperation: Mapped[Cooperation] = relationship(back_populates="versions")

    __table_args__ = (UniqueConstraint("cooperation_id", "number"),)

    @property
    def terms(self) -> Terms:
        return Terms.model_validate(self.content)


class Partner(Base):
    """A body that is asked to take part, or does. It speaks through its representatives alone."""

    __tablename__ = "cooperation_partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperation_id: Mapped[int] = mapped_column(ForeignKey("cooperation.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    asks_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """It asks to be let in and has not been answered yet."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """It is asked no more, or its wish to join was declined."""
    leaves_on: Mapped[date | None]
    """The last day it takes part."""
    leave_reason: Mapped[str | None] = mapped_column(Text)
    prepared: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """An answer somebody has written out for the representative to declare: version, verdict, text."""
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    cooperation: Mapped[Cooperation] = relationship(back_populates="partners")
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    declarations: Mapped[list["Declaration"]] = relationship(order_by="Declaration.id", back_populates="partner")

    __table_args__ = (UniqueConstraint("cooperation_id", "organisation_id"),)

    @property
    def is_present(self) -> bool:
        """Asked or taking part today."""
        is_gone = self.leaves_on is not None and self.leaves_on < today()
        return self.withdrawn_at is None and self.asks_since is None and not is_gone

    def declared(self, version: int | None) -> "Declaration | None":
        """What it says today of the text with that number."""
        current = (said for said in self.declarations if said.superseded_at is None)
        return next((said for said in current if said.version == version), None)

    def has_accepted(self, version: int | None) -> bool:
        """Whether its yes is to exactly that text."""
        said = self.declared(version)
        return said is not None and said.verdict == "accepted"

    @property
    def last_yes(self) -> "Declaration | None":
        """The newest text it said yes to: what has changed since is shown to it."""
        accepted = [said for said in self.declarations if said.verdict == "accepted"]
        return max(accepted, key=lambda said: (said.version, said.id), default=None)


class Declaration(Base):
    """What a partner's representative declared about one text, for whom, in which function. Rows are added, never
    changed; the one without `superseded_at` counts."""

    __tablename__ = "cooperation_declaration"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("cooperation_partner.id"))
    version: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    verdict: Mapped[str] = mapped_column(String(20))
    text: Mapped[str | None] = mapped_column(Text)
    council: Mapped[str | None] = mapped_column(String(20))
    decided_on: Mapped[date | None]
    decision_number: Mapped[str | None] = mapped_column(String(80))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    person_name: Mapped[str | None] = mapped_column(String(120))
    function: Mapped[str] = mapped_column(String(120))
    """As what she declared: mayor, first deputy."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    partner: Mapped[Partner] = relationship(back_populates="declarations")
    person: Mapped[Person | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"verdict in {VERDICTS}", name="verdict"),
        CheckConstraint(f"council in {COUNCILS}", name="council"),
        CheckConstraint("(verdict = 'accepted') = (council is not null)", name="council_of_yes"),
        CheckConstraint("council is null or council <> 'decided' or decided_on is not null", name="council_day"),
        Index(
            "uq_cooperation_declaration_current", "partner_id", "version", unique=True,
            sqlite_where=sql("superseded_at is null"), postgresql_where=sql("superseded_at is null"),
        ),
    )  # fmt: skip

    @property
    def since(self) -> datetime:
        """When this was first said of this text: a yes said once more, or with the council's decision, is as old as
        before."""
        first = self.at
        for said in reversed(self.partner.declarations):
            if said.version != self.version or said.at > self.at:
                continue
            if said.verdict != self.verdict or said.at < self.partner.invited_at:
                break
            first = said.at
        return first


class PartnerRoom(Thing):
    """Where the partners talk and file their papers. Its audience is theirs for ever, whatever else is released."""

    __tablename__ = "partner_room"

    id: Mapped[int] = mapped_column(ForeignKey("thing.id"), primary_key=True)
    cooperation_id: Mapped[int] = mapped_column(ForeignKey("cooperation.id"), unique=True)

    cooperation: Mapped[Cooperation] = relationship(foreign_keys=[cooperation_id])

    is_among_bodies = True

    __mapper_args__ = {"polymorphic_identity": "room", "inherit_condition": id == Thing.id}  # noqa: RUF012

    @property
    def is_open(self) -> bool:
        """Partners talk here from the first text on, whatever becomes of it."""
        return self.published_at is not None

    @property
    def page(self) -> tuple[str, dict[str, Any]]:
        return "cooperations_mine.show", {"number": self.cooperation_id}


class Funding(Base):
    """Money from a programme: applied for, granted or refused, with the day that must not be missed. In cents."""

    __tablename__ = "cooperation_funding"

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperation_id: Mapped[int] = mapped_column(ForeignKey("cooperation.id"), index=True)
    programme: Mapped[str] = mapped_column(String(200))
    applied_cents: Mapped[int | None] = mapped_column(BigInteger)
    applied_on: Mapped[date | None]
    granted_cents: Mapped[int | None] = mapped_column(BigInteger)
    granted_on: Mapped[date | None]
    """The day of the notice; with no cents granted: refused."""
    due_on: Mapped[date | None]
    due_for: Mapped[str | None] = mapped_column(String(200))
    """What the day is for: the application, the proof of use."""
    version: Mapped[int] = mapped_column(default=1)

    cooperation: Mapped[Cooperation] = relationship()

    @property
    def is_refused(self) -> bool:
        """The notice is there, and it grants nothing."""
        return self.granted_on is not None and not self.granted_cents

    @property
    def organisation_id(self) -> int:
        """Who keeps it: what the table of permissions asks."""
        return self.cooperation.keeper_id


class FiledPaper(Base):
    """A paper signed outside, filed here: what it is, of which text, from which partner (none: of all together)."""

    __tablename__ = "cooperation_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperation_id: Mapped[int] = mapped_column(ForeignKey("cooperation.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("cooperation_partner.id"), index=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    dated: Mapped[date | None]
    version: Mapped[int | None]
    """The text it belongs to."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    cooperation: Mapped[Cooperation] = relationship()
    partner: Mapped[Partner | None] = relationship()
    attachment: Mapped[Attachment] = relationship(lazy="joined", innerjoin=True)

    __table_args__ = (CheckConstraint(f"kind in {PAPER_KINDS}", name="kind"),)

    @property
    def organisation_id(self) -> int:
        """Whose it is to take away again: the partner's, of all together the keeper's."""
        return self.partner.organisation_id if self.partner is not None else self.cooperation.keeper_id
