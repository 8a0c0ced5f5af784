"""Breaches and their history, and the settings of rules."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation, Region
from portal.db import Base, Pence, enum_column, random_reference


class BreachStatus(StrEnum):
    """Where the work on a breach stands. Only the engine closes and reopens."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    PLANNED = "planned"
    WAIVER_PROPOSED = "waiver_proposed"
    WAIVED = "waived"
    CLOSED = "closed"


BREACH_MOVES = {
    BreachStatus.OPEN: {
        BreachStatus.ACKNOWLEDGED,
        BreachStatus.PLANNED,
        BreachStatus.WAIVER_PROPOSED,
    },
    BreachStatus.ACKNOWLEDGED: {BreachStatus.PLANNED, BreachStatus.WAIVER_PROPOSED},
    BreachStatus.PLANNED: {BreachStatus.ACKNOWLEDGED, BreachStatus.WAIVER_PROPOSED},
    BreachStatus.WAIVER_PROPOSED: {BreachStatus.WAIVED, BreachStatus.ACKNOWLEDGED},
    BreachStatus.WAIVED: {BreachStatus.ACKNOWLEDGED},
}


class RuleSetting(Base):
    """A region's own setting of a rule from a date, in place of the rule's default."""

    __tablename__ = "rule_setting"
    __table_args__ = (UniqueConstraint("rule_code", "region_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rule_code: Mapped[str]
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    starts_on: Mapped[date]
    values: Mapped[dict[str, Any]]
    by_membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))


class Breach(Base):
    """One rule failing for one subject in one period, with its life.

    `measured` and `threshold` are whole numbers in the rule's unit; `amount_pence` is what it
    costs where that can be said. `opened_at` is its latest opening, `seen_at` when the facts were
    last seen to change.
    """

    __tablename__ = "breach"
    __table_args__ = (
        UniqueConstraint("rule_code", "subject_kind", "subject_id", "period"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="dated_when_closed"),
        CheckConstraint(
            "(status = 'waived') = (waived_until IS NOT NULL)", name="dated_when_waived"
        ),
        Index("ix_breach_region_status_opened_at", "region_id", "status", "opened_at"),
        Index("ix_breach_region_opened_at", "region_id", "opened_at", "id"),
        Index("ix_breach_region_due_on", "region_id", "due_on", "id"),
        Index("ix_breach_subject", "subject_kind", "subject_id"),
        Index(
            "ix_breach_live",
            "rule_code",
            "subject_kind",
            "subject_id",
            sqlite_where=text("status <> 'closed'"),
            postgresql_where=text("status <> 'closed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    rule_code: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    period: Mapped[str] = mapped_column(default="")
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[BreachStatus] = enum_column(BreachStatus, default=BreachStatus.OPEN)
    measured: Mapped[Pence]
    threshold: Mapped[Pence]
    unit: Mapped[str]
    amount_pence: Mapped[Pence | None]
    opened_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    due_on: Mapped[date]
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), index=True)
    waived_until: Mapped[date | None]
    times_opened: Mapped[int] = mapped_column(default=1)

    region: Mapped[Region] = relationship()
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=[organisation_id])
    council: Mapped[Organisation | None] = relationship(foreign_keys=[council_id])
    assigned_to: Mapped[Membership | None] = relationship()
    events: Mapped[list["BreachEvent"]] = relationship(
        back_populates="breach", order_by="BreachEvent.at, BreachEvent.id"
    )


class BreachEvent(Base):
    """One step in a breach's life: opened, seen again with other figures, acted on, closed."""

    __tablename__ = "breach_event"
    __table_args__ = (Index("ix_breach_event_breach_at", "breach_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breach.id"))
    event: Mapped[str]
    at: Mapped[datetime]
    by_membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    note: Mapped[str] = mapped_column(default="")
    measured: Mapped[Pence | None]
    amount_pence: Mapped[Pence | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("job_run.id"), index=True)

    breach: Mapped[Breach] = relationship(back_populates="events")
    by: Mapped[Membership | None] = relationship()


class Waiver(Base):
    """A proposal to leave a breach be until a date, decided by somebody else."""

    __tablename__ = "waiver"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    breach_id: Mapped[int] = mapped_column(ForeignKey("breach.id"), index=True)
    reason: Mapped[str]
    until: Mapped[date]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]

    breach: Mapped[Breach] = relationship()
    proposed_by: Mapped[Membership] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Membership | None] = relationship(foreign_keys=[decided_by_id])
