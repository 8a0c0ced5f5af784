"""Appointments to lots and their dated rates."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Organisation
from portal.db import Base, Pence, enum_column, random_reference
from portal.providers.models import Service
from portal.tenders.models import Award, Component, Lot


class AppointmentStatus(StrEnum):
    """What people have decided about an appointment. That it has expired, its end date says."""

    APPOINTED = "appointed"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


APPOINTMENT_MOVES = {
    AppointmentStatus.APPOINTED: {AppointmentStatus.SUSPENDED, AppointmentStatus.WITHDRAWN},
    AppointmentStatus.SUSPENDED: {AppointmentStatus.APPOINTED, AppointmentStatus.WITHDRAWN},
}


class RateSource(StrEnum):
    """Where an agreed rate comes from."""

    BID = "bid"
    UPLIFT = "uplift"
    VARIATION = "variation"


class Appointment(Base):
    """A service's place on a lot, from a date up to, not including, another."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("ends_on > starts_on", name="ends_after_start"),
        Index(
            "uq_appointment_live",
            "lot_id",
            "service_id",
            unique=True,
            sqlite_where=text("status <> 'withdrawn'"),
            postgresql_where=text("status <> 'withdrawn'"),
        ),
        Index("ix_appointment_service_lot", "service_id", "lot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    award_id: Mapped[int | None] = mapped_column(ForeignKey("award.id"), unique=True)
    status: Mapped[AppointmentStatus] = enum_column(
        AppointmentStatus, default=AppointmentStatus.APPOINTED
    )
    starts_on: Mapped[date]
    ends_on: Mapped[date] = mapped_column(index=True)
    rank: Mapped[int]
    tier: Mapped[int | None]
    appointed_at: Mapped[datetime]

    lot: Mapped[Lot] = relationship()
    service: Mapped[Service] = relationship()
    organisation: Mapped[Organisation] = relationship()
    award: Mapped[Award | None] = relationship()
    spells: Mapped[list["AppointmentSpell"]] = relationship(
        back_populates="appointment", order_by="AppointmentSpell.starts_on, AppointmentSpell.id"
    )
    rates: Mapped[list["Rate"]] = relationship(
        back_populates="appointment", order_by="Rate.component_code, Rate.starts_on, Rate.id"
    )


class AppointmentSpell(Base):
    """A stretch of an appointment's life in one state; the next spell ends it."""

    __tablename__ = "appointment_spell"
    __table_args__ = (Index("ix_appointment_spell_dates", "appointment_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    status: Mapped[AppointmentStatus] = enum_column(AppointmentStatus)
    starts_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime]

    appointment: Mapped[Appointment] = relationship(back_populates="spells")


class Rate(Base):
    """An appointment's price for one component from a date; the next rate ends it.

    Amounts are never edited: a wrong row is withdrawn with a reason and a new one added.
    """

    __tablename__ = "rate"
    __table_args__ = (
        CheckConstraint("pence > 0", name="positive"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"
        ),
        Index(
            "uq_rate_live",
            "appointment_id",
            "component_code",
            "starts_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"))
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"))
    pence: Mapped[Pence]
    starts_on: Mapped[date]
    source: Mapped[RateSource] = enum_column(RateSource)
    decided_on: Mapped[date]
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    appointment: Mapped[Appointment] = relationship(back_populates="rates")
    component: Mapped[Component] = relationship(lazy="joined")
