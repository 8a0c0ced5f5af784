"""Keeping the premises of supported accommodation and agencies, and the registered categories."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.exc import IntegrityError

from portal import audit, clock
from portal.accounts.models import Authority, Membership
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.distance import district_of
from portal.providers.models import (
    Premises,
    PremisesCategory,
    ProvisionType,
    RegisteredCategory,
    RegistrationState,
    Service,
)
from portal.providers.services.describing import tidy_postcode

WITH_PREMISES = (ProvisionType.SUPPORTED_ACCOMMODATION, ProvisionType.FOSTERING_AGENCY)


@dataclass(frozen=True, slots=True)
class PremisesDetails:
    """What a provider says of one of its premises. Buyers see the district, not the postcode."""

    name: str
    category: PremisesCategory | None
    postcode: str | None
    places: int | None
    authority: Authority
    opened_on: date


def has_premises(service: Service) -> bool:
    """Say whether a service is of a kind that works in several buildings."""
    return service.provision_type in WITH_PREMISES


def has_categories(service: Service) -> bool:
    """Say whether a service is registered by categories."""
    return service.provision_type is ProvisionType.SUPPORTED_ACCOMMODATION


def add_premises(
    service: Service, details: PremisesDetails, *, by: Membership, at: datetime
) -> Premises:
    """Add premises to a service.

    Raises:
        DomainError: the service cannot have them, or is not registered for their category.
    """
    _require_open(service)
    if not has_premises(service):
        raise DomainError("A service of this kind has no premises besides its own address")
    _require_category(service, details, at)
    premises = Premises(service=service, **_columns(details, at))
    db.session.add(premises)
    audit.record(premises, "premises.added", by=by, at=at, facts={"service": service.id})
    return premises


def change_premises(
    premises: Premises, details: PremisesDetails, *, by: Membership, at: datetime
) -> None:
    """Change what is said of premises.

    Raises:
        DomainError: they are closed, or the service is not registered for the category.
    """
    lock(premises)
    _require_open(premises.service)
    if premises.closed_on is not None:
        raise DomainError("These premises are closed, so they cannot be changed")
    _require_category(premises.service, details, at)
    values = _columns(details, at)
    changed = sorted(name for name, value in values.items() if getattr(premises, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(premises, name, values[name])
    audit.record(premises, "premises.changed", by=by, at=at, facts={"changed": changed})


def close_premises(premises: Premises, *, closed_on: date, by: Membership, at: datetime) -> None:
    """Close premises; their history stays.

    Raises:
        DomainError: they are closed already, or the day is to come or before they opened.
    """
    lock(premises)
    if premises.closed_on is not None:
        raise DomainError("These premises are closed already", "closed_on")
    if closed_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "closed_on")
    if closed_on < premises.opened_on:
        raise DomainError("The date must not be before they opened", "closed_on")
    facts = {"closed_on": closed_on.isoformat()}
    audit.record(premises, "premises.closed", by=by, at=at, facts=facts)
    premises.closed_on = closed_on


def register_category(
    service: Service,
    category: PremisesCategory,
    *,
    starts_on: date,
    by: Membership,
    at: datetime,
) -> RegisteredCategory:
    """Say that supported accommodation is registered in a category from a day on.

    Raises:
        DomainError: it is of another kind, or is registered in the category on that day already.
    """
    lock(service)
    _require_open(service)
    if not has_categories(service):
        raise DomainError("Only supported accommodation is registered by categories")
    if starts_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "starts_on")
    later = or_(RegisteredCategory.ends_on.is_(None), RegisteredCategory.ends_on >= starts_on)
    if _found(service, RegisteredCategory.category == category, later):
        raise DomainError("It is registered in this category already", "category")
    registered = RegisteredCategory(service=service, category=category, starts_on=starts_on)
    try:
        with db.session.begin_nested():
            db.session.add(registered)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError("It is registered in this category already", "category") from error
    facts = {"category": category.value, "starts_on": starts_on.isoformat()}
    audit.record(service, "service.category_registered", by=by, at=at, facts=facts)
    return registered


def end_category(
    registered: RegisteredCategory, *, ends_on: date, by: Membership, at: datetime
) -> None:
    """Say on which day a registration in a category was last in force.

    Raises:
        DomainError: it has ended, the day is wrong, or open premises are of the category.
    """
    service = registered.service
    lock(service)
    lock(registered)
    if registered.ends_on is not None:
        raise DomainError("This registration has ended already", "ends_on")
    if not registered.starts_on <= ends_on <= clock.today(at):
        raise DomainError("The date must lie between its start and today", "ends_on")
    used = select(Premises.id).where(
        Premises.service_id == service.id,
        Premises.category == registered.category,
        or_(Premises.closed_on.is_(None), Premises.closed_on > ends_on),
    )
    if db.session.scalar(used.order_by(Premises.id).limit(1)) is not None:
        raise DomainError("Premises of this category were open after that day", "ends_on")
    facts = {"category": registered.category.value, "ends_on": ends_on.isoformat()}
    audit.record(service, "service.category_ended", by=by, at=at, facts=facts)
    registered.ends_on = ends_on


def _columns(details: PremisesDetails, at: datetime) -> dict[str, object]:
    if details.places is not None and details.places < 1:
        raise DomainError("Places must be 1 or more", "places")
    if details.opened_on > clock.today(at):
        raise DomainError("The date must be today or in the past", "opened_on")
    postcode = tidy_postcode(details.postcode)
    return {
        "name": details.name,
        "category": details.category,
        "postcode": postcode,
        "district": district_of(postcode),
        "places": details.places,
        "authority_id": details.authority.id,
        "opened_on": details.opened_on,
    }


def _require_category(service: Service, details: PremisesDetails, at: datetime) -> None:
    """Premises of supported accommodation are of a category that it is registered in today."""
    # Two changes wait for one another here: a category may not end under premises that are added.
    lock(service)
    if not has_categories(service):
        if details.category is not None:
            raise DomainError("Only supported accommodation has categories", "category")
        return
    if details.category is None:
        raise DomainError("Choose the category", "category")
    today = clock.today(at)
    in_force = or_(RegisteredCategory.ends_on.is_(None), RegisteredCategory.ends_on >= today)
    of_kind = RegisteredCategory.category == details.category
    if not _found(service, of_kind, RegisteredCategory.starts_on <= today, in_force):
        raise DomainError("The service is not registered in this category", "category")


def _found(service: Service, *conditions: ColumnElement[bool]) -> bool:
    query = select(RegisteredCategory.id).where(
        RegisteredCategory.service_id == service.id, *conditions
    )
    return db.session.scalar(query.order_by(RegisteredCategory.id).limit(1)) is not None


def _require_open(service: Service) -> None:
    if service.status is RegistrationState.CLOSED:
        raise DomainError("This service is closed, so it cannot be changed")
