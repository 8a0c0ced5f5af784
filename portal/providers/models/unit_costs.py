"""What a place in a service costs its own organisation, where a council or the like runs it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership
from portal.db import Base, Pence, random_reference
from portal.providers.models.services import Service

COST_PARTS = {
    "staffing_pence": "Staffing",
    "premises_pence": "Premises",
    "education_pence": "Education",
    "therapy_pence": "Therapy",
    "overheads_pence": "Overheads of the service",
    "central_pence": "Central charges",
}
ALL_PARTS = " + ".join(COST_PARTS)
NO_PART_BELOW_ZERO = " AND ".join(f"{part} >= 0" for part in COST_PARTS)


class UnitCost(Base):
    """The cost of one child for one week from a date; the next one ends it.

    `pence` is the sum of its parts. `occupancy` is the occupancy assumed, in hundredths of a per
    cent. Amounts are never edited: a wrong row is withdrawn with a reason and a new one added.
    """

    __tablename__ = "unit_cost"
    __table_args__ = (
        CheckConstraint("pence > 0", name="positive"),
        CheckConstraint(f"pence = {ALL_PARTS}", name="sum_of_parts"),
        CheckConstraint(NO_PART_BELOW_ZERO, name="no_part_below_zero"),
        CheckConstraint("occupancy > 0 AND occupancy <= 10000", name="occupancy_is_a_share"),
        CheckConstraint("basis <> ''", name="based"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"
        ),
        Index(
            "uq_unit_cost_live",
            "service_id",
            "starts_on",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    starts_on: Mapped[date]
    pence: Mapped[Pence]
    staffing_pence: Mapped[Pence]
    premises_pence: Mapped[Pence]
    education_pence: Mapped[Pence]
    therapy_pence: Mapped[Pence]
    overheads_pence: Mapped[Pence]
    central_pence: Mapped[Pence]
    occupancy: Mapped[int]
    basis: Mapped[str]
    decided_on: Mapped[date]
    added_at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    service: Mapped[Service] = relationship()
    by: Mapped[Membership | None] = relationship()
