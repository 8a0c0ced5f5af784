"""Placements as each side may see them, and what recording one looks up."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.access import OrganisationKind
from portal.accounts.models import Membership, Organisation, Region, RegionMember
from portal.accounts.queries import regions_of_organisation
from portal.contracts.models import (
    AgeBandPeriod,
    AgreedRate,
    Appointment,
    Charge,
    ChildRecord,
    Placement,
    Rate,
    Route,
)
from portal.contracts.queries.appointments import region_ids
from portal.contracts.queries.earlier import service_on
from portal.providers.models import RegistrationState, Service
from portal.providers.queries.services import is_provider
from portal.tenders.models import Lot

STATES = ("live", "ended", "incomplete", "to come")


def council_placements(membership: Membership) -> Select[Placement]:
    """The placements of the membership's own council."""
    return _placements().where(Placement.council_id == membership.organisation_id)


def region_placements(membership: Membership, on: date) -> Select[Placement]:
    """The placements of the membership's regions, without the children."""
    if membership.organisation.kind is OrganisationKind.RCC:
        # It leads one region at most: compared with one value, the index also gives the order.
        lead = Region.lead_organisation_id == membership.organisation_id
        led = select(Region.id).where(lead).scalar_subquery()
        return _placements().where(Placement.region_id == led)
    return _placements().where(Placement.region_id.in_(region_ids(membership, on)))


def own_placements(membership: Membership) -> Select[Placement]:
    """The placements recorded at a provider's own services."""
    return (
        _placements()
        .join(Service, Service.id == Placement.service_id)
        .where(Service.organisation_id == membership.organisation_id)
    )


def filtered(
    statement: Select[Placement], filters: Mapping[str, str], on: date
) -> Select[Placement]:
    """Narrow a list of placements. Filters: `status`, `route`, `text` (see below).

    A text is an agreement number, a URN, or part of the name of a setting or of its provider.
    """
    if filters.get("status") in STATES:
        statement = statement.where(in_state(filters["status"], on))
    if filters.get("route") in set(Route):
        statement = statement.where(Placement.route == Route(filters["route"]))
    if text := filters.get("text"):
        pattern = f"%{text.replace('%', '').replace('_', '')}%"
        run_by = Service.organisation.has(Organisation.name.ilike(pattern))
        at_service = select(Service.id).where(
            or_(Service.name.ilike(pattern), Service.urn == text, run_by)
        )
        statement = statement.where(
            or_(
                Placement.reference == text.upper(),
                Placement.setting.ilike(pattern),
                Placement.service_id.in_(at_service),
            )
        )
    return statement


def in_state(state: str, on: date) -> ColumnElement[bool]:
    """The condition that a placement is live, ended, to come, or still incomplete on a day."""
    if state == "incomplete":
        return Placement.complete_by.is_not(None)
    if state == "ended":
        return Placement.ends_on <= on
    if state == "to come":
        return Placement.starts_on > on
    return live_on(on)


def live_on(on: date) -> ColumnElement[bool]:
    """The condition that a placement has a night on a day."""
    return (Placement.starts_on <= on) & or_(Placement.ends_on.is_(None), Placement.ends_on > on)


def with_reference(statement: Select[Placement], reference: str) -> Select[Placement]:
    """One placement of a list, by its agreement number, with its charges."""
    return statement.where(Placement.reference == reference).options(
        selectinload(Placement.charges),
        joinedload(Placement.appointment),
        joinedload(Placement.block_contract),
    )


def charge(charge_id: int, placement_id: int) -> Select[Charge]:
    """A charge of a placement."""
    return (
        select(Charge)
        .where(Charge.id == charge_id, Charge.placement_id == placement_id)
        .order_by(Charge.id)
    )


def child_record(placement_id: int, council_id: int) -> Select[ChildRecord]:
    """What a council keeps about the child of one of its own placements."""
    return (
        select(ChildRecord)
        .where(ChildRecord.placement_id == placement_id, ChildRecord.council_id == council_id)
        .order_by(ChildRecord.placement_id)
    )


