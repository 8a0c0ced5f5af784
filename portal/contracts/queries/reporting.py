"""Which services matter to a region, and how soon its frameworks want their ratings reported."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Bundle

from portal.accounts.models import Membership, Organisation, Region, RegionMember
from portal.accounts.queries import COUNCIL_KINDS
from portal.accounts.queries import in_force as is_member
from portal.contracts.models import Appointment
from portal.contracts.queries.appointments import in_state, region_ids
from portal.providers.models import Service
from portal.providers.queries.reconciliation import Agreement, reconciliation_as_at
from portal.providers.reporting import DEFAULT_DAYS, ReportingDays
from portal.tenders.models import Framework, Lot


def services_of_regions(membership: Membership, on: date, region: str = "") -> Select[int]:
    """Ids of services that stand in the membership's regions or hold a place on their lots.

    `region` narrows it to one of them, by its code.
    """
    regions = region_ids(membership, on)
    if region:
        regions = regions.where(Region.code == region)
    standing = (
        select(Organisation.authority_id)
        .join(RegionMember, RegionMember.organisation_id == Organisation.id)
        .where(
            Organisation.kind.in_(COUNCIL_KINDS),
            Organisation.authority_id.is_not(None),
            RegionMember.region_id.in_(regions),
            is_member(on),
        )
    )
    holding = (
        select(Appointment.service_id)
        .join(Appointment.lot)
        .join(Lot.framework)
        .where(Framework.region_id.in_(regions))
    )
    return (
        select(Service.id)
        .where(or_(Service.authority_id.in_(standing), Service.id.in_(holding)))
        .order_by(Service.id)
    )


def reporting_days(service_ids: Collection[int], on: date) -> Select[int, int, int]:
    """The fewest working days that the frameworks where a service holds a place give it.

    Columns: service id, usual, failing. A service without a place has no row.
    """
    return (
        select(
            Appointment.service_id,
            func.min(Framework.rating_report_days),
            func.min(Framework.rating_report_days_failing),
        )
        .join(Appointment.lot)
        .join(Lot.framework)
        .where(
            Appointment.service_id.in_(service_ids),
            in_state("appointed", on) | in_state("suspended", on),
        )
        .group_by(Appointment.service_id)
        .order_by(Appointment.service_id)
    )


def days_of(found: Mapping[int, ReportingDays], service_id: int) -> ReportingDays:
    """The days of one service among those found: the portal's own where no framework says."""
    return found.get(service_id, DEFAULT_DAYS)


def reconciled_in_regions(
    membership: Membership, on: date, filters: Mapping[str, str]
) -> tuple[Select[Any], list[Any]]:
    """Every inspection of the regions' services with how its accounts stand, and its sort columns.

    Filters: `state` (a value of `Agreement`), `provider` (reference), `region` (code), `text` (a
    name or URN). A row has all columns of `reconciliation_as_at`, and service_name, urn,
    service_reference, provider_name and provider_reference.
    """
    found = reconciliation_as_at(on)
    within = services_of_regions(membership, on, filters.get("region", ""))
    line: Bundle[Any] = Bundle(
        "line",
        *found.c,
        Service.name.label("service_name"),
        Service.urn.label("urn"),
        Service.reference.label("service_reference"),
        Organisation.name.label("provider_name"),
        Organisation.reference.label("provider_reference"),
    )
    statement: Select[Any] = (
        select(line)
        .select_from(found)
        .join(Service, Service.id == found.c.service_id)
        .join(Organisation, Organisation.id == Service.organisation_id)
        .where(Service.id.in_(within.order_by(None)))
        .order_by(found.c.inspected_on.desc(), found.c.service_id.desc())
    )
    if filters.get("state") in set(Agreement):
        statement = statement.where(found.c.state == filters["state"])
    if provider := filters.get("provider"):
        statement = statement.where(Organisation.reference == provider)
    if text := filters.get("text"):
        named = func.lower(Service.name).contains(text.lower(), autoescape=True)
        statement = statement.where(or_(named, Service.urn == text.upper()))
    return statement, [found.c.inspected_on, found.c.service_id]
