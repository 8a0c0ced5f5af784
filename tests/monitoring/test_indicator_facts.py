"""What each indicator counts, provider by provider and quarter by quarter."""

from datetime import UTC, date, datetime

import pytest

from portal.access import Role
from portal.contracts.models import Answer, DisputeReason, DisputeStatus, ProviderAnswer, Route
from portal.contracts.services.price_check import check_placements
from portal.db import db
from portal.monitoring.indicators import Measure
from portal.monitoring.queries.record import Reader
from portal.monitoring.services.indicators import INDICATORS, lines
from portal.providers.models import (
    ActionStatus,
    Assurance,
    QualityVisit,
    VisitAction,
    VisitActionWord,
    VisitKind,
    VisitStatus,
)
from tests.factories.accounts import RegionFactory, member
from tests.factories.contracts import ChargeFactory, appointed, council_of, placed
from tests.factories.monitoring import BreachEventFactory, BreachFactory
from tests.factories.providers import RatingReportFactory
from tests.factories.tenders import FrameworkFactory, LotFactory

TODAY = date(2026, 11, 23)
SPRING, SUMMER, AUTUMN = 1, 2, 3
"""The quarters from April, from July and from October, by number."""


def moment(day):
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=UTC)


@pytest.fixture
def lot(session):
    framework = FrameworkFactory(starts_on=date(2026, 3, 1), ends_on=date(2030, 3, 1))
    return LotFactory(framework=framework)


@pytest.fixture
def region(lot):
    return lot.framework.region


@pytest.fixture
def council(region):
    return council_of(region)


@pytest.fixture
def service(lot):
    return appointed(lot).service


@pytest.fixture
def manager(region):
    return member(region.lead, Role.CONTRACT_MANAGER)


@pytest.fixture
def measured(region, service, manager):
    """Return what an indicator counts of the provider, by the number of the quarter."""

    def measure(code, on=TODAY, **changes):
        db.session.flush()
        facts = {"council_id": None, "exact": True, "region_id": region.id} | changes
        reader = Reader(membership=manager, today=TODAY, on=on, **facts)
        return {
            one.period.number: one.compared.own
            for one in lines(service.organisation_id, reader)
            if one.indicator.code == code and one.compared.own
        }

    return measure


def test_price_variance_is_cut_at_the_quarters(council, lot, service, measured):
    """27 per cent above the agreed rate, for the nights of 25 to 30 June and then of July."""
    stay = placed(
        council,
        lot,
        service,
        route=Route.CALL_OFF,
        starts_on=date(2026, 6, 25),
        ends_on=date(2026, 7, 11),
    )
    db.session.flush()
    check_placements([stay.id], at=moment(TODAY))
    assert measured("price-variance") == {
        SPRING: Measure(6 * 140_400, 6 * 520_000, 1),
        SUMMER: Measure(10 * 140_400, 10 * 520_000, 1),
    }


def test_charges_count_in_the_quarter_in_which_they_were_recorded(
    council, lot, service, measured, manager
):
    stay = placed(council, lot, service, pence=None)
    recorded = [
        ChargeFactory(placement=stay, component_code=code, recorded_at=moment(day))
        for code, day in (("CORE", date(2026, 7, 1)), ("ENH", date(2026, 9, 30)))
    ]
    db.session.flush()
    db.session.add(
        ProviderAnswer(
            organisation_id=service.organisation_id,
            placement_id=stay.id,
            charge_id=recorded[0].id,
            service_id=service.id,
            starts_on=stay.starts_on,
            answer=Answer.DISPUTED,
            reason=DisputeReason.PRICE,
            status=DisputeStatus.OPEN,
            by_membership_id=manager.id,
            at=moment(date(2026, 10, 5)),
        )
    )
    assert measured("disputed-charges") == {SUMMER: Measure(1, 2, 2)}
    before = measured("disputed-charges", on=date(2026, 9, 30))
    assert list(before.values()) == [Measure(0, 2, 2)]


