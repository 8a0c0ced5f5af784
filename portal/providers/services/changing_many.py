"""Changing many services at once: first what would change, then all of it or nothing."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Membership
from portal.db import db
from portal.errors import DomainError
from portal.providers.models import (
    ACCEPTS_TITLES,
    NEED_TITLES,
    RATIO_TITLES,
    Need,
    RegistrationState,
    Service,
)
from portal.providers.services.describing import (
    MET,
    ServiceDetails,
    columns,
    details_of,
    needs_met,
    record_change,
    set_details,
)

MOST_AT_ONCE = 500
MEANWHILE = "A service was changed since this page was shown. Check what will change again"
FACTS: Mapping[str, str] = {
    "name": "Name",
    "places": "Places",
    "age_from": "Youngest age",
    "age_to": "Oldest age",
    MET: "Needs met",
    "needs": "Description of needs",
    "local_authority": "Council",
    "postcode": "Postcode",
    "staffing_ratio": "Staffing ratio",
    "adults_by_day": "Adults by day",
    "adults_by_night": "Adults by night",
    "accepts": "Accepts",
}


class NeedsHow(StrEnum):
    """What becomes of the needs that services tick."""

    LEAVE = "leave"
    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be the same in all chosen services; `facts` are those of `ServiceDetails`."""

    facts: Mapping[str, Any]
    needs_how: NeedsHow = NeedsHow.LEAVE
    needs: frozenset[Need] = frozenset()

    def of(self, service: Service) -> ServiceDetails:
        """Return what a service would say of itself.

        Raises:
            DomainError: the facts do not go together.
        """
        held = needs_met(service)
        met = {
            NeedsHow.LEAVE: held,
            NeedsHow.ADD: held | self.needs,
            NeedsHow.REMOVE: held - self.needs,
            NeedsHow.REPLACE: self.needs,
        }[self.needs_how]
        return replace(details_of(service), met=met, **self.facts)


@dataclass(frozen=True, slots=True)
class Altered:
    """One fact of a service that will change, in words."""

    fact: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Planned:
    """What will change in one service."""

    service: Service
    details: ServiceDetails
    altered: Sequence[Altered]


@dataclass(slots=True)
class Plan:
    """What will change, service by service, and which services cannot be changed so, and why."""

    planned: list[Planned] = field(default_factory=list)
    unchanged: int = 0
    refused: list[tuple[Service, DomainError]] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """What tells this plan from another: the page that showed it sends it back."""
        content = [
            [one.service.reference, *([a.fact, a.before, a.after] for a in one.altered)]
            for one in self.planned
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def add(self, service: Service, wanted: Callable[[], ServiceDetails]) -> DomainError | None:
        """Plan what a service shall say of itself; return the error where it cannot."""
        try:
            details = wanted()
            altered = altered_by(service, details)
        except DomainError as error:
            self.refused.append((service, error))
            return error
        if altered:
            self.planned.append(Planned(service, details, altered))
        else:
            self.unchanged += 1
        return None


def plan_change(services: Sequence[Service], change: Change) -> Plan:
    """Work out what one change does to each of some services. Nothing is written."""
    plan = Plan()
    for service in services:
        plan.add(service, partial(change.of, service))
    return plan


def save_plan(plan: Plan, *, digest: str, how: str, by: Membership, at: datetime) -> int:
    """Write a plan that was shown, whole; return how many services changed.

    Raises:
        DomainError: a service refuses, or the plan is not the one that was shown.
    """
    if plan.refused:
        service, error = plan.refused[0]
        raise DomainError(f"{service.name}: {error.message}")
    if plan.digest != digest:
        raise DomainError(MEANWHILE)
    done = [(one.service, set_details(one.service, one.details)) for one in plan.planned]
    record_change(done, by=by, at=at, how=how)
    return len(done)


def lock_services(organisation_id: int, references: Sequence[str]) -> list[Service]:
    """Return an organisation's open services of these references, locked, by name."""
    found = db.session.scalars(
        select(Service)
        .where(
            Service.organisation_id == organisation_id,
            Service.reference.in_(references),
            Service.status != RegistrationState.CLOSED,
        )
        .options(selectinload(Service.met), selectinload(Service.authority))
        .order_by(Service.name, Service.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Service)
        .execution_options(populate_existing=True)
    )
    return list(found)


def altered_by(service: Service, details: ServiceDetails) -> list[Altered]:
    """Return what would change in a service, in words.

    Raises:
        DomainError: the postcode is not one.
    """
    said = columns(details)
    before = {name: getattr(service, name) for name in said} | {MET: needs_met(service)}
    after = said | {MET: details.met}
    return [
        Altered(title, in_words(name, before[name]), in_words(name, after[name]))
        for name, title in FACTS.items()
        if name in after and before[name] != after[name]
    ]


def in_words(name: str, value: Any) -> str:
    """Return a fact of a service as pages and files write it."""
    if name == MET:
        return "; ".join(title for need, title in NEED_TITLES.items() if need in value)
    if value is None:
        return ""
    if name == "staffing_ratio":
        return RATIO_TITLES[value]
    if name == "accepts":
        return ACCEPTS_TITLES[value]
    return str(value)
