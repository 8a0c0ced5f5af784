"""Awards that wait, appointments and their rates, and who holds a place on what lot."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.accounts.models import Membership, Organisation, Region
from portal.accounts.queries import regions_of
from portal.contracts.models import (
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    BlockContract,
    Rate,
)
from portal.contracts.queries.sql import as_id
from portal.providers.models import Service
from portal.tenders.models import Award, Entry, Framework, Lot, Procurement

EXPIRING_DAYS = 90
STATES = ("appointed", "suspended", "withdrawn", "expired", "not started")


def region_ids(membership: Membership, on: date) -> Select[int]:
    """The ids of the regions a membership belongs to, for use inside another query."""
    return regions_of(membership, on).with_only_columns(Region.id).order_by(None)


def awards_waiting(membership: Membership, on: date) -> Select[Award]:
    """Awards in the membership's regions that nobody has acted on, by procurement and lot."""
    return (
        select(Award)
        .join(Award.entry)
        .join(Entry.procurement)
        .join(Entry.lot)
        .join(Lot.framework)
        .where(_nobody_acted(), Framework.region_id.in_(region_ids(membership, on)))
        .options(
            contains_eager(Award.entry).options(
                contains_eager(Entry.procurement),
                contains_eager(Entry.lot).contains_eager(Lot.framework),
                joinedload(Entry.service).joinedload(Service.organisation),
            )
        )
        .order_by(Procurement.id, Lot.number, Award.rank, Award.id)
    )


def award_waiting(reference: str, membership: Membership, on: date) -> Select[Award]:
    """One of them, by its reference."""
    return awards_waiting(membership, on).where(Award.reference == reference)


def awards_of_procurement(reference: str, membership: Membership, on: date) -> Select[Award]:
    """Those of one procurement."""
    return awards_waiting(membership, on).where(Procurement.reference == reference)


def awaiting(award_id: int) -> Select[Award]:
    """An award, if nobody has acted on it."""
    return select(Award).where(Award.id == award_id, _nobody_acted()).order_by(Award.id)


def holding_place(lot_id: int, service_id: int) -> Select[Appointment]:
    """The appointment of a service on a lot that was not withdrawn, if there is one."""
    return (
        select(Appointment)
        .where(
            Appointment.lot_id == lot_id,
            Appointment.service_id == service_id,
            Appointment.status != AppointmentStatus.WITHDRAWN,
        )
        .order_by(Appointment.id)
    )


def appointments(
    membership: Membership, on: date, filters: Mapping[str, str] | None = None
) -> Select[Appointment]:
    """Appointments in the membership's regions. Filters: `lot`, `provider`, `status`, `ending`.

    Lots and providers by reference or, for lots, by id; `status` as it is on the day.
    """
    chosen = filters or {}
    found = _appointments().where(Framework.region_id.in_(region_ids(membership, on)))
    if lot := chosen.get("lot"):
        found = found.where(Lot.id == as_id(lot))
    if provider := chosen.get("provider"):
        found = found.where(Organisation.reference == provider)
    if chosen.get("status") in STATES:
        found = found.where(in_state(chosen["status"], on))
    if chosen.get("ending"):
        last = on + timedelta(days=EXPIRING_DAYS)
        found = found.where(Appointment.ends_on > on, Appointment.ends_on <= last)
    return found


def appointment(reference: str, membership: Membership, on: date) -> Select[Appointment]:
    """One appointment of the membership's regions, with its life and its rates."""
    return _whole(appointments(membership, on)).where(Appointment.reference == reference)


def own_appointments(membership: Membership) -> Select[Appointment]:
    """A provider's own appointments."""
    return _appointments().where(Appointment.organisation_id == membership.organisation_id)


def own_appointment(reference: str, membership: Membership) -> Select[Appointment]:
    """One of a provider's own appointments, with its life and its rates."""
    return _whole(own_appointments(membership)).where(Appointment.reference == reference)


