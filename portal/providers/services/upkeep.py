"""Keeping a service true: added before the register lists it, described, registered, closed."""

from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal import audit, clock
from portal.accounts.models import Membership, Organisation
from portal.changes import Changed, mark_changed
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import (
    REGISTRATION_MOVES,
    ClosureReason,
    ProvisionType,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.ofsted import cells
from portal.providers.services.claims import TAKEN
from portal.providers.services.describing import (
    ServiceDetails,
    columns,
    record_change,
    set_details,
    tick,
)
from portal.state import move


def add_service(
    organisation: Organisation,
    *,
    provision_type: ProvisionType,
    regulator: Regulator,
    number: str | None,
    since: date,
    details: ServiceDetails,
    by: Membership,
    at: datetime,
) -> Service:
    """Add a service that the imported register does not list.

    With a `number` it is registered since that day, with its regulator's number (Ofsted's is the
    URN); without one it has applied on that day and waits.

    Raises:
        DomainError: the number is wrong or taken, or the day is to come.
    """
    _require_past(since, at, "since")
    service = Service(
        organisation=organisation,
        regulator=regulator,
        status=RegistrationState.APPLIED,
        provision_type=provision_type,
        claimed_at=at,
        **columns(details),
    )
    tick(service, details.met)
    if number:
        service.status = RegistrationState.REGISTERED
        service.registered_on = since
        _set_number(service, number)
    else:
        service.applied_on = since
    _save(service)
    facts = {"regulator": regulator.value, "status": service.status.value, "urn": service.urn}
    audit.record(service, "service.added", by=by, at=at, facts=facts)
    mark_changed(Changed.RATING, [service.id], at=at)
    return service


def change_details(
    service: Service, details: ServiceDetails, *, by: Membership, at: datetime
) -> None:
    """Change what a service's provider says of it.

    Raises:
        DomainError: the service is closed, or the postcode is not one.
    """
    lock(service)
    _require_open(service)
    changed = set_details(service, details)
    if changed:
        record_change([(service, changed)], by=by, at=at)


def record_registration(
    service: Service, *, number: str, registered_on: date, by: Membership, at: datetime
) -> None:
    """Say that a service that had applied is registered, with its regulator's number.

    Raises:
        DomainError: it has not applied, the number is wrong or taken, or the day is to come.
    """
    lock(service)
    _require_past(registered_on, at, "registered_on")
    if service.applied_on and registered_on < service.applied_on:
        raise DomainError("The registration must not be before you applied", "registered_on")
    if service.status is RegistrationState.APPLIED:
        _set_number(service, number)
        service.registered_on = registered_on
        _save(service)
    facts = {"urn": service.urn, "registered_on": registered_on.isoformat()}
    move(
        service,
        RegistrationState.REGISTERED,
        moves=REGISTRATION_MOVES,
        by=by,
        at=at,
        facts=facts,
    )
    mark_changed(Changed.RATING, [service.id], at=at)


def close_service(
    service: Service,
    *,
    closed_on: date,
    reason: str,
    because: ClosureReason = ClosureReason.OTHER,
    by: Membership,
    at: datetime,
) -> None:
    """Close a service for good. Its URN may be claimed again; its history stays.

    `because` is the reason in a word, `reason` in a sentence.

    Raises:
        DomainError: the day is to come or before the registration, or it is closed already.
    """
    lock(service)
    _require_past(closed_on, at, "closed_on")
    if service.registered_on and closed_on < service.registered_on:
        raise DomainError("The day it closed must not be before it was registered", "closed_on")
    facts = {"closed_on": closed_on.isoformat(), "because": because.value}
    move(
        service,
        RegistrationState.CLOSED,
        moves=REGISTRATION_MOVES,
        by=by,
        at=at,
        reason=reason,
        facts=facts,
    )
    service.closed_on = closed_on
    service.closure_reason, service.closure_note = because, reason
    mark_changed(Changed.RATING, [service.id], at=at)


def _set_number(service: Service, number: str) -> None:
    if service.regulator is not Regulator.OFSTED:
        service.registration_number = number
        return
    try:
        service.urn = cells.urn(number)
    except ValueError as error:
        raise DomainError("URN must be SC and 6 digits, or 7 digits", "number") from error


def _save(service: Service) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(service)
            db.session.flush()
    except IntegrityError as error:
        raise DomainError(f"This URN {TAKEN}", "number") from error


def _require_open(service: Service) -> None:
    if service.status is RegistrationState.CLOSED:
        raise DomainError("This service is closed, so it cannot be changed")


def _require_past(day: date, at: datetime, field: str) -> None:
    if day > clock.today(at):
        raise DomainError("The date must be today or in the past", field)
