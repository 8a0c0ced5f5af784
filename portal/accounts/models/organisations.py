"""Organisations and the regions that they belong to, dated."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.access import OrganisationKind
from portal.db import Base, enum_column, random_reference


class Authority(Base):
    """One of England's real upper-tier authorities: reference data, loaded by a command."""

    __tablename__ = "authority"

    id: Mapped[int] = mapped_column(primary_key=True)
    gss_code: Mapped[str] = mapped_column(unique=True)
    dfe_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    region_code: Mapped[str]
    region_name: Mapped[str]
    child_population: Mapped[int | None]
    children_looked_after: Mapped[int | None]


class Organisation(Base):
    """A provider, council, children's trust, Regional Care Co-operative or partner."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    kind: Mapped[OrganisationKind] = enum_column(OrganisationKind, index=True)
    name: Mapped[str] = mapped_column(index=True)
    company_number: Mapped[str | None] = mapped_column(unique=True)
    charity_number: Mapped[str | None]
    legal_form: Mapped[str | None]
    contact_email: Mapped[str | None]
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))


class Region(Base):
    """The area of one Regional Care Co-operative, with its lead organisation."""

    __tablename__ = "region"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    lead_organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    places_children: Mapped[bool] = mapped_column(default=False)

    lead: Mapped[Organisation] = relationship()
    members: Mapped[list["RegionMember"]] = relationship(
        back_populates="region", order_by="RegionMember.starts_on, RegionMember.id"
    )


class RegionMember(Base):
    """A council, trust or partner in a region from one date up to, not including, another."""

    __tablename__ = "region_member"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        Index("ix_region_member_organisation_dates", "organisation_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    region: Mapped[Region] = relationship(back_populates="members")
    organisation: Mapped[Organisation] = relationship()
