"""Service succession: that one service follows another from a day."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership
from portal.db import Base, enum_column, random_reference
from portal.providers.models.services import Service


class SuccessionReason(StrEnum):
    """Why one service follows another."""

    NEW_REGISTRATION = "new_registration"
    NEW_OWNER = "new_owner"
    MOVED_PREMISES = "moved_premises"
    MERGED = "merged"


SUCCESSION_REASONS = {
    SuccessionReason.NEW_REGISTRATION: "It was registered anew",
    SuccessionReason.NEW_OWNER: "It has a new owner",
    SuccessionReason.MOVED_PREMISES: "It moved to other premises",
    SuccessionReason.MERGED: "It was merged into another service",
}


class SuccessionStatus(StrEnum):
    """How far a succession has come."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


SUCCESSION_MOVES = {
    SuccessionStatus.REQUESTED: {
        SuccessionStatus.APPROVED,
        SuccessionStatus.REFUSED,
        SuccessionStatus.WITHDRAWN,
    },
}


class Succession(Base):
    """That a new service follows an old one from a day, asked for and decided by two people.

    `agreed_at` is when the old service's provider agreed, where that is another than the new one's.
    """

    __tablename__ = "succession"
    __table_args__ = (
        CheckConstraint("old_service_id <> new_service_id", name="two_services"),
        CheckConstraint(
            "(status IN ('approved', 'refused')) = (decided_at IS NOT NULL)",
            name="dated_when_decided",
        ),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"
        ),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="two_people"
        ),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_by_somebody"),
        Index(
            "uq_succession_live_old_service",
            "old_service_id",
            unique=True,
            sqlite_where=text("status IN ('requested', 'approved')"),
            postgresql_where=text("status IN ('requested', 'approved')"),
        ),
        Index("ix_succession_status_requested_at", "status", "requested_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    old_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    new_service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    on_date: Mapped[date]
    reason: Mapped[SuccessionReason] = enum_column(SuccessionReason)
    explanation: Mapped[str]
    status: Mapped[SuccessionStatus] = enum_column(
        SuccessionStatus, default=SuccessionStatus.REQUESTED
    )
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decision: Mapped[str] = mapped_column(default="")

    old_service: Mapped[Service] = relationship(foreign_keys=[old_service_id])
    new_service: Mapped[Service] = relationship(foreign_keys=[new_service_id])
    requested_by: Mapped[Membership] = relationship(foreign_keys=[requested_by_id])
    decided_by: Mapped[Membership | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def waits_for_agreement(self) -> bool:
        """Whether the old service's provider has still to agree."""
        owners = {self.old_service.organisation_id, self.new_service.organisation_id}
        undecided = self.status is SuccessionStatus.REQUESTED
        return undecided and len(owners) > 1 and self.agreed_at is None
