"""What a price check reads for many placements at once: one statement for each kind of fact."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from portal.contracts.models import (
    AgeBandPeriod,
    AgreedRate,
    Appointment,
    AppointmentSpell,
    BlockContract,
    Charge,
    LotMedian,
    LotMonth,
    Placement,
    Rate,
)
from portal.tenders.models import Component, Framework, Lot, PriceLine

Ids = Collection[int]
Rows = Select[*tuple[Any, ...]]


def placements(ids: Ids) -> Rows:
    """The placements, each with the terms of its comparison lot and of its block contract."""
    return (
        select(
            Placement.id,
            Placement.starts_on,
            Placement.ends_on,
            Placement.service_id,
            Placement.comparison_lot_id.label("lot_id"),
            Framework.region_id,
            Framework.price_basis,
            Framework.lower_prices_at_call_off,
            Lot.provision_type,
            Lot.need_category,
            Lot.age_from,
            Lot.age_to,
            BlockContract.id.label("block_id"),
            BlockContract.weekly_pence.label("block_pence"),
            BlockContract.starts_on.label("block_starts_on"),
            BlockContract.ends_on.label("block_ends_on"),
        )
        .outerjoin(Lot, Lot.id == Placement.comparison_lot_id)
        .outerjoin(Framework, Framework.id == Lot.framework_id)
        .outerjoin(BlockContract, BlockContract.id == Placement.block_contract_id)
        .where(Placement.id.in_(ids))
        .order_by(Placement.id)
    )


def charges(ids: Ids) -> Rows:
    """Charges that stand, each with its component's unit."""
    return (
        select(
            Charge.id,
            Charge.placement_id,
            Charge.component_code,
            Component.unit,
            Charge.pence,
            Charge.quantity,
            Charge.starts_on,
            Charge.ends_on,
        )
        .join(Component, Component.code == Charge.component_code)
        .where(Charge.placement_id.in_(ids), Charge.withdrawn_at.is_(None))
        .order_by(Charge.id)
    )


def agreed_rates(ids: Ids) -> Rows:
    """Prices signed for single placements."""
    return (
        select(
            AgreedRate.id,
            AgreedRate.placement_id,
            AgreedRate.component_code,
            Component.unit,
            AgreedRate.pence,
            AgreedRate.starts_on,
        )
        .join(Component, Component.code == AgreedRate.component_code)
        .where(AgreedRate.placement_id.in_(ids))
        .order_by(AgreedRate.placement_id, AgreedRate.component_code, AgreedRate.starts_on)
    )


def age_bands(ids: Ids) -> Rows:
    """The age bands of the children, each from its date."""
    return (
        select(AgeBandPeriod.placement_id, AgeBandPeriod.age_band, AgeBandPeriod.starts_on)
        .where(AgeBandPeriod.placement_id.in_(ids))
        .order_by(AgeBandPeriod.placement_id, AgeBandPeriod.starts_on)
    )


def appointments_of_services(services: Ids) -> Rows:
    """Every appointment of some services, with what makes a lot like another."""
    return _appointments().where(Appointment.service_id.in_(services))


def appointments_on_lots(lots: Ids) -> Rows:
    """Every appointment on some lots."""
    return _appointments().where(Appointment.lot_id.in_(lots))


def spells(appointments: Ids) -> Rows:
    """The spells of appointments, in order."""
    return (
        select(AppointmentSpell.appointment_id, AppointmentSpell.status, AppointmentSpell.starts_on)
        .where(AppointmentSpell.appointment_id.in_(appointments))
        .order_by(AppointmentSpell.appointment_id, AppointmentSpell.starts_on, AppointmentSpell.id)
    )


def rates(appointments: Ids) -> Rows:
    """Rates that stand, in order; the next of a component ends the one before it."""
    return (
        select(
            Rate.id,
            Rate.appointment_id,
            Rate.component_code,
            Component.unit,
            Rate.pence,
            Rate.starts_on,
        )
        .join(Component, Component.code == Rate.component_code)
        .where(Rate.appointment_id.in_(appointments), Rate.withdrawn_at.is_(None))
        .order_by(Rate.appointment_id, Rate.component_code, Rate.starts_on)
    )


def ceilings(lots: Ids) -> Rows:
    """The ceilings of lots, with the term in which they hold."""
    return (
        select(
            PriceLine.lot_id,
            PriceLine.component_code,
            Component.unit,
            PriceLine.ceiling_pence.label("pence"),
            Framework.starts_on,
            Framework.ends_on,
        )
        .join(Component, Component.code == PriceLine.component_code)
        .join(Lot, Lot.id == PriceLine.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .where(PriceLine.lot_id.in_(lots))
        .order_by(PriceLine.lot_id, PriceLine.component_code)
    )


def lot_months(lots: Ids, last: date) -> Rows:
    """The months of lots that are fixed, up to a month, each with its medians if it has any."""
    return (
        select(
            LotMonth.id,
            LotMonth.lot_id,
            LotMonth.month,
            LotMedian.component_code,
            Component.unit,
            LotMedian.pence,
        )
        .outerjoin(LotMedian, LotMedian.lot_month_id == LotMonth.id)
        .outerjoin(Component, Component.code == LotMedian.component_code)
        .where(LotMonth.lot_id.in_(lots), LotMonth.month <= last)
        .order_by(LotMonth.lot_id, LotMonth.month, LotMedian.component_code)
    )


def _appointments() -> Rows:
    return (
        select(
            Appointment.id,
            Appointment.service_id,
            Appointment.lot_id,
            Appointment.starts_on,
            Appointment.ends_on,
            Framework.region_id,
            Lot.provision_type,
            Lot.need_category,
            Lot.age_from,
            Lot.age_to,
        )
        .join(Lot, Lot.id == Appointment.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .order_by(Appointment.id)
    )
