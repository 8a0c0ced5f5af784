"""Each rule over prices, ratings and terms as they are kept: fires, nearly, clears, returns."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.contracts.models import Route
from portal.contracts.services.price_check import check_placements
from portal.db import db
from portal.monitoring.engine import Check, check_rule
from portal.monitoring.models import Breach, BreachStatus
from portal.monitoring.rules import BY_CODE
from tests.factories.accounts import RegionFactory
from tests.factories.contracts import (
    TERM,
    BlockContractFactory,
    appointed,
    council_of,
    placed,
)
from tests.factories.providers import (
    AuthorityFactory,
    RatingReportFactory,
    RegisterInspectionFactory,
    RegisterSettingFactory,
    ServiceFactory,
)
from tests.factories.tenders import FrameworkFactory, LotFactory

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def region(session):
    return RegionFactory()


@pytest.fixture
def lot(region):
    return LotFactory(framework=FrameworkFactory(region=region, starts_on=TERM[0], ends_on=TERM[1]))


@pytest.fixture
def check(session, now):
    """Price the placements, run one rule as at a day, and return the breaches not closed."""

    def check_on(code, days=0, prices=()):
        check_placements([one.id for one in prices], at=now)
        session.flush()
        check_rule(Check(BY_CODE[code], TODAY + days * DAY, now + days * DAY))
        live = select(Breach).where(Breach.rule_code == code, Breach.status != "closed")
        return list(db.session.scalars(live.order_by(Breach.id)))

    return check_on


def buy(lot, pence: int, service=None, **facts):
    """Return a placement charged so much a week, from 2 March to 10 May 2026."""
    facts = {"route": Route.CALL_OFF, "ends_on": date(2026, 5, 10), **facts}
    council = council_of(lot.framework.region)
    return placed(council, lot, service, pence=pence, **facts)


def recharge(placement, pence: int) -> None:
    placement.charges[0].pence = pence


def test_a_price_above_the_services_own_rate(check, lot, now):
    own = appointed(lot)
    placement = buy(lot, 6_604_00, own.service, appointment=own)
    (found,) = check("price-above-own-rate", prices=[placement])
    assert (found.measured, found.threshold) == (2_700, 0)
    assert found.amount_pence == 13_839_43
    assert (found.organisation_id, found.council_id) == (own.organisation_id, placement.council_id)

    recharge(placement, 5_200_00)
    assert check("price-above-own-rate", 1, [placement]) == []
    recharge(placement, 5_200_01)
    (again,) = check("price-above-own-rate", 2, [placement])
    assert (again.id, again.times_opened) == (found.id, 2)


def test_a_price_at_the_services_own_rate_is_no_breach(check, lot):
    own = appointed(lot)
    placement = buy(lot, 5_200_00, own.service, appointment=own)
    assert check("price-above-own-rate", prices=[placement]) == []


def test_a_price_well_above_what_the_service_agreed_in_another_region(check, lot, region):
    elsewhere = LotFactory(
        framework=FrameworkFactory(region=RegionFactory(), starts_on=TERM[0], ends_on=TERM[1]),
        provision_type=lot.provision_type,
        need_category=lot.need_category,
    )
    there = appointed(elsewhere)
    placement = buy(lot, 5_720_00, there.service, route=Route.SPOT)
    (found,) = check("own-price-premium", prices=[placement])
    assert (found.measured, found.threshold, found.region_id) == (1_000, 500, region.id)

    recharge(placement, 5_460_00)
    assert check("own-price-premium", 1, [placement]) == []
    recharge(placement, 5_470_00)
    assert [one.id for one in check("own-price-premium", 2, [placement])] == [found.id]


def test_a_spot_purchase_from_a_service_that_holds_a_place_on_the_lot(check, lot):
    own = appointed(lot)
    placement = buy(lot, 5_200_00, own.service, route=Route.SPOT, ends_on=None)
    (found,) = check("spot-from-holder")
    assert (found.subject_id, found.council_id) == (placement.id, placement.council_id)
    placement.route, placement.appointment_id = Route.CALL_OFF, own.id
    assert check("spot-from-holder", 1) == []
    placement.route = Route.SPOT
    assert len(check("spot-from-holder", 2)) == 1


def test_a_spot_purchase_from_a_service_on_another_lot_is_no_exception(check, lot):
    other = appointed(LotFactory(framework=lot.framework))
    buy(lot, 5_200_00, other.service, route=Route.SPOT, ends_on=None)
    assert check("spot-from-holder") == []


def test_a_rating_below_the_lots_minimum(check, lot):
    own = appointed(lot)
    report = RatingReportFactory(service=own.service, overall_code="requires_improvement")
    (found,) = check("rating-below-minimum")
    assert (found.subject_kind, found.subject_id) == ("appointment", own.id)
    assert found.measured < found.threshold
    report.overall_code = "good"
    assert check("rating-below-minimum", 1) == []
    report.overall_code = "inadequate"
    assert len(check("rating-below-minimum", 2)) == 1


@pytest.mark.parametrize("grade", ["good", "outstanding"])
def test_a_rating_at_the_lots_minimum_or_above_is_enough(check, lot, grade):
    RatingReportFactory(service=appointed(lot).service, overall_code=grade)
    assert check("rating-below-minimum") == []


def test_a_service_without_a_rating_is_not_below_the_minimum(check, lot):
    appointed(lot)
    assert check("rating-below-minimum") == []


def test_a_reported_rating_that_differs_from_ofsteds_file(check, region):
    authority = AuthorityFactory()
    council_of(region).authority_id = authority.id
    setting = RegisterSettingFactory(authority=authority)
    service = ServiceFactory(urn=setting.urn, authority=authority)
    RegisterInspectionFactory(urn=setting.urn, overall_code="requires_improvement")
    report = RatingReportFactory(service=service, overall_code="good")
    (found,) = check("rating-differs-from-ofsted")
    assert (found.subject_kind, found.subject_id) == ("service", service.id)
    assert (found.measured, found.threshold, found.region_id) == (3, 2, region.id)
    report.overall_code = "requires_improvement"
    assert check("rating-differs-from-ofsted", 1) == []
    report.overall_code = "good"
    assert len(check("rating-differs-from-ofsted", 2)) == 1


def test_an_appointment_and_a_block_contract_that_end_within_ninety_days(check, lot):
    soon, later = TODAY + 90 * DAY, TODAY + 91 * DAY
    ending = appointed(lot, ends_on=soon)
    appointed(LotFactory(framework=lot.framework), ends_on=later)
    contract = BlockContractFactory(lot=lot, ends_on=soon)
    found = check("ending-soon")
    assert {(one.subject_kind, one.subject_id) for one in found} == {
        ("appointment", ending.id),
        ("block_contract", contract.id),
    }
    assert {one.measured for one in found} == {90}
    ending.ends_on = TODAY + 400 * DAY
    assert [one.subject_kind for one in check("ending-soon", 0)] == ["block_contract"]
    ending.ends_on = soon
    assert len(check("ending-soon", 0)) == 2


def test_the_days_that_go_by_until_an_end_are_no_news(check, lot):
    appointed(lot, ends_on=TODAY + 40 * DAY)
    check("ending-soon")
    (found,) = check("ending-soon", 3)
    assert found.measured == 37
    assert [event.event for event in found.events] == ["opened"]
    assert check("ending-soon", 40) == []
    assert db.session.get_one(Breach, found.id).status is BreachStatus.CLOSED
