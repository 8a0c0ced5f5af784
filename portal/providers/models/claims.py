"""Claims of services that somebody questions: another organisation, or Ofsted's register."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.db import Base, enum_column, random_reference
from portal.providers.models.services import Service


class DisputeStatus(StrEnum):
    """How far a disputed claim has come."""

    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


DISPUTE_MOVES = {
    DisputeStatus.OPEN: {DisputeStatus.UPHELD, DisputeStatus.REFUSED, DisputeStatus.WITHDRAWN},
}


class ClaimDispute(Base):
    """An organisation says that a service which another one holds is its own.

    `holder` is who held the service when the dispute was raised; `vouching` is who can confirm what
    the claimant says. The holder may answer in words; an administrator decides with a reason.
    """

    __tablename__ = "claim_dispute"
    __table_args__ = (
        CheckConstraint("claimant_id <> holder_id", name="two_organisations"),
        CheckConstraint("reason <> ''", name="reasoned"),
        CheckConstraint("(answer = '') = (answered_at IS NULL)", name="answer_dated"),
        CheckConstraint(
            "(status IN ('upheld', 'refused')) = (decided_by_id IS NOT NULL)", name="decided_by"
        ),
        CheckConstraint("(status = 'open') = (ended_at IS NULL)", name="dated_when_ended"),
        CheckConstraint("decided_by_id IS NULL OR decision <> ''", name="decision_reasoned"),
        Index(
            "uq_claim_dispute_open_service",
            "service_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_claim_dispute_status_raised", "status", "raised_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    claimant_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    reason: Mapped[str]
    vouching: Mapped[str]
    raised_at: Mapped[datetime]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    status: Mapped[DisputeStatus] = enum_column(DisputeStatus, default=DisputeStatus.OPEN)
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decision: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    ended_at: Mapped[datetime | None]

    service: Mapped[Service] = relationship()
    claimant: Mapped[Organisation] = relationship(foreign_keys=[claimant_id])
    holder: Mapped[Organisation] = relationship(foreign_keys=[holder_id])
    raised_by: Mapped[Membership] = relationship(foreign_keys=[raised_by_id])


class ClaimCheck(Base):
    """A claim of a service that the register listed under another owner's name, to be looked at."""

    __tablename__ = "claim_check"
    __table_args__ = (
        CheckConstraint("(looked_at IS NULL) = (looked_by_id IS NULL)", name="looked_at_by"),
        CheckConstraint("looked_at IS NULL OR note <> ''", name="noted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), unique=True)
    listed_owner: Mapped[str]
    raised_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    looked_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    note: Mapped[str] = mapped_column(default="")

    service: Mapped[Service] = relationship()
