"""A region with many appointments, placements and breaches, made in bulk."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bench.stage import put
from portal.access import OrganisationKind, Role
from portal.accounts.models import Organisation
from portal.contracts.models import (
    AgeBand,
    AgeBandPeriod,
    Appointment,
    AppointmentSpell,
    AppointmentStatus,
    Charge,
    Placement,
    Rate,
    RateSource,
    Route,
)
from portal.db import db
from portal.monitoring.models import Breach
from portal.monitoring.rules import RULES
from portal.providers.models import ProvisionType, Service
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import TERM, council_of
from tests.factories.tenders import FrameworkFactory, LotFactory, PriceLineFactory

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
UPLIFTED = date(2026, 9, 1)
FIRST = 1_000_001
PROVIDERS = 40


@dataclass(frozen=True)
class Estate:
    """The ids that rows are hung on, and the contract manager who looks at them."""

    region_id: int
    lot_id: int
    council_id: int
    officer_id: int
    manager_id: int


def found() -> Estate:
    """Make the region with its lot, council, people and providers."""
    region = RegionFactory()
    framework = FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1])
    lot = LotFactory(framework=framework)
    PriceLineFactory(lot=lot, ceiling_pence=6_500_00)
    council = council_of(region)
    put(
        Organisation,
        [
            {"id": one, "kind": OrganisationKind.PROVIDER, "name": f"Larkfield {one}"}
            for one in range(FIRST, FIRST + PROVIDERS)
        ],
    )
    estate = Estate(
        region_id=region.id,
        lot_id=lot.id,
        council_id=council.id,
        officer_id=member(council, Role.PLACEMENTS_OFFICER).id,
        manager_id=member(region.lead, Role.CONTRACT_MANAGER).id,
    )
    db.session.flush()
    return estate


def owner_of(number: int) -> int:
    return FIRST + number % PROVIDERS


def add_services(numbers: range) -> None:
    """Give the providers homes, one for each number."""
    put(
        Service,
        [
            {
                "id": one,
                "organisation_id": owner_of(one),
                "urn": f"SC{one}",
                "name": f"Larkfield House {one}",
                "provision_type": ProvisionType.CHILDRENS_HOME,
                "claimed_at": NOW,
            }
            for one in numbers
        ],
    )


def appoint(estate: Estate, numbers: range) -> None:
    """Appoint homes to the lot, each with a rate and an uplift of it."""
    put(
        Appointment,
        [
            {
                "id": one,
                "lot_id": estate.lot_id,
                "service_id": one,
                "organisation_id": owner_of(one),
                "starts_on": TERM[0],
                "ends_on": TERM[1] - timedelta(days=one % 900),
                "rank": 1,
                "appointed_at": NOW,
            }
            for one in numbers
        ],
    )
    spell = {"status": AppointmentStatus.APPOINTED, "starts_on": TERM[0], "decided_at": NOW}
    put(AppointmentSpell, [spell | {"appointment_id": one} for one in numbers])
    rate = {"component_code": "CORE", "decided_on": TERM[0], "added_at": NOW}
    put(
        Rate,
        [
            rate | {"appointment_id": one, "pence": pence, "starts_on": day, "source": source}
            for one in numbers
            for pence, day, source in (
                (5_000_00 + one % 400 * 100, TERM[0], RateSource.BID),
                (5_075_00 + one % 400 * 100, UPLIFTED, RateSource.UPLIFT),
            )
        ],
    )


def place(estate: Estate, numbers: range, homes: range) -> None:
    """Place children, each with one charge for core care that changes once."""
    put(
        Placement,
        [
            {
                "id": one,
                "council_id": estate.council_id,
                "region_id": estate.region_id,
                "provider_id": owner_of(homes[one % len(homes)]),
                "service_id": homes[one % len(homes)],
                "route": Route.SPOT,
                "comparison_lot_id": estate.lot_id,
                "starts_on": began(one),
                "officer_id": estate.officer_id,
                "recorded_at": NOW,
            }
            for one in numbers
        ],
    )
    charge(numbers)


def charge(numbers: range) -> None:
    """Give placements an age band and a charge for core care that changes after 30 days."""
    put(
        AgeBandPeriod,
        [
            {"placement_id": one, "age_band": AgeBand.FROM_11, "starts_on": began(one)}
            for one in numbers
        ],
    )
    put(
        Charge,
        [
            {
                "placement_id": one,
                "component_code": "CORE",
                "pence": 5_200_00 + one % 1_500 * 100 + step * 50_00,
                "starts_on": began(one) + timedelta(days=step * 30),
                "ends_on": None if step else began(one) + timedelta(days=30),
                "recorded_at": NOW,
            }
            for one in numbers
            for step in (0, 1)
        ],
    )


def began(number: int) -> date:
    return TERM[0] + timedelta(days=number % 200)


def breach(estate: Estate, numbers: range) -> None:
    """Open breaches of every rule, some of them overdue."""
    put(
        Breach,
        [
            {
                "rule_code": RULES[one % len(RULES)].code,
                "subject_kind": "placement",
                "subject_id": one,
                "region_id": estate.region_id,
                "organisation_id": owner_of(one),
                "council_id": estate.council_id,
                "measured": 1_200,
                "threshold": 0,
                "unit": "hundredths_of_percent",
                "amount_pence": one % 9_000 * 100,
                "opened_at": NOW - timedelta(hours=one % 2_000),
                "seen_at": NOW,
                "due_on": NOW.date() + timedelta(days=one % 60 - 20),
            }
            for one in numbers
        ],
    )
