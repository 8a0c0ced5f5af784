"""Placements: the commercial record, and apart from it the child record only the council sees."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Membership, Organisation, Region
from portal.contracts.models.appointments import Appointment
from portal.contracts.models.blocks import BlockContract
from portal.contracts.models.searches import AgeBand, Search
from portal.db import Base, Pence, enum_column, random_reference
from portal.providers.models import ProvisionType, Service
from portal.tenders.models import Component, Lot


class Route(StrEnum):
    """How a place was bought."""

    CALL_OFF = "call_off"
    BLOCK = "block"
    SPOT = "spot"
    UNREGISTERED = "unregistered"


class Placement(Base):
    """The commercial record of one child's stay, known by its agreement number.

    It runs from its start date up to, not including, its end date. `setting` names where the
    child lives when no service of the portal does ("none" where there is no registered setting),
    and `provider_name` who runs it when no organisation of the portal does;
    `complete_by` is set while an emergency record still lacks what falls due later.
    """

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        CheckConstraint(
            "(route = 'block') = (block_contract_id IS NOT NULL) OR complete_by IS NOT NULL",
            name="block_has_contract",
        ),
        CheckConstraint("service_id IS NOT NULL OR setting <> ''", name="somewhere"),
        CheckConstraint(
            "complete_by IS NOT NULL OR (route IS NOT NULL AND comparison_lot_id IS NOT NULL)",
            name="complete_or_due",
        ),
        Index("ix_placement_council_starts_on", "council_id", "starts_on"),
        Index("ix_placement_region_starts_on", "region_id", "starts_on"),
        Index("ix_placement_service_starts_on", "service_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True, default=random_reference)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("region.id"))
    search_id: Mapped[int | None] = mapped_column(ForeignKey("search.id"), index=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    provider_name: Mapped[str] = mapped_column(default="")
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    setting: Mapped[str] = mapped_column(default="")
    route: Mapped[Route | None] = enum_column(Route, nullable=True)
    comparison_lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    block_contract_id: Mapped[int | None] = mapped_column(
        ForeignKey("block_contract.id"), index=True
    )
    emergency: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    complete_by: Mapped[date | None]
    officer_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    recorded_at: Mapped[datetime]

    council: Mapped[Organisation] = relationship(foreign_keys=[council_id])
    provider: Mapped[Organisation | None] = relationship(foreign_keys=[provider_id])
    region: Mapped[Region] = relationship()
    search: Mapped[Search | None] = relationship()
    service: Mapped[Service | None] = relationship()
    comparison_lot: Mapped[Lot | None] = relationship()
    appointment: Mapped[Appointment | None] = relationship()
    block_contract: Mapped[BlockContract | None] = relationship()
    officer: Mapped[Membership] = relationship()
    charges: Mapped[list["Charge"]] = relationship(
        back_populates="placement", order_by="Charge.starts_on, Charge.component_code, Charge.id"
    )


class ChildRecord(Base):
    """What only the council sees of a placement: a pseudonymous reference and needs."""

    __tablename__ = "child_record"

    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    child_reference: Mapped[str]
    needs: Mapped[str] = mapped_column(default="")
    ideal_type: Mapped[ProvisionType | None] = enum_column(ProvisionType, nullable=True)
    ideal_area: Mapped[str] = mapped_column(default="")
    gap_reason: Mapped[str] = mapped_column(default="")


class AgeBandPeriod(Base):
    """The age band of the child from a date, on the commercial record because prices turn on it."""

    __tablename__ = "age_band_period"
    __table_args__ = (UniqueConstraint("placement_id", "starts_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    age_band: Mapped[AgeBand] = enum_column(AgeBand)
    starts_on: Mapped[date]


class Charge(Base):
    """What a provider charges for one component over a period.

    `pence` is for one unit. Weekly and nightly charges run over the nights of the period; for
    other units `quantity` counts what was bought in it. A wrong row is withdrawn, never edited.
    """

    __tablename__ = "charge"
    __table_args__ = (
        CheckConstraint("pence > 0", name="positive"),
        CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity_positive"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"
        ),
        Index("ix_charge_placement_component", "placement_id", "component_code", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"))
    pence: Mapped[Pence]
    quantity: Mapped[int | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    placement: Mapped[Placement] = relationship(back_populates="charges")
    component: Mapped[Component] = relationship(lazy="joined")


class AgreedRate(Base):
    """A lower price signed for this placement, where the framework lets a call-off agree one."""

    __tablename__ = "agreed_rate"
    __table_args__ = (
        UniqueConstraint("placement_id", "component_code", "starts_on"),
        CheckConstraint("pence > 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"))
    pence: Mapped[Pence]
    starts_on: Mapped[date]
    signed_on: Mapped[date]


class PricePiece(Base):
    """One piece of a placement's price check: a component over a run of nights, priced both ways.

    Pieces are not cut at the day of the check: an open one keeps `ends_on` empty, and totals as
    at any date are summed from the rows. Amounts are pence for one unit.
    """

    __tablename__ = "price_piece"
    __table_args__ = (
        Index("ix_price_piece_placement", "placement_id", "starts_on"),
        Index("ix_price_piece_kind_starts_on", "reference_kind", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    component_code: Mapped[str] = mapped_column(ForeignKey("component.code"))
    unit: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    quantity: Mapped[int | None]
    charged_pence: Mapped[Pence]
    reference_pence: Mapped[Pence | None]
    reference_kind: Mapped[str]
    reference_source_id: Mapped[int | None]
    unpriced: Mapped[bool] = mapped_column(default=False)

    placement: Mapped[Placement] = relationship()
    component: Mapped[Component] = relationship(lazy="joined")
