"""What a place costs in a service that a council, a trust or a co-operative runs itself."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal import audit, clock
from portal.accounts.models import Membership
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.in_house import in_house
from portal.providers.models import COST_PARTS, Service, UnitCost


def add_unit_cost(
    service: Service,
    *,
    starts_on: date,
    parts: Mapping[str, int],
    occupancy: int,
    basis: str,
    decided_on: date,
    by: Membership,
    at: datetime,
) -> UnitCost:
    """Record what a child's week costs from a day, in pence by its parts; the next one ends it.

    `occupancy` is the share of places taken for filled, in hundredths of a per cent.

    Raises:
        DomainError: the service is no in-house one, it comes to nothing, or the day has a cost.
    """
    if not in_house(service.organisation):
        raise DomainError("Unit costs are kept for services that a public body runs itself")
    if decided_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "decided_on")
    if not 0 < occupancy <= 10_000:
        raise DomainError("Occupancy must be more than 0% and up to 100%", "occupancy")
    amounts = _amounts(parts)
    cost = UnitCost(
        service=service,
        starts_on=starts_on,
        pence=sum(amounts.values()),
        occupancy=occupancy,
        basis=basis,
        decided_on=decided_on,
        added_at=at,
        by_membership_id=by.id,
        **amounts,
    )
    _save(cost)
    facts = {"unit_cost_id": cost.id, "starts_on": starts_on.isoformat(), "pence": cost.pence}
    audit.record(service, "unit_cost.added", by=by, at=at, facts=facts)
    return cost


def withdraw_unit_cost(cost: UnitCost, *, reason: str, by: Membership, at: datetime) -> None:
    """Withdraw a unit cost that was wrong. It stays on record and counts on no day.

    Raises:
        DomainError: it was withdrawn already.
    """
    lock(cost)
    if cost.withdrawn_at is not None:
        raise DomainError("This unit cost was withdrawn already")
    facts = {"unit_cost_id": cost.id, "reason": reason}
    audit.record(cost.service, "unit_cost.withdrawn", by=by, at=at, facts=facts)
    cost.withdrawn_at, cost.withdrawn_reason = at, reason


def _amounts(parts: Mapping[str, int]) -> dict[str, int]:
    amounts = {part: parts.get(part, 0) for part in COST_PARTS}
    if sum(amounts.values()) <= 0:
        raise DomainError("Enter what at least one part costs", "staffing_pence")
    return amounts


def _save(cost: UnitCost) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(cost)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(
            "A unit cost from this day is on record. Withdraw it first if it is wrong", "starts_on"
        ) from error
