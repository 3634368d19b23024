"""People, the bodies they act for, and what they are allowed there."""

from datetime import date, datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    exists,
    false,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now, today
from app.core.database import Base, UtcDateTime, db

STAFF_ROLES = ("moderator", "project_editor", "approver", "secretary", "reception", "admin")
READING_ROLES = ("observer",)
"""Whoever leads the authority or sits in its council: gets the Monday mail, opens no page of the desk."""
ORGANISATION_ROLES = ("representative", "officer", "member")
SPEAKING_ROLES = ("representative", "officer")
PROOF_PURPOSES = ("submit", "sign_in", "password", "new_email", "draft", "data", "statement")
DIGESTS = ("daily", "weekly", "off")
RELEASE_RULES = ("required", "when_present", "off")
"""Whether a second person releases an answer that rests on statements: always, when she is there, not at all."""
INVITATION_KINDS = ("membership", "coauthor")
ORGANISATION_KINDS = (
    "municipality", "association_of_municipalities", "department", "youth_forum", "society", "company", "school",
    "special_purpose_association", "advisory_board", "chamber", "state_authority", "local_action_group",
)  # fmt: skip


class Authority(Base):
    """The body responsible for a concept and its ideas (verantwortliche Stelle): a district or a union of towns."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200))
    land: Mapped[str] = mapped_column(String(2))
    office: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(80))
    phone_hours: Mapped[str | None] = mapped_column(String(200))
    postal_address: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(320))
    publish_within_days: Mapped[int] = mapped_column(default=5)
    answer_within_weeks: Mapped[int] = mapped_column(default=6)
    statement_within_days: Mapped[int] = mapped_column(default=10, server_default="10")
    """Working days a department has for its statement, where the request names no other day."""
    release_rule: Mapped[str] = mapped_column(String(20), default="required", server_default="required")
    holds_first_comments: Mapped[bool] = mapped_column(default=False, server_default=false())

    __table_args__ = (CheckConstraint(f"release_rule in {RELEASE_RULES}", name="release_rule"),)


class Organisation(Base):
    """A body people act for: municipality, association, department, youth forum, society.

    What is asked of it goes to `email`, the mailbox of the office. Retired: it is asked nothing any more.
    """

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    email: Mapped[str | None] = mapped_column(String(320))
    monday_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(f"kind in {ORGANISATION_KINDS}", name="kind"),
        # Every district has its office for traffic; a plain unique constraint would never see an empty authority.
        UniqueConstraint("name", "kind", "authority_id"),
        Index(
            "uq_organisation_alone", "name", "kind", unique=True,
            sqlite_where=text("authority_id is null"), postgresql_where=text("authority_id is null"),
        ),
    )  # fmt: skip


class Person(Base, UserMixin):
    """Somebody who proved an e-mail address. Erased: the row stays, everything that tells who it was goes."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(320), unique=True)
    display_name: Mapped[str | None] = mapped_column(String(120))
    locale: Mapped[str] = mapped_column(String(5), default="de")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    session_key: Mapped[str] = mapped_column(String(64), unique=True)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None]
    recovery_hashes: Mapped[list[str]] = mapped_column(JSON, default=list)
    digest: Mapped[str] = mapped_column(String(10), default="weekly", server_default="weekly")
    digested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    monday_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    due_mail: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether a mail in the morning says what is due at the desk; both mails are off by one click."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    memberships: Mapped[list["Membership"]] = relationship(lazy="selectin", foreign_keys="Membership.person_id")

    __table_args__ = (CheckConstraint(f"digest in {DIGESTS}", name="digest"),)

    is_verified_twice = False
    """Whether this session has shown the second factor; set by the sign-in for the current request alone."""

    def get_id(self) -> str:
        return self.session_key

    @property
    def is_active(self) -> bool:
        return self.erased_at is None

    @property
    def valid_memberships(self) -> list["Membership"]:
        return [membership for membership in self.memberships if membership.is_valid]

    @property
    def is_staff(self) -> bool:
        return any(membership.role in STAFF_ROLES for membership in self.valid_memberships)

    def has_role(self, role: str, authority_id: int | None = None) -> bool:
        """Holds the role for that authority; without one, for any. An admin of no authority is one for all."""
        return any(
            held.role == role
            and (authority_id is None or held.authority_id == authority_id or (role == "admin" and held.is_global))
            for held in self.valid_memberships
        )

    def speaks_for(self, organisation_id: int) -> bool:
        """Whether what this person submits, revises or withdraws counts as the organisation's own."""
        return any(held.organisation_id == organisation_id and held.may_speak for held in self.valid_memberships)

    @property
    def spoken_for(self) -> list[int]:
        """The organisations this person speaks for today."""
        return [held.organisation_id for held in self.valid_memberships if held.organisation_id and held.may_speak]

    def leads(self, organisation_id: int) -> bool:
        """Whether this person answers for the organisation: declares in its name and says who belongs to it."""
        return any(
            held.organisation_id == organisation_id and held.role == "representative" for held in self.valid_memberships
        )

    def prepares_for(self, organisation_id: int) -> bool:
        """Whether a body this person speaks for may prepare texts for the organisation; declaring stays with that."""
        agents = self.spoken_for
        given = select(Mandate.id).where(
            Mandate.principal_id == organisation_id, Mandate.agent_id.in_(agents), Mandate.is_valid
        )
        return bool(agents) and db.session.scalar(given.limit(1)) is not None

    def authorities_as(self, *roles: str) -> set[int]:
        """The authorities this person holds one of the roles for."""
        return {held.authority_id for held in self.valid_memberships if held.role in roles and held.authority_id}


