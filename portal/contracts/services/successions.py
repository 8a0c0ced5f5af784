"""What a succession carries: appointments with their rates, block places, placements.

Ratings are never carried. Each placement keeps its row and its agreement number, because the child
has not moved: only the service that it names is another from the day on.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, update

from portal import audit
from portal.accounts.models import Membership
from portal.changes import Changed, mark_changed
from portal.contracts.models import (
    APPOINTMENT_MOVES,
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    BlockContract,
    CarriedAppointment,
    CarriedContract,
    EarlierService,
    Placement,
    Rate,
)
from portal.contracts.queries import successions as queries
from portal.contracts.queries import touched
from portal.contracts.queries.appointments import holding_place
from portal.contracts.services.price_check import AT_ONCE, check_placements
from portal.db import all_of, db, lock
from portal.errors import DomainError
from portal.providers.models import Succession
from portal.providers.services import successions as decided
from portal.state import move

FOLLOWS = "Follows the appointment of the service before it"
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Carried:
    """How much a succession carried."""

    appointments: int
    contracts: int
    placements: int


def approve_and_carry(
    succession: Succession, *, reason: str, by: Membership, at: datetime
) -> Carried:
    """Approve a succession and carry over what the old service held, all or nothing.

    Raises:
        DomainError: it may not be approved, or the new service's own contracts stand in the way.
    """
    decided.approve(succession, reason=reason, by=by, at=at)
    carried = carry(succession, by=by, at=at)
    _tell_councils(succession, at)
    return carried


def carry(succession: Succession, *, by: Membership, at: datetime) -> Carried:
    """Carry appointments, rates, block places and placements to the new service from the day on.

    Raises:
        DomainError: the new service holds a place on a lot that does not run on the day.
    """
    old, on = succession.old_service_id, succession.on_date
    appointments = [
        one for one in all_of(queries.appointments_at(old, on)) if _state_on(one, on) is not None
    ]
    follows = {one.id: _carry_appointment(succession, one, by=by, at=at) for one in appointments}
    contracts = all_of(queries.contracts_at(old, on))
    for contract in contracts:
        _carry_contract(succession, contract, by=by, at=at)
    placements = _carry_placements(succession, follows, at=at)
    digest = hashlib.sha256(",".join(map(str, placements)).encode()).hexdigest()
    facts = {
        "appointments": len(appointments),
        "contracts": len(contracts),
        "placements": len(placements),
        "placements_digest": digest,
    }
    audit.record(succession, "succession.carried", by=by, at=at, facts=facts)
    if len(placements) <= AT_ONCE:  # Where there are more, the marks bring the next run to them.
        check_placements(placements, at=at)
    return Carried(len(appointments), len(contracts), len(placements))


def _carry_appointment(
    succession: Succession, old: Appointment, *, by: Membership, at: datetime
) -> Appointment:
    """End an appointment on the day, and let the new service's go on to the same end."""
    lock(old)
    new = _standing(succession, old) or _following(succession, old, by=by, at=at)
    ended = {"ends_on": succession.on_date.isoformat(), "succession": succession.reference}
    if old.starts_on >= succession.on_date:
        move(
            old,
            AppointmentStatus.WITHDRAWN,
            moves=APPOINTMENT_MOVES,
            by=by,
            at=at,
            reason="Another service follows before it began",
            facts=ended,
        )
        old.spells.append(
            AppointmentSpell(
                status=AppointmentStatus.WITHDRAWN,
                starts_on=old.starts_on,
                reason="Another service follows before it began",
                decided_at=at,
            )
        )
    else:
        audit.record(old, "appointment.succeeded", by=by, at=at, facts=ended)
        old.ends_on = succession.on_date
    db.session.add(
        CarriedAppointment(succession=succession, old_appointment=old, new_appointment=new)
    )
    db.session.flush()
    mark_changed(Changed.APPOINTMENT, [old.id, new.id], at=at)
    return new


def _standing(succession: Succession, old: Appointment) -> Appointment | None:
    """The place that the new service holds on the lot itself: it stands, with its own rates."""
    found = db.session.scalars(holding_place(old.lot_id, succession.new_service_id)).first()
    if found is None:
        return None
    starts_on = max(succession.on_date, old.starts_on)
    if not found.starts_on <= starts_on < found.ends_on:
        raise DomainError(
            f"{succession.new_service.name} has a place on {old.lot.name} that does not run on"
            f" {starts_on:%-d %B %Y}. Withdraw that appointment first."
        )
    return found