def child_references(council_id: int, ids: list[int]) -> Select[ChildRecord]:
    """The child records of some of a council's placements."""
    return (
        select(ChildRecord)
        .where(ChildRecord.council_id == council_id, ChildRecord.placement_id.in_(ids))
        .order_by(ChildRecord.placement_id)
    )


def age_bands_of(placement_id: int) -> Select[AgeBandPeriod]:
    """The age bands of a placement's child, in order."""
    return (
        select(AgeBandPeriod)
        .where(AgeBandPeriod.placement_id == placement_id)
        .order_by(AgeBandPeriod.starts_on)
    )


def agreed_rates_of(placement_id: int) -> Select[AgreedRate]:
    """Prices signed for one placement."""
    return (
        select(AgreedRate)
        .where(AgreedRate.placement_id == placement_id)
        .order_by(AgreedRate.component_code, AgreedRate.starts_on)
    )


def agreed_on(placement_id: int, component_code: str, starts_on: date) -> Select[AgreedRate]:
    """The price signed for a component of a placement from exactly this day."""
    return agreed_rates_of(placement_id).where(
        AgreedRate.component_code == component_code, AgreedRate.starts_on == starts_on
    )


def own_rate(placement: Placement, component_code: str, on: date) -> Select[Rate]:
    """The service's own rate for a component on the comparison lot on a day, if there is one."""
    return (
        select(Rate)
        .join(Appointment, Appointment.id == Rate.appointment_id)
        .join(Placement, Placement.id == placement.id)
        .where(
            Appointment.service_id == service_on(on),
            Appointment.lot_id == placement.comparison_lot_id,
            _covers(on),
            Rate.component_code == component_code,
            Rate.starts_on <= on,
            Rate.withdrawn_at.is_(None),
        )
        .order_by(Rate.starts_on.desc(), Rate.id.desc())
    )


def appointments_covering(service_id: int, lot_id: int, on: date) -> Select[Appointment]:
    """The service's appointments on a lot whose dates cover a day, the latest first."""
    return (
        select(Appointment)
        .where(Appointment.service_id == service_id, Appointment.lot_id == lot_id, _covers(on))
        .order_by(Appointment.starts_on.desc(), Appointment.id.desc())
    )


def service_named(organisation: str, setting: str) -> Select[Service]:
    """The open service that a setting means: by its URN, or by its name and its organisation's."""
    words = setting.strip().casefold()
    by_name = (func.lower(Service.name) == words) & (
        func.lower(Organisation.name) == organisation.strip().casefold()
    )
    return (
        select(Service)
        .join(Service.organisation)
        .where(
            Service.status != RegistrationState.CLOSED,
            or_(Service.urn == words.upper(), by_name),
        )
        .options(joinedload(Service.organisation))
        .order_by(Service.id)
    )


def provider_named(name: str) -> Select[Organisation]:
    """The provider of exactly this name, whatever its capitals."""
    return (
        select(Organisation)
        .where(
            is_provider(),
            func.lower(Organisation.name) == name.strip().casefold(),
        )
        .order_by(Organisation.id)
    )


def region_on(council_id: int, on: date) -> Select[Region]:
    """The region that a council belongs to on a day."""
    return regions_of_organisation(council_id, on)


def last_region_id(council_id: int) -> Select[int]:
    """The region that a council joined last."""
    return (
        select(RegionMember.region_id)
        .where(RegionMember.organisation_id == council_id)
        .order_by(RegionMember.starts_on.desc(), RegionMember.id.desc())
    )


def _placements() -> Select[Placement]:
    return (
        select(Placement)
        .options(
            joinedload(Placement.council),
            joinedload(Placement.provider),
            joinedload(Placement.service).joinedload(Service.organisation),
            joinedload(Placement.comparison_lot).joinedload(Lot.framework),
        )
        .order_by(Placement.starts_on.desc(), Placement.id.desc())
    )


def _covers(on: date) -> ColumnElement[bool]:
    return (Appointment.starts_on <= on) & (Appointment.ends_on > on)
