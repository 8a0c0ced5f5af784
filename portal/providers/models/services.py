"""A provider's services."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Authority, Organisation
from portal.db import Base, enum_column, random_reference
from portal.providers.models.facts import Accepts, ClosureReason, Need, StaffingRatio


class ProvisionType(StrEnum):
    """What kind of regulated setting or agency a service is."""

    CHILDRENS_HOME = "childrens_home"
    SECURE_HOME = "secure_childrens_home"
    FOSTERING_AGENCY = "fostering_agency"
    SUPPORTED_ACCOMMODATION = "supported_accommodation"
    SPECIAL_SCHOOL = "residential_special_school"
    FAMILY_CENTRE = "residential_family_centre"


PROVISION_TITLES = {
    ProvisionType.CHILDRENS_HOME: "Children’s home",
    ProvisionType.SECURE_HOME: "Secure children’s home",
    ProvisionType.FOSTERING_AGENCY: "Independent fostering agency",
    ProvisionType.SUPPORTED_ACCOMMODATION: "Supported accommodation",
    ProvisionType.SPECIAL_SCHOOL: "Residential special school",
    ProvisionType.FAMILY_CENTRE: "Residential family centre",
}


class Regulator(StrEnum):
    """Who registers a service."""

    OFSTED = "ofsted"
    CIW = "care_inspectorate_wales"
    CIS = "care_inspectorate_scotland"
    CQC = "care_quality_commission"


REGULATOR_TITLES = {
    Regulator.OFSTED: "Ofsted",
    Regulator.CIW: "Care Inspectorate Wales",
    Regulator.CIS: "Care Inspectorate (Scotland)",
    Regulator.CQC: "Care Quality Commission",
}


class RegistrationState(StrEnum):
    """How far a service's registration has come."""

    APPLIED = "applied"
    REGISTERED = "registered"
    CLOSED = "closed"


REGISTRATION_MOVES = {
    RegistrationState.APPLIED: {RegistrationState.REGISTERED, RegistrationState.CLOSED},
    RegistrationState.REGISTERED: {RegistrationState.CLOSED},
}


class Service(Base):
    """One regulated setting or agency of a provider, by its unique reference number.

    `registration_number` is the one that another regulator than Ofsted gave. `registered_on`,
    `applied_on` and `closed_on` date the states of the registration. `district` is the first half
    of the postcode: buyers see no more. Adults are those usually there, by day and by night.
    """

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("places IS NULL OR places > 0", name="places_positive"),
        CheckConstraint("age_from <= age_to", name="ages_in_order"),
        CheckConstraint(
            "status <> 'registered' OR regulator <> 'ofsted' OR urn IS NOT NULL",
            name="urn_when_registered",
        ),
        CheckConstraint("adults_by_day IS NULL OR adults_by_day >= 0", name="adults_by_day"),
        CheckConstraint("adults_by_night IS NULL OR adults_by_night >= 0", name="adults_by_night"),
        Index("ix_service_organisation_name", "organisation_id", "name", "id"),
        Index("ix_service_organisation_council", "organisation_id", "local_authority", "id"),
        Index("ix_service_name", "name", "id"),
        Index(
            "uq_service_live_urn",
            "urn",
            unique=True,
            sqlite_where=text("urn IS NOT NULL AND status <> 'closed'"),
            postgresql_where=text("urn IS NOT NULL AND status <> 'closed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    urn: Mapped[str | None] = mapped_column(index=True)
    regulator: Mapped[Regulator] = enum_column(Regulator, default=Regulator.OFSTED)
    registration_number: Mapped[str | None]
    status: Mapped[RegistrationState] = enum_column(
        RegistrationState, default=RegistrationState.REGISTERED
    )
    name: Mapped[str]
    provision_type: Mapped[ProvisionType] = enum_column(ProvisionType, index=True)
    places: Mapped[int | None]
    age_from: Mapped[int] = mapped_column(default=0)
    age_to: Mapped[int] = mapped_column(default=17)
    needs: Mapped[str] = mapped_column(default="")
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("authority.id"))
    local_authority: Mapped[str] = mapped_column(default="")
    postcode: Mapped[str | None]
    claimed_at: Mapped[datetime]
    applied_on: Mapped[date | None]
    registered_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    district: Mapped[str | None] = mapped_column(index=True)
    staffing_ratio: Mapped[StaffingRatio | None] = enum_column(StaffingRatio)
    adults_by_day: Mapped[int | None]
    adults_by_night: Mapped[int | None]
    accepts: Mapped[Accepts | None] = enum_column(Accepts)
    closure_reason: Mapped[ClosureReason | None] = enum_column(ClosureReason)
    closure_note: Mapped[str] = mapped_column(default="", server_default="")

    organisation: Mapped[Organisation] = relationship()
    authority: Mapped[Authority | None] = relationship()
    met: Mapped[list["ServiceNeed"]] = relationship(
        cascade="all, delete-orphan", order_by="ServiceNeed.need"
    )


class ServiceNeed(Base):
    """One need of the fixed list that a service says it meets."""

    __tablename__ = "service_need"
    __table_args__ = (Index("ix_service_need_need", "need"),)

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    need: Mapped[Need] = enum_column(Need, primary_key=True)