def _following(
    succession: Succession, old: Appointment, *, by: Membership, at: datetime
) -> Appointment:
    service = succession.new_service
    starts_on = max(succession.on_date, old.starts_on)
    new = Appointment(
        lot_id=old.lot_id,
        service_id=service.id,
        organisation_id=service.organisation_id,
        status=old.status,
        starts_on=starts_on,
        ends_on=old.ends_on,
        rank=old.rank,
        tier=old.tier,
        appointed_at=at,
    )
    new.spells = _spells_from(old, starts_on, at)
    new.rates = _rates_from(old.rates, starts_on, by=by, at=at)
    db.session.add(new)
    facts = {"succession": succession.reference, "follows": old.reference}
    audit.record(new, "appointment.carried", by=by, at=at, facts=facts)
    mark_changed(Changed.RATE, [rate.id for rate in new.rates], at=at)
    return new


def _state_on(appointment: Appointment, on: date) -> AppointmentStatus | None:
    """How an appointment stands on a day, or None where it was withdrawn by then."""
    day = max(on, appointment.starts_on)
    begun = [spell.status for spell in appointment.spells if spell.starts_on <= day]
    state = begun[-1] if begun else AppointmentStatus.APPOINTED
    return None if state is AppointmentStatus.WITHDRAWN else state


def _spells_from(old: Appointment, starts_on: date, at: datetime) -> list[AppointmentSpell]:
    """The state on the first day, and what was decided for later: a suspension goes on."""
    first = AppointmentSpell(
        status=_state_on(old, starts_on), starts_on=starts_on, reason=FOLLOWS, decided_at=at
    )
    later = [
        AppointmentSpell(
            status=spell.status,
            starts_on=spell.starts_on,
            reason=spell.reason,
            decided_at=spell.decided_at,
        )
        for spell in old.spells
        if spell.starts_on > starts_on
    ]
    return [first, *later]


def _rates_from(
    rates: Sequence[Rate], starts_on: date, *, by: Membership, at: datetime
) -> list[Rate]:
    """The rates in force on the first day and those that start later, with source and decision."""
    standing = [rate for rate in rates if rate.withdrawn_at is None]
    in_force = {
        rate.component_code: rate
        for rate in sorted(standing, key=lambda one: one.starts_on)
        if rate.starts_on <= starts_on
    }
    later = [rate for rate in standing if rate.starts_on > starts_on]
    return [
        Rate(
            component_code=rate.component_code,
            pence=rate.pence,
            starts_on=max(rate.starts_on, starts_on),
            source=rate.source,
            decided_on=rate.decided_on,
            added_at=at,
            by_membership_id=by.id,
        )
        for rate in [*in_force.values(), *later]
    ]


def _carry_contract(
    succession: Succession, contract: BlockContract, *, by: Membership, at: datetime
) -> None:
    lock(contract)
    service = succession.new_service
    facts = {"from": contract.service_id, "to": service.id, "succession": succession.reference}
    audit.record(contract, "block_contract.carried", by=by, at=at, facts=facts)
    contract.service_id, contract.organisation_id = service.id, service.organisation_id
    db.session.add(CarriedContract(succession=succession, contract=contract))
    mark_changed(Changed.BLOCK_CONTRACT, [contract.id], at=at)


def _carry_placements(
    succession: Succession, follows: Mapping[int, Appointment], *, at: datetime
) -> list[int]:
    """Name the new service on every placement that goes on; return their ids."""
    old, new, on = succession.old_service_id, succession.new_service, succession.on_date
    rows = db.session.execute(
        queries.placements_at(old, on).with_only_columns(Placement.id, Placement.appointment_id)
    ).all()
    ids = [row.id for row in rows]
    for start in range(0, len(ids), CHUNK):
        db.session.execute(touched.held_still(ids[start : start + CHUNK]))
        earlier = [
            {
                "placement_id": row.id,
                "succession_id": succession.id,
                "service_id": old,
                "appointment_id": row.appointment_id,
                "ends_on": on,
            }
            for row in rows[start : start + CHUNK]
        ]
        db.session.execute(insert(EarlierService), earlier)
        db.session.execute(
            update(Placement)
            .where(Placement.id.in_(ids[start : start + CHUNK]))
            .values(service_id=new.id, provider_id=new.organisation_id)
        )
    for number, appointment in follows.items():
        db.session.execute(
            update(Placement)
            .where(Placement.service_id == new.id, Placement.appointment_id == number)
            .values(appointment_id=appointment.id)
        )
    mark_changed(Changed.PLACEMENT, ids, at=at)
    return ids


def _tell_councils(succession: Succession, at: datetime) -> None:
    decided.tell(
        all_of(queries.officers_with_placements(succession.id)),
        "A service where you have placements goes on under another registration",
        "Your agreements and their prices go on unchanged. The new service is not rated yet:"
        " ratings are never carried over.",
        link="/council/placements",
        at=at,
        key=f"succession-carried:{succession.reference}",
    )
