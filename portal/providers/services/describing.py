"""What a provider says of a service, the rules it keeps, and what saying it changes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import audit
from portal.accounts.models import Authority, Membership
from portal.changes import Changed, mark_changed
from portal.db import db
from portal.errors import DomainError
from portal.providers.distance import district_of
from portal.providers.models import Accepts, Need, Service, ServiceNeed, StaffingRatio
from portal.providers.provision import OLDEST

POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})")
MOST_ADULTS = 99
MET = "met"


@dataclass(frozen=True, slots=True)
class ServiceDetails:
    """What a provider says of a service. Of the postcode others see no more than the district.

    `needs` describes in words, `met` ticks the fixed list. Without an `authority` the council stays
    as it was.
    """

    name: str
    places: int | None
    age_from: int
    age_to: int
    needs: str
    authority: Authority | None
    postcode: str | None
    met: frozenset[Need] = frozenset()
    staffing_ratio: StaffingRatio | None = None
    adults_by_day: int | None = None
    adults_by_night: int | None = None
    accepts: Accepts | None = None

    def __post_init__(self) -> None:
        if self.places is not None and self.places < 1:
            raise DomainError("Places must be 1 or more", "places")
        if not 0 <= self.age_from <= OLDEST:
            raise DomainError(f"Youngest age must be between 0 and {OLDEST}", "age_from")
        if not 0 <= self.age_to <= OLDEST:
            raise DomainError(f"Oldest age must be between 0 and {OLDEST}", "age_to")
        if self.age_from > self.age_to:
            raise DomainError("Oldest age must be the same as or above the youngest", "age_to")
        for name, when in (("adults_by_day", "by day"), ("adults_by_night", "by night")):
            number = getattr(self, name)
            if number is not None and not 0 <= number <= MOST_ADULTS:
                raise DomainError(f"Adults {when} must be between 0 and {MOST_ADULTS}", name)


def details_of(service: Service) -> ServiceDetails:
    """Return what is said of a service now."""
    return ServiceDetails(
        name=service.name,
        places=service.places,
        age_from=service.age_from,
        age_to=service.age_to,
        needs=service.needs,
        authority=service.authority,
        postcode=service.postcode,
        met=needs_met(service),
        staffing_ratio=service.staffing_ratio,
        adults_by_day=service.adults_by_day,
        adults_by_night=service.adults_by_night,
        accepts=service.accepts,
    )


def needs_met(service: Service) -> frozenset[Need]:
    """Return the needs that a service ticks."""
    return frozenset(one.need for one in service.met)


def columns(details: ServiceDetails) -> dict[str, Any]:
    """Return the columns of a service that hold what is said, the ticked needs apart.

    Raises:
        DomainError: the postcode is not one.
    """
    postcode = tidy_postcode(details.postcode)
    said: dict[str, Any] = {
        "name": details.name,
        "places": details.places,
        "age_from": details.age_from,
        "age_to": details.age_to,
        "needs": details.needs,
        "postcode": postcode,
        "district": district_of(postcode),
        "staffing_ratio": details.staffing_ratio,
        "adults_by_day": details.adults_by_day,
        "adults_by_night": details.adults_by_night,
        "accepts": details.accepts,
    }
    if details.authority is not None:
        said |= {
            "authority_id": details.authority.id,
            "local_authority": details.authority.name,
        }
    return said


def set_details(service: Service, details: ServiceDetails) -> list[str]:
    """Put what is said into a service; return the names of what changed, in order.

    Raises:
        DomainError: the postcode is not one.
    """
    said = columns(details)
    changed = [name for name, value in said.items() if getattr(service, name) != value]
    for name in changed:
        setattr(service, name, said[name])
    if needs_met(service) != details.met:
        tick(service, details.met)
        changed.append(MET)
    return sorted(changed)


def tick(service: Service, needs: Iterable[Need]) -> None:
    """Let a service tick exactly these needs."""
    wanted = frozenset(needs)
    kept = [one for one in service.met if one.need in wanted]
    held = {one.need for one in kept}
    service.met = kept + [ServiceNeed(need=need) for need in Need if need in wanted - held]


def record_change(
    services: Iterable[tuple[Service, list[str]]],
    *,
    by: Membership,
    at: datetime,
    how: str | None = None,
) -> None:
    """Put on record what changed in each service, and that it is to be looked at again."""
    db.session.flush()
    ids = []
    for service, changed in services:
        facts = {"changed": changed} | ({"how": how} if how else {})
        audit.record(service, "service.changed", by=by, at=at, facts=facts)
        ids.append(service.id)
    mark_changed(Changed.RATING, ids, at=at)


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