def _once(body: str, *columns: str, where: str) -> Index:
    condition = text(where)
    return Index(f"uq_membership_{body}", *columns, unique=True, sqlite_where=condition, postgresql_where=condition)


class Membership(Base):
    """A role a person holds for an authority or an organisation, until a day."""

    __tablename__ = "membership"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(20))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    function: Mapped[str | None] = mapped_column(String(120))
    until: Mapped[date | None]
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Whom an approver stands in for, until a day."""

    authority: Mapped[Authority | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    deputy_for: Mapped[Person | None] = relationship(foreign_keys=[deputy_for_id])

    __table_args__ = (
        CheckConstraint(f"role in {STAFF_ROLES + READING_ROLES + ORGANISATION_ROLES}", name="role"),
        CheckConstraint("authority_id is null or organisation_id is null", name="one_body"),
        # One role once per body; a plain unique constraint would never see the columns that are empty.
        _once("authority", "person_id", "role", "authority_id", where="authority_id is not null"),
        _once("organisation", "person_id", "role", "organisation_id", where="organisation_id is not null"),
        _once("installation", "person_id", "role", where="authority_id is null and organisation_id is null"),
        Index("ix_membership_authority", "authority_id", "role"),
        Index("ix_membership_organisation", "organisation_id"),
    )

    @hybrid_property
    def is_valid(self) -> bool:
        """Until its last day; a deputy's no longer than the approver holds the role in her own name."""
        if self.until is not None and self.until < today():
            return False
        return self.deputy_for is None or any(
            held.role == self.role and held.authority_id == self.authority_id and not held.deputy_for_id
            for held in self.deputy_for.valid_memberships
        )

    @is_valid.inplace.expression
    @classmethod
    def _is_valid(cls) -> ColumnElement[bool]:
        own = Membership.__table__.alias("held_in_own_name")
        is_backed = exists().where(
            own.c.person_id == cls.deputy_for_id, own.c.role == cls.role, own.c.authority_id == cls.authority_id,
            own.c.deputy_for_id.is_(None), or_(own.c.until.is_(None), own.c.until >= today()),
        )  # fmt: skip
        return and_(or_(cls.until.is_(None), cls.until >= today()), or_(cls.deputy_for_id.is_(None), is_backed))

    @property
    def may_speak(self) -> bool:
        return self.role in SPEAKING_ROLES

    @property
    def is_global(self) -> bool:
        return self.authority_id is None and self.organisation_id is None


class EmailProof(Base):
    """A six-digit code sent to a mailbox: whoever types it (or follows the link) owns the mailbox.

    Made when asked for, coded when the mail is sent; only hashes are kept. Serves every purpose that needs a
    mailbox proved: submitting, signing in, a new password, a new address, going on with a draft elsewhere.
    """

    __tablename__ = "email_proof"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(320))
    locale: Mapped[str] = mapped_column(String(5), default="de")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    context: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    code_hash: Mapped[str | None] = mapped_column(String(64))
    link_hash: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        CheckConstraint(f"purpose in {PROOF_PURPOSES}", name="purpose"),
        Index("ix_email_proof_expires", "expires_at"),
    )


class Invitation(Base):
    """A mail that asks somebody in: as member of an organisation, or as co-author of a thing.

    Single use, for that address alone, until a day; only the hash of its token is kept.
    """

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(320), index=True)
    locale: Mapped[str] = mapped_column(String(5), default="de")
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(20))
    function: Mapped[str | None] = mapped_column(String(120))
    thing_id: Mapped[int | None] = mapped_column(ForeignKey("thing.id"), index=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship()

    __table_args__ = (
        CheckConstraint(f"kind in {INVITATION_KINDS}", name="kind"),
        CheckConstraint(f"role in {ORGANISATION_ROLES}", name="role"),
        CheckConstraint("(organisation_id is null) <> (thing_id is null)", name="one_aim"),
    )

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.revoked_at is None and self.expires_at > now()


class Mandate(Base):
    """An Amt or a fulfilling municipality prepares for another body; declaring stays with that body itself."""

    __tablename__ = "mandate"

    id: Mapped[int] = mapped_column(primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    until: Mapped[date | None]
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    principal: Mapped[Organisation] = relationship(foreign_keys=[principal_id], lazy="joined")
    agent: Mapped[Organisation] = relationship(foreign_keys=[agent_id], lazy="joined")

    __table_args__ = (CheckConstraint("principal_id <> agent_id", name="two_bodies"),)

    @property
    def organisation_id(self) -> int:
        """Whose matter it is: the principal gives it and ends it."""
        return self.principal_id

    @hybrid_property
    def is_valid(self) -> bool:
        return self.ended_at is None and (self.until is None or self.until >= today())

    @is_valid.inplace.expression
    @classmethod
    def _is_valid(cls) -> ColumnElement[bool]:
        return and_(cls.ended_at.is_(None), or_(cls.until.is_(None), cls.until >= today()))
