"""What may be asked about the unit costs of services that public bodies run themselves."""

from datetime import date

from sqlalchemy import Select, select

from portal.accounts.models import Membership
from portal.accounts.queries import regions_of, regions_of_organisation
from portal.providers.models import Service, UnitCost


def costs_of(service_id: int) -> Select[UnitCost]:
    """Every unit cost of a service, those withdrawn too, the latest first."""
    return (
        select(UnitCost)
        .where(UnitCost.service_id == service_id)
        .order_by(UnitCost.starts_on.desc(), UnitCost.id.desc())
    )


def cost_on(service_id: int, on: date) -> Select[UnitCost]:
    """The unit cost that holds on a day."""
    return (
        costs_of(service_id)
        .where(UnitCost.starts_on <= on, UnitCost.withdrawn_at.is_(None))
        .limit(1)
    )


def shared_region(service: Service, membership: Membership, on: date) -> Select[int]:
    """The regions that a membership's organisation shares with that of a service on a day.

    Unit costs are for these and for nobody else.
    """
    theirs = regions_of_organisation(service.organisation_id, on)
    ours = regions_of(membership, on)
    region = ours.selected_columns.id
    inner = theirs.with_only_columns(theirs.selected_columns.id).order_by(None)
    return ours.with_only_columns(region).where(region.in_(inner))
