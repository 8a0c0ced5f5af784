"""Vacancies: what a provider declares of a service's places, as at a day."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, enum_column
from portal.providers.models.services import Service


class UnavailableReason(StrEnum):
    """Why a registered place is not offered. Of a held one neither child nor council is kept."""

    MATCHING = "matching"
    STAFFING = "staffing"
    RESTRICTION = "restriction"
    WORKS = "works"
    HELD = "held"


UNAVAILABLE_TITLES = {
    UnavailableReason.MATCHING: "Matching",
    UnavailableReason.STAFFING: "Staffing",
    UnavailableReason.RESTRICTION: "Restriction",
    UnavailableReason.WORKS: "Works",
    UnavailableReason.HELD: "Held",
}


class VacancyDeclaration(Base):
    """How many places of a service are lived in, open to referrals, and not offered, on a day.

    A later declaration supersedes it; none is edited. `registered_places` are those of the service
    when it was declared; an agency may have none. Effective capacity is `occupied + available`.
    """

    __tablename__ = "vacancy_declaration"
    __table_args__ = (
        CheckConstraint("occupied >= 0", name="occupied_not_negative"),
        CheckConstraint("available >= 0", name="available_not_negative"),
        CheckConstraint("unavailable >= 0", name="unavailable_not_negative"),
        CheckConstraint(
            "registered_places IS NULL OR occupied + available + unavailable = registered_places",
            name="adds_up",
        ),
        Index("ix_vacancy_declaration_service_as_at", "service_id", "as_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    as_at: Mapped[date]
    registered_places: Mapped[int | None]
    occupied: Mapped[int]
    available: Mapped[int]
    unavailable: Mapped[int]
    declared_at: Mapped[datetime]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))

    service: Mapped[Service] = relationship()
    not_offered: Mapped[list["UnavailablePlaces"]] = relationship(
        back_populates="declaration", order_by="UnavailablePlaces.id"
    )

    @property
    def effective_capacity(self) -> int:
        """The places that the service can really fill: those lived in and those on offer."""
        return self.occupied + self.available


class UnavailablePlaces(Base):
    """Places of one declaration that are not offered, for one reason, and until when if known."""

    __tablename__ = "unavailable_places"
    __table_args__ = (
        UniqueConstraint("declaration_id", "reason"),
        CheckConstraint("places > 0", name="places_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("vacancy_declaration.id"))
    reason: Mapped[UnavailableReason] = enum_column(UnavailableReason)
    places: Mapped[int]
    until: Mapped[date | None]

    declaration: Mapped[VacancyDeclaration] = relationship(back_populates="not_offered")
