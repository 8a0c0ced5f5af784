"""Placements: recorded, recorded in an emergency, completed, ended.

Nothing about prices, ceilings or rules is asked before a placement is kept: where a child already
lives is recorded first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.changes import Changed, mark_changed
from portal.contracts.models import (
    SEARCH_MOVES,
    AgeBand,
    AgeBandPeriod,
    Appointment,
    BlockContract,
    ChildRecord,
    Placement,
    Route,
    Search,
    SearchStatus,
)
from portal.contracts.queries import placements as queries
from portal.contracts.services.charges import ChargeLine, add_charge
from portal.contracts.services.corrected import close_corrected
from portal.contracts.services.searches import knows_child, new_child_reference
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import ProvisionType, Service
from portal.state import move
from portal.tenders.models import Lot
from portal.working_days import working_days_after

COMPLETE_WITHIN_WORKING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a council bought: how, from whom, and the lot whose prices it is compared with.

    Without a service of the portal, `setting` names the place ("none" where nothing is
    registered) and `provider_name` who runs it.
    """

    route: Route
    comparison_lot: Lot
    service: Service | None = None
    setting: str = ""
    provider_name: str = ""
    block_contract: BlockContract | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """What only the council keeps about the child. No reference: the portal makes one up."""

    reference: str | None = None
    needs: str = ""
    ideal_type: ProvisionType | None = None
    ideal_area: str = ""
    gap_reason: str = ""


def record_placement(
    *,
    council: Organisation,
    purchase: Purchase,
    starts_on: date,
    age_band: AgeBand,
    by: Membership,
    at: datetime,
    ends_on: date | None = None,
    charges: Sequence[ChargeLine] = (),
    child: Child | None = None,
    search: Search | None = None,
) -> Placement:
    """Record where a child lives, what was bought and the charges; a search given ends with it.

    Raises:
        DomainError: the parts contradict each other; nothing changes.
    """
    if ends_on is not None and ends_on <= starts_on:
        raise DomainError("The end date must be after the start date", "ends_on")
    if search is not None:
        lock(search)
    placement = Placement(
        council_id=council.id,
        region_id=_region_of(council, starts_on, at),
        search_id=search.id if search else None,
        starts_on=starts_on,
        ends_on=ends_on,
        officer_id=by.id,
        recorded_at=at,
    )
    _fill(placement, purchase, _appointment(purchase, starts_on))
    db.session.add(placement)
    audit.record(placement, "placement.recorded", by=by, at=at)
    _keep_child(placement, _child_of(search, child), age_band)
    if search is not None and search.status is SearchStatus.OPEN:
        move(search, SearchStatus.PLACED, moves=SEARCH_MOVES, by=by, at=at)
    _charge(placement, charges, by=by, at=at)
    return placement


def record_emergency(
    *,
    council: Organisation,
    organisation: str,
    setting: str,
    starts_on: date,
    age_band: AgeBand,
    officer: Membership,
    by: Membership,
    at: datetime,
) -> Placement:
    """Record with five facts where a child already lives; the rest falls due in two working days.

    `organisation` and `setting` are words: where they are those of one service of the portal, the
    placement is tied to it. A setting may be "none".
    """
    service = db.session.scalars(queries.service_named(organisation, setting)).first()
    provider = service.organisation if service else None
    provider = provider or db.session.scalars(queries.provider_named(organisation)).first()
    placement = Placement(
        council_id=council.id,
        region_id=_region_of(council, starts_on, at),
        provider_id=provider.id if provider else None,
        provider_name="" if provider else organisation,
        service_id=service.id if service else None,
        setting="" if service else setting,
        emergency=True,
        starts_on=starts_on,
        complete_by=working_days_after(clock.today(at), COMPLETE_WITHIN_WORKING_DAYS),
        officer_id=officer.id,
        recorded_at=at,
    )
    db.session.add(placement)
    audit.record(placement, "placement.emergency_recorded", by=by, at=at)
    _keep_child(placement, Child(), age_band)
    mark_changed(Changed.PLACEMENT, [placement.id], at=at)
    return placement


def complete_placement(
    placement: Placement,
    *,
    purchase: Purchase,
    by: Membership,
    at: datetime,
    charges: Sequence[ChargeLine] = (),
    child: Child | None = None,
) -> None:
    """Add to an emergency record what was still due.

    Raises:
        DomainError: nothing is due, or the parts contradict each other.
    """
    lock(placement)
    if placement.complete_by is None:
        raise DomainError("This placement’s record is already complete.")
    appointment = _appointment(purchase, placement.starts_on)
    record = db.session.get_one(ChildRecord, placement.id)
    if child is not None:
        record.needs, record.gap_reason = child.needs, child.gap_reason
        record.ideal_type, record.ideal_area = child.ideal_type, child.ideal_area
    audit.record(placement, "placement.completed", by=by, at=at)
    _fill(placement, purchase, appointment)
    placement.complete_by = None
    _charge(placement, charges, by=by, at=at)


