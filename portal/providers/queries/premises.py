"""What may be asked about premises and registered categories."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from portal.providers.models import Premises, RegisteredCategory


def premises_of(service_id: int) -> Select[Premises]:
    """The premises of a service, open ones first, then by name."""
    return (
        select(Premises)
        .where(Premises.service_id == service_id)
        .options(joinedload(Premises.authority))
        .order_by(Premises.closed_on.is_not(None), Premises.name, Premises.id)
    )


def one_of(service_id: int, reference: str) -> Select[Premises]:
    """One of the premises of a service."""
    return premises_of(service_id).where(Premises.reference == reference)


def open_premises(service_id: int) -> Select[Premises]:
    """The premises of a service that are open."""
    return premises_of(service_id).where(Premises.closed_on.is_(None))


def categories_of(service_id: int) -> Select[RegisteredCategory]:
    """In which categories a service is or was registered, the first to start first."""
    return (
        select(RegisteredCategory)
        .where(RegisteredCategory.service_id == service_id)
        .order_by(RegisteredCategory.starts_on, RegisteredCategory.id)
    )


def categories_on(service_id: int, day: date) -> Select[RegisteredCategory]:
    """In which categories a service is registered on a day."""
    return categories_of(service_id).where(
        RegisteredCategory.starts_on <= day,
        or_(RegisteredCategory.ends_on.is_(None), RegisteredCategory.ends_on >= day),
    )