def test_inspections_count_as_reported_in_time_by_working_days(service, measured):
    for day, reported in ((date(2026, 7, 1), date(2026, 7, 3)), (date(2026, 8, 3), TODAY)):
        RatingReportFactory(
            service=service,
            inspected_on=day,
            published_on=None,
            received_on=day,
            reported_at=moment(reported),
        )
    assert measured("ratings-in-time") == {SUMMER: Measure(1, 2, 2)}


def test_breaches_are_counted_as_they_stood_at_the_end_of_each_quarter(
    council, lot, service, region, measured
):
    placed(council, lot, service, starts_on=date(2026, 4, 1))
    breach = BreachFactory(region=region, organisation=service.organisation)
    BreachEventFactory(breach=breach, event="opened", at=moment(date(2026, 6, 1)))
    BreachEventFactory(breach=breach, event="closed", at=moment(date(2026, 8, 1)))
    signal = BreachFactory(
        region=region, organisation=service.organisation, rule_code="own-price-premium"
    )
    BreachEventFactory(breach=signal, at=moment(date(2026, 6, 1)))
    assert measured("open-breaches") == {
        SPRING: Measure(1, 1, 1),
        SUMMER: Measure(0, 1, 1),
        AUTUMN: Measure(0, 1, 1),
    }


def test_actions_are_done_when_the_provider_first_says_so(service, region, manager, measured):
    visit = QualityVisit(
        service=service,
        region=region,
        organisation=region.lead,
        visited_on=date(2026, 6, 1),
        kind=VisitKind.ANNOUNCED,
        assurance=Assurance.WITH_ACTIONS,
        summary="Warm.",
        status=VisitStatus.SHARED,
        by=manager,
        recorded_at=moment(date(2026, 6, 1)),
        settled_at=moment(date(2026, 6, 1)),
    )
    said = {1: date(2026, 7, 10), 2: date(2026, 7, 11), 3: None}
    for number, day in said.items():
        action = VisitAction(number=number, text="Renew it.", due_on=date(2026, 7, 10))
        visit.actions.append(action)
        if day:
            word = VisitActionWord(
                status=ActionStatus.REPORTED, text="Done.", said_at=moment(day), by=manager
            )
            action.words.append(word)
    visit.actions.append(VisitAction(number=4, text="Later.", due_on=TODAY))
    db.session.add(visit)
    assert measured("actions-in-time") == {SUMMER: Measure(1, 3, 3)}


def test_call_offs_and_block_places_are_bought_on_the_framework(council, lot, service, measured):
    for route in (Route.CALL_OFF, Route.SPOT):
        placed(council, lot, service, route=route, starts_on=date(2026, 10, 1))
    assert measured("on-framework") == {AUTUMN: Measure(1, 2, 2)}


def test_placements_of_another_region_count_for_nothing(council, lot, service, measured):
    placed(council, lot, service, route=Route.CALL_OFF, starts_on=date(2026, 10, 1))
    assert measured("on-framework", region_id=RegionFactory().id) == {}


def test_what_rests_on_other_councils_is_not_worked_out_for_a_council(
    council, lot, service, measured
):
    placed(council, lot, service, route=Route.CALL_OFF, starts_on=date(2026, 10, 1))
    for one in INDICATORS:
        if one.placements:
            assert measured(one.code, council_id=council.id) == {}


def test_five_active_providers_make_a_median(council, lot, service, region, manager):
    for spot in range(5):
        other = service if spot == 0 else appointed(lot).service
        for at in range(5):
            route = Route.SPOT if at < spot else Route.CALL_OFF
            placed(council, lot, other, route=route, starts_on=date(2026, 10, 1))
    db.session.flush()
    reader = Reader(
        membership=manager,
        today=TODAY,
        on=TODAY,
        region_id=region.id,
        council_id=None,
        exact=True,
    )
    [line] = [
        one
        for one in lines(service.organisation_id, reader)
        if one.indicator.code == "on-framework" and one.period.number == AUTUMN
    ]
    assert line.compared.own == Measure(5, 5, 5)
    assert (line.compared.median, line.compared.providers) == (Measure(3, 5, 5).value, 5)
