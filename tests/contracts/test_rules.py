"""Rules: what fails on a day, with its figures, and what does not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.contracts import rules
from portal.contracts.models import Route
from portal.contracts.services import appointments as services
from portal.contracts.services.price_check import check_placements
from tests.factories.contracts import (
    BlockContractFactory,
    RateFactory,
    appointed,
    placed,
)
from tests.factories.providers import RatingReportFactory
from tests.factories.tenders import LotFactory

TODAY = date(2026, 11, 23)
END = date(2026, 5, 10)
COLUMNS = [
    *("subject_kind", "subject_id", "period", "region_id", "organisation_id", "council_id"),
    *("measured", "threshold", "unit", "amount_pence"),
]


def failing(session, rule, as_at=TODAY, **settings):
    session.flush()
    return session.execute(rule(as_at, settings)).all()


def checked(session, placement, now):
    session.flush()
    check_placements([placement.id], at=now)
    return placement


@pytest.fixture
def appointment(vale):
    appointment = appointed(vale.lot)
    RateFactory(appointment=appointment, pence=5_278_00, starts_on=date(2026, 4, 1))
    return appointment


@pytest.fixture
def example(session, vale, appointment, now):
    placement = placed(
        vale.council, vale.lot, appointment.service, route=Route.CALL_OFF, ends_on=END
    )
    return checked(session, placement, now)


@pytest.mark.parametrize(
    "rule",
    [
        rules.price_above_own_rate,
        rules.own_price_premium,
        rules.spot_from_holder,
        rules.rating_below_minimum,
        rules.ending_soon,
    ],
)
def test_every_rule_returns_the_same_columns(session, rule):
    assert list(session.execute(rule(TODAY, {})).keys()) == COLUMNS


def test_a_price_above_the_own_rate_fails_with_its_excess_and_its_amount(session, example, vale):
    [row] = failing(session, rules.price_above_own_rate)
    assert (row.subject_kind, row.subject_id) == ("placement", example.id)
    assert (row.region_id, row.council_id) == (vale.region.id, vale.council.id)
    assert row.organisation_id == example.provider_id
    assert (row.measured, row.threshold, row.unit) == (27_00, 0, "hundredths_of_percent")
    assert row.amount_pence == 13_404_86


def test_a_past_day_is_judged_by_the_nights_up_to_then(session, example):
    assert not failing(session, rules.price_above_own_rate, date(2026, 3, 1))
    [row] = failing(session, rules.price_above_own_rate, date(2026, 3, 31))
    assert row.amount_pence == 6_017_14


def test_a_region_may_tolerate_some_excess(session, example):
    assert failing(session, rules.price_above_own_rate, tolerance=26_99)
    assert not failing(session, rules.price_above_own_rate, tolerance=27_00)


def test_a_price_at_the_rate_or_below_does_not_fail(session, vale, appointment, now):
    placement = placed(vale.council, vale.lot, appointment.service, pence=5_200_00)
    checked(session, placement, now)
    assert not failing(session, rules.price_above_own_rate)


def test_a_price_above_a_ceiling_is_no_breach_of_the_own_rate(session, vale, now):
    checked(session, placed(vale.council, vale.lot), now)
    assert not failing(session, rules.price_above_own_rate)


def test_a_premium_over_the_price_in_another_region_is_a_signal_above_five_per_cent(
    session, vale, now
):
    elsewhere = LotFactory(framework__starts_on=date(2026, 1, 1))
    service = appointed(elsewhere, 6_000_00, starts_on=date(2026, 1, 1)).service
    checked(session, placed(vale.council, vale.lot, service, pence=6_300_00), now)
    assert not failing(session, rules.own_price_premium)
    dearer = checked(session, placed(vale.council, vale.lot, service, pence=6_301_00), now)
    [row] = failing(session, rules.own_price_premium)
    assert (row.subject_id, row.measured, row.threshold) == (dearer.id, 5_01, 5_00)
    assert not failing(session, rules.price_above_own_rate)


def test_a_spot_purchase_from_a_holder_of_a_place_is_an_exception(session, vale, appointment):
    spot = placed(vale.council, vale.lot, appointment.service)
    placed(vale.council, vale.lot, appointment.service, route=Route.CALL_OFF)
    placed(vale.council, vale.lot)
    assert [row.subject_id for row in failing(session, rules.spot_from_holder)] == [spot.id]
    spot.ends_on = TODAY
    assert not failing(session, rules.spot_from_holder)
    assert failing(session, rules.spot_from_holder, TODAY - timedelta(days=1))


def test_a_spot_purchase_while_the_holder_was_suspended_is_none(session, vale, appointment, now):
    services.suspend(
        appointment, from_on=date(2026, 6, 1), reason="Inadequate", by=vale.manager, at=now
    )
    placed(vale.council, vale.lot, appointment.service, starts_on=date(2026, 6, 2))
    assert not failing(session, rules.spot_from_holder)


def test_a_rating_below_the_minimum_fails_from_the_day_it_is_known(session, appointment):
    report = RatingReportFactory(
        service=appointment.service,
        inspected_on=date(2026, 10, 1),
        published_on=None,
        overall_code="requires_improvement",
        reported_at=datetime(2026, 10, 20, 9, tzinfo=UTC),
    )
    [row] = failing(session, rules.rating_below_minimum)
    assert (row.subject_kind, row.subject_id) == ("appointment", appointment.id)
    assert (row.measured, row.threshold, row.unit) == (2, 3, "level")
    assert not failing(session, rules.rating_below_minimum, date(2026, 10, 19))
    report.overall_code = "good"
    assert not failing(session, rules.rating_below_minimum)


def test_a_service_that_is_not_yet_rated_does_not_fail(session, appointment):
    assert not failing(session, rules.rating_below_minimum)


def test_what_ends_within_ninety_days_is_listed_with_the_days_left(session, vale, appointment):
    contract = BlockContractFactory(lot__framework=vale.framework)
    assert not failing(session, rules.ending_soon)
    appointment.ends_on = TODAY + timedelta(days=90)
    contract.ends_on = TODAY + timedelta(days=1)
    vale.framework.ends_on = TODAY + timedelta(days=30)
    rows = failing(session, rules.ending_soon)
    assert [(row.subject_kind, row.measured) for row in rows] == [
        ("appointment", 90),
        ("block_contract", 1),
        ("framework", 30),
    ]
    assert {row.region_id for row in rows} == {vale.region.id}
    assert len(failing(session, rules.ending_soon, days=60)) == 2


def test_what_has_ended_or_was_withdrawn_is_not_listed(session, vale, appointment, now):
    appointment.ends_on = TODAY + timedelta(days=10)
    session.flush()
    services.withdraw(
        appointment, from_on=date(2026, 11, 1), reason="Closed", by=vale.manager, at=now
    )
    assert not failing(session, rules.ending_soon)
    assert failing(session, rules.ending_soon, date(2026, 10, 31))


def test_one_placement_is_found_without_looking_at_all(session, example, vale, appointment, now):
    other = checked(session, placed(vale.council, vale.lot, appointment.service), now)
    statement = rules.price_above_own_rate(TODAY, {}, [other.id])
    assert [row.subject_id for row in session.execute(statement)] == [other.id]