def in_state(state: str, on: date) -> ColumnElement[bool]:
    """The condition that an appointment is in a state on a day: what spells and dates say."""
    if state == "not started":
        return Appointment.starts_on > on
    if state == "expired":
        return (Appointment.ends_on <= on) & (status_on(on) != AppointmentStatus.WITHDRAWN.value)
    running = (Appointment.starts_on <= on) & (Appointment.ends_on > on)
    if state == "withdrawn":
        return status_on(on) == state
    return running & (status_on(on) == state)


def status_on(on: date) -> ColumnElement[str]:
    """The status of an appointment on a day: that of its last spell to have begun."""
    return (
        select(AppointmentSpell.status)
        .where(AppointmentSpell.appointment_id == Appointment.id, AppointmentSpell.starts_on <= on)
        .order_by(AppointmentSpell.starts_on.desc(), AppointmentSpell.id.desc())
        .limit(1)
        .correlate(Appointment)
        .scalar_subquery()
    )


def holds_place(on: date) -> ColumnElement[bool]:
    """The condition that an appointment is open to new placements on a day."""
    return in_state(AppointmentStatus.APPOINTED.value, on)


def rate_on(appointment_id: int, component_code: str, starts_on: date) -> Select[Rate]:
    """The rate that stands for a component from exactly this day."""
    return (
        select(Rate)
        .where(
            Rate.appointment_id == appointment_id,
            Rate.component_code == component_code,
            Rate.starts_on == starts_on,
            Rate.withdrawn_at.is_(None),
        )
        .order_by(Rate.id)
    )


def rate(rate_id: int, appointment_id: int) -> Select[Rate]:
    """A rate of an appointment."""
    return (
        select(Rate)
        .where(Rate.id == rate_id, Rate.appointment_id == appointment_id)
        .order_by(Rate.id)
    )


def lots_of(membership: Membership, on: date) -> Select[Lot]:
    """The lots of the membership's regions, by framework and number."""
    return (
        select(Lot)
        .join(Lot.framework)
        .where(Framework.region_id.in_(region_ids(membership, on)))
        .options(contains_eager(Lot.framework))
        .order_by(Framework.title, Framework.id, Lot.number)
    )


def appointed_providers(membership: Membership, on: date) -> Select[Organisation]:
    """Providers that hold or held a place on a lot of the membership's regions."""
    ids = (
        select(Appointment.organisation_id)
        .join(Appointment.lot)
        .join(Lot.framework)
        .where(Framework.region_id.in_(region_ids(membership, on)))
    )
    return (
        select(Organisation)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name, Organisation.id)
    )


def register(on: date) -> Select[Lot, Organisation, int]:
    """Who is on what lot on a day: lot, provider, and how many of its services, for anybody."""
    return (
        select(Lot, Organisation, func.count(Appointment.id))
        .join(Appointment, Appointment.lot_id == Lot.id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .join(Lot.framework)
        .join(Framework.region)
        .where(holds_place(on))
        .options(contains_eager(Lot.framework).contains_eager(Framework.region))
        .group_by(Lot.id, Organisation.id, Framework.id, Region.id)
        .order_by(Region.name, Framework.title, Framework.id, Lot.number, Organisation.name)
    )


def _nobody_acted() -> ColumnElement[bool]:
    return ~or_(
        exists().where(Appointment.award_id == Award.id),
        exists().where(BlockContract.award_id == Award.id),
    )


def _appointments() -> Select[Appointment]:
    return (
        select(Appointment)
        .join(Appointment.lot)
        .join(Lot.framework)
        .join(Appointment.organisation)
        .options(
            contains_eager(Appointment.lot).contains_eager(Lot.framework),
            contains_eager(Appointment.organisation),
            joinedload(Appointment.service),
            selectinload(Appointment.spells),
        )
        .order_by(Appointment.ends_on, Appointment.id)
    )


def _whole(statement: Select[Appointment]) -> Select[Appointment]:
    return statement.options(selectinload(Appointment.rates), joinedload(Appointment.award))
