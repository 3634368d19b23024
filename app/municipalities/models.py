"""Districts, municipalities, regions, as the official register lists them, with what they were before."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, and_, bindparam, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Authority, Organisation, Person
from app.core.clock import now, today
from app.core.database import Base, UtcDateTime


class PlaceExtract(Base):
    """An official extract of the register of places: whose, of which day; read in, then loaded or laid aside.

    What was read in and waits for the second click keeps its content; of what was loaded the summary stays.
    """

    __tablename__ = "place_extract"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(300))
    reference_date: Mapped[date]
    fingerprint: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    summary: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """How many places of each sort of difference it brought."""
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    loaded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person | None] = relationship(lazy="raise")


class RegionMember(Base):
    """That a municipality belongs to a region: from a day, until a day, both inclusive; empty where nobody knows."""

    __tablename__ = "region_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    municipality_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    is_counted: Mapped[bool] = mapped_column(default=False)
    """Whether it held when the region's numbers and documents were last made: where not so today, they are due."""

    municipality: Mapped["Municipality"] = relationship()

    __table_args__ = (
        CheckConstraint("since is null or until is null or since <= until", name="period"),
        Index("ix_region_member_region", "region_id", "municipality_id"),
        Index(
            "uq_region_member_open", "region_id", "municipality_id", unique=True,
            sqlite_where=text("until is null"), postgresql_where=text("until is null"),
        ),
    )  # fmt: skip

    @property
    def is_today(self) -> bool:
        """Whether the period contains today."""
        return (self.since is None or self.since <= today()) and (self.until is None or self.until >= today())


region_member: Any = RegionMember.__table__
_TODAY = bindparam("member_today", callable_=today, type_=Date)
_IS_TODAY = and_(
    or_(region_member.c.since.is_(None), region_member.c.since <= _TODAY),
    or_(region_member.c.until.is_(None), region_member.c.until >= _TODAY),
)
current_member: Any = (
    select(region_member.c.region_id, region_member.c.municipality_id).where(_IS_TODAY).subquery("current_member")
)
"""Who belongs to which region today: what every question of "the region's towns" is to join."""


class District(Base):
    """A Landkreis and the authority that answers for it."""

    __tablename__ = "district"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(5), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))

    authority: Mapped[Authority] = relationship(lazy="joined")


class Municipality(Base):
    """A town or village with its official key (AGS); its people may act through `organisation`.

    `official_name` is the register's ("Naunhof, Stadt"), `name` what people say ("Naunhof"). With `valid_until`, its
    last day, it is no more: merged into its successor, or split, which leaves none. It is never deleted.
    """

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True)
    ags: Mapped[str] = mapped_column(String(8), unique=True)
    ars: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120), index=True)
    official_name: Mapped[str] = mapped_column(String(120))
    sort_name: Mapped[str] = mapped_column(String(120))
    district_id: Mapped[int] = mapped_column(ForeignKey("district.id"), index=True)
    association: Mapped[str | None] = mapped_column(String(120))
    population: Mapped[int]
    area_km2: Mapped[float]
    postcode: Mapped[str] = mapped_column(String(5), index=True)
    latitude: Mapped[float]
    longitude: Mapped[float]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))
    current_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    """The place of today that stands for one that was merged: the end of the chain of its successors."""
    extract_id: Mapped[int | None] = mapped_column(ForeignKey("place_extract.id"))
    """The newest extract that lists it: where its figures are from."""

    district: Mapped[District] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship()
    successor: Mapped["Municipality | None"] = relationship(
        foreign_keys="Municipality.successor_id", remote_side="Municipality.id"
    )
    current: Mapped["Municipality | None"] = relationship(
        foreign_keys="Municipality.current_id", remote_side="Municipality.id"
    )
    extract: Mapped[PlaceExtract | None] = relationship()
    regions: Mapped[list["Region"]] = relationship(
        secondary=region_member,
        secondaryjoin=lambda: and_(Region.id == region_member.c.region_id, _IS_TODAY),
        viewonly=True,
        order_by="Region.name",
    )

    @property
    def is_gone(self) -> bool:
        """Whether it is no more."""
        return self.valid_until is not None

    @property
    def of_today(self) -> "Municipality":
        """The place that stands for it today: mostly itself; itself also where it was split."""
        return self.current or self


class Region(Base):
    """A named set of municipalities with an authority of its own, such as the Partheland."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))

    short_name: Mapped[str | None] = mapped_column(String(40))
    accent: Mapped[str | None] = mapped_column(String(7))
    """Its colour on its own pages, as #rrggbb."""
    intro: Mapped[str | None] = mapped_column(Text)

    authority: Mapped[Authority] = relationship(lazy="joined")
    memberships: Mapped[list[RegionMember]] = relationship(cascade="all, delete-orphan", order_by=RegionMember.id)
    members: Mapped[list[Municipality]] = relationship(
        secondary=region_member,
        secondaryjoin=lambda: and_(Municipality.id == region_member.c.municipality_id, _IS_TODAY),
        viewonly=True,
        order_by=Municipality.sort_name,
    )
    """Its members of today; all there were: `memberships`."""
