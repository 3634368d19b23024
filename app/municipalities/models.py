"""Districts, municipalities, regions, as the official register lists them."""

from datetime import date

from sqlalchemy import Column, ForeignKey, String, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Authority, Organisation
from app.core.database import Base

region_member = Table(
    "region_member",
    Base.metadata,
    Column("region_id", ForeignKey("region.id"), primary_key=True),
    Column("municipality_id", ForeignKey("municipality.id"), primary_key=True, index=True),
)


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

    `official_name` is the register's ("Naunhof, Stadt"), `name` what people say ("Naunhof").
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
    valid_until: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("municipality.id"))

    district: Mapped[District] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship()
    regions: Mapped[list["Region"]] = relationship(secondary=region_member, viewonly=True, order_by="Region.name")


class Region(Base):
    """A named set of municipalities with an authority of its own, such as the Partheland."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"))

    authority: Mapped[Authority] = relationship(lazy="joined")
    members: Mapped[list[Municipality]] = relationship(secondary=region_member, order_by=Municipality.sort_name)
