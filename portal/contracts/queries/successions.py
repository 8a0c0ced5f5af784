"""Successions in the contract managers' regions, and what there is to carry."""

from datetime import date

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.access import Role
from portal.accounts.models import Membership, Organisation, RegionMember
from portal.accounts.queries import COUNCIL_KINDS, holders, in_force
from portal.contracts.models import (
    Appointment,
    BlockContract,
    CarriedAppointment,
    CarriedContract,
    EarlierService,
    Placement,
)
from portal.contracts.queries.appointments import region_ids
from portal.providers.models import Service, Succession, SuccessionStatus
from portal.providers.queries.successions import successions
from portal.tenders.models import Framework, Lot


def in_regions(membership: Membership, on: date, status: str = "") -> Select[Succession]:
    """Successions that touch the membership's regions: by where a service stands, or by contract.

    `status` narrows them to one state.
    """
    old, new = aliased(Service), aliased(Service)
    regions = region_ids(membership, on)
    found = (
        successions()
        .join(old, old.id == Succession.old_service_id)
        .join(new, new.id == Succession.new_service_id)
        .where(or_(_stands_in(old, regions, on), _stands_in(new, regions, on), _bought(regions)))
    )
    if status in set(SuccessionStatus):
        found = found.where(Succession.status == SuccessionStatus(status))
    return found


def in_region(reference: str, membership: Membership, on: date) -> Select[Succession]:
    """One of them, by its reference."""
    return in_regions(membership, on).where(Succession.reference == reference)


def waiting(membership: Membership, on: date) -> Select[Succession]:
    """Those that the membership may decide: asked for by somebody else, with every agreement."""
    old, new = aliased(Service), aliased(Service)
    one_owner = exists().where(
        old.id == Succession.old_service_id,
        new.id == Succession.new_service_id,
        old.organisation_id == new.organisation_id,
    )
    return in_regions(membership, on, SuccessionStatus.REQUESTED).where(
        or_(Succession.agreed_at.is_not(None), one_owner),
        Succession.requested_by_id != membership.id,
    )


def appointments_at(service_id: int, on: date) -> Select[Appointment]:
    """The appointments of a service that run on a day or later, with their spells and rates."""
    return (
        select(Appointment)
        .where(Appointment.service_id == service_id, Appointment.ends_on > on)
        .options(
            selectinload(Appointment.spells),
            selectinload(Appointment.rates),
            joinedload(Appointment.lot),
        )
        .order_by(Appointment.id)
    )


def contracts_at(service_id: int, on: date) -> Select[BlockContract]:
    """The block contracts of a service that run on a day or later."""
    return (
        select(BlockContract)
        .where(BlockContract.service_id == service_id, BlockContract.ends_on > on)
        .order_by(BlockContract.id)
    )


def placements_at(service_id: int, on: date) -> Select[Placement]:
    """The placements at a service with a night on a day or later."""
    return (
        select(Placement)
        .where(
            Placement.service_id == service_id,
            or_(Placement.ends_on.is_(None), Placement.ends_on > on),
        )
        .order_by(Placement.id)
    )


def carried_appointments(succession_id: int) -> Select[CarriedAppointment]:
    """The appointments that a succession carried."""
    return (
        select(CarriedAppointment)
        .where(CarriedAppointment.succession_id == succession_id)
        .options(
            joinedload(CarriedAppointment.new_appointment)
            .joinedload(Appointment.lot)
            .joinedload(Lot.framework),
            joinedload(CarriedAppointment.old_appointment),
        )
        .order_by(CarriedAppointment.id)
    )


def carried_contracts(succession_id: int) -> Select[CarriedContract]:
    """The block contracts that a succession carried."""
    return (
        select(CarriedContract)
        .where(CarriedContract.succession_id == succession_id)
        .options(joinedload(CarriedContract.contract))
        .order_by(CarriedContract.id)
    )


def carried_placements(succession_id: int) -> Select[EarlierService]:
    """The placements that a succession carried."""
    return (
        select(EarlierService)
        .where(EarlierService.succession_id == succession_id)
        .order_by(EarlierService.id)
    )


def officers_with_placements(succession_id: int) -> Select[Membership]:
    """The placements officers of the councils whose placements a succession carried."""
    councils = (
        select(Placement.council_id)
        .join(EarlierService, EarlierService.placement_id == Placement.id)
        .where(EarlierService.succession_id == succession_id)
    )
    return holders(Role.PLACEMENTS_OFFICER).where(Membership.organisation_id.in_(councils))


def _stands_in(service: type[Service], regions: Select[int], on: date) -> ColumnElement[bool]:
    councils = (
        select(Organisation.authority_id)
        .join(RegionMember, RegionMember.organisation_id == Organisation.id)
        .where(
            RegionMember.region_id.in_(regions),
            in_force(on),
            Organisation.kind.in_(COUNCIL_KINDS),
            Organisation.authority_id.is_not(None),
        )
    )
    return service.authority_id.in_(councils)


def _bought(regions: Select[int]) -> ColumnElement[bool]:
    """The condition that either service holds a place on a lot or a contract in some regions."""
    services = [Succession.old_service_id, Succession.new_service_id]
    on_lots = (
        select(Appointment.service_id)
        .join(Lot, Lot.id == Appointment.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .where(Framework.region_id.in_(regions))
    )
    by_contract = (
        select(BlockContract.service_id)
        .join(Lot, Lot.id == BlockContract.lot_id)
        .join(Framework, Framework.id == Lot.framework_id)
        .where(Framework.region_id.in_(regions))
    )
    return or_(*(one.in_(found) for one in services for found in (on_lots, by_contract)))
