"""Makes live contracts of the demo's awards: appointments, uplifted rates, a block contract."""

from datetime import date
from fractions import Fraction

from sqlalchemy import Select, select

from portal.contracts.models import Appointment, BlockContract, RateSource
from portal.contracts.services import appointments, blocks
from portal.db import all_of
from portal.demo.market import Market
from portal.money import round_half_away
from portal.tenders.models import Award, Entry, Lot, LotPurpose, Procurement

UPLIFT = Fraction(1015, 1000)
SHORT_TERM = "Hazel Rise"


def appoint(market: Market, procurement: Procurement, manager: str) -> BlockContract | None:
    """Appoint everybody who was awarded a place on a lot, and contract the block if any."""
    by = market.members[manager]
    framework = procurement.framework
    at = market.timeline.moment((framework.starts_on - market.timeline.as_at).days - 20)
    block = None
    for award in all_of(awards_of(procurement)):
        short = award.entry.service.name == SHORT_TERM
        ends_on = market.timeline.day(46) if short else framework.ends_on
        if award.entry.lot.purpose is LotPurpose.PLACES:
            appointments.appoint(
                award, starts_on=framework.starts_on, ends_on=ends_on, by=by, at=at
            )
            continue
        block = blocks.make_block_contract(
            award,
            title="Wendmoor block of four places",
            starts_on=framework.starts_on,
            ends_on=framework.ends_on,
            shares={
                market.councils["Thornmoor"]: 2,
                market.councils["Brackwater"]: 1,
                market.councils["Fenholt"]: 1,
            },
            by=by,
            at=at,
        )
    return block


def awards_of(procurement: Procurement) -> Select[Award]:
    return (
        select(Award)
        .join(Award.entry)
        .where(Entry.procurement_id == procurement.id)
        .order_by(Award.id)
    )


def uplift(market: Market, procurement: Procurement, manager: str) -> None:
    """Raise the core rates of the region by 1.5 % from the last 1 April of the framework's term."""
    day = last_april(market.timeline.as_at)
    if day <= procurement.framework.starts_on:
        return
    for appointment in all_of(appointments_of(procurement)):
        core = next(rate for rate in appointment.rates if rate.component_code == "CORE")
        appointments.add_rate(
            appointment,
            component_code="CORE",
            pence=round_half_away(core.pence * UPLIFT),
            starts_on=day,
            decided_on=date(day.year, 3, 12),
            source=RateSource.UPLIFT,
            by=market.members[manager],
            at=market.timeline.moment((date(day.year, 3, 12) - market.timeline.as_at).days, 14),
        )


def last_april(as_at: date) -> date:
    """Return the latest 1 April that lies at least a month before a day."""
    this_year = date(as_at.year, 4, 1)
    return this_year if (as_at - this_year).days >= 30 else date(as_at.year - 1, 4, 1)


def appointments_of(procurement: Procurement) -> Select[Appointment]:
    return (
        select(Appointment)
        .join(Lot, Lot.id == Appointment.lot_id)
        .where(Lot.framework_id == procurement.framework_id)
        .order_by(Appointment.id)
    )
