"""Declaring what places of services are lived in, on offer, and not offered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal import audit, clock
from portal.accounts.models import Membership
from portal.db import all_of, db, lock
from portal.display import count_of
from portal.errors import DomainError
from portal.providers.models import (
    RegistrationState,
    Service,
    UnavailablePlaces,
    UnavailableReason,
    VacancyDeclaration,
)
from portal.providers.queries import vacancies as queries


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one service: lived in, open to referrals now, and not offered by reason.

    `until` says for some reasons until when, where that is known.
    """

    occupied: int
    available: int
    unavailable: Mapping[UnavailableReason, int] = field(default_factory=dict)
    until: Mapping[UnavailableReason, date] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All places that the numbers speak of."""
        return self.occupied + self.available + sum(self.unavailable.values())


def declare(
    service: Service, places: Places, *, as_at: date, by: Membership, at: datetime
) -> VacancyDeclaration:
    """Declare the places of a service as at a day. It supersedes what was declared before.

    Raises:
        DomainError: the numbers do not add up to the registered places, or the day cannot be right.
    """
    lock(service)
    latest = db.session.scalars(queries.declarations_of(service.id).limit(1)).first()
    problem = refusal(service, places, latest, as_at=as_at, today=clock.today(at))
    if problem is not None:
        raise problem
    return _keep(service, places, as_at=as_at, by=by, at=at)


def declare_all(
    declared: Sequence[tuple[Service, Places]], *, as_at: date, by: Membership, at: datetime
) -> int:
    """Declare the places of many services at once, or of none; return of how many.

    One of which the same was declared for the same day already is passed over.

    Raises:
        SeveralRefusedError: with what is wrong, service by service.
    """
    today = clock.today(at)
    known = latest_of([service for service, _places in declared], max(as_at, today))
    problems = {
        service.reference: problem
        for service, places in declared
        if (problem := refusal(service, places, known.get(service.id), as_at=as_at, today=today))
    }
    if problems:
        raise SeveralRefusedError(problems)
    changed = [
        (service, places)
        for service, places in declared
        if not is_known(known.get(service.id), places, as_at)
    ]
    for service, places in changed:
        _keep(service, places, as_at=as_at, by=by, at=at)
    return len(changed)


class SeveralRefusedError(DomainError):
    """Some of several declarations cannot be right: `problems` by the service's reference."""

    def __init__(self, problems: Mapping[str, DomainError]) -> None:
        super().__init__(f"Check {count_of(len(problems), 'service')}. Nothing is saved yet")
        self.problems = dict(problems)


def refusal(
    service: Service,
    places: Places,
    latest: VacancyDeclaration | None,
    *,
    as_at: date,
    today: date,
) -> DomainError | None:
    """Return what is wrong with a declaration, or None."""
    if service.status is not RegistrationState.REGISTERED:
        return DomainError("Only the places of a registered service can be declared")
    if as_at > today:
        return DomainError("The date must be today or in the past", "as_at")
    if latest is not None and as_at < latest.as_at:
        return DomainError(f"You have declared as at {latest.as_at:%-d %B %Y} already", "as_at")
    if min(places.occupied, places.available, *places.unavailable.values(), 0) < 0:
        return DomainError("Numbers of places must be 0 or more", "occupied")
    if service.places is not None and places.total != service.places:
        return DomainError(
            f"The numbers must add up to the {count_of(service.places, 'registered place')}. They"
            f" add up to {places.total}",
            "occupied",
        )
    if any(until < as_at for until in places.until.values()):
        return DomainError("“Until” must not be before the date of the declaration", "as_at")
    return None


def latest_of(services: Sequence[Service], on: date) -> dict[int, VacancyDeclaration]:
    """Return the declarations that count for some services on a day, by service."""
    ids = [service.id for service in services]
    return {one.service_id: one for one in all_of(queries.latest_declarations(ids, on))}


def is_known(latest: VacancyDeclaration | None, places: Places, as_at: date) -> bool:
    """Say whether exactly this was declared for this day already."""
    if latest is None or latest.as_at != as_at:
        return False
    offered = {reason: number for reason, number in places.unavailable.items() if number}
    return places_of(latest) == replace(places, unavailable=offered)


def places_of(declaration: VacancyDeclaration) -> Places:
    """Return what a declaration says."""
    rows = declaration.not_offered
    return Places(
        declaration.occupied,
        declaration.available,
        {row.reason: row.places for row in rows},
        {row.reason: row.until for row in rows if row.until},
    )


def _keep(
    service: Service, places: Places, *, as_at: date, by: Membership, at: datetime
) -> VacancyDeclaration:
    not_offered = {reason: number for reason, number in places.unavailable.items() if number}
    declaration = VacancyDeclaration(
        service_id=service.id,
        as_at=as_at,
        registered_places=service.places,
        occupied=places.occupied,
        available=places.available,
        unavailable=sum(not_offered.values()),
        declared_at=at,
        by_membership_id=by.id,
        not_offered=[
            UnavailablePlaces(reason=reason, places=number, until=places.until.get(reason))
            for reason, number in not_offered.items()
        ],
    )
    db.session.add(declaration)
    facts = {
        "as_at": as_at.isoformat(),
        "occupied": places.occupied,
        "available": places.available,
        "unavailable": {reason.value: number for reason, number in not_offered.items()},
    }
    audit.record(service, "vacancies.declared", by=by, at=at, facts=facts)
    return declaration