def end_placement(placement: Placement, *, ends_on: date, by: Membership, at: datetime) -> None:
    """Say when a placement ended or will end: the first day without its night.

    Raises:
        DomainError: the day is not after the start.
    """
    lock(placement)
    if ends_on <= placement.starts_on:
        raise DomainError("The end date must be after the start date", "ends_on")
    facts = {"ends_on": ends_on.isoformat()}
    audit.record(placement, "placement.ended", by=by, at=at, facts=facts)
    placement.ends_on = ends_on
    close_corrected(placement, by=by, at=at)
    mark_changed(Changed.PLACEMENT, [placement.id], at=at)


def _appointment(purchase: Purchase, starts_on: date) -> Appointment | None:
    """Check that what was bought hangs together; find the appointment of a call-off."""
    if purchase.service is None and not purchase.setting:
        raise DomainError("Choose a service, or say where the child lives", "setting")
    block = purchase.block_contract
    if (purchase.route is Route.BLOCK) != (block is not None):
        raise DomainError("Choose the block contract that the place belongs to", "block_contract")
    if block is not None and purchase.service is not None and block.service != purchase.service:
        raise DomainError("The block contract is with another service", "block_contract")
    if purchase.route is not Route.CALL_OFF:
        return None
    if purchase.service is None:
        raise DomainError("Choose the service that the place was called off from", "appointment")
    found = db.session.scalars(
        queries.appointments_covering(purchase.service.id, purchase.comparison_lot.id, starts_on)
    ).first()
    if found is None:
        raise DomainError(
            f"{purchase.service.name} has no place on {purchase.comparison_lot.name} on that day."
            " Record a spot purchase instead.",
            "appointment",
        )
    return found


def _fill(placement: Placement, purchase: Purchase, appointment: Appointment | None) -> None:
    service = purchase.service
    placement.route = purchase.route
    placement.comparison_lot_id = purchase.comparison_lot.id
    placement.block_contract_id = purchase.block_contract.id if purchase.block_contract else None
    placement.appointment_id = appointment.id if appointment else None
    placement.service_id = service.id if service else None
    placement.provider_id = service.organisation_id if service else placement.provider_id
    placement.provider_name = "" if service else purchase.provider_name or placement.provider_name
    placement.setting = "" if service else purchase.setting


def _charge(
    placement: Placement, lines: Sequence[ChargeLine], *, by: Membership, at: datetime
) -> None:
    """Add the first charges; the placement is marked as changed even where there are none."""
    for line in lines:
        add_charge(placement, line, by=by, at=at)
    mark_changed(Changed.PLACEMENT, [placement.id], at=at)


def _keep_child(placement: Placement, child: Child, age_band: AgeBand) -> None:
    if child.reference and not knows_child(placement.council_id, child.reference):
        raise DomainError("Choose one of your council’s children", "child_reference")
    db.session.add_all(
        [
            ChildRecord(
                placement_id=placement.id,
                council_id=placement.council_id,
                child_reference=child.reference or new_child_reference(placement.council_id),
                needs=child.needs,
                ideal_type=child.ideal_type,
                ideal_area=child.ideal_area,
                gap_reason=child.gap_reason,
            ),
            AgeBandPeriod(
                placement_id=placement.id, age_band=age_band, starts_on=placement.starts_on
            ),
        ]
    )
    db.session.flush()


def _child_of(search: Search | None, child: Child | None) -> Child:
    given = child or Child()
    if search is None:
        return given
    return Child(
        reference=search.child_reference,
        needs=given.needs or search.needs,
        ideal_type=given.ideal_type or search.ideal_type,
        ideal_area=given.ideal_area or search.ideal_area,
        gap_reason=given.gap_reason,
    )


def _region_of(council: Organisation, starts_on: date, at: datetime) -> int:
    """The region that the council is in on the start date, else today, else was in last."""
    days = (starts_on, clock.today(at))
    for day in days:
        region = db.session.scalars(queries.region_on(council.id, day)).first()
        if region is not None:
            return region.id
    last = db.session.scalars(queries.last_region_id(council.id)).first()
    if last is None:
        raise DomainError(f"{council.name} does not belong to a region of this portal.")
    return last
