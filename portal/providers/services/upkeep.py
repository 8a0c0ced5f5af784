"""Keeping a service true: added before the register lists it, described, registered, closed."""

import re
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal import audit, clock
from portal.accounts.models import Authority, Membership, Organisation
from portal.changes import Changed, mark_changed
from portal.db import db, lock
from portal.errors import DomainError
from portal.providers.models import (
    REGISTRATION_MOVES,
    ProvisionType,
    RegistrationState,
    Regulator,
    Service,
)
from portal.providers.ofsted import cells
from portal.providers.provision import OLDEST
from portal.providers.services.claims import TAKEN
from portal.state import move

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What a provider says of a service. The postcode is never shown to anybody else."""

    name: str
    places: int | None
    age_from: int
    age_to: int
    needs: str
    authority: Authority
    postcode: str | None

    def __post_init__(self) -> None:
        if self.places is not None and self.places < 1:
            raise DomainError("Places must be 1 or more", "places")
        if not 0 <= self.age_from <= OLDEST:
            raise DomainError(f"Youngest age must be between 0 and {OLDEST}", "age_from")
        if not 0 <= self.age_to <= OLDEST:
            raise DomainError(f"Oldest age must be between 0 and {OLDEST}", "age_to")
        if self.age_from > self.age_to:
            raise DomainError("Oldest age must be the same as or above the youngest", "age_to")


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
        **_columns(details),
    )
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
    values = _columns(details)
    changed = [name for name, value in values.items() if getattr(service, name) != value]
    for name in changed:
        setattr(service, name, values[name])
    if changed:
        audit.record(service, "service.changed", by=by, at=at, facts={"changed": sorted(changed)})
        mark_changed(Changed.RATING, [service.id], at=at)


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
    service: Service, *, closed_on: date, reason: str, by: Membership, at: datetime
) -> None:
    """Close a service for good. Its URN may be claimed again; its history stays.

    Raises:
        DomainError: the day is to come or before the registration, or it is closed already.
    """
    lock(service)
    _require_past(closed_on, at, "closed_on")
    if service.registered_on and closed_on < service.registered_on:
        raise DomainError("The day it closed must not be before it was registered", "closed_on")
    facts = {"closed_on": closed_on.isoformat()}
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
    mark_changed(Changed.RATING, [service.id], at=at)


def tidy_postcode(words: str | None) -> str | None:
    """Return a postcode as the Royal Mail writes it, or None for none.

    Raises:
        DomainError: it is not a postcode.
    """
    if not words:
        return None
    found = POSTCODE.fullmatch("".join(words.split()).upper())
    if found is None:
        raise DomainError("Enter a full UK postcode, like AB1 2CD", "postcode")
    return f"{found[1]} {found[2]}"


def _columns(details: ServiceDetails) -> dict[str, object]:
    plain = {one.name: getattr(details, one.name) for one in fields(details)}
    del plain["authority"]
    return plain | {
        "postcode": tidy_postcode(details.postcode),
        "authority_id": details.authority.id,
        "local_authority": details.authority.name,
    }


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
