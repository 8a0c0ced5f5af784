"""What a placement is charged, and prices signed for it alone."""

from dataclasses import dataclass
from datetime import date, datetime

from portal import audit, clock
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.contracts.models import AgreedRate, Charge, Placement
from portal.contracts.pricing.facts import Rhythm
from portal.contracts.queries import placements as queries
from portal.contracts.services.corrected import close_corrected
from portal.db import db, lock
from portal.errors import DomainError
from portal.tenders.models import Component


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A charge for one component: pence for a unit, from a day, or from the placement's start.

    `quantity` counts the units bought where the component is not charged by week or night.
    """

    component_code: str
    pence: int
    starts_on: date | None = None
    ends_on: date | None = None
    quantity: int | None = None


def add_charge(placement: Placement, line: ChargeLine, *, by: Membership, at: datetime) -> Charge:
    """Record a charge. A new weekly or nightly price ends the open one of its component.

    Raises:
        DomainError: the dates leave the placement, a quantity is missing or out of place, or the
            component is charged for those nights already.
    """
    lock(placement)
    starts_on = line.starts_on or placement.starts_on
    _require_dates(placement, starts_on, line.ends_on)
    if _is_recurring(line):
        _make_way(placement, line, starts_on, by=by, at=at)
    charge = Charge(
        component_code=line.component_code,
        pence=line.pence,
        quantity=line.quantity,
        starts_on=starts_on,
        ends_on=line.ends_on,
        recorded_at=at,
    )
    placement.charges.append(charge)
    facts = {"component": line.component_code, "pence": line.pence, "quantity": line.quantity}
    audit.record(placement, "charge.added", by=by, at=at, facts=facts)
    mark_changed(Changed.PLACEMENT, [placement.id], at=at)
    return charge


def withdraw_charge(charge: Charge, *, reason: str, by: Membership, at: datetime) -> None:
    """Take back a charge that was wrong: it counts as if it had never been recorded.

    Raises:
        DomainError: it was withdrawn already.
    """
    lock(charge)
    if charge.withdrawn_at is not None:
        raise DomainError("This charge was already withdrawn.")
    facts = {"charge": charge.id, "reason": reason}
    audit.record(charge.placement, "charge.withdrawn", by=by, at=at, facts=facts)
    charge.withdrawn_at, charge.withdrawn_reason = at, reason
    close_corrected(charge.placement, by=by, at=at)
    mark_changed(Changed.PLACEMENT, [charge.placement_id], at=at)


def agree_rate(
    placement: Placement,
    *,
    component_code: str,
    pence: int,
    starts_on: date,
    signed_on: date,
    by: Membership,
    at: datetime,
) -> AgreedRate:
    """Keep a lower price that was signed for this placement alone.

    Raises:
        DomainError: the framework does not let a call-off agree lower prices, the price is not
            lower than the service's own rate, or one is kept for that component and day already.
    """
    lock(placement)
    lot = placement.comparison_lot
    if lot is None or not lot.framework.lower_prices_at_call_off:
        raise DomainError("This framework does not let a call-off agree its own prices.")
    _require_dates(placement, starts_on, None)
    if signed_on > clock.today(at):
        raise DomainError("The date of signing must be today or in the past", "signed_on")
    own = db.session.scalars(queries.own_rate(placement, component_code, starts_on)).first()
    if own is not None and pence >= own.pence:
        raise DomainError("The price must be lower than the service’s own rate", "pence")
    if db.session.scalars(queries.agreed_on(placement.id, component_code, starts_on)).first():
        raise DomainError("A price is already agreed from that day", "starts_on")
    agreed = AgreedRate(
        placement_id=placement.id,
        component_code=component_code,
        pence=pence,
        starts_on=starts_on,
        signed_on=signed_on,
    )
    db.session.add(agreed)
    facts = {"component": component_code, "pence": pence}
    audit.record(placement, "placement.price_agreed", by=by, at=at, facts=facts)
    mark_changed(Changed.PLACEMENT, [placement.id], at=at)
    return agreed


def _require_dates(placement: Placement, starts_on: date, ends_on: date | None) -> None:
    if starts_on < placement.starts_on:
        raise DomainError("The start date must not be before the placement’s", "starts_on")
    if placement.ends_on is not None and starts_on >= placement.ends_on:
        raise DomainError("The start date must be before the placement ends", "starts_on")
    if ends_on is not None and ends_on <= starts_on:
        raise DomainError("The end date must be after the start date", "ends_on")


def _is_recurring(line: ChargeLine) -> bool:
    component = db.session.get_one(Component, line.component_code)
    recurring = Rhythm.of(component.unit) is not Rhythm.ONCE
    if recurring and line.quantity is not None:
        raise DomainError(f"{component.title} is charged over time: leave this empty", "quantity")
    if not recurring and line.quantity is None:
        raise DomainError(f"Enter how many were bought of: {component.title}", "quantity")
    return recurring


def _make_way(
    placement: Placement, line: ChargeLine, starts_on: date, *, by: Membership, at: datetime
) -> None:
    """End the open charge of the component where the new one begins; refuse any other overlap."""
    for charge in placement.charges:
        same = charge.component_code == line.component_code and charge.withdrawn_at is None
        if not same or not _overlaps(charge, starts_on, line.ends_on):
            continue
        if charge.ends_on is not None or charge.starts_on >= starts_on:
            raise DomainError(
                "This component is already charged for some of those nights. Withdraw that charge"
                " first if it is wrong.",
                "starts_on",
            )
        facts = {"charge": charge.id, "ends_on": starts_on.isoformat()}
        audit.record(placement, "charge.ended", by=by, at=at, facts=facts)
        charge.ends_on = starts_on
        close_corrected(placement, by=by, at=at)


def _overlaps(charge: Charge, starts_on: date, ends_on: date | None) -> bool:
    begins_before_end = ends_on is None or charge.starts_on < ends_on
    return begins_before_end and (charge.ends_on is None or starts_on < charge.ends_on)
