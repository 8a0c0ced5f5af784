"""Which providers are checked by schedule."""

from datetime import date

from sqlalchemy import Select, select

from portal.accounts.models import Membership
from portal.contracts.models import Appointment, AppointmentStatus
from portal.contracts.queries.appointments import region_ids
from portal.tenders.models import Framework, Lot


def appointed(membership: Membership, on: date) -> Select[int]:
    """Ids of the providers with an appointment in force in the membership's regions."""
    return (
        select(Appointment.organisation_id)
        .join(Appointment.lot)
        .join(Lot.framework)
        .where(
            Framework.region_id.in_(region_ids(membership, on)),
            Appointment.status != AppointmentStatus.WITHDRAWN,
            Appointment.starts_on <= on,
            Appointment.ends_on > on,
        )
    )
