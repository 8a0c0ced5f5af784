"""What providers say of the placements and charges recorded at their services."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation
from portal.contracts.models.placements import Charge, Placement, Route
from portal.db import Base, Pence, enum_column, random_reference
from portal.providers.models import Service


class Answer(StrEnum):
    """What a provider says of something that a council has recorded."""

    AGREED = "agreed"
    DISPUTED = "disputed"


class DisputeReason(StrEnum):
    """Why a provider disputes a record."""

    PRICE = "price"
    DATES = "dates"
    COMPONENT = "component"
    HOURS = "hours"
    NOT_OURS = "not_our_placement"
    ENDED = "ended_already"
    OTHER = "other"


class DisputeStatus(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"


DISPUTE_MOVES = {
    DisputeStatus.OPEN: {DisputeStatus.ACCEPTED, DisputeStatus.KEPT, DisputeStatus.WITHDRAWN},
}
_OPEN = "status = 'open' AND charge_id IS NULL"
_OPEN_CHARGE = "status = 'open' AND charge_id IS NOT NULL"


class ProviderAnswer(Base):
    """What a provider said of a charge or, without one, of a placement's own facts.

    The facts are copied as they stood, so that any later change by the council asks again. What was
    said is never edited: the latest answer counts, and a dispute is closed by what `status` says.
    """

    __tablename__ = "provider_answer"
    __table_args__ = (
        CheckConstraint("(answer = 'disputed') = (status IS NOT NULL)", name="disputes_have_state"),
        CheckConstraint(
            "(answer = 'disputed') = (reason IS NOT NULL)", name="disputes_have_reason"
        ),
        CheckConstraint(
            "(status IS NULL OR status = 'open') = (closed_at IS NULL)", name="dated_when_closed"
        ),
        CheckConstraint("status <> 'kept' OR closing_words <> ''", name="kept_with_reason"),
        CheckConstraint("reason <> 'other' OR words <> ''", name="other_in_words"),
        CheckConstraint("proposed_pence > 0", name="proposed_positive"),
        Index("ix_provider_answer_placement", "placement_id", "charge_id", "id"),
        Index("ix_provider_answer_organisation_status_at", "organisation_id", "status", "at"),
        Index(
            "uq_provider_answer_open_placement",
            "placement_id",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(
            "uq_provider_answer_open_charge",
            "charge_id",
            unique=True,
            sqlite_where=text(_OPEN_CHARGE),
            postgresql_where=text(_OPEN_CHARGE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    charge_id: Mapped[int | None] = mapped_column(ForeignKey("charge.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    route: Mapped[Route | None] = enum_column(Route, nullable=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    pence: Mapped[Pence | None]
    quantity: Mapped[int | None]
    answer: Mapped[Answer] = enum_column(Answer)
    reason: Mapped[DisputeReason | None] = enum_column(DisputeReason, nullable=True)
    words: Mapped[str] = mapped_column(default="")
    proposed_pence: Mapped[Pence | None]
    proposed_on: Mapped[date | None]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    at: Mapped[datetime]
    status: Mapped[DisputeStatus | None] = enum_column(DisputeStatus, nullable=True)
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    closing_words: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    placement: Mapped[Placement] = relationship()
    charge: Mapped[Charge | None] = relationship()
    service: Mapped[Service] = relationship()
    by: Mapped[Membership] = relationship(foreign_keys=[by_membership_id])
    closed_by: Mapped[Membership | None] = relationship(foreign_keys=[closed_by_id])
